"""One text means one thing, in whatever form a parser writes it."""

from pathlib import Path
from random import Random

import pytest

from apparmor_dsl.semantics.automata import Never
from apparmor_dsl.semantics.model.compiled import CompiledProfile
from apparmor_dsl.semantics.model.difference import difference
from tests.corpus.test_debian_policy import profile_files
from tests.parser_oracle.newer import Parser, newest, parsers
from tests.semantics.model.compiled.samples import FORMS, ROWS, WORDS, Form, binary, compiled

pytestmark = [pytest.mark.needs_apparmor_parser, pytest.mark.needs_newer_parsers]

ALL_KINDS = """
profile parent /usr/bin/{a,b} flags=(attach_disconnected) {
  capability kill,
  audit capability chown,
  deny capability mac_admin,
  set rlimit nofile <= 1024,
  /etc/passwd r,
  owner /home/** rwlk,
  audit /var/log/** a,
  audit owner /srv/** m,
  deny /etc/shadow w,
  audit deny /etc/gshadow w,
  deny owner /root/** rwklm,
  /bin/ix ix,
  /bin/px Px,
  /bin/other PUx -> other,
  /bin/kid cx -> kid,
  link /a -> /b,
  link subset /c -> /d/*,
  /e l,
  change_profile -> foo,
  change_profile /bin/x -> bar,
  change_profile unsafe /bin/y -> baz,
  network inet stream,
  deny network netlink raw,
  unix (send, receive) type=stream peer=(label=x),
  audit signal (send, receive) peer=x,
  deny signal send peer=y,
  ptrace (trace, readby) peer=y,
  mount fstype=proc options=(ro, nosuid) proc -> /proc/,
  umount /x/,
  pivot_root /old/ -> /new/,
  profile kid { /y r, }
}
"""


@pytest.mark.parametrize("form", FORMS[1:], ids=str)
@pytest.mark.parametrize("parser", parsers(), ids=str)
def test_a_form_changes_no_decision(parser: Parser, form: Form) -> None:
    for one, other in zip(compiled(ALL_KINDS, parser), compiled(ALL_KINDS, parser, form), strict=True):
        assert one == other
        assert differences(one, other) == (Never(), Never())


def differences(one: CompiledProfile, other: CompiledProfile) -> tuple[object, object]:
    return difference(one.files, other.files), difference(one.classes, other.classes)


SAMPLE = Random(4).sample(profile_files(), min(8, len(profile_files())))


@pytest.mark.parametrize("file", SAMPLE, ids=lambda file: file.name)
def test_a_form_changes_no_decision_of_a_real_profile(file: Path) -> None:
    text, parser = file.read_text(), newest()

    for one, other in zip(compiled(text, parser), compiled(text, parser, FORMS[-1]), strict=True):
        assert one == other
        assert differences(one, other) == (Never(), Never())


MARKS = {"rows": b"\x04\x06\x00perms\0", "differences": b"\1notflex", "classes of bytes": b"\0\5\0\1\0\0\0\0\0\0\1\0"}


@pytest.mark.parametrize("name", MARKS)
def test_a_form_is_what_it_is_called(name: str) -> None:
    [form] = [form for form in FORMS if form.name == name]

    assert MARKS[name] in binary(ALL_KINDS, newest(), form)
    assert MARKS[name] not in binary(ALL_KINDS, newest(), WORDS)


def test_the_oldest_parser_knows_one_form_of_permissions() -> None:
    assert binary(ALL_KINDS, parsers()[0], ROWS) == binary(ALL_KINDS, parsers()[0], WORDS)
