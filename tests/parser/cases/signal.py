"""Access words and their short forms, sets with and without parentheses, real-time signals."""

from apparmor_dsl.language.ast import Qualifiers, SignalRule
from tests.parser.cases import Rule

ROWS = (
    Rule("signal ,", SignalRule()),
    Rule("signal r,", SignalRule(("receive",))),
    Rule("signal(send,receive),", SignalRule(("send", "receive"))),
    Rule("signal write,", SignalRule(("send",))),
    Rule("signal set=hup,", SignalRule(signals=("hup",))),
    Rule("signal set=(hup),", SignalRule(signals=("hup",))),
    Rule("signal set = ( hup term ),", SignalRule(signals=("hup", "term"))),
    Rule("signal set=(hup,hup),", SignalRule(signals=("hup",))),
    Rule("signal set=hup set=term,", SignalRule(signals=("hup", "term"))),
    Rule('signal set=("hup"),', SignalRule(signals=("hup",))),
    Rule("signal set=rtmin+0,", SignalRule(signals=("rtmin+0",))),
    Rule("signal set=rtmin+08,", SignalRule(signals=("rtmin+8",))),
    Rule("signal set=exists,", SignalRule(signals=("exists",))),
    Rule("signal peer=a set=kill,", SignalRule(signals=("kill",), peer="a")),
    Rule('signal send peer="a b",', SignalRule(("send",), peer="a b")),
    Rule("signal send peer=unconfined,", SignalRule(("send",), peer="unconfined")),
    Rule("signal send peer=/usr/bin/a//b,", SignalRule(("send",), peer="/usr/bin/a//b")),
    Rule("deny signal send,", SignalRule(("send",), qualifiers=Qualifiers(access="deny"))),
)
