"""Does policy permit the same with other texts in some of its files? Asked of every profile that they are part of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import define, field, frozen

from apparmor_dsl.analysis.equal import differences
from apparmor_dsl.analysis.lint.rewriting import EditedFolders
from apparmor_dsl.analysis.policies import known_profiles
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language.parser import parse_source
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.profile import Model
from apparmor_dsl.semantics.targets import Target

Texts = Mapping[str, str]
"""The whole text of files that are changed, by their real paths."""


@frozen
class Part:
    """A file of profiles, and the real paths of all files that its profiles are made of, itself among them."""

    path: Path
    dialect: Dialect
    files: frozenset[str]


@frozen
class Same:
    """Every profile permits the same, which is proved."""


@frozen
class Changed:
    """Profiles as they are and as they would be, of which nobody could prove that they permit the same."""

    pairs: tuple[tuple[Model, Model], ...]


@frozen
class Refused:
    """Nothing can be compared, or there would be no policy any more. `because` is a sentence."""

    because: str


@frozen
class Unused:
    """No profile that is linted is made of these files: what a change does to others nobody can say."""


Judgement = Same | Changed | Refused | Unused


@define
class Judge:
    """Compares policy with what it would be. What has been worked out is not worked out again."""

    files: PolicyFolders
    parts: Sequence[Part]
    target: Target | None = None
    features: str | None = None
    _before: dict[Part, tuple[Model, ...] | Refused] = field(factory=dict)
    _known: dict[tuple[Part, frozenset[tuple[str, str]]], Judgement] = field(factory=dict)

    def judge(self, texts: Texts) -> Judgement:
        """What all these texts together do."""
        refused = _unreadable(texts)
        if refused is not None:
            return refused
        affected = [part for part in self.parts if part.files & texts.keys()]
        pairs: list[tuple[Model, Model]] = []
        for part in affected:
            match self._of_part(part, texts):
                case Changed(more):
                    pairs += more
                case Refused() as refused:
                    return refused
                case Same() | Unused():
                    pass
        if pairs:
            return Changed(tuple(pairs))
        return Same() if texts.keys() <= frozenset().union(*(part.files for part in affected)) else Unused()

    def _of_part(self, part: Part, texts: Texts) -> Judgement:
        own = {path: text for path, text in texts.items() if path in part.files}
        key = (part, frozenset(own.items()))
        if key not in self._known:
            self._known[key] = self._compared(part, own)
        return self._known[key]

    def _compared(self, part: Part, texts: Texts) -> Judgement:
        if part not in self._before:
            self._before[part] = self._models(part, self.files)
        before, after = self._before[part], self._models(part, EditedFolders(self.files, texts))
        if isinstance(before, Refused):
            return before
        if isinstance(after, Refused):
            return after
        if list(map(_name, before)) != list(map(_name, after)):
            return Refused(f"{part.path} would have other profiles than it has")
        pairs = tuple(pair for pair in zip(before, after, strict=True) if next(differences(*pair), None) is not None)
        return Changed(pairs) if pairs else Same()

    def _models(self, part: Part, files: PolicyFolders) -> tuple[Model, ...] | Refused:
        """What the profiles of the part permit, or the compiler's errors."""
        try:
            policy = files.parsed(part.path, part.dialect)
            said = compile_policy(policy, files, dialect=part.dialect, file_name="-", target=self.target).diagnostics
            found, more = known_profiles(policy, files, part.dialect, self.target, self.features)
        except PolicyError as problem:
            return _refused(problem.diagnostics)
        errors = [one for one in (*said, *more) if one.severity is Severity.ERROR]
        return _refused(errors) if errors else tuple(known.model for known in found)


def _name(model: Model) -> tuple[str | None, str]:
    return model.profile.namespace, model.profile.name


def _unreadable(texts: Texts) -> Refused | None:
    """What is wrong with texts that are no policy."""
    for path, text in texts.items():
        try:
            parse_source(Source(path, text), "aadsl" if path.endswith(".aadsl") else "apparmor")
        except PolicyError as problem:
            return _refused(problem.diagnostics)
    return None


def _refused(errors: Sequence[Diagnostic]) -> Refused:
    first = errors[0]
    return Refused(f"{first.span}: {first.message}" if first.span else first.message)
