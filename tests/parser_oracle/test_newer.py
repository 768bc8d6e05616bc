"""The newer oracles run, each is the version it says, and no version is there twice."""

import subprocess

import pytest

from tests.parser_oracle.newer import Parser, newer, newest, parsers

pytestmark = [pytest.mark.needs_apparmor_parser, pytest.mark.needs_newer_parsers]


def test_there_is_one_of_5_0_or_newer() -> None:
    assert newest().version >= (5, 0)


def test_they_stand_in_order_and_none_is_there_twice() -> None:
    versions = [parser.version for parser in parsers()]

    assert versions == sorted(set(versions))


def test_none_is_of_those_that_compile_one_text_to_many_things() -> None:
    assert [parser.version for parser in parsers() if (4, 1) <= parser.version < (4, 1, 2)] == []


@pytest.mark.parametrize("parser", newer(), ids=str)
def test_a_parser_is_the_version_that_it_is_kept_as(parser: Parser) -> None:
    said = subprocess.run([parser.command, "--version"], capture_output=True, text=True, check=True).stdout

    assert said.splitlines()[0] == f"AppArmor parser version {parser}"


@pytest.mark.parametrize("parser", newer(), ids=str)
def test_a_parser_reads_what_the_installed_one_does_not(parser: Parser) -> None:
    text = "profile p { priority=1 userns, }\n"

    assert parser.accepts(text), parser.accepts(text).message
    assert not parsers()[0].accepts(text)


@pytest.mark.parametrize("parser", parsers(), ids=str)
def test_one_text_is_compiled_to_the_same_bytes_again(parser: Parser) -> None:
    text = "include <tunables/global>\nprofile p { include <abstractions/base>\n /srv/** rw, /usr/bin/* px -> q, }\n"

    assert parser.binary(text) == parser.binary(text)
