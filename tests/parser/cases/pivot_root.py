"""Every part may be absent."""

from apparmor_dsl.language.ast import PivotRootRule, Qualifiers
from tests.parser.cases import Rule

ROWS = (
    Rule("pivot_root ,", PivotRootRule()),
    Rule("pivot_root /mnt/,", PivotRootRule("/mnt/")),
    Rule('pivot_root "/a b/",', PivotRootRule("/a b/")),
    Rule("pivot_root oldroot = /mnt/old/,", PivotRootRule(old_root="/mnt/old/")),
    Rule("pivot_root oldroot=/mnt/old/ /mnt/ -> p,", PivotRootRule("/mnt/", "/mnt/old/", "p")),
    Rule("pivot_root -> p,", PivotRootRule(target="p")),
    Rule("pivot_root /mnt/ -> a//b,", PivotRootRule("/mnt/", None, "a//b")),
    Rule("deny pivot_root,", PivotRootRule(qualifiers=Qualifiers(access="deny"))),
)
