"""Random rules about paths, links, profiles to change to, capabilities and limits, and heads of profiles."""

from random import Random
from typing import Final

PATHS: Final = [
    *("/a", "/a*", "/b/**", "/b/", "/{a,b}c", "/b/[ab]", "/[^a]x", "/**", "/a?", "/b/{,*}", "/b/*/", "/a**b", "/c"),
    *("/{**,}", "/b/a", "/x//y"),
]
_LABELS: Final = ["x", "y//z", ":ns:x", "&p", "**", "a*", "unconfined", "/b/**"]
_MODES: Final = ["ix", "px", "Px", "ux", "Ux", "cx", "Cx", "pix", "PUx", "Cix", "cux"]
_TARGETS: Final = ["t1", "t2", ":ns:t3"]
_CAPABILITIES: Final = ["chown", "kill", "bpf", "sys_admin", ""]
_LIMITS: Final = [
    *("cpu <= 5 min", "cpu <= 3", "nice <= -3", "as <= 3MB", "rttime <= 7 ms", "rttime <= 2 weeks", "core <= 0"),
    *("nofile <= infinity", "ofile <= 9", "stack <= 5 GB", "msgqueue <= 1K", "locks <= 010"),
]
_HEADS: Final = [
    *("profile p{}", "profile p{} /x{}", "profile p{} /x{}/**", "/y{}", "/y{}/*", 'profile p{} "/{{a,b*c}}/{}"'),
    *("/z{}/{{a,bcd*}}f{{g,h}}", "profile z{}* "),
]
_FLAGS: Final = [
    *("", "", "", "flags=(complain)", "flags=(attach_disconnected,audit)", "flags=(kill,mediate_deleted)"),
    *("flags=(unconfined)", "flags=(chroot_relative,chroot_attach)", "flags=(no_attach_disconnected,enforce)"),
]


def profile(random: Random, number: int, *, newer: bool) -> str:
    """A profile; with `newer`, of a parser that knows priorities, `prompt` and `all`."""
    head = random.choice(_HEADS).format(number, number)
    rules = [rule(random, newer=newer) for _ in range(random.randint(1, 5))]
    child = "^h { /h r, }\n" if random.random() < 0.15 else ""
    return f"{head} {random.choice(_FLAGS)} {{\n{''.join(f'{each}{chr(10)}' for each in rules)}{child}}}\n"


def rule(random: Random, *, newer: bool) -> str:
    """One rule."""
    access = random.choice(["", "", "", "allow", "deny", "deny", *(["prompt"] if newer else [])])
    audit = "audit" if random.random() < 0.25 else ""
    priority = f"priority={random.choice([-2, -1, 1, 2])}" if newer and random.random() < 0.3 else ""
    owner = random.choice(["", "", "", "owner", *(["other"] if newer else [])])
    words: tuple[str, ...]
    match random.choices(("file", "link", "change", "bare", "capability", "all", "limit"), (62, 13, 13, 2, 6, 2, 2))[0]:
        case "file":
            words = (priority, audit, access, owner, random.choice(PATHS), _access(random, denies=access == "deny"))
        case "link":
            subset = random.choice(["", "subset"])
            words = (priority, audit, access, owner, "link", subset, random.choice(PATHS))
            words = (*words, "->", random.choice(PATHS))
        case "change":
            program = random.choice(["", "/a", "/b/**", "unsafe /a*", "safe /c"])
            label = f"-> {random.choice(_LABELS)}" if random.random() < 0.8 else ""
            words = (priority, audit, access, "change_profile", program, label)
        case "bare" if access != "deny":
            words = (priority, audit, access, owner, "file")
        case "capability":
            words = (audit, "" if access == "prompt" else access, "capability", random.choice(_CAPABILITIES))
        case "all" if newer:
            words = (audit, access, "all")
        case _:
            words = ("set rlimit", random.choice(_LIMITS))
    return " ".join(filter(None, words)) + ","


def _access(random: Random, *, denies: bool) -> str:
    letters = "".join(letter for letter in "mrwlk" if random.random() < 0.35)
    if "w" not in letters and random.random() < 0.15:
        letters += "a"
    if random.random() < 0.3:
        mode = "x" if denies else random.choice(_MODES)
        target = f" -> {random.choice(_TARGETS)}" if mode[0] in "pPcC" and random.random() < 0.4 else ""
        return f"{letters}{mode}{target}"
    if "l" in letters and random.random() < 0.3:
        return f"{letters} -> {random.choice(PATHS)}"
    return letters or "r"
