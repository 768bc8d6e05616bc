"""Do two profiles permit the same? In what they differ is shown by a shortest string."""

import pytest

from apparmor_dsl.analysis.equal import OnlyIn, Undecided, Unlike, UnlikeBit, UnlikeSetting, differences, equal
from apparmor_dsl.analysis.told_equal import as_json, told, verdict
from apparmor_dsl.semantics.model.capability import NUMBERED
from apparmor_dsl.semantics.model.permissions import NOTHING, Permissions
from tests.analysis.models import model
from tests.semantics.model.kernels import system

R = 0x4 | 0x4 << 14
W = 0xA | 0xA << 14

pytestmark = pytest.mark.needs_apparmor_parser  # for the features of its package


def body(text: str) -> str:
    return f"profile p {{ {text} }}"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("/a rw,", "/a r, /a w,"),
        ("/{a,b} r,", "/b r, /a r,"),
        ("/a ix,", "/a mix,"),
        ("/a/** r, /a/b r,", "/a/** r,"),
        ("/a r, audit deny /b w,", "/a r,"),
        ("owner /a r, /a r,", "/a r,"),
        ("link /a -> /b, link subset /c -> /d,", "link subset /c -> /d, link /a -> /b,"),
        ("change_profile,", "change_profile -> **,"),
        ("capability chown, capability kill,", "capability kill chown,"),
        ("set rlimit cpu <= 42 weeks,", "set rlimit cpu <= 294 days,"),
        ("signal send set=(hup), signal send set=(int),", "signal send set=(int hup),"),
    ],
)
def test_what_permits_the_same_is_equal_however_it_is_written(left: str, right: str) -> None:
    assert list(differences(model(body(left)), model(body(right)))) == []


@pytest.mark.parametrize(
    ("left", "right", "witness", "one", "other"),
    [
        ("/a r,", "/a rw,", b"/a", Permissions(R), Permissions(R | W)),
        ("/a* r,", "/a** r,", b"/a/", NOTHING, Permissions(R)),
        ("/a r,", "audit /a r,", b"/a", Permissions(R), Permissions(R, audit=R)),
        ("/a r,", "/a r, deny /b r,", b"/b", NOTHING, Permissions(quiet=R)),
        ("", "link /a -> /b,", b"/a", NOTHING, Permissions(0x10 | 0x10 << 14)),
        ("link /a -> /b,", "link subset /a -> /b,", b"/a\0/b", Permissions(0x40010), Permissions(0x40030)),
        ("change_profile /b -> y,", "change_profile /b -> z,", b"y", Permissions(0xC000_0000), NOTHING),
    ],
)
def test_the_witness_is_a_shortest_string_with_both_decisions(
    left: str, right: str, witness: bytes, one: Permissions, other: Permissions
) -> None:
    found = [each for each in differences(model(body(left)), model(body(right))) if isinstance(each, Unlike)]

    assert found == [Unlike("p", "files", witness, one, other)]


def test_how_a_program_is_confined_counts() -> None:
    [found] = differences(model(body("/a px,")), model(body("/a px -> other,")))

    assert isinstance(found, Unlike)
    assert (found.left.owner_exec, found.right.owner_exec) != (None, None)
    assert found.left.owner_exec != found.right.owner_exec


def test_each_capability_is_named() -> None:
    found = list(differences(model(body("capability chown,")), model(body("audit capability chown, capability kill,"))))

    assert found == [
        UnlikeBit("p", "capability", "chown", Permissions(1), Permissions(1, audit=1)),
        UnlikeBit("p", "capability", "kill", NOTHING, Permissions(1)),
    ]


def test_limits_modes_and_flags_are_named() -> None:
    other = "profile p flags=(complain, attach_disconnected) { set rlimit nofile <= 3, }"

    assert list(differences(model("profile p { set rlimit nofile <= infinity, }"), model(other))) == [
        UnlikeSetting("p", "rlimit", "nofile", "infinity", "3"),
        UnlikeSetting("p", "mode", "mode", "enforce", "complain"),
        UnlikeSetting("p", "flags", "attach_disconnected", "", "set"),
    ]


def test_what_a_profile_attaches_to_counts() -> None:
    found = list(differences(model("profile p /usr/bin/a* { }"), model("profile p /usr/bin/b* { }")))

    assert [each.part for each in found if isinstance(each, Unlike)] == ["attachment"]


def test_profiles_are_matched_by_their_names() -> None:
    found = list(equal([model("profile a { }"), model("profile b { /x r, }")], [model("profile b { /x r, }")]))

    assert found == [OnlyIn("a", "left")]


def test_one_text_differs_where_systems_do() -> None:
    from apparmor_dsl.semantics.model.profile import model_of

    profile = model(body("/a r,")).profile
    here, there = (model_of(profile, system(kernel, "apparmor-4.1")) for kernel in ("plain", "tasks"))

    found = [each for each in differences(here, there) if isinstance(each, Unlike)]

    assert [each.part for each in found] == ["classes"]


def test_what_is_too_much_to_look_at_is_said_to_be() -> None:
    """Not even the same rules are recognised, where each says half of it."""
    together, apart = (
        body("".join(f"/a/**/{letter}/**/y {access}, " for letter in "abcdef" for access in accesses))
        for accesses in (["rw"], ["r", "w"])
    )

    found = list(differences(model(together), model(apart), budget=10))

    assert [type(each) for each in found] == [Undecided]
    assert verdict(found, 1).startswith("undecided")


def test_a_difference_is_told_in_words() -> None:
    [found] = differences(model(body("owner /a rix,")), model(body("audit /a r,")))

    assert told(found, "old", "new") == (
        "`p`: /a\n"
        "  old: permitted: r (owner), m (owner), x (owner); runs in the same profile\n"
        "  new: permitted: r; logged: r\n"
    ).replace("; runs in", "; the owner's runs in")


def test_every_kind_of_difference_is_told_to_programs() -> None:
    left = model("profile p { /a r, capability chown, signal send peer=x, }")
    right = model("profile p flags=(kill) { /a w, signal send peer=y, }")

    said = [as_json(each) for each in (*differences(left, right), OnlyIn("q", "right"), Undecided("p", "files", 3))]

    assert [one["kind"] for one in said] == ["string", "string", "bit", "setting", "only-in", "undecided"]
    assert [one.get("witness") for one in said[:2]] == ["/a", "\nax"]


def test_capabilities_have_the_numbers_of_the_kernel() -> None:
    numbers = {name: NUMBERED.index(name) for name in ("chown", "net_admin", "sys_admin", "checkpoint_restore")}

    assert numbers == {"chown": 0, "net_admin": 12, "sys_admin": 21, "checkpoint_restore": 40}
