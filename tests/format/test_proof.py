"""A formatted text is looked at before anybody sees it: a mistake of ours is loud, and changes no file."""

from collections.abc import Callable
from typing import Any

import pytest

from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.language import format as formatting
from apparmor_dsl.language.format.statements import lines_of

TEXT = "# one\nprofile p {\n  # two\n  /b r,\n  capability chown,  # three\n  /a r,\n}\n"


def spoil(monkeypatch: pytest.MonkeyPatch, change: Callable[[list[str]], list[str]]) -> None:
    def spoiled(*arguments: Any) -> list[str]:
        return change(lines_of(*arguments))

    monkeypatch.setattr(formatting, "lines_of", spoiled)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# two", ""),
        ("# two", "# tow"),
        ("# one", "# two"),
        ("/b r,", "/b rw,"),
        ("/b r,", '"/b" r,'),
        ("/b r,", "file /b r,"),
        ("/b r,", ""),
        ("/b r,", "/b r"),
        ("capability chown,", "capability chown kill,"),
        ("}", "} profile q { }"),
    ],
)
@pytest.mark.parametrize("sort", [False, True])
def test_what_is_not_the_same_is_never_given_out(
    monkeypatch: pytest.MonkeyPatch, old: str, new: str, *, sort: bool
) -> None:
    spoil(monkeypatch, lambda lines: [line.replace(old, new) for line in lines])

    with pytest.raises(Bug):
        formatting.format(TEXT.replace("p {", "p  {"), sort=sort)


def test_another_order_is_not_the_same_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, lambda lines: [lines[number] for number in (0, 1, 2, 5, 4, 3, 6)])

    with pytest.raises(Bug, match="order"):
        formatting.format(TEXT.replace("p {", "p  {"))
    assert formatting.format(TEXT.replace("p {", "p  {"), sort=True)


def test_sorting_may_not_pass_an_include(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "/b   r,\ninclude <abstractions/base>\n/a r,\n"
    spoil(monkeypatch, lambda lines: [lines[2], lines[1], lines[0]])

    with pytest.raises(Bug, match="says"):
        formatting.format(text, sort=True)
