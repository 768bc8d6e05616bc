"""The reserved words are those that apparmor_parser takes for no path, and the grammar knows the same."""

import pytest

from apparmor_dsl.language.parser.tables import grammar_text
from apparmor_dsl.language.vocabulary.keywords import RESERVED
from tests.parser_oracle.oracle import accepts

NEWER = {"all", "delete", "io_uring", "mqueue", "open", "override_creds", "priority", "prompt", "sqpoll", "userns"}


def test_the_grammar_excludes_the_reserved_words() -> None:
    assert f"/(?!(?:{'|'.join(sorted(RESERVED))})\\b)" in grammar_text("apparmor")


@pytest.mark.needs_apparmor_parser
def test_apparmor_parser_takes_no_reserved_word_for_a_path() -> None:
    taken = {word for word in RESERVED - NEWER if accepts(f"profile p {{\n  file {word} r,\n}}\n")}

    assert taken == set()
    assert accepts("profile p {\n  file etc r,\n}\n")
