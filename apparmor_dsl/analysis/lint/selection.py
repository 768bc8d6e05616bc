"""Which lints are asked, and how bad is what they find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, field, frozen

from apparmor_dsl.analysis.lint.lint import Found, Group, lints
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity, error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.pages import pages
from apparmor_dsl.semantics.targets import Target


@frozen
class Selection:
    """Names of lints and of groups, `all` among them. Ignoring wins over selecting, and a name over its group.

    `select`: None asks those that are asked by default. `severities` replaces those of the lints.
    """

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(factory=dict)

    def asked(self, target: Target) -> tuple[Found, ...]:
        """The lints to ask, in the order of their names."""
        return tuple(found for found in lints().values() if self.wants(found) and _is_for(found, target))

    def wants(self, found: Found) -> bool:
        """Whether the lint is asked, as far as names and groups go."""
        name, group = found.lint.name, str(found.lint.group)
        if name in self.ignore:
            return False
        if self.select is not None and name in self.select:
            return True
        if group in self.ignore or "all" in self.ignore:
            return False
        return found.lint.by_default if self.select is None else bool(self.select & {group, "all"})

    def keeps(self, found: Diagnostic) -> bool:
        """Whether a finding that is no lint's is reported. An error is: what it is about is no policy, or no fleet."""
        return found.severity is Severity.ERROR or found.code not in self.ignore

    def with_severity(self, found: Diagnostic) -> Diagnostic:
        """The finding, as bad as it is to be here. An error stays one: no lint finds any."""
        severity = self.severities.get(found.code, found.severity)
        return found if found.severity is Severity.ERROR else evolve(found, severity=severity)


def severities(settings: Iterable[str]) -> Mapping[str, Severity]:
    """Severities by lint of texts like `write-and-exec=error`. Raises PolicyError for what is none."""
    known = {str(severity): severity for severity in Severity}
    made: dict[str, Severity] = {}
    for setting in settings:
        name, _, level = setting.partition("=")
        check_names([name])
        if level not in known:
            help_ = f"write `{name}=LEVEL`; the levels are {', '.join(known)}"
            raise PolicyError((error("unknown-severity", f"`{level}` is no severity", help=help_),))
        made[name] = known[level]
    return made


def check_names(names: Iterable[str]) -> None:
    """Raise PolicyError for what is neither a lint or another finding, nor a group."""
    wanted = tuple(names)
    known = [*known_names(), *map(str, Group), "all"] if wanted else []
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise PolicyError(
            tuple(
                error(
                    "unknown-lint",
                    f"there is no lint `{name}`",
                    help=did_you_mean(name, known) or "`aadsl lint --list` shows all",
                )
                for name in unknown
            )
        )


def known_names() -> tuple[str, ...]:
    """The names of all findings: of lints over policy and fleets, and of what is said when these are read."""
    return tuple(page.name for page in pages())


def _is_for(found: Found, target: Target) -> bool:
    return found.lint.since is None or target.version >= found.lint.since
