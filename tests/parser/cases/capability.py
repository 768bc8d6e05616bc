"""Words in any number, on several lines, and said twice."""

from apparmor_dsl.language.ast import CapabilityRule, Qualifiers
from tests.parser.cases import Rule

ROWS = (
    Rule("capability ,", CapabilityRule()),
    Rule("capability\n  kill\n  chown,", CapabilityRule(("kill", "chown"))),
    Rule("capability kill kill,", CapabilityRule(("kill",))),
    Rule("audit capability sys_admin,", CapabilityRule(("sys_admin",), qualifiers=Qualifiers(audit=True))),
    Rule("deny capability,", CapabilityRule(qualifiers=Qualifiers(access="deny"))),
    Rule("allow capability kill,", CapabilityRule(("kill",), qualifiers=Qualifiers(access="allow"))),
)
