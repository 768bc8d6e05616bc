"""Files that matter, and what of a profile reaches them: proven on the model, each with a path and its rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from attrs import frozen

from apparmor_dsl.analysis.find import FILES, language, permitting
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Label
from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import BUDGET, Along, Automaton, Expression, Kept, Subsets, Together, Walk
from apparmor_dsl.semantics.model.decide import OTHER_SHIFT
from apparmor_dsl.semantics.model.decisions import Decided
from apparmor_dsl.semantics.model.file import ACCESS
from apparmor_dsl.semantics.model.glob import pattern, to_regex
from apparmor_dsl.semantics.model.regex import BadPattern, read
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

_WRITE = ACCESS["w"] | ACCESS["a"]
WRITE = _WRITE | _WRITE << OTHER_SHIFT
"""Writing or appending, for the owner or for others."""
READ = ACCESS["r"] | ACCESS["r"] << OTHER_SHIFT


@frozen
class Files:
    """Files of one kind: globs as rules write them, and what is to be said of such a file.

    In a glob `%` stands for a word of letters, digits, `_` and `-`. `by`: programs whose work it is.
    """

    globs: tuple[str, ...]
    gives: str
    by: tuple[str, ...] = ()


@frozen
class Reached:
    """Files that a profile has the access to, one of them, and the rules that permit it: one by a place at least."""

    files: Files
    path: str
    rules: tuple[ResolvedRule, ...]


def reached(profile: LintedProfile, table: tuple[Files, ...], access: int) -> list[Reached]:
    """The rows of the table of which the profile permits the access to some file, in the table's order.

    Rows that are the work of the profile's program are left out.
    """
    model, sought = profile.model.files, _sought(table)
    witness: dict[int, bytes] = {}

    def is_worth(states: tuple[tuple[int, int], int]) -> bool:
        return bool(model.at_most(states[1]) & access) and not sought.rows_ahead(states[0]) <= witness.keys()

    # Beyond the budget no more is found: nothing is said without a proof.
    for (ahead, state), text in Walk(BUDGET).states(Along(sought.paths, model), is_worth):
        rows = sought.rows(ahead) - witness.keys()
        if (
            rows
            and model.permissions(state).allow & access
            and not all(map(is_by_name, rules_for(model, text, access)))
        ):
            witness.update(dict.fromkeys(rows, text))
    own = frozenset(programs(profile))
    made = []
    for row in sorted(row for row in witness if not own & set(table[row].by)):
        rules = rules_for(model, witness[row], access)
        if rules:
            made.append(Reached(table[row], shown(witness[row]), rules))
    return made


def rules_for(decided: Decided, text: bytes, access: int) -> tuple[ResolvedRule, ...]:
    """The rules that permit some of this access to the string, in their order."""
    return tuple(entry.rule for entry in permitting(decided, text, access) if entry.rule is not None)


def is_by_name(rule: ResolvedRule) -> bool:
    """Whether the rule chooses files by how they are called, wherever they are: `/**.jpg`.

    Some such name there is in every folder, and who writes the rule thinks of documents.
    """
    path = rule.rule.path if isinstance(rule.rule, ast.FileRule) else None
    return path is not None and _is_by_name(path)


@lru_cache(maxsize=4_000)
def _is_by_name(path: str) -> bool:
    if not path.startswith("/**"):
        return False
    found = pattern(folded(path))
    return not isinstance(found, BadPattern) and not Automaton([(found.expression, 0)]).matching(NOBODYS_FILE)


@frozen(eq=False)
class _Sought:
    """The paths of the files in a table: a state of `paths` is one of the globs and one of what files can be called."""

    globs: Automaton
    files: Automaton
    paths: Kept[tuple[int, int]]

    def rows(self, state: tuple[int, int]) -> frozenset[int]:
        """The rows that speak of the path which leads to the state."""
        return self.globs.labels(state[0]) if self.files.accepts(state[1]) else frozenset()

    def rows_ahead(self, state: tuple[int, int]) -> frozenset[int]:
        """The rows that speak of a path which begins so."""
        return self.globs.still_possible(state[0])


@lru_cache(maxsize=64)
def _sought(table: tuple[Files, ...]) -> _Sought:
    rows = ((_expression(glob), row) for row, files in enumerate(table) for glob in files.globs)
    globs = Automaton(rows, Subsets())
    files = language(FILES)
    return _Sought(globs, files, Kept(Together(globs, files)))


def _expression(glob: str) -> Expression:
    regex = to_regex(glob)
    found = regex if isinstance(regex, BadPattern) else read(regex.replace("%", _WORD))
    if isinstance(found, BadPattern):
        raise Bug(f"{glob} is no glob")
    return found.expression


_WORD: Final = r"[a-zA-Z0-9_\x2d]+"


def programs(profile: LintedProfile) -> Iterator[str]:
    """The names of the programs that the profile is for, as far as it names them."""
    resolved = profile.profile
    for text in (resolved.name, resolved.attachment or "", *resolved.other_attachments):
        yield text.rpartition("/")[2]


def shown(path: bytes) -> str:
    """A path as people read it."""
    return path.decode("utf-8", "backslashreplace")


def by_rule(found: Sequence[Reached]) -> Iterator[tuple[ResolvedRule, list[Reached]]]:
    """What is reached, together for each rule that permits it, by the first that does."""
    groups: dict[int, tuple[ResolvedRule, list[Reached]]] = {}
    for one in found:
        groups.setdefault(id(one.rules[0]), (one.rules[0], []))[1].append(one)
    yield from groups.values()


def way(profile: LintedProfile, rule: ResolvedRule, does: str) -> tuple[Label, ...]:
    """The rule and the includes by which it came, as far as the place of the finding does not show them."""
    if profile.place(rule) is not rule.span:
        return profile.labels(rule, f"`{rule_text(rule.written)}` {does}")
    return rule.origin.labels()


NOBODYS_FILE: Final = b"/~/~"
"""A file of a name that no policy mentions: who may write it may write about every file."""


def everywhere(profile: LintedProfile, access: int) -> ResolvedRule | None:
    """The rule that permits the access to files of whatever name; None where no rule does."""
    files = profile.model.files
    if not files.ask(NOBODYS_FILE).allow & access:
        return None
    found = permitting(files, NOBODYS_FILE, access)
    return found[0].rule if found else None


NOBODY: Final = "a-profile-that-nobody-has"
"""A label that no policy mentions: who may do something to it may do it to about everybody."""
