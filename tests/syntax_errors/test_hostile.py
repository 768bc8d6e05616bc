"""No text, however absurd, ends in anything but a tree or a diagnostic, and none takes for ever."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apparmor_dsl.diagnostics import concise, full
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.parser import parse, parse_file
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.language.shipped import shipped
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
from tests.parser.test_rules import ROWS, in_profile
from tests.parser.test_statements import PLAIN

SECONDS = 20
"""Of CPU time; each text below is read in less than two. Anything that is not linear takes hours."""


def codes(text: str, dialect: Dialect = "apparmor") -> list[str]:
    try:
        parse(text, dialect=dialect)
    except PolicyError as refused:
        return [found.code for found in refused.diagnostics]
    return []


NESTED: dict[str, Callable[[int], str]] = {
    "profiles": lambda depth: "profile p { " * depth + "}" * depth,
    "hats": lambda depth: "profile p {" + "hat h { " * (depth - 1) + "} " * depth,
    "blocks": lambda depth: "profile p {" + "audit { " * (depth - 1) + "} " * depth,
    "conditionals": lambda depth: "profile p {" + "if ${x} { " * (depth - 1) + "} " * depth,
    "alternatives": lambda depth: "profile p { if ${x} {} " + "else if ${x} {} " * depth + "}",
    "negations": lambda depth: "profile p { if " + "not " * depth + "${x} { } }",
    "conjunctions": lambda depth: "profile p { if " + "${x} and " * depth + "${x} { } }",
    "disjunctions": lambda depth: "${y} = " + "(${x} or " * depth + "${x}" + ")" * depth,
}


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED.keys())
def test_what_stands_too_deep_is_refused(nested: Callable[[int], str]) -> None:
    assert codes(nested(50_000)) == ["too-deep"]


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED.keys())
def test_what_is_read_is_not_too_deep_for_what_comes_after(nested: Callable[[int], str]) -> None:
    policy = parse("${x} = true\n" + nested(140))

    assert parse(emit(policy)) == policy
    for dialect in ("apparmor", "aadsl"):
        compile_policy(policy, PolicyFolders([]), dialect=dialect, file_name="x")


MEGABYTE = 1_000_000
LONG: dict[str, str] = {
    "a path": "profile p { /" + "a" * MEGABYTE + " r, }",
    "alternatives in a path": "profile p { /" + "{a," * (MEGABYTE // 3) + " r, }",
    "a quote that never ends": 'profile p { "/' + "a" * MEGABYTE + " r, }",
    "backslashes in a quote": 'profile p { "/' + "\\" * MEGABYTE + " r, }",
    "quotes": "profile p { " + '"' * MEGABYTE + " r, }",
    "quotes on lines": "profile p { " + '"a\n' * (MEGABYTE // 3),
    "open braces": "{" * 100_000,
    "open braces apart": "{ " * 100_000,
    "closing braces": "} " * (MEGABYTE // 2),
    "open parentheses": "profile p { if " + "(" * MEGABYTE,
    "blanks": "profile p { mount fstype" + " " * MEGABYTE + "x, }",
    "blanks in an include": "include" + " " * MEGABYTE,
    "lines that go on": "@{x} =" + "\\\n" * (MEGABYTE // 2) + "\n x, }",
    "backslashes in a value": "@{x} =" + "\\" * MEGABYTE,
    "values": "@{x} =" + " a" * (MEGABYTE // 2),
    "words": "profile p { capability " + "kill " * (MEGABYTE // 5) + ", }",
    "unknown words": "profile p { capability " + "kil " * 20_000 + ", }",
    "conditions": "profile p { signal " + "peer=x " * (MEGABYTE // 7) + ", }",
    "words of a network rule": "profile p { network inet " + "port 53 " * (MEGABYTE // 8) + ", }",
    "a list": "profile p { mount options=(ro" + ", " * (MEGABYTE // 2) + "), }",
    "a list that never ends": "profile p { mount options=(" + "{a" * (MEGABYTE // 2),
    "rules without commas": "profile p { " + "/a r\n" * (MEGABYTE // 5) + " }",
    "comments": "#\n" * (MEGABYTE // 2),
    "a number": "profile p { priority=1" + "0" * MEGABYTE + " /a r, }",
    "letters of access": "profile p { /a " + "r" * MEGABYTE + ", }",
    "line ends of another system": "\r" * MEGABYTE,
    "colons": ":a" * (MEGABYTE // 2),
    "a parameter list that never ends": "fragment a" + "(" * MEGABYTE,
    "rules": "profile p {\n" + "/a r,\n" * 50_000 + "}\n",
    "a brace behind a letter that is no blank": "profile p {\x0b\n  all ,\n}\n",
    "a header that a form feed ends": "profile " + "a" * 60 + "\f",
    "flags with blanks between them": "profile p flags" + " " * 3000 + "=" + " " * 3000 + "!",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_long_text_is_read_or_refused_in_time(text: str) -> None:
    start = time.process_time()
    for dialect in ("apparmor", "aadsl"):
        codes(text, dialect)

    assert time.process_time() - start < SECONDS


def compiled(text: str) -> list[str]:
    compilation = compile_policy(parse(text, dialect="aadsl"), PolicyFolders([]), dialect="aadsl")
    return [found.code for found in compilation.diagnostics]


def test_a_long_chain_of_fragments_is_refused() -> None:
    fragments = "".join(f"fragment f{number} {{ use f{number + 1}, }}\n" for number in range(1000))

    assert compiled(fragments + "fragment f1000 { }\nprofile p { use f0, }\n") == ["too-deep"]


def test_fragments_that_double_with_every_step_are_refused() -> None:
    fragments = "".join(f"fragment f{n} {{ use f{n + 1}, use f{n + 1}, }}\n" for n in range(40))

    assert compiled(fragments + "fragment f40 { /a r, }\nprofile p { use f0, }\n") == ["too-many-uses"]


def test_blocks_in_fragments_in_blocks_are_refused() -> None:
    fragments = "".join(f"fragment f{n} {{ {'owner { ' * 60} use f{n + 1}, {'} ' * 60} }}\n" for n in range(10))

    assert compiled(fragments + "fragment f10 { }\nprofile p { use f0, }\n") == ["too-deep"]


def test_a_long_chain_of_imports_is_refused(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"f{number}.aadsl").write_text(f'import "f{number + 1}.aadsl"\n')
    (tmp_path / "f300.aadsl").write_text("")
    main = parse_file(tmp_path / "f0.aadsl")

    found = compile_policy(main, PolicyFolders([]), dialect="aadsl").diagnostics
    assert [one.code for one in found] == ["too-deep"]


def test_files_that_include_each_other_twice_do_not_take_for_ever(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"f{number}").write_text(f"include <f{number + 1}>\ninclude <f{number + 1}>\n")
    (tmp_path / "f60").write_text("/a r,\n")
    policy = parse("profile p { include <f0> }")

    found = compile_policy(policy, PolicyFolders([tmp_path]), dialect="apparmor", file_name="x").diagnostics
    assert [one.code for one in found] == []


def refused(path: Path) -> list[str]:
    with pytest.raises(PolicyError) as error:
        parse_file(path)
    return [found.code for found in error.value.diagnostics]


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere") == ["unreadable-file"]
    assert refused(tmp_path) == ["unreadable-file"]
    assert refused(tmp_path / ("x" * 300)) == ["unreadable-file"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\x7fELF\0\0")

    assert refused(binary) == ["binary-file"]


def test_bytes_that_are_no_utf_8_stay_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "latin-1"
    file.write_bytes(b"profile p { /\xe4 r, }\n")

    emitted = emit(parse_file(file)).encode("utf-8", "surrogateescape")
    assert emitted == b'profile p {\n  "/\xe4" r,\n}\n'


TEXTS = [
    *(in_profile(row.text) for rows in ROWS.values() for row in rows),
    *(row.text for rows in PLAIN.values() for row in rows),
    *(file.read_text() for file in sorted(shipped("policies").rglob("*.aadsl"))),
    *(file.read_text() for file in sorted((Path(__file__).parent / "cases").glob("*.aa*"))),
]
PIECES = (
    *" \t\n\r,{}()=\"#@$<>-:+?!\\/*[]^&;'.arwx0é\u00a0\x0b\x00",
    *("->", "@{x}", "${x}", "deny ", "owner ", "if ", "else ", "not ", "and ", "include ", "#include <x>", "use "),
    *("profile ", "hat ", "fragment ", "import <x>", "peer=(", "options in (", "{ ", "} ", "\\\n", '""', "set rlimit "),
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A text that was right once, with letters put in, taken out, changed, cut off or said twice."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        until = draw(st.integers(at, min(len(text), at + 30)))
        change = draw(st.sampled_from(("insert", "replace", "delete", "cut", "repeat")))
        if change == "cut":
            text = text[:at]
        elif change == "repeat":
            text = text[:until] + text[at:until] + text[until:]
        else:
            piece = "" if change == "delete" else draw(st.sampled_from(PIECES))
            text = text[:at] + piece + text[at if change == "insert" else until :]
    return text


@settings(max_examples=500)
@given(damaged(), st.sampled_from(("apparmor", "aadsl")))
def test_a_damaged_text_is_read_or_refused_at_a_place(text: str, dialect: Dialect) -> None:
    try:
        policy = parse(text, dialect=dialect)
    except PolicyError as error:
        spans = [found.span for found in error.diagnostics]
    else:
        check_written_back(policy, dialect)
        return
    assert all(span is not None and 0 <= span.start <= span.end <= len(text) for span in spans)


def check_written_back(policy: ast.PolicyFile, dialect: Dialect) -> None:
    """It is read back as it was, or it cannot be written and that is said."""
    try:
        again = parse(emit(policy), dialect=dialect)
    except PolicyError as error:
        found_codes = {found.code for found in error.diagnostics}
    else:
        assert again == policy
        return
    assert found_codes == {"unwritable"}


@settings(max_examples=200)
@given(damaged())
def test_a_damaged_text_is_compiled_or_refused(text: str) -> None:
    try:
        policy = parse(text, dialect="aadsl")
        found = compile_policy(policy, PolicyFolders([]), dialect="aadsl").diagnostics
    except PolicyError as error:
        found = error.diagnostics

    assert all(one.message and "\n" not in one.message for one in found)


@pytest.mark.parametrize("render", [full.render, concise.render], ids=["full", "concise"])
def test_no_control_character_of_a_policy_reaches_the_terminal(render: Callable[..., str]) -> None:
    text = 'profile p flags=("\x1b[2J\u202e\udcff") {\n  \x1b]0;x\x07 r,\n}\n'
    with pytest.raises(PolicyError) as error:
        parse(text, "a\x1b[1m.aa")
    shown = render(error.value.diagnostics)

    assert shown.replace("\n", "").isprintable()
    assert str(error.value).replace("\n", "").isprintable()
    assert "\\u001b[2J" in shown


def test_a_word_with_a_line_end_is_quoted_in_one_line() -> None:
    with pytest.raises(PolicyError) as error:
        parse('/a"\\\n"/b"')

    assert [found.message for found in error.value.diagnostics] == ['unexpected `"\\\\n"`']
