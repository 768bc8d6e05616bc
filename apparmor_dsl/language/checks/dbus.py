"""`dbus`: a rule speaks of messages (`send`, `receive`), of a name (`bind`) or of all traffic (`eavesdrop`).

Source: dbus_rule in parser/dbus.cc.
"""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.language import ast


def check(rule: ast.DbusRule) -> Iterator[Diagnostic]:
    """Conditions that do not go together, or not with the access."""
    messages = _of_messages(rule)
    if messages and rule.name is not None:
        yield error(
            "dbus-conditions",
            f"`{messages[0]}` speaks of messages and `name=` of a bus name that is bound: a rule has one of both",
            rule.span,
            help="write one rule for the messages and one for the name, or `peer=(name=…)` for the other end's name",
        )
        return
    if messages and "bind" in rule.access:
        yield error(
            "dbus-conditions",
            f"`bind` takes no `{messages[0]}`: it speaks of messages",
            rule.span,
            help="`dbus bind` knows `bus=` and `name=`; put messages into a rule of their own",
        )
    sends = [word for word in ("send", "receive") if word in rule.access]
    if rule.name is not None and sends:
        yield error(
            "dbus-conditions",
            f"`{sends[0]}` takes no `name=`: that is a name to bind",
            rule.span,
            help="write `peer=(name=…)` for the name of the other end",
        )
    if "eavesdrop" in rule.access and (messages or rule.name is not None):
        yield error(
            "dbus-conditions",
            f"`eavesdrop` takes no `{messages[0] if messages else 'name='}`: all traffic is heard or none",
            rule.span,
            help="`dbus eavesdrop` knows `bus=` alone; put the rest into a rule of its own",
        )


def _of_messages(rule: ast.DbusRule) -> tuple[str, ...]:
    """The conditions of the rule that speak of messages, as they are written."""
    said = {
        "path=": rule.path,
        "interface=": rule.interface,
        "member=": rule.member,
        "peer=(name=…)": rule.peer.name,
        "peer=(label=…)": rule.peer.label,
    }
    return tuple(name for name, value in said.items() if value is not None)
