"""Access words and their short forms, and the peer."""

from apparmor_dsl.language.ast import PtraceRule, Qualifiers
from tests.parser.cases import Rule

ROWS = (
    Rule("ptrace ,", PtraceRule()),
    Rule("ptrace r,", PtraceRule(("read",))),
    Rule("ptrace rw,", PtraceRule(("read", "trace"))),
    Rule("ptrace(read,trace),", PtraceRule(("read", "trace"))),
    Rule("ptrace (readby tracedby) ,", PtraceRule(("readby", "tracedby"))),
    Rule("ptrace peer=a//b,", PtraceRule(peer="a//b")),
    Rule("ptrace trace peer = a*,", PtraceRule(("trace",), "a*")),
    Rule('ptrace read peer="a b",', PtraceRule(("read",), "a b")),
    Rule("ptrace read peer=@{profile_name},", PtraceRule(("read",), "@{profile_name}")),
    Rule("ptrace read peer={a,b},", PtraceRule(("read",), "{a,b}")),
    Rule("deny ptrace,", PtraceRule(qualifiers=Qualifiers(access="deny"))),
)
