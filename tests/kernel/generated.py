"""Profiles that nobody would write: rules of every class, put together by chance, and the same for the same seed."""

from collections.abc import Callable
from random import Random
from typing import Final

_NAMES: Final = ("a", "b", "bin", "x y", "shm", "1", ".d", "lib64", "\u00e4")
_WILD: Final = ("*", "**", "?", "{a,b}", "{,c}", "[ab]", "[^a]", "a*", "*b", "**/", "{a,b*}/c", "[0-9]")
_LABELS: Final = ("unconfined", "lxc-a", "lxc-*", "a//b", "/bin/a", "@{profile_name}", "{a,b}", "[^a]*")
_OPTIONS: Final = ("ro", "rw", "nosuid", "nodev", "noexec", "noatime", "sync", "silent", "relatime", "strictatime")
_CAPABILITIES: Final = ("chown", "kill", "sys_admin", "net_admin", "mknod", "bpf")
_SIGNALS: Final = ("hup", "int", "kill", "term", "exists", "rtmin+3", "usr1")
_TYPES: Final = ("tmpfs", "proc", "ext4", "{proc,sysfs}", "fuse.*")
_ACCESS: Final = ("r", "w", "a", "k", "l", "m")


def profile(name: str, random: Random, *, new_syntax: bool) -> str:
    """A profile with up to a dozen rules. The parser may refuse it."""
    makers = _MAKERS + (_NEW if new_syntax else ())
    rules = "".join(
        f"  {_qualified(random.choice(makers), random, new_syntax)},\n" for _ in range(random.randint(2, 12))
    )
    return f"profile {name} {{\n{rules}}}\n"


def _qualified(make: Callable[[Random], str], random: Random, new_syntax: bool) -> str:
    words = [
        f"priority={random.randint(-3, 3)}" if new_syntax and random.random() < 0.2 else "",
        "audit" if random.random() < 0.2 else "",
        "deny" if random.random() < 0.25 else "",
        make(random),
    ]
    return " ".join(filter(None, words))


def _some(words: tuple[str, ...], random: Random, most: int = 3) -> list[str]:
    return random.sample(words, random.randint(1, min(most, len(words))))


def _path(random: Random) -> str:
    parts = (random.choice(_WILD if random.random() < 0.4 else _NAMES) for _ in range(random.randint(1, 4)))
    path = "/" + "/".join(parts) + random.choice(("", "", "/", "/**", "{,/**}"))
    return f'"{path}"' if " " in path else path


def _file(random: Random) -> str:
    access = "".join(_some(_ACCESS, random, 4))
    if "w" in access:
        access = access.replace("a", "")
    # Different transitions of one path would contradict each other, and nearly every profile be refused.
    access += "ix" if random.random() < 0.2 else ""
    owner = random.choice(("", "", "", "owner "))
    return f"{owner}{_path(random)} {access}"


def _link(random: Random) -> str:
    return f"link {random.choice(('', 'subset '))}{_path(random)} -> {_path(random)}"


def _change_profile(random: Random) -> str:
    program = f"{_path(random)} " if random.random() < 0.3 else ""
    return f"change_profile {program}-> {random.choice(_LABELS)}"


def _mount(random: Random) -> str:
    kind = random.choice(("new", "new", "bind", "remount", "propagation", "move"))
    options = _some(_OPTIONS, random)
    match kind:
        case "new":
            words = [f"fstype={random.choice(_TYPES)}" if random.random() < 0.7 else ""]
            if random.random() < 0.7:
                words.append(f"options {random.choice(('=', 'in'))} ({','.join(options)})")
            words += [random.choice(("none", _path(random)))] if random.random() < 0.5 else []
            return " ".join(["mount", *filter(None, words), "->", _path(random)])
        case "bind":
            source = f"{_path(random)} " if random.random() < 0.6 else ""
            return f"mount options=(rw,{random.choice(('bind', 'rbind'))}) {source}-> {_path(random)}"
        case "move":
            return f"mount options=(rw,move) {_path(random)} -> {_path(random)}"
        case "remount":
            return f"mount options=({','.join(['remount', *options])}) -> {_path(random)}"
        case _:
            word = random.choice(("private", "rprivate", "slave", "rslave", "shared", "unbindable"))
            return f"mount options=(make-{word}) -> {_path(random)}"


def _umount(random: Random) -> str:
    return f"umount {_path(random)}" if random.random() < 0.8 else "umount"


def _pivot_root(random: Random) -> str:
    return f"pivot_root oldroot={_path(random)} {_path(random)}" if random.random() < 0.7 else "pivot_root"


def _ptrace(random: Random) -> str:
    access = ",".join(_some(("read", "trace", "readby", "tracedby"), random))
    return f"ptrace ({access}) peer={random.choice(_LABELS)}"


def _signal(random: Random) -> str:
    names = ",".join(_some(_SIGNALS, random))
    access = ",".join(_some(("send", "receive"), random, 2))
    peer = f" peer={random.choice(_LABELS)}" if random.random() < 0.7 else ""
    return f"signal ({access}) set=({names}){peer}"


def _network(random: Random) -> str:
    family = random.choice(("inet", "inet6", "unix", "netlink", "packet", "bluetooth", "vsock"))
    kind = random.choice(("", " stream", " dgram", " raw"))
    return f"network {family}{kind}"


def _unix(random: Random) -> str:
    return random.choice(("unix", "unix (connect,send,receive)", "unix type=stream"))


def _capability(random: Random) -> str:
    return f"capability {' '.join(_some(_CAPABILITIES, random))}"


def _userns(random: Random) -> str:
    return random.choice(("userns", "userns create"))


def _io_uring(random: Random) -> str:
    return random.choice(("io_uring", "io_uring sqpoll", f"io_uring override_creds label={random.choice(_LABELS)}"))


_MAKERS: Final = (
    *(_file, _file, _file, _link, _change_profile, _mount, _mount, _mount, _umount, _pivot_root),
    *(_ptrace, _signal, _network, _unix, _capability),
)
_NEW: Final = (_userns, _io_uring)
