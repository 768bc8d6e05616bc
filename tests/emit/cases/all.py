"""`all,`"""

from apparmor_dsl.language.ast import AllRule, Qualifiers
from tests.emit.cases import Case

CASES = (
    Case("all,", AllRule(), since=(4, 0)),
    Case("priority=-1000 deny all,", AllRule(qualifiers=Qualifiers(priority=-1000, access="deny")), since=(4, 1)),
)
