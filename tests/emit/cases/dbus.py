"""`dbus send bus=session path=/org/foo interface=org.foo member=Get peer=(name=org.foo, label=foo),`"""

from apparmor_dsl.language.ast import DbusEndpoint, DbusRule
from tests.emit.cases import Case, Spelling

CASES = (
    Case("dbus,", DbusRule()),
    Case("dbus eavesdrop,", DbusRule(("eavesdrop",))),
    Case("dbus bind bus=system name=org.{a,b},", DbusRule(("bind",), bus="system", name="org.{a,b}")),
    Case(
        "dbus (send, receive) bus=session path=/o/** interface=org.foo member={Get,Set}* peer=(name=org.foo, label=a),",
        DbusRule(
            ("send", "receive"),
            bus="session",
            path="/o/**",
            interface="org.foo",
            member="{Get,Set}*",
            peer=DbusEndpoint("org.foo", "a"),
        ),
    ),
    # In parentheses a comma ends a value, in braces too.
    Case('dbus send peer=(label="{a,b}"),', DbusRule(("send",), peer=DbusEndpoint(label="{a,b}"))),
    Case('dbus send bus="a b",', DbusRule(("send",), bus="a b")),
)
SPELLINGS = (
    Spelling("dbus rw bus=system,", "dbus (receive, send) bus=system,"),
    Spelling("dbus (send receive) bus=(system),", "dbus (send, receive) bus=system,"),
    Spelling("dbus send peer=(label=a name=b),", "dbus send peer=(name=b, label=a),"),
)
