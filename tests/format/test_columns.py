"""What an author lined up stays lined up, and what has one place of its own gets one blank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apparmor_dsl.language.format import format  # noqa: A004 - the verb for it


def in_profile(*rules: str) -> str:
    return "".join(f"{line}\n" for line in ("profile p {", *(f"  {rule}".rstrip() for rule in rules), "}"))


def test_a_comment_stands_two_blanks_behind_the_longest_of_its_neighbours() -> None:
    assert format(in_profile("/a r,   # one", "/a rwk, # two")) == in_profile("/a r,    # one", "/a rwk,  # two")


KEPT = {
    "permissions": ("/etc/hosts      r,", "owner /srv/**   rw,"),
    "permissions over blank lines and comments": ("/a      r,", "", "# why", "/bbbb   rw,"),
    "types of sockets": ("network inet  stream,", "network inet6 dgram,"),
    "comments": ("/a r,        # one", "/etc/b rw,   # two", "capability,  # three"),
    "permissions and comments": ("/a     r,    # one", "/bbb   rwk,  # two"),
}


@pytest.mark.parametrize("rules", KEPT.values(), ids=KEPT)
def test_a_common_column_stays(rules: tuple[str, ...]) -> None:
    assert format(in_profile(*rules)) == in_profile(*rules)


def test_values_of_variables_keep_their_column() -> None:
    text = "@{exec_path}  = /usr/bin/a\n@{exec_path} += /usr/bin/b\n"

    assert format(text) == text


def test_a_column_moves_with_the_indentation_and_its_tabs_become_blanks() -> None:
    text = "profile p {\n/a\t\tr,\n/etc/b\t\trw,\n}\n"

    assert format(text) == in_profile("/a              r,", "/etc/b          rw,")


def test_what_lost_its_column_beside_others_gets_it_back_where_it_can() -> None:
    text = in_profile("/a            r,", "/b            r,", "/etc/c     w,", "/very/long/path/beyond   r,")

    assert format(text) == in_profile(
        "/a            r,", "/b            r,", "/etc/c        w,", "/very/long/path/beyond r,"
    )


def test_what_has_no_neighbour_in_its_column_gets_one_blank() -> None:
    text = in_profile("/a      r,", "include <x>", "/b    r,", "/c r,", "/d   r,   # one")

    assert format(text) == in_profile("/a r,", "include <x>", "/b r,", "/c r,", "/d r,  # one")


TABLE = (
    "mount fstype=autofs                        systemd-1 -> /efi/,",
    "mount fstype=proc  options=(rw nosuid)          proc -> /run/a/,",
    "mount fstype=tmpfs options=(rw noexec)         tmpfs -> /dev/shm/,",
    "",
    "mount options=(rw bind)      /run/a/very/long/path/ -> /run/b/,",
    "mount options=(rw move)                             -> /efi/,",
)


def test_mount_rules_that_are_a_table_stay_one() -> None:
    assert format(in_profile(*TABLE)) == in_profile(*TABLE)


def test_a_word_of_a_mount_rule_that_stands_below_none_gets_one_blank() -> None:
    text = in_profile("mount fstype=autofs     a -> /b/,", "mount    fstype=proc     cc     -> /d/,")

    assert format(text) == in_profile("mount fstype=autofs a -> /b/,", "mount fstype=proc cc -> /d/,")


def test_paths_stand_below_the_path_of_an_owner_rule_where_they_did() -> None:
    rules = ("      /dev/     r,", "      /dev/tty  rw,", "owner /dev/pts/ rw,", "/etc/x rw,")

    assert format(in_profile(*rules)) == in_profile(*rules)


def test_paths_further_in_without_a_reason_are_not_left_there() -> None:
    assert format("profile p {\n  capability kill,\n      /dev/ r,\n      /etc/ r,\n}\n") == in_profile(
        "capability kill,", "/dev/ r,", "/etc/ r,"
    )


def test_a_variable_stays_directly_above_its_profile() -> None:
    text = "@{exec_path} = /usr/bin/a\nprofile a @{exec_path} {\n}\n"

    assert format(text) == text


BLANKS = st.integers(1, 4).map(" ".__mul__)
ROW = st.builds(
    "mount{}{}{}{}{}->{}/b/,".format,
    BLANKS,
    st.sampled_from(["fstype=a", "fstype=bbb", "options=(rw,bind)"]),
    BLANKS,
    st.sampled_from(["x", "yyy", "/zzzzz/"]),
    BLANKS,
    BLANKS,
)
RULE = st.builds(
    "{}{}{}{}r,".format,
    st.sampled_from(["", "      ", "   "]),
    st.sampled_from(["", "owner ", "audit owner ", "owner  "]),
    st.sampled_from(["/a", "/bbb", "/cccccc"]),
    BLANKS,
)


@pytest.mark.parametrize("sort", [False, True])
@given(st.lists(ROW | RULE, max_size=8))
def test_tables_and_margins_stay_where_formatting_put_them(sort: bool, rules: list[str]) -> None:
    formatted = format(in_profile(*rules), sort=sort)

    assert format(formatted, sort=sort) == formatted
    assert format(formatted) == formatted


LINES = st.lists(
    st.tuples(st.sampled_from(["/a", "/bb", "owner /ccc", "/dddddd"]), st.integers(1, 6), st.integers(0, 4)), max_size=8
)


@pytest.mark.parametrize("sort", [False, True])
@given(LINES)
def test_columns_stay_where_formatting_put_them(sort: bool, lines: list[tuple[str, int, int]]) -> None:
    rules = [f"{path}{' ' * blanks}r,{' ' * behind}{'# c' if behind else ''}" for path, blanks, behind in lines]
    formatted = format(in_profile(*rules), sort=sort)

    assert format(formatted, sort=sort) == formatted
    assert format(formatted) == formatted
