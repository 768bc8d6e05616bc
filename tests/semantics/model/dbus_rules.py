"""Random dbus rules: accesses and conditions that go together, and globs that make the parser think."""

from random import Random

from apparmor_dsl.semantics.targets import TARGETS

_QUALIFIERS = ["", "", "", "audit ", "deny ", "audit deny ", "allow "]
_YOUNG_QUALIFIERS = ["priority=2 ", "priority=-3 deny ", "prompt "]
_VALUES = [
    *("session", "org.foo.Bar", "/org//foo", "/org/*", "/a/**", "{a,b{,c}}", "a[bc]?", '""', '"**"', "unconfined"),
    *('"/usr/bin/*"', r'"a\101\x00b"', "a+b|c", ":1.*", "p//c", "///x", '"with blank"', "é"),
]
_ACCESS = ["", "send", "receive", "(send, receive)", "rw", "(r)", "w", "(send receive)"]


def bodies(seed: int, count: int, target: str) -> list[str]:
    """As many bodies of profiles with one to three rules each, of what the target reads."""
    random = Random(seed)
    modern = TARGETS[target].version >= (4, 1)
    return [" ".join(_rule(random, modern=modern) for _ in range(random.choice([1, 1, 2, 3]))) for _ in range(count)]


def _rule(random: Random, *, modern: bool) -> str:
    qualifiers = random.choice(_QUALIFIERS + (_YOUNG_QUALIFIERS if modern else []))
    kind = random.choice(["message"] * 6 + ["bind", "bind", "eavesdrop", "any", "any", "all"])
    bus = _some(random, ["bus"])
    match kind:
        case "message":
            access, conditions = random.choice(_ACCESS), [*bus, *_some(random, ["path", "interface", "member"])]
            random.shuffle(conditions)
            peer = _some(random, ["name", "label"])
            # Between parentheses the parser reads no empty value.
            conditions += [f"peer=({', '.join(peer)})"] if peer and '=""' not in "".join(peer) else []
        case "bind":
            access, conditions = random.choice(["", "bind", "(bind)"]), [*bus, *_some(random, ["name"])]
        case "eavesdrop":
            access, conditions = "eavesdrop", bus
        case "any":
            access, conditions = random.choice(["", "(send, bind)", "(receive, eavesdrop)", "(bind, rw)"]), bus
        case _:
            return f"{'audit ' * random.randint(0, 1)}{'deny ' * random.randint(0, 1)}{'all' if modern else 'dbus'},"
    return f"{qualifiers}{' '.join(['dbus', *([access] if access else []), *conditions])},"


def _some(random: Random, names: list[str]) -> list[str]:
    return [f"{name}={random.choice(_VALUES)}" for name in names if random.random() < 0.5]
