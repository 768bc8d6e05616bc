"""`change_profile safe /bin/bash -> child,`"""

from apparmor_dsl.language.ast import ChangeProfileRule
from tests.emit.cases import Case, Spelling

CASES = (
    Case("change_profile,", ChangeProfileRule()),
    Case("change_profile -> unconfined,", ChangeProfileRule("unconfined")),
    Case("change_profile -> lxc-100//&:lxc-100:init,", ChangeProfileRule("lxc-100//&:lxc-100:init")),
    Case("change_profile -> &stacked,", ChangeProfileRule("&stacked")),
    Case("change_profile -> {a,b}*,", ChangeProfileRule("{a,b}*")),
    Case('change_profile -> "a b",', ChangeProfileRule("a b")),
    Case("change_profile /bin/bash,", ChangeProfileRule(exec="/bin/bash")),
    Case("change_profile safe /bin/bash -> child,", ChangeProfileRule("child", "/bin/bash", "safe")),
    Case('change_profile unsafe "/bin/a b" -> child,', ChangeProfileRule("child", "/bin/a b", "unsafe")),
)
SPELLINGS = (Spelling('change_profile -> "child",', "change_profile -> child,"),)
