"""Policy of a test: text and the files it includes, resolved for a target."""

from collections.abc import Mapping

from attrs import field, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, has_errors
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.parser import parse
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.features import Features, read_features
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.resolve.resolved import ResolvedPolicy, ResolvedProfile
from apparmor_dsl.semantics.targets import TARGETS
from apparmor_dsl.semantics.verdict import verdict


@frozen
class Texts:
    """Files that a test writes down. The name of a folder ends in a slash and is no key: its files are found by it."""

    texts: Mapping[str, str] = field(factory=dict)

    def imported(self, wanted: ast.Import, importer: str) -> ast.PolicyFile | None:
        del importer
        return self.parsed(wanted.path, "aadsl") if wanted.path in self.texts else None

    def included(self, wanted: ast.Include | ast.Abi) -> tuple[ast.PolicyFile, ...] | None:
        if isinstance(wanted, ast.Abi):
            return ()
        if wanted.path in self.texts:
            return (self.parsed(wanted.path, "apparmor"),)
        inside = sorted(name for name in self.texts if name.startswith(f"{wanted.path}/"))
        return tuple(self.parsed(name, "apparmor") for name in inside) or None

    def features(self, abi: ast.Abi) -> Features | None:
        return read_features(Source(abi.path, self.texts[abi.path])) if abi.path in self.texts else None

    def search_path(self) -> tuple[str, ...]:
        return ("the test",)

    def like(self, wanted: ast.Include) -> str | None:
        del wanted
        return None

    def fragment_names(self) -> frozenset[str]:
        return frozenset()

    def parsed(self, name: str, dialect: Dialect) -> ast.PolicyFile:
        return parse(self.texts[name], name, dialect=dialect)


def read(
    text: str, includes: Mapping[str, str] | None = None, *, target: str = "apparmor-6.0", dialect: Dialect = "apparmor"
) -> tuple[ResolvedPolicy, tuple[Diagnostic, ...]]:
    """The text resolved, and what was said."""
    policy = parse(text, "policy", dialect=dialect)
    return resolve(policy, Texts(includes or {}), target=TARGETS[target], dialect=dialect)


def profile(text: str, includes: Mapping[str, str] | None = None, *, target: str = "apparmor-6.0") -> ResolvedProfile:
    """The first profile of a text of which nothing bad is to be said."""
    resolved, said = read(text, includes, target=target)
    assert not has_errors(said), said
    return resolved.profiles[0]


def rules(text: str, includes: Mapping[str, str] | None = None, *, target: str = "apparmor-6.0") -> list[str]:
    """The rules in force of the first profile, as text."""
    return [emit(ast.PolicyFile((each.rule,))).strip() for each in profile(text, includes, target=target).rules]


def paths(text: str, *, target: str = "apparmor-6.0") -> list[str | None]:
    """The paths of the file rules of the first profile, without any quoting."""
    found = profile(text, target=target).rules
    return [each.rule.path for each in found if isinstance(each.rule, ast.FileRule)]


def said(text: str, includes: Mapping[str, str] | None = None, *, target: str = "apparmor-6.0") -> list[str]:
    """The codes of what is said of the text."""
    return [found.code for found in read(text, includes, target=target)[1]]


def verdicts(text: str, *, target: str = "apparmor-6.0") -> list[Diagnostic]:
    """What the target refuses of the text, also what only all rules together show."""
    resolved, found = read(text, target=target)
    if has_errors(found):
        return list(found)
    return [each for one in resolved.profiles for each in verdict(one, target=TARGETS[target])]
