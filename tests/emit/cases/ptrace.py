"""`ptrace (read, trace) peer=foo,`"""

from apparmor_dsl.language.ast import PtraceRule
from tests.emit.cases import Case, Spelling

CASES = (
    Case("ptrace,", PtraceRule()),
    Case("ptrace read,", PtraceRule(("read",))),
    Case("ptrace (readby, tracedby) peer=unconfined,", PtraceRule(("readby", "tracedby"), "unconfined")),
    Case("ptrace peer=@{profile_name},", PtraceRule(peer="@{profile_name}")),
    Case("ptrace peer={a,b},", PtraceRule(peer="{a,b}")),
    Case('ptrace peer="a=b",', PtraceRule(peer="a=b")),
)
SPELLINGS = (
    Spelling("ptrace rw,", "ptrace (read, trace),"),
    Spelling('ptrace (trace read) peer="a",', "ptrace (trace, read) peer=a,"),
)
