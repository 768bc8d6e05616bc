"""What a lint is, and which there are."""

from __future__ import annotations

import enum
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Final, Literal

from attrs import frozen

from apparmor_dsl.analysis import lints as folder
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Fix, Label, Severity
from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.semantics.targets import Version


class Group(enum.StrEnum):
    """What a lint is about."""

    correctness = "correctness"
    """The policy does not mean what its writer believes."""
    security = "security"
    """The policy permits what undoes confinement."""
    compatibility = "compatibility"
    """The policy means something else, or nothing, for another parser or kernel."""
    maintenance = "maintenance"
    """The policy can be said more simply."""


@frozen
class Lint:
    """A question put to every policy, or to every fleet. Its module has its name, and its page in docs/lints too.

    `since`: targets before this version are not asked. `by_default`: whether it is asked when nobody selects it.
    `of_parts`: of a lint over profiles that is also asked of what profiles include, and of fragments, by themselves,
    how bad that is; what it finds there is so whatever stands beside it.
    """

    module: str
    severity: Severity
    group: Group
    since: Version | None = None
    by_default: bool = True
    of_parts: Severity | None = None

    @property
    def name(self) -> str:
        """`write-and-exec`: what stands in reports, suppressions and settings."""
        return self.module.rpartition(".")[2].replace("_", "-")

    def found(
        self,
        message: str,
        span: Span | None,
        *,
        labels: tuple[Label, ...] = (),
        help: str | None = None,  # noqa: A002 - the field's name
        notes: tuple[str, ...] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
    ) -> Diagnostic:
        """A finding of this lint; `severity` where one is not as bad as the others."""
        return Diagnostic(self.name, severity or self.severity, message, span, labels, help, notes, fix)


Over = Literal["file", "profile", "tree", "suppressions", "fleet"]

_SUBJECTS: Final[dict[str, Over]] = {
    "check_file": "file",
    "check_profile": "profile",
    "check_tree": "tree",
    "check_suppressions": "suppressions",
    "check_fleet": "fleet",
}


@frozen
class Found:
    """A lint with what it looks at, and the module's one function that looks."""

    lint: Lint
    over: Over
    summary: str
    """The first line of the module's docstring."""
    check: Callable[..., Iterator[Diagnostic]]


@cache
def lints() -> dict[str, Found]:
    """The lints over policy by their names. A lint is there by being in the folder `analysis/lints`."""
    return lints_in(folder)


def lints_in(package: ModuleType) -> dict[str, Found]:
    """The lints of a folder by their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_"))
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    return {found.lint.name: found for found in map(_found, modules)}


def _found(module: ModuleType) -> Found:
    functions = [name for name in _SUBJECTS if hasattr(module, name)]
    if len(functions) != 1 or not module.__doc__:
        raise Bug(f"{module.__name__} must have a docstring and one of {', '.join(_SUBJECTS)}")
    return Found(module.LINT, _SUBJECTS[functions[0]], module.__doc__.partition("\n")[0], getattr(module, functions[0]))
