"""`capability net_admin sys_chroot,`"""

from apparmor_dsl.language.ast import CapabilityRule, Qualifiers
from tests.emit.cases import Case, Spelling

CASES = (
    Case("capability,", CapabilityRule()),
    Case("capability kill,", CapabilityRule(("kill",))),
    Case("capability net_admin checkpoint_restore,", CapabilityRule(("net_admin", "checkpoint_restore"))),
    Case(
        "audit deny capability sys_module,",
        CapabilityRule(("sys_module",), qualifiers=Qualifiers(audit=True, access="deny")),
    ),
    Case("allow capability,", CapabilityRule(qualifiers=Qualifiers(access="allow"))),
)
SPELLINGS = (Spelling("capability   kill\n   chown ,", "capability kill chown,"),)
