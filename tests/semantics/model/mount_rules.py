"""Random rules of the class `mount`: every option, and paths that make the parser think."""

from random import Random

from apparmor_dsl.language.vocabulary.mount import OPTIONS, SINCE
from apparmor_dsl.semantics.targets import TARGETS, version

_PATHS = [
    *(
        "/",
        "/d",
        "/d/",
        "/a//b/",
        "//x",
        "///x",
        "/a/*",
        "/a/**",
        '"*"',
        '"**"',
        "/{a,b{,c}}/",
        "/a[bc]/?",
        "/{,*}",
        '""',
    ),
    *("tmpfs", "detached", '"/with blank"', r'"/a\101\x00b"', r"/a\*b", "none", "/é", '"[^/]"', "/a/***"),
]
_TYPES = ["ext4", "tmpfs", "fuse.*", '"{proc,sysfs}"', '"a//b"', "**", "e[xy]t", '""', r'"x\x41"', "ext?"]
_COMMANDS = ["bind", "rbind", "move", "remount", "make-slave", "rshared", "private", "B", "rw", "ro"]
_QUALIFIERS = ["", "", "", "", "audit ", "deny ", "audit deny ", "allow ", "audit allow "]
_YOUNG_QUALIFIERS = ["priority=2 ", "priority=-3 deny ", "prompt ", "priority=2 audit "]


def bodies(seed: int, count: int, target: str) -> list[str]:
    """As many bodies of profiles with one to three rules each, of what the target reads."""
    random = Random(seed)
    modern = TARGETS[target].version >= (4, 1)
    words = [word for word in OPTIONS if TARGETS[target].version >= version(SINCE.get(word, "3.0"))]
    return [_body(random, words, modern=modern) for _ in range(count)]


def _body(random: Random, words: list[str], *, modern: bool) -> str:
    rules = [_rule(random, words, modern=modern) for _ in range(random.choice([1, 1, 1, 2, 3]))]
    if random.random() < 0.3:
        rules.append(_alike(random, rules[0]))
    return " ".join(rules)


def _alike(random: Random, rule: str) -> str:
    """The same for another access: what the newer parsers make one rule of."""
    for keyword in (" remount ", " umount ", " mount "):
        if keyword in f" {rule}":
            # A quoted path in the place of pivot_root's is refused where it does not begin with a slash.
            others = [" umount ", " mount "] if '"' in rule else [" umount ", " mount ", " pivot_root "]
            changed = f" {rule}".replace(keyword, random.choice(others), 1).strip()
            return changed if "mount" not in rule or random.random() < 0.5 else changed.replace("-> ", "", 1)
    return rule


def _rule(random: Random, words: list[str], *, modern: bool) -> str:
    qualifiers = random.choice(_QUALIFIERS + (_YOUNG_QUALIFIERS if modern else []))
    kind = random.choice(["mount"] * 8 + ["remount"] * 3 + ["umount", "pivot_root", "all"])
    if kind == "all":
        return f"{'audit ' * random.randint(0, 1)}{'deny ' * random.randint(0, 1)}all," if modern else "mount,"
    if kind == "pivot_root":
        parts = [kind, *_maybe(random, "oldroot=/o/"), *_maybe(random, "/n/"), *_maybe(random, "-> p")]
        return f"{qualifiers}{' '.join(parts)},"
    parts = [kind, *(_condition(random, words) for _ in range(random.choice([0, 1, 1, 1, 2, 3])))]
    parts += _maybe(random, random.choice(_PATHS))
    if kind == "mount":
        parts += _maybe(random, f"-> {random.choice(_PATHS)}")
    return f"{qualifiers}{' '.join(parts)},"


def _condition(random: Random, words: list[str]) -> str:
    if random.random() < 0.2:
        return f"fstype={_several(random, _TYPES, 3)}"
    operator = random.choice(["=", "=", " in "])
    pool = random.choice(
        [words, _COMMANDS, _COMMANDS, [word for word in words if word not in {"rw", "user", "nouser"}]]
    )
    return f"options{operator}{_several(random, pool, random.choice([1, 2, 3, 3, 4, len(pool)]))}"


def _several(random: Random, pool: list[str], most: int) -> str:
    return f"({', '.join(random.sample(pool, random.randint(1, min(most, len(pool)))))})"


def _maybe(random: Random, text: str) -> list[str]:
    return [text] if random.random() < 0.6 else []
