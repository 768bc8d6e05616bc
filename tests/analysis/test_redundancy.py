"""Which rules could go is proven: what apparmor_parser compiles without them permits the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apparmor_dsl.analysis.redundancy import Side, Use, sides_of, uses
from apparmor_dsl.semantics.automata import Never
from apparmor_dsl.semantics.model.compiled import CompiledProfile, read_compiled
from apparmor_dsl.semantics.model.difference import difference
from apparmor_dsl.semantics.model.profile import Model
from tests.analysis.models import model
from tests.parser_oracle.oracle import binary

pytestmark = pytest.mark.needs_apparmor_parser


def profile(*rules: str) -> str:
    return "profile p {\n" + "".join(f"  {rule}\n" for rule in rules) + "}\n"


def found(*rules: str, target: str = "apparmor-3.0") -> list[tuple[Use, list[str]]]:
    """For each rule what it is good for, and the texts of the rules that it is so by."""
    return [(one.use, [by.span.text for by in one.by if by.span]) for one in uses(model(profile(*rules), target))]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["/etc/** r,", "/etc/*.conf r,"], [Use.EFFECTIVE, Use.REDUNDANT]),
        (["/etc/** r,", "/etc/*.conf rw,"], [Use.EFFECTIVE, Use.EFFECTIVE]),
        (["/etc/** r,", "audit /etc/*.conf r,"], [Use.EFFECTIVE, Use.EFFECTIVE]),
        (["/etc/** r,", "owner /etc/*.conf r,"], [Use.EFFECTIVE, Use.REDUNDANT]),
        (["owner /etc/** r,", "/etc/*.conf r,"], [Use.EFFECTIVE, Use.EFFECTIVE]),
        (["/{a,b} r,", "/a r,", "/b r,"], [Use.REDUNDANT, Use.REDUNDANT, Use.REDUNDANT]),
        (["/a r,", "/a w,", "/a rw,"], [Use.REDUNDANT, Use.REDUNDANT, Use.REDUNDANT]),
        (["/a r,", "/b r,", "/[ab] r,", "/[abc] r,"], [Use.REDUNDANT] * 3 + [Use.EFFECTIVE]),
        (["deny /etc/** w,", "/etc/*.conf w,", "/etc/** r,"], [Use.EFFECTIVE, Use.SHADOWED, Use.EFFECTIVE]),
        (["deny /etc/** w,", "/etc/*.conf rw,"], [Use.EFFECTIVE, Use.EFFECTIVE]),
        (["deny /etc/** w,", "deny /etc/*.conf w,"], [Use.EFFECTIVE, Use.REDUNDANT]),
        (["file,", "/** rwkl,"], [Use.EFFECTIVE, Use.REDUNDANT]),
        (["file,", "/bin/* ix,"], [Use.EFFECTIVE, Use.REDUNDANT]),
        (["capability,", "capability kill,"], [Use.EFFECTIVE, Use.REDUNDANT]),
        (["capability kill,", "deny capability kill,"], [Use.SHADOWED, Use.EFFECTIVE]),
        (["network,", "network inet stream,"], [Use.EFFECTIVE, Use.REDUNDANT]),
        (["signal,", "signal send set=hup peer=x,"], [Use.EFFECTIVE, Use.REDUNDANT]),
        (["mount,", "mount fstype=proc -> /proc/,"], [Use.EFFECTIVE, Use.REDUNDANT]),
        (["ptrace read peer=a,", "ptrace peer=[ab],"], [Use.REDUNDANT, Use.EFFECTIVE]),
        (["set rlimit nofile <= 1,", "/a r,"], [Use.EFFECTIVE, Use.EFFECTIVE]),
    ],
)
def test_what_each_rule_is_good_for(rules: list[str], expected: list[Use]) -> None:
    assert [use for use, _ in found(*rules)] == expected


def test_a_redundant_rule_names_those_that_say_the_same() -> None:
    assert found("/etc/** r,", "/srv/** r,", "/etc/*.conf r,")[2] == (Use.REDUNDANT, ["/etc/** r,"])


def test_a_shadowed_rule_names_the_deny() -> None:
    assert found("deny /etc/** w,", "/etc/*.conf w,")[1] == (Use.SHADOWED, ["deny /etc/** w,"])


def test_a_priority_shadows_too() -> None:
    rules = ["priority=1 deny /etc/** w,", "/etc/*.conf w,", "priority=2 /etc/hosts w,"]

    assert [use for use, _ in found(*rules, target="apparmor-5.0")] == [Use.EFFECTIVE, Use.SHADOWED, Use.EFFECTIVE]


def test_what_the_system_does_not_mediate_is_said_to_be_so() -> None:
    assert found("mqueue,", target="apparmor-4.1")[0] == (Use.UNMEDIATED, [])


def sides(*rules: str) -> tuple[Model, Side]:
    made = model(profile(*rules))
    return made, sides_of(made)[0]


@pytest.mark.parametrize(
    ("rules", "silences"),
    [
        (["deny /srv/** w,"], True),
        (["deny /srv/** w,", "/srv/** r,"], True),
        (["deny /srv/** w,", "/srv/a w,"], False),
        (["deny /srv/** w,", "/** rw,", "deny /srv/{,**} w,"], False),
    ],
)
def test_a_deny_of_nothing_only_silences(rules: list[str], silences: bool) -> None:
    made, files = sides(*rules)

    assert files.silences(made.profile.rules[0]) is silences


def test_where_an_allow_is_refused_in_part_is_shown() -> None:
    made, files = sides("/srv/** rw,", "deny /srv/secret/** w,")
    place = files.refused(made.profile.rules[0])

    assert place is not None
    assert place.text.startswith(b"/srv/secret/")
    assert files.refused(sides("/srv/** rw,", "deny /etc/** w,")[0].profile.rules[0]) is None


def compiled(*rules: str) -> CompiledProfile:
    (made,) = read_compiled(binary(profile(*rules)), "<compiled>")
    return made


PATHS = st.sampled_from(["/a", "/a/*", "/a/**", "/{a,b}/*", "/[ab]/c", "/a/c", "/b/**", "/**", "/a/{,**}"])
RULES = st.builds(
    lambda qualifier, path, access: f"{qualifier}{path} {access},",
    st.sampled_from(["", "", "", "deny ", "owner ", "audit ", "audit deny "]),
    PATHS,
    st.sampled_from(["r", "w", "rw", "rwk", "l", "m"]),
)


@settings(max_examples=40)
@given(st.lists(RULES, min_size=2, max_size=6))
def test_without_a_rule_that_can_go_the_compiled_policy_is_the_same(rules: list[str]) -> None:
    for number, one in enumerate(uses(model(profile(*rules)))):
        without = compiled(*rules[:number], *rules[number + 1 :])
        equal = isinstance(difference(without.files, compiled(*rules).files), Never)

        assert equal == (one.use in {Use.REDUNDANT, Use.SHADOWED}), rules[number]


@pytest.mark.needs_corpus
def test_rules_of_real_profiles_are_judged_as_by_leaving_them_out(corpus: Path) -> None:
    """A table of which rules of Debian's profiles leave the compiled policy as it is when they are taken away."""
    rows = [line.split("\t") for line in (corpus / "redundant-rules.debian12.tsv").read_text().splitlines()[1:]]
    judged = 0
    for name in ("bin.ping", "lsb_release", "usr.sbin.nmbd", "usr.sbin.mdnsd"):
        path = Path("/etc/apparmor.d", name)
        made = model(path.read_text(), include=(path.parent,))
        own = {
            one.rule.span.line: one.use for one in uses(made) if one.rule.span and one.rule.span.source.name == "<text>"
        }
        for _, line, verdict, _ in (row for row in rows if row[0] == name and int(row[1]) in own):
            judged += 1
            assert (own[int(line)] in {Use.REDUNDANT, Use.SHADOWED}) == (verdict == "redundant"), f"{name}:{line}"
    assert judged > 40
