"""`pivot_root oldroot=/mnt/root/old/ /mnt/root/ -> profile,`"""

from apparmor_dsl.language.ast import PivotRootRule
from tests.emit.cases import Case, Spelling

CASES = (
    Case("pivot_root,", PivotRootRule()),
    Case("pivot_root /new/,", PivotRootRule("/new/")),
    Case("pivot_root oldroot=/new/old/ /new/ -> child,", PivotRootRule("/new/", "/new/old/", "child")),
    Case("pivot_root -> child,", PivotRootRule(target="child")),
    # A lone variable is not read here unless it is quoted.
    Case('pivot_root "@{HOME}",', PivotRootRule("@{HOME}")),
    Case("pivot_root @{HOME}/,", PivotRootRule("@{HOME}/")),
    Case('pivot_root oldroot="/a b" "/c d",', PivotRootRule("/c d", "/a b")),
)
SPELLINGS = (Spelling("pivot_root oldroot=(/old/) /new/,", "pivot_root oldroot=/old/ /new/,"),)
