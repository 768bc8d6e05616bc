"""One access, which may be left out."""

from apparmor_dsl.language.ast import Qualifiers, UsernsRule
from tests.parser.cases import Rule

ROWS = (
    Rule("userns ,", UsernsRule(), (4, 0)),
    Rule("audit userns create,", UsernsRule(("create",), qualifiers=Qualifiers(audit=True)), (4, 0)),
)
