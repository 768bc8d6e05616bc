"""Queues by path and by number, with every access."""

from apparmor_dsl.language.ast import MqueueRule, Qualifiers
from tests.parser.cases import Rule

ROWS = (
    Rule("mqueue ,", MqueueRule(), (4, 0)),
    Rule("mqueue (rw),", MqueueRule(("read", "write")), (4, 0)),
    Rule("mqueue(r w open),", MqueueRule(("read", "write", "open")), (4, 0)),
    Rule("mqueue 123,", MqueueRule(name="123"), (4, 0)),
    Rule("mqueue read 123,", MqueueRule(("read",), name="123"), (4, 0)),
    Rule("mqueue type=sysv 123,", MqueueRule(type="sysv", name="123"), (4, 0)),
    Rule("mqueue label=a type=posix /q,", MqueueRule(type="posix", label="a", name="/q"), (4, 0)),
    Rule('mqueue write "/a b",', MqueueRule(("write",), name="/a b"), (4, 0)),
    Rule("deny mqueue delete /q,", MqueueRule(("delete",), name="/q", qualifiers=Qualifiers(access="deny")), (4, 0)),
)
