r"""A glob is the regular expression that the parser makes of it, and matches what that matches."""

import pytest

from apparmor_dsl.semantics.model.glob import DEEPEST, pattern, to_regex
from apparmor_dsl.semantics.model.regex import BadPattern, Pattern
from tests.conftest import CORPUS

NAME = r"[^/\x00]"
ANY = r"[^\x00]"


@pytest.mark.parametrize(
    ("glob", "regex"),
    [
        # A star that is a whole component matches at least one character.
        ("/foo/*", f"/foo/{NAME}{NAME}*"),
        ("/foo/**", f"/foo/{NAME}{ANY}*"),
        ("/**/", f"/{NAME}{ANY}*/"),
        ("/foo/***", f"/foo/{NAME}{ANY}*{NAME}*"),
        # One that has something beside it in its component, does not have to.
        ("/foo/*bar", f"/foo/{NAME}*bar"),
        ("/foo*", f"/foo{NAME}*"),
        # Nor one behind a brace: it is not seen that the slash is the character before.
        ("/foo/{,*}", f"/foo/(|{NAME}*)"),
        ("/foo{/,}*", f"/foo(/|){NAME}*"),
        ("/foo/?", f"/foo/{NAME}"),
        ("/{a,b{c,d}}", "/(a|b(c|d))"),
        ("/[a-c]", "/[a-c]"),
        ("/[^a]", "/[^a]"),
        # Nothing but the star and its kin means anything.
        ("/a.b+c|d(e)^f$", r"/a\.b\+c\|d\(e\)\^f\$"),
        ("/a,b", "/a,b"),
        # A class holds commas and braces as they are, but stars are wildcards in it as well.
        ("/[,{}]", "/[,{}]"),
        ("/[*]", f"/[{NAME}*]"),
        (r"/\*\?\[\]\{\}", r"/\*?\[\]\{\}"),
        (r"/{a\,b,c}", "/(a,b|c)"),
        (r"/[\,]", r"/[\,]"),
        (r"/\\", r"/\\"),
        (r"/\x00\d7\101", r"/\x00\d7\101"),
        (r"/\q", "/q"),
        (r"/[a\-c]", "/[a-c]"),
        (r"/[\^a]", "/[^a]"),
    ],
)
def test_a_glob_becomes_this_regular_expression(glob: str, regex: str) -> None:
    assert to_regex(glob) == regex


def test_what_was_written_before_a_star_decides_whether_it_needs_a_character() -> None:
    assert to_regex("*", before="/") == f"{NAME}{NAME}*"
    assert to_regex("*", before="a") == f"{NAME}*"


def test_in_extended_attributes_wildcards_match_nul() -> None:
    assert to_regex("a*b**?", nul=True) == "a[^/]*b.*[^/]"


@pytest.mark.parametrize(
    ("glob", "message"),
    [
        ("/a{b", "a `{` is not closed by a `}`"),
        ("/a}b", "a `}` closes no `{`"),
        ("/a{b}", "there is one alternative between `{` and `}`"),
        ("/a[b", "a `[` is not closed by a `]`"),
        ("/a]b", "a `]` closes no `[`"),
        ("/a{[b,c}", "a `[` is not closed by a `]`"),
        ("/a\\", "it ends in a `\\` that escapes nothing"),
        ("/[]", "a class `[` … `]` is empty, or is not closed"),
        ("/[^]", "a class `[` … `]` is empty, or is not closed"),
        ("/[a-]", "a class `[` … `]` is empty, or ends behind a `-`"),
        ("/[a-b-c]", "a `-` in a class stands where no range can begin"),
        ("/" + "{a," * (DEEPEST + 1) + "}" * (DEEPEST + 1), "more than 49 braces are open at once"),
    ],
)
def test_what_the_parser_refuses_is_no_glob(glob: str, message: str) -> None:
    found = pattern(glob)

    assert isinstance(found, BadPattern)
    assert found.message == message
    assert found.help


@pytest.mark.parametrize(
    "glob", ["/[[]", "/[-a]", "/[a^]", "/[^^]", "/[z-a]", "/[()]", "/[$]", "/[?]", "/{,}", "/" + "{a," * 49 + "}" * 49]
)
def test_what_looks_odd_and_the_parser_takes_is_one(glob: str) -> None:
    assert isinstance(pattern(glob), Pattern)


@pytest.mark.parametrize(
    ("glob", "wild", "classes"),
    [("/a", False, False), ("/{a,b}", False, False), ("/[ab]", False, True), ("/[^a]", True, True), ("/*", True, True)],
)
def test_it_is_known_what_a_glob_is_written_with(glob: str, wild: bool, classes: bool) -> None:
    found = pattern(glob)

    assert isinstance(found, Pattern)
    assert (found.wild, found.classes) == (wild, classes)


@pytest.mark.needs_corpus
def test_all_pairs_of_the_corpus_agree() -> None:
    lines = (CORPUS / "glob-to-regex.tsv").read_text().split("\n")
    # A glob with a tab or a line end in it is torn into pieces.
    pairs = [pair for line in lines if len(pair := line.split("\t")) == 2 and "beta" not in line]

    def agrees(glob: str, regex: str) -> bool:
        # Some stand behind a class's number, or behind other alternatives of one text.
        heads = [regex[:length] for length in range(len(regex)) if length in {0, 4} or regex[length - 1] in "(|"]
        return any(regex == f"{head}{to_regex(glob, before=head, nul=nul)}" for head in heads for nul in (False, True))

    assert len(pairs) > 900
    assert [pair for pair in pairs if not agrees(*pair)] == [["", ""]]
