"""`unix (send, receive) type=stream addr=@/tmp/x peer=(addr=none, label=foo),`"""

from apparmor_dsl.language.ast import UnixEndpoint, UnixRule
from tests.emit.cases import NEVER, Case, Spelling

CASES = (
    Case("unix,", UnixRule()),
    Case("unix create type=dgram,", UnixRule(("create",), "dgram")),
    Case(
        "unix (send, receive) type=stream addr=@/tmp/x* peer=(addr=none, label=b),",
        UnixRule(("send", "receive"), "stream", local=UnixEndpoint("@/tmp/x*"), peer=UnixEndpoint("none", "b")),
    ),
    # Words of apparmor.d(5) that the parsers say they do not support yet.
    Case("unix getattr protocol=0,", UnixRule(("getattr",), protocol="0"), since=NEVER),
    Case("unix getattr label=a,", UnixRule(("getattr",), local=UnixEndpoint(label="a")), since=NEVER),
    Case("unix getattr attr=a opt=b,", UnixRule(("getattr",), attr="a", opt="b"), since=NEVER),
    Case('unix send peer=(addr="@a b"),', UnixRule(("send",), peer=UnixEndpoint("@a b"))),
)
SPELLINGS = (
    Spelling("unix rw,", "unix (receive, send),"),
    Spelling("unix w type=(stream),", "unix send type=stream,"),
)
