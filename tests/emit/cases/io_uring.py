"""`io_uring (sqpoll, override_creds) label=foo,`"""

from apparmor_dsl.language.ast import IoUringRule
from tests.emit.cases import Case

CASES = (
    Case("io_uring,", IoUringRule(), since=(4, 0)),
    Case("io_uring sqpoll,", IoUringRule(("sqpoll",)), since=(4, 0)),
    Case("io_uring override_creds label=a,", IoUringRule(("override_creds",), "a"), since=(4, 0)),
    Case("io_uring (sqpoll, override_creds),", IoUringRule(("sqpoll", "override_creds")), since=(4, 0)),
)
