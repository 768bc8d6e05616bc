"""Trees for the laws: a strategy for every kind of node, with the nastiest values a policy may hold.

What they make is what a text can say: words of closed lists are in their usual spelling and stand once.
"""

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary import access, capabilities, files, flags, mount, network, rlimits, signals

_PIECES = (
    *("a", "b2", "Z_", "x.y", "lxc-100", "true", "in", "owner", "etc", "proc", "rw", "hat", "needs"),
    *("*", "**", "?", "[a-z]", "[^/]", "{a,b}", "{,x}", "{a,{b,c}}", "@{var}", "@{PROC}", "/", "//", "/@{x}/"),
    *(" ", "\t", ",", ",,", "{", "}", "(", ")", "#", "=", ":=", "!", "->", "&", ":", ";", "'", "<", ">", "$", "^"),
    *('\\"', "\\ ", "\\,", "\\\\", "\\*", "\\{", "\\x20", "\\040", "é", "日本", "\u00a0", "\u200b", "\udcff"),
    *("+", "-", "~", "%", "|", "@", "`", "\\!", "\\#"),
)


def _sometimes(strategy: SearchStrategy[str]) -> SearchStrategy[str | None]:
    return st.none() | strategy


def _one_of(words: tuple[str, ...]) -> SearchStrategy[str]:
    return st.sampled_from(words)


def _some_of(words: tuple[str, ...], most: int = 3) -> SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), unique=True, max_size=most).map(tuple)


def _without(words: tuple[str, ...], *others: object) -> tuple[str, ...]:
    left_out = {word for other in others if hasattr(other, "__iter__") for word in other}
    return tuple(word for word in words if word not in left_out)


# A value that ends in a backslash cannot be written; there is a test for that.
values = st.lists(st.sampled_from(_PIECES), max_size=5).map("".join).filter(lambda value: not value.endswith("\\"))
named = values.filter(bool)
paths = st.builds(str.__add__, st.sampled_from(("/", "/srv/", "@{HOME}", "@{HOME}/", "/{,usr/}bin/")), values)
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True)
fragment_names = st.sampled_from(("base", "docker", "no-host-knobs", "x9", "use"))
read_files = st.sampled_from(
    ("abstractions/base", "abi/4.0", "local/a b", "tunables/x-y.d", "é/ü", "/etc/x,y", "a(b)=c#d")
)

qualifiers = st.builds(
    ast.Qualifiers,
    priority=st.none() | st.integers(-1000, 1000),
    audit=st.booleans(),
    access=st.sampled_from((None, "allow", "deny", "prompt")),
)
file_qualifiers = st.builds(
    ast.Qualifiers,
    priority=st.none() | st.integers(-1000, 1000),
    audit=st.booleans(),
    access=st.sampled_from((None, "allow", "deny", "prompt")),
    ownership=st.sampled_from((None, "owner", "other")),
)

