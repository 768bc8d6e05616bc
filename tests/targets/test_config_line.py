"""One line of configuration: nothing in a value makes two of it, or another value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet.config.line import comment_line, config_line, mount_entry

SPAN = Source("fleet.json", "x").span()


def read_by_lxc(line: str) -> tuple[str, str]:
    """As parse_line of lxc's confile.c does: up to the first `=`, blanks and one pair of equal quotes taken away."""
    key, _, value = line.partition("=")
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return key.strip(), value


@given(st.text(max_size=20))
def test_a_value_is_one_line_that_is_read_back_or_refused(value: str) -> None:
    try:
        line = config_line("lxc.uts.name", value, " = ", SPAN)
    except PolicyError:
        return

    assert len(line.splitlines()) == 1
    assert read_by_lxc(line) == ("lxc.uts.name", value)


@pytest.mark.parametrize(
    "value", ["a\nb", "a\rb", "a\x00b", "a\x0bb", "a\x85b", "a\u2028b", " a", "a ", "a\t", '"a"', "'a'", "\ud800"]
)
def test_these_values_cannot_be_written(value: str) -> None:
    with pytest.raises(PolicyError, match=r"fleet\.json:1:1: error"):
        config_line("lxc.uts.name", value, ": ", SPAN)


@pytest.mark.parametrize("key", ["", "a b", "a:b", "a=b", "a\nb", "A", "[x]", "#x"])
def test_these_keys_cannot_be_written(key: str) -> None:
    with pytest.raises(PolicyError):
        config_line(key, "x", ": ", SPAN)


def test_an_empty_value_clears_a_list() -> None:
    assert config_line("lxc.mount.entry", "", " = ", SPAN) == "lxc.mount.entry ="


def test_a_comment_is_one_line() -> None:
    assert comment_line("a\nb\u202ec") == "# aU+000AbU+202Ec"


def test_a_mount_entry_has_six_fields_whatever_is_in_the_paths() -> None:
    entry = mount_entry("/a b\tc\\d\n", "/e f", "bind")

    assert entry == r"/a\040b\011c\134d\012 e\040f none bind 0 0"
    assert len(entry.split()) == 6
