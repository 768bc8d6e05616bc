"""One word, with the qualifiers of its version."""

from apparmor_dsl.language.ast import AllRule, Qualifiers
from tests.parser.cases import Rule

ROWS = (
    Rule("all ,", AllRule(), (4, 0)),
    Rule("audit allow all,", AllRule(qualifiers=Qualifiers(audit=True, access="allow")), (4, 0)),
    Rule("priority=-1 all,", AllRule(qualifiers=Qualifiers(priority=-1)), (4, 1)),
)
