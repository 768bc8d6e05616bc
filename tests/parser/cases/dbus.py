"""Access words and their short forms, conditions in any order, the peer with and without commas."""

from apparmor_dsl.language.ast import DbusEndpoint, DbusRule, Qualifiers
from tests.parser.cases import Rule

ROWS = (
    Rule("dbus ,", DbusRule()),
    Rule("dbus rw,", DbusRule(("receive", "send"))),
    Rule("dbus (r w),", DbusRule(("receive", "send"))),
    Rule("dbus(send,receive),", DbusRule(("send", "receive"))),
    Rule("dbus ( send , receive ) ,", DbusRule(("send", "receive"))),
    Rule("dbus write,", DbusRule(("send",))),
    Rule("dbus read bus=system,", DbusRule(("receive",), bus="system")),
    Rule("dbus bind bus=session name=org.a,", DbusRule(("bind",), bus="session", name="org.a")),
    Rule("dbus name=org.a bus=session,", DbusRule(bus="session", name="org.a")),
    Rule("dbus eavesdrop,", DbusRule(("eavesdrop",))),
    Rule('dbus send path="/a b",', DbusRule(("send",), path="/a b")),
    Rule("dbus send path=/a/{b,c},", DbusRule(("send",), path="/a/{b,c}")),
    Rule("dbus send interface = org.a,", DbusRule(("send",), interface="org.a")),
    Rule("dbus send member=G*,", DbusRule(("send",), member="G*")),
    Rule("dbus peer=(name=org.a label=b),", DbusRule(peer=DbusEndpoint("org.a", "b"))),
    Rule("dbus peer=(label=b,name=org.a),", DbusRule(peer=DbusEndpoint("org.a", "b"))),
    Rule("dbus peer=(label=b, name=org.a),", DbusRule(peer=DbusEndpoint("org.a", "b"))),
    Rule('dbus peer=(label="b c"),', DbusRule(peer=DbusEndpoint(label="b c"))),
    Rule("dbus send bus=session peer=(name=a),", DbusRule(("send",), "session", peer=DbusEndpoint("a"))),
    Rule("audit deny dbus,", DbusRule(qualifiers=Qualifiers(audit=True, access="deny"))),
)
