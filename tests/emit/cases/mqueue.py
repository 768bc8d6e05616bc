"""`mqueue (read, write) type=posix label=foo /queue,`"""

from apparmor_dsl.language.ast import MqueueRule
from tests.emit.cases import Case, Spelling

CASES = (
    Case("mqueue,", MqueueRule(), since=(4, 0)),
    Case("mqueue read /queue,", MqueueRule(("read",), name="/queue"), since=(4, 0)),
    Case(
        "mqueue (create, open) type=posix label=a /q*,",
        MqueueRule(("create", "open"), "posix", "a", "/q*"),
        since=(4, 0),
    ),
    Case("mqueue type=sysv 1234,", MqueueRule(type="sysv", name="1234"), since=(4, 0)),
    Case("mqueue 1234,", MqueueRule(name="1234"), since=(4, 0)),
    Case('mqueue read "/a b",', MqueueRule(("read",), name="/a b"), since=(4, 0)),
)
SPELLINGS = (Spelling("mqueue rw /queue,", "mqueue (read, write) /queue,", since=(4, 0)),)
