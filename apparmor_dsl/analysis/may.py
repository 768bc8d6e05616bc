"""`may(policy, "web", "write /etc/shadow")`"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from apparmor_dsl.analysis.answer import Answer
from apparmor_dsl.analysis.logs import read_lines
from apparmor_dsl.analysis.policies import Policies, known_profiles
from apparmor_dsl.analysis.query import query
from apparmor_dsl.analysis.reading import read_request
from apparmor_dsl.analysis.why import Explanation, events
from apparmor_dsl.analysis.why import why as explain
from apparmor_dsl.diagnostics.diagnostic import error, has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.files import BASE, PolicyFolders
from apparmor_dsl.semantics.targets import Target

PathLike = str | os.PathLike[str]


def may(
    policy: ast.PolicyFile,
    profile: str,
    request: str,
    *,
    target: Target | None = None,
    features: PathLike | None = None,
    include: Sequence[PathLike] = (),
    dialect: Dialect = "apparmor",
) -> Answer:
    """Whether a profile of the policy may do what is asked (`write /etc/shadow`), and which rules decide it.

    The answer is true where it is allowed. Without `target` and `features` it is for the ABI that the policy pins.
    Raises PolicyError for a request that is not understood, a profile that is not there, a policy with errors.
    """
    folders = PolicyFolders((*include, BASE))
    found, said = known_profiles(policy, folders, dialect, target, features)
    if has_errors(said):
        raise PolicyError(said)
    known = next((each for each in found if each.profile.name == profile), None)
    if known is None:
        way_out = did_you_mean(profile, [each.profile.name for each in found])
        raise PolicyError((error("unknown-profile", f"there is no profile `{profile}`", help=way_out),))
    return query(known.profile, read_request(request, profile).request, known.chosen.system)


def why(
    lines: Iterable[str],
    paths: Sequence[PathLike],
    *,
    target: Target | None = None,
    features: PathLike | None = None,
    include: Sequence[PathLike] = (),
) -> tuple[Explanation, ...]:
    """What the profiles in the files say to the lines of a log; lines that are not AppArmor's are passed over."""
    policies = Policies([Path(path) for path in paths], include, target, features)
    return tuple(found for event in events(read_lines(lines)) for found in explain(event, policies))
