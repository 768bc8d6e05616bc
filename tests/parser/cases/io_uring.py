"""One access, both, and a label."""

from apparmor_dsl.language.ast import IoUringRule, Qualifiers
from tests.parser.cases import Rule

ROWS = (
    Rule("io_uring ,", IoUringRule(), (4, 0)),
    Rule("io_uring(sqpoll override_creds),", IoUringRule(("sqpoll", "override_creds")), (4, 0)),
    Rule("io_uring override_creds label = a,", IoUringRule(("override_creds",), "a"), (4, 0)),
    Rule("deny io_uring sqpoll,", IoUringRule(("sqpoll",), qualifiers=Qualifiers(access="deny")), (4, 0)),
)
