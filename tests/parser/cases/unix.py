"""Access words and their short forms, conditions in any order, the peer."""

from apparmor_dsl.language.ast import Qualifiers, UnixEndpoint, UnixRule
from tests.parser.cases import Rule

ROWS = (
    Rule("unix ,", UnixRule()),
    Rule("unix rw,", UnixRule(("receive", "send"))),
    Rule("unix(connect,send),", UnixRule(("connect", "send"))),
    Rule("unix (r w connect),", UnixRule(("receive", "send", "connect"))),
    Rule("unix type=stream,", UnixRule(type="stream")),
    Rule("unix type = (stream),", UnixRule(type="stream")),
    Rule("unix addr=none type=dgram,", UnixRule(type="dgram", local=UnixEndpoint("none"))),
    Rule('unix addr="@a b",', UnixRule(local=UnixEndpoint("@a b"))),
    Rule("unix addr=@/tmp/.X11-unix/X[0-9]*,", UnixRule(local=UnixEndpoint("@/tmp/.X11-unix/X[0-9]*"))),
    Rule("unix label=a,", UnixRule(local=UnixEndpoint(label="a")), since=(999,)),
    Rule("unix peer=(label=a addr=none),", UnixRule(peer=UnixEndpoint("none", "a"))),
    Rule("unix peer=(addr=@a, label=b),", UnixRule(peer=UnixEndpoint("@a", "b"))),
    Rule("unix peer=(label=@{profile_name},addr=@a),", UnixRule(peer=UnixEndpoint("@a", "@{profile_name}"))),
    Rule("unix bind type=stream protocol=0,", UnixRule(("bind",), "stream", "0"), since=(999,)),
    Rule("audit deny unix,", UnixRule(qualifiers=Qualifiers(audit=True, access="deny"))),
)
