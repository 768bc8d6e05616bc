"""What lints look at: one file as written, one profile as it is in force, all profiles together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from attrs import define, field, frozen

from apparmor_dsl.analysis.lint.facts import Facts
from apparmor_dsl.analysis.lint.places import file_of, is_made
from apparmor_dsl.analysis.redundancy import RuleUse, Side, Use, sides_of, use_of
from apparmor_dsl.diagnostics.diagnostic import Label
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.origin import Step
from apparmor_dsl.semantics.resolve.resolved import ResolvedPolicy, ResolvedProfile, ResolvedRule


@frozen
class LintedFile:
    """A file as it is written: a file of profiles, or one that profiles include (an abstraction, a tunable)."""

    policy: ast.PolicyFile
    dialect: Dialect
    system: System
    folders: PolicyFolders | None = field(default=None, eq=False, repr=False)
    """Where its includes are looked for, as far as a lint asks."""
    has_features: bool = True
    """Whether the features are those that it pins. Where they are not here, nobody knows what is not mediated."""

    @property
    def name(self) -> str:
        """The path under which it is reported."""
        return self.policy.source.name if self.policy.source else "<text>"

    @property
    def text(self) -> str:
        """Its text."""
        return self.policy.source.text if self.policy.source else ""


@define(eq=False)
class LintedProfile:
    """A profile as it is in force, with what is included, and the file that it stands in.

    `own` are the real paths of the files that are linted: what a rule of another file says is not for this reader to
    mend.
    """

    profile: ResolvedProfile
    policy: ResolvedPolicy
    file: LintedFile
    own: frozenset[str] = field(repr=False)
    is_part: bool = False
    """Whether it is no profile, but what profiles include, or a fragment."""

    @property
    def system(self) -> System:
        """The parser and the features that decide what it means."""
        return self.file.system

    @cached_property
    def model(self) -> Model:
        """What it permits."""
        return model_of(self.profile, self.system)

    @cached_property
    def sides(self) -> tuple[Side, Side]:
        """Its two automata, with what can be asked of a rule in them: that of files, and that of all other classes."""
        return sides_of(self.model)

    @cached_property
    def uses(self) -> tuple[RuleUse, ...]:
        """What each rule that is written here is good for. What is included is not asked: others include it too.

        Where aadsl put the profile together, one fragment may repeat what another says, and nobody is to mend that. Of
        a part, some rules wait for others that are to come.
        """
        here = (rule for rule in self.profile.rules if self.is_written_here(rule))
        asked = (rule for rule in here if not self.is_part or not _waits(rule))
        uses = (use_of(rule, self.model, self.sides) for rule in asked)
        source = self.file.policy.source
        together = source is not None and is_made(source)
        return tuple(use for use in uses if not together or use.use is not Use.REDUNDANT)

    def rules(self, *kinds: type[ast.Rule]) -> Iterator[ResolvedRule]:
        """Its rules of these kinds; all of them where none is named."""
        return (rule for rule in self.profile.rules if not kinds or isinstance(rule.rule, kinds))

    def is_own(self, rule: ResolvedRule) -> bool:
        """Whether the rule is written in a file that is linted, and not in one that comes from elsewhere."""
        return _is_in(rule.span, self.own)

    def is_written_here(self, rule: ResolvedRule) -> bool:
        """Whether the rule stands in the profile's own text: no other profile has it, and it can be changed for one.

        The file of the profile may be included itself, as lxc-containers does with those in `lxc/`.
        """
        return self.is_own(rule) and not self.brought_by(rule)

    def brought_by(self, rule: ResolvedRule) -> tuple[Step, ...]:
        """The includes and uses in the profile's own text by which the rule came, the outermost first."""
        own = self.profile.origin.route
        return rule.origin.route[len(own) :] if rule.origin.route[: len(own)] == own else rule.origin.route

    def place(self, rule: ResolvedRule) -> Span | None:
        """Where a reader can do something about the rule: where it is written, or where what has it is included."""
        return rule.span if self.is_own(rule) else self.way_in(rule)

    def way_in(self, rule: ResolvedRule) -> Span | None:
        """Where the rule comes into the profile: where it is written, or the profile's own line that includes it."""
        if self.is_written_here(rule):
            return rule.span
        places = [step.span for step in rule.origin.route if _is_in(step.span, self.own)]
        return next((span for span in places if span and span.source.name == self.file.name), self.profile.span)

    def labels(self, rule: ResolvedRule, message: str) -> tuple[Label, ...]:
        """The rule as another place that a finding involves, with the way it came by."""
        if rule.span is None:
            return ()
        return (Label(rule.span, message), *(rule.origin.labels() if not self.is_own(rule) else ()))


def _waits(rule: ResolvedRule) -> bool:
    """Whether other rules can change what the rule is good for: what it denies, how it executes, over whom it wins."""
    executes = isinstance(rule.rule, ast.FileRule) and rule.rule.exec is not None
    return executes or rule.access_type != "allow" or rule.priority != 0


def _is_in(span: Span | None, names: frozenset[str]) -> bool:
    return span is not None and (span.source.name in names or file_of(span.source.name) in names)


@frozen
class LintedTree:
    """The facts of everything that is linted together.

    `complete`: this is a whole policy, and what is not here is nowhere. Without it nobody can say that a name is
    unknown. `files` are the real paths of all files that are linted.
    """

    profiles: Sequence[Facts]
    complete: bool = False
    files: frozenset[str] = field(default=frozenset(), repr=False)

    def is_own(self, span: Span | None) -> bool:
        """Whether this stands in a file that is linted."""
        return _is_in(span, self.files)

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Facts, ...]]:
        """The profiles by their whole names, also those that have one name."""
        made: dict[str, list[Facts]] = {}
        for profile in self.profiles:
            made.setdefault(profile.name, []).append(profile)
        return {name: tuple(found) for name, found in made.items()}