all_rules = st.builds(ast.AllRule, qualifiers=qualifiers)
capability_rules = st.builds(ast.CapabilityRule, _some_of(capabilities.CAPABILITIES), qualifiers=qualifiers)
change_profile_rules = st.builds(ast.ChangeProfileRule, _sometimes(values), qualifiers=qualifiers) | st.builds(
    ast.ChangeProfileRule,
    _sometimes(values),
    paths,
    st.sampled_from((None, "safe", "unsafe")),
    qualifiers=qualifiers,
)
dbus_rules = st.builds(
    ast.DbusRule,
    _some_of(_without(access.DBUS, access.MESSAGE_ALIASES)),
    bus=_sometimes(values),
    path=_sometimes(values),
    interface=_sometimes(values),
    member=_sometimes(values),
    name=_sometimes(values),
    peer=st.builds(ast.DbusEndpoint, _sometimes(named), _sometimes(named)),
    qualifiers=qualifiers,
)
permissions = st.sets(st.sampled_from(files.PERMISSIONS)).map(
    lambda letters: "".join(
        letter for letter in files.PERMISSIONS if letter in letters and not (letter == "a" and "w" in letters)
    )
)
file_rules = (
    st.builds(ast.FileRule, qualifiers=file_qualifiers)
    | st.builds(
        ast.FileRule,
        paths,
        permissions.filter(bool),
        target=_sometimes(values),
        qualifiers=file_qualifiers,
    )
    | st.builds(
        ast.FileRule,
        paths,
        permissions,
        _one_of(_without(files.EXEC_MODES, ("x",))),
        _sometimes(values),
        st.sampled_from((None, "safe", "unsafe")),
        qualifiers=file_qualifiers.filter(lambda found: found.access != "deny"),
    )
    | st.builds(
        ast.FileRule,
        paths,
        permissions,
        st.just("x"),
        qualifiers=file_qualifiers.map(lambda found: evolve(found, access="deny")),
    )
    | st.builds(
        ast.FileRule,
        paths,
        permissions.filter(lambda letters: letters not in {"", "l"}),
        link_target=values,
        qualifiers=file_qualifiers,
    ).filter(lambda rule: "l" not in rule.access or ":" not in (rule.link_target or ""))  # where a profile may be meant
)
io_uring_rules = st.builds(ast.IoUringRule, _some_of(access.IO_URING), _sometimes(values), qualifiers=qualifiers)
link_rules = st.builds(ast.LinkRule, paths, values, st.booleans(), qualifiers=file_qualifiers)
mount_conditions = st.builds(
    ast.MountCondition,
    st.just("options"),
    st.sampled_from(("=", "in")),
    _some_of(mount.OPTIONS).filter(bool),
) | st.builds(
    ast.MountCondition,
    st.just("fstype"),
    st.sampled_from(("=", "in")),
    st.lists(values, min_size=1, max_size=3).map(tuple),
)
_conditions = st.lists(mount_conditions, max_size=2).map(tuple)
mount_rules = st.builds(ast.MountRule, _conditions, _sometimes(values), _sometimes(values), qualifiers=qualifiers)
remount_rules = st.builds(ast.RemountRule, _conditions, _sometimes(values), qualifiers=qualifiers)
umount_rules = st.builds(ast.UmountRule, _conditions, _sometimes(values), qualifiers=qualifiers)
mqueue_rules = st.builds(
    ast.MqueueRule,
    _some_of(_without(access.MQUEUE, access.MQUEUE_ALIASES)),
    st.none() | _one_of(access.MQUEUE_TYPES),
    _sometimes(values),
    st.none() | paths | st.sampled_from(("0", "1234")),
    qualifiers=qualifiers,
)
_endpoints = st.builds(ast.NetworkEndpoint, _sometimes(named), _sometimes(named), _sometimes(named), _sometimes(named))
_peers = st.builds(evolve, _endpoints, assigned_label=_sometimes(named))
network_rules = st.builds(
    ast.NetworkRule,
    _some_of(network.ACCESS),
    st.none() | _one_of(network.FAMILIES),
    # A lone `packet` is the family.
    st.none() | _one_of(_without(network.TYPES, ("packet",))),
    local=_endpoints,
    peer=_peers,
    qualifiers=qualifiers,
) | st.builds(
    ast.NetworkRule,
    domain=st.none() | _one_of(network.FAMILIES),
    protocol=_one_of(network.PROTOCOLS),
    qualifiers=qualifiers,
)
pivot_root_rules = st.builds(
    ast.PivotRootRule,
    st.none() | paths | st.just("@{root}"),
    _sometimes(values),
    _sometimes(values),
    qualifiers=qualifiers,
)
ptrace_rules = st.builds(
    ast.PtraceRule,
    _some_of(_without(access.PTRACE, access.PTRACE_ALIASES)),
    _sometimes(values),
    qualifiers=qualifiers,
)
rlimit_rules = st.builds(
    ast.RlimitRule,
    _one_of(rlimits.RLIMITS),
    st.sampled_from(("0", "1024", "-5", "100M", "100 MB", "5 min", "5min", "infinity")),
)
signal_rules = st.builds(
    ast.SignalRule,
    _some_of(_without(access.SIGNAL, access.MESSAGE_ALIASES)),
    _some_of(_without(signals.SIGNALS, signals.ALIASES)),
    _sometimes(values),
    qualifiers=qualifiers,
)
unix_rules = st.builds(
    ast.UnixRule,
    _some_of(_without(access.UNIX, access.MESSAGE_ALIASES)),
    _sometimes(values),
    _sometimes(values),
    st.builds(ast.UnixEndpoint, _sometimes(values), _sometimes(values)),
    _sometimes(values),
    _sometimes(values),
    st.builds(ast.UnixEndpoint, _sometimes(named), _sometimes(named)),
    qualifiers=qualifiers,
)
userns_rules = st.builds(ast.UsernsRule, _some_of(access.USERNS), qualifiers=qualifiers)

RULES: dict[type[ast.BaseRule], SearchStrategy[ast.Rule]] = {
    ast.AllRule: all_rules,
    ast.CapabilityRule: capability_rules,
    ast.ChangeProfileRule: change_profile_rules,
    ast.DbusRule: dbus_rules,
    ast.FileRule: file_rules,
    ast.IoUringRule: io_uring_rules,
    ast.LinkRule: link_rules,
    ast.MountRule: mount_rules,
    ast.MqueueRule: mqueue_rules,
    ast.NetworkRule: network_rules,
    ast.PivotRootRule: pivot_root_rules,
    ast.PtraceRule: ptrace_rules,
    ast.RemountRule: remount_rules,
    ast.RlimitRule: rlimit_rules,
    ast.SignalRule: signal_rules,
    ast.UmountRule: umount_rules,
    ast.UnixRule: unix_rules,
    ast.UsernsRule: userns_rules,
}
"""A strategy for every rule kind; a test holds it against the union."""

