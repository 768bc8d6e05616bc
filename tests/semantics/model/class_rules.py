"""Random rules about signals, tracing, sockets, message queues, user namespaces and io_uring."""

from random import Random
from typing import Final

from apparmor_dsl.language.vocabulary import access, network, signals
from apparmor_dsl.semantics.targets import TARGETS

_LABELS: Final = [
    "foo",
    "/usr/bin/*",
    "foo//bar",
    "unconfined",
    '"{a,b}*"',
    "/a/**",
    '"a b"',
    "[a-c]x",
    "f?o",
    "&x//&y",
    "/*/",
]
_ADDRESSES: Final = ["@foo", "@/tmp/*", "@x**", "@a//b", "none", "auto", '"@x{a,b}c"', "@*", "@[^a]b", "@/", r"@\000x"]
_FAMILIES: Final = ["unix", "unix", "inet", "inet6", "netlink", "packet", "bridge", "unspec"]
_IPS: Final = ["127.0.0.1", "10.0.0.255", "::1", "2001:db8::ff00:42:8329", "none"]
_PORTS: Final = [0, 1, 80, 255, 256, 443, 1023, 1024, 1025, 4096, 65279, 65535]
_FLAGS: Final = ["", "", "", "", "", "complain", "unconfined"]
_YOUNG_FLAGS: Final = ["default_allow", "prompt", "kill"]
_WITH_PEER: Final = ["send", "receive", "connect", "accept"]


def profiles(seed: int, count: int, target: str) -> list[str]:
    """As many profiles, called p0, p1 and so on, of what the target reads. Some are refused."""
    random = Random(seed)
    young = TARGETS[target].version >= (4, 1)
    youngest = TARGETS[target].version >= (5, 0)
    made = []
    for number in range(count):
        rules = [_Writer(random, young=young, youngest=youngest).rule() for _ in range(random.choice([1, 1, 2, 3]))]
        flag = random.choice(_FLAGS + (_YOUNG_FLAGS if young else []))
        made.append(f"profile p{number} {f'flags=({flag}) ' if flag else ''}{{ {' '.join(rules)} }}\n")
    return made


class _Writer:
    """Writes rules that a version reads."""

    def __init__(self, random: Random, *, young: bool, youngest: bool) -> None:
        self.random = random
        self.young = young
        self.youngest = youngest

    def rule(self) -> str:
        kinds = [self.signal, self.ptrace, self.unix, self.network]
        if self.young:
            kinds += [self.inet, self.mqueue, self.io_uring, self.userns]
        kind = self.random.choice(kinds)
        return f"{self.qualifiers(priority=self.young and kind not in {self.network, self.inet})}{kind()},"

    def qualifiers(self, *, priority: bool) -> str:
        words = []
        if priority and self.chance(0.25):
            words.append(f"priority={self.random.choice([-1000, -1, 1, 5, 1000])} ")
        if self.chance(0.25):
            words.append("audit ")
        if self.chance(0.4):
            words.append(self.random.choice(["deny ", "deny ", "allow "]))
        return "".join(words)

    def signal(self) -> str:
        words = ["signal", self.access(access.SIGNAL)]
        if self.chance(0.6):
            words.append(f"set=({', '.join(self.some([one for one in signals.SIGNALS if one not in signals.SINCE]))})")
        return " ".join([*words, *self.maybe("peer", _LABELS)])

    def ptrace(self) -> str:
        return " ".join(["ptrace", self.access(access.PTRACE), *self.maybe("peer", _LABELS)])

    def unix(self) -> str:
        peer = [*self.maybe("addr", _ADDRESSES), *self.maybe("label", _LABELS)] if self.chance(0.4) else []
        words = ["unix", self.access(_WITH_PEER if peer else network.ACCESS)]
        words += [*self.maybe("type", network.UNIX_TYPES), *self.maybe("addr", _ADDRESSES)]
        return " ".join([*words, *([f"peer=({' '.join(peer)})"] if peer else [])])

    def network(self) -> str:
        allowed = self.access(network.ACCESS) if self.young else ""
        family, kind = self.random.choice(_FAMILIES), self.random.choice(network.TYPES)
        sockets = [family, f"{family} {kind}", "stream", "inet tcp", "inet icmp", "inet6 udp", "udp", "icmp", ""]
        return f"network {allowed} {self.random.choice(sockets)}"

    def inet(self) -> str:
        peer = self.end(interface=False) if self.chance(0.5) else []
        sockets = ["", "inet", "inet6", "inet stream", "tcp", "inet icmp", "raw"]
        words = ["network", self.access(_WITH_PEER if peer else network.ACCESS), self.random.choice(sockets)]
        words += [*self.end(interface=self.youngest), *([f"peer=({' '.join(peer)})"] if peer else [])]
        return " ".join(words)

    def end(self, *, interface: bool) -> list[str]:
        found = [*self.maybe("ip", _IPS)]
        if self.chance(0.6):
            low, high = sorted(self.random.choices(_PORTS, k=2))
            found.append(self.random.choice([f"port={low}", f"port={low}-{high}"]))
        if self.youngest and self.chance(0.3):
            found += self.maybe("label", _LABELS)
        if interface and self.chance(0.3):
            found += self.maybe("interface", ["eth0", "eth*", '"{a,b}"'])
        return found

    def mqueue(self) -> str:
        queues = ["", "type=posix", "type=sysv", "/q", "type=posix /q/**", "17", "type=sysv 4294967295"]
        allowed = self.access([word for word in access.MQUEUE if word not in access.MQUEUE_ALIASES])
        kind, _, name = self.random.choice(queues).rpartition(" ")
        if not kind and name.startswith("type="):
            kind, name = name, ""
        return " ".join(["mqueue", allowed, kind, *self.maybe("label", _LABELS[:4]), name])

    def io_uring(self) -> str:
        return " ".join(["io_uring", self.access(access.IO_URING), *self.maybe("label", _LABELS)])

    def userns(self) -> str:
        return self.random.choice(["userns", "userns create"])

    def access(self, words: list[str] | tuple[str, ...]) -> str:
        return f"({', '.join(self.some(words))})" if self.chance(0.6) else ""

    def maybe(self, name: str, values: list[str] | tuple[str, ...]) -> list[str]:
        return [f"{name}={self.random.choice(values)}"] if self.chance(0.5) else []

    def some(self, words: list[str] | tuple[str, ...]) -> list[str]:
        return self.random.sample(words, self.random.randint(1, min(4, len(words))))

    def chance(self, share: float) -> bool:
        return self.random.random() < share
