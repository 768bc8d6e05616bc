"""With and without an exec, with and without a target, names in every form."""

from apparmor_dsl.language.ast import ChangeProfileRule, Qualifiers
from tests.parser.cases import Rule

ROWS = (
    Rule("change_profile ,", ChangeProfileRule()),
    Rule("change_profile -> a//b,", ChangeProfileRule("a//b")),
    Rule("change_profile -> :ns://a,", ChangeProfileRule(":ns://a")),
    Rule("change_profile -> :ns:a,", ChangeProfileRule(":ns:a")),
    Rule('change_profile -> "a b",', ChangeProfileRule("a b")),
    Rule("change_profile -> {a,b}*,", ChangeProfileRule("{a,b}*")),
    Rule("change_profile -> @{HOME},", ChangeProfileRule("@{HOME}")),
    Rule("change_profile /bin/bash,", ChangeProfileRule(exec="/bin/bash")),
    Rule('change_profile "/bin/a b" -> c,', ChangeProfileRule("c", "/bin/a b")),
    Rule("change_profile unsafe /bin/bash -> a,", ChangeProfileRule("a", "/bin/bash", "unsafe")),
    Rule("change_profile safe @{HOME}/x,", ChangeProfileRule(None, "@{HOME}/x", "safe")),
    Rule("deny change_profile -> a,", ChangeProfileRule("a", qualifiers=Qualifiers(access="deny"))),
)