rules: SearchStrategy[ast.Rule] = st.one_of(*RULES.values())

_truths: SearchStrategy[ast.Expression] = (
    st.builds(ast.BooleanLiteral, st.booleans())
    | st.builds(ast.BooleanVariable, names)
    | st.builds(ast.Defined, names, st.sampled_from(("set", "boolean")))
    | st.builds(
        ast.Compare,
        values | st.just("@{var}"),
        st.sampled_from(("==", "!=", "<", "<=", ">", ">=", "in")),
        values | st.just("@{var}"),
    )
)
expressions: SearchStrategy[ast.Expression] = st.recursive(
    _truths,
    lambda terms: st.builds(ast.Not, terms) | st.builds(ast.And, terms, terms) | st.builds(ast.Or, terms, terms),
    max_leaves=5,
)

variables = st.builds(
    ast.Variable,
    names,
    st.sampled_from(("=", "+=", "?=", ":=")),
    st.lists(values, min_size=1, max_size=4).map(tuple),
)
boolean_assignments = st.builds(ast.BooleanAssignment, names, expressions, st.sampled_from(("=", "?=", ":=")))
aliases = st.builds(ast.Alias, paths, paths)
abis = st.builds(ast.Abi, read_files, st.booleans())
includes = st.builds(ast.Include, read_files, st.booleans(), st.booleans())
preamble_items: SearchStrategy[ast.PreambleItem] = variables | boolean_assignments | aliases | abis | includes

_given = st.lists(values, min_size=1, max_size=3).map(tuple)
_truth_given = st.sampled_from((("true",), ("false",)))
arguments = st.builds(ast.Argument, names, _given) | st.builds(ast.Argument, names, _truth_given, st.just(value=True))
parameters = st.builds(ast.Parameter, names, st.none() | _given) | st.builds(
    ast.Parameter, names, st.none() | _truth_given, st.just(value=True)
)
uses = st.builds(ast.Use, fragment_names, st.lists(arguments, max_size=2).map(tuple))
imports = st.builds(ast.Import, read_files, st.booleans())

_flags = st.lists(
    _one_of(flags.PROFILE_FLAGS) | st.builds("{}={}".format, _one_of(flags.FLAGS_WITH_VALUE), named),
    max_size=3,
).map(tuple)
_xattrs = st.lists(
    st.builds(ast.Xattr, st.sampled_from(("user.a", "security.ima", "user.b-c_d:é")), _sometimes(named)), max_size=2
).map(tuple)
_identities = st.lists(named, max_size=2).map(tuple)


def items(with_uses: bool = False) -> SearchStrategy[ast.BodyItem]:
    """What may stand in a profile; with `with_uses`, what aadsl adds too."""
    leaves: SearchStrategy[ast.BodyItem] = rules | includes | abis
    return st.recursive(leaves | uses if with_uses else leaves, _containers, max_leaves=6)


def _containers(inner: SearchStrategy[ast.BodyItem]) -> SearchStrategy[ast.BodyItem]:
    bodies = st.lists(inner, max_size=3).map(tuple)
    return (
        st.builds(ast.Block, file_qualifiers, bodies)
        | st.builds(ast.Hat, named, _flags, bodies)
        | st.builds(ast.Profile, named, _sometimes(paths), _identities, _xattrs, _flags, bodies)
        | st.builds(ast.Conditional, expressions, bodies, bodies)
    )


def profiles(with_uses: bool = False) -> SearchStrategy[ast.Profile]:
    """Profiles of a file, with the keyword and without."""
    bodies = st.lists(items(with_uses), max_size=4).map(tuple)
    with_keyword = st.builds(ast.Profile, named, _sometimes(paths), _identities, _xattrs, _flags, bodies)
    without = st.builds(
        ast.Profile,
        paths | st.just(":lxc-100:init"),
        _sometimes(paths),
        _identities,
        _xattrs,
        _flags,
        bodies,
        st.just(value=False),
    )
    return with_keyword | without


def fragments() -> SearchStrategy[ast.Fragment]:
    """Fragments with parameters, needs and excludes."""
    others = st.lists(st.builds(ast.Name, fragment_names), max_size=2).map(tuple)
    return st.builds(
        ast.Fragment,
        fragment_names,
        st.lists(parameters, max_size=2, unique_by=lambda parameter: parameter.name).map(tuple),
        others,
        others,
        st.lists(items(with_uses=True), max_size=3).map(tuple),
    )


plain_policies = st.builds(ast.PolicyFile, st.lists(preamble_items | profiles() | items(), max_size=5).map(tuple))
"""What a file of AppArmor policy says."""

policies = st.builds(
    ast.PolicyFile,
    st.lists(preamble_items | imports | fragments() | profiles(with_uses=True) | items(with_uses=True), max_size=5).map(
        tuple
    ),
)
"""What an `.aadsl` file says."""
