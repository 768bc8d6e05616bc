"""`userns create,`"""

from apparmor_dsl.language.ast import Qualifiers, UsernsRule
from tests.emit.cases import Case

CASES = (
    Case("userns,", UsernsRule(), since=(4, 0)),
    Case("userns create,", UsernsRule(("create",)), since=(4, 0)),
    Case("deny userns create,", UsernsRule(("create",), qualifiers=Qualifiers(access="deny")), since=(4, 0)),
)
