"""What upstream refuses when it looks at all rules of a profile together, we refuse, and nothing else.

The files are those of upstream's tests whose verdict hangs on that: exec modes that contradict each other, variables,
conditions, globs.
"""

import pytest

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.targets import TARGETS, Target
from apparmor_dsl.semantics.verdict import verdict
from tests.corpus.upstream import FILES, Case, cases, known_gaps

pytestmark = pytest.mark.needs_corpus

GROUPS = ("generated_x", "xtrans", "generated_perms_safe", "generated_perms_leading", "generated_conditional", "vars")
# Refused for a character that may not follow a variable: a matter of reading, not of what the rules say together.
LEFT_TO_THE_PARSER = {"vars/vars_file_evaluation_8.sd"}
PARSERS = {"apparmor-3.0": "3.0.8", "apparmor-4.1": "4.1.0", "apparmor-6.0": "6.0"}


def is_ours(case: Case) -> bool:
    elsewhere = known_gaps() | LEFT_TO_THE_PARSER
    return case.path.startswith(tuple(f"{group}/" for group in GROUPS)) and case.path not in elsewhere


def accepts(case: Case, files: PolicyFolders, target: Target) -> bool | None:
    """Our verdict; None where the file is not read as far as that."""
    try:
        policy = parse(case.text, case.path)
    except PolicyError:
        return None
    resolved, said = resolve(policy, files, target=target, dialect="apparmor")
    if has_errors(said):
        return False
    return not has_errors([found for profile in resolved.profiles for found in verdict(profile, target=target)])


@pytest.mark.parametrize("name", PARSERS)
def test_our_verdict_is_the_parsers(name: str) -> None:
    files = PolicyFolders(include=(FILES,))
    wanted = [case for case in cases() if is_ours(case)]
    if name != "apparmor-6.0":
        # What an older parser refuses because it is too new is refused elsewhere, by what the target reads.
        wanted = [case for case in wanted if (PARSERS[name] in case.accepted_by) is ("6.0" in case.accepted_by)]

    verdicts = {case.path: accepts(case, files, TARGETS[name]) for case in wanted}

    assert len(verdicts) > 800
    wrong = {
        case.path: verdicts[case.path]
        for case in wanted
        if verdicts[case.path] is not None and verdicts[case.path] is not (PARSERS[name] in case.accepted_by)
    }
    assert wrong == {}


def test_upstream_refuses_most_of_these_files_for_what_we_find_here() -> None:
    files = PolicyFolders(include=(FILES,))
    refused = [case for case in cases() if case.path.startswith("generated_x/") and not case.is_right]

    found = [accepts(case, files, TARGETS["apparmor-6.0"]) for case in refused]

    assert found.count(False) == len(refused) > 500
