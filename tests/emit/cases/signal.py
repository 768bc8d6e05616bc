"""`signal (send) set=(hup, term) peer=foo,`"""

from apparmor_dsl.language.ast import SignalRule
from tests.emit.cases import Case, Spelling

CASES = (
    Case("signal,", SignalRule()),
    Case("signal send set=term,", SignalRule(("send",), ("term",))),
    Case(
        "signal (send, receive) set=(hup, rtmin+32) peer=a,", SignalRule(("send", "receive"), ("hup", "rtmin+32"), "a")
    ),
    Case("signal receive peer=lxc-*//&unconfined,", SignalRule(("receive",), peer="lxc-*//&unconfined")),
    Case('signal peer="",', SignalRule(peer="")),
)
SPELLINGS = (
    Spelling("signal (send) set=(hup),", "signal send set=hup,"),
    Spelling("signal wr set=(int kill) set=(hup),", "signal (receive, send) set=(int, kill, hup),"),
)
