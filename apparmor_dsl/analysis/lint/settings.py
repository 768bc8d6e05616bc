"""The settings of a project: `[lint]` in aadsl.toml, or `[tool.aadsl.lint]` in pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from apparmor_dsl.analysis.lint.selection import check_names, known_names
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity, error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.parser import read_source
from apparmor_dsl.semantics.targets import TARGETS

FILES: Final = ("aadsl.toml", "pyproject.toml")
SEVERITIES: Final = {str(severity): severity for severity in Severity}


@frozen
class Settings:
    """What a project says about linting. Paths are relative to `folder`, where the file lies.

    None and empty where nothing is said: what the command line says goes before.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(factory=dict)
    fail_on: Severity | None = None
    target: str | None = None
    features: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    baseline: str | None = None
    folder: Path | None = None


def find_settings(start: Path) -> Settings:
    """The settings for files below `start`: those of the nearest folder that has any, upwards.

    Raises PolicyError where they cannot be understood.
    """
    for folder in (start, *start.parents):
        for name in FILES:
            path = folder / name
            if path.is_file():
                source = read_source(path)
                table = _table(source, name)
                if table is not None:
                    return _Reading(source, table, folder).settings()
        if (folder / ".git").exists():
            break
    return Settings()


def _table(source: Source, name: str) -> Mapping[str, object] | None:
    """The table about linting; None where the file has none."""
    try:
        found: object = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as problem:
        raise PolicyError((error("bad-settings", f"no TOML: {problem}", source.span(0)),)) from None
    for key in ("lint",) if name == "aadsl.toml" else ("tool", "aadsl", "lint"):
        found = found.get(key) if isinstance(found, dict) else None
    if found is None:
        return {} if name == "aadsl.toml" else None
    if not isinstance(found, dict):
        raise PolicyError((error("bad-settings", "`lint` is no table", source.span(0), help="write `[lint]`"),))
    return found


@define
class _Reading:
    """Reads one table. What is wrong is collected, and reported together."""

    source: Source
    table: Mapping[str, object]
    folder: Path
    wrong: list[Diagnostic] = field(factory=list)

    def settings(self) -> Settings:
        readers: dict[str, Callable[[str], object]] = {
            "select": self.words,
            "ignore": self.words,
            "severity": self.severities,
            "fail-on": self.severity,
            "target": self.target,
            "features": self.word,
            "include": self.words,
            "exclude": self.words,
            "baseline": self.word,
        }
        for name in self.table.keys() - readers.keys():
            self.refuse(name, f"there is no setting `{name}`", did_you_mean(name, readers))
        found = {name.replace("-", "_"): read(name) for name, read in readers.items() if name in self.table}
        for name in ("select", "ignore"):
            try:
                check_names(self.words(name) if name in self.table else ())
            except PolicyError as problem:
                self.wrong += problem.diagnostics
        if self.wrong:
            raise PolicyError(tuple(self.wrong))
        return Settings(**found, folder=self.folder)  # type: ignore[arg-type] # each reader gives what its field holds

    def words(self, name: str) -> tuple[str, ...]:
        value = self.table[name]
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return tuple(value)
        self.refuse(name, f"`{name}` must be a list of texts", f'write `{name} = ["..."]`')
        return ()

    def word(self, name: str) -> str | None:
        value = self.table[name]
        if isinstance(value, str):
            return value
        self.refuse(name, f"`{name}` must be a text", f'write `{name} = "..."`')
        return None

    def severity(self, name: str) -> Severity | None:
        return self._severity(name, self.word(name))

    def severities(self, name: str) -> Mapping[str, Severity]:
        value = self.table[name]
        if not isinstance(value, dict):
            self.refuse(name, f"`{name}` must be a table", f'write `{name} = {{ write-and-exec = "error" }}`')
            return {}
        found = {lint: self._severity(name, level) for lint, level in value.items()}
        for lint in found.keys() - set(known_names()):
            self.refuse(lint, f"there is no lint `{lint}`", did_you_mean(lint, known_names()))
        return {lint: severity for lint, severity in found.items() if severity is not None}

    def target(self, name: str) -> str | None:
        value = self.word(name)
        if value is None or value in TARGETS:
            return value
        way_out = did_you_mean(value, TARGETS) or f"there are {', '.join(TARGETS)}"
        self.refuse(name, f"there is no target `{value}`", way_out)
        return None

    def _severity(self, name: str, value: object) -> Severity | None:
        if value is None:
            return None
        if isinstance(value, str) and value in SEVERITIES:
            return SEVERITIES[value]
        self.refuse(name, f"`{value}` is no severity", f"there are {', '.join(SEVERITIES)}")
        return None

    def refuse(self, name: str, message: str, way_out: str | None) -> None:
        self.wrong.append(error("bad-settings", message, self.place(name), help=way_out))

    def place(self, name: str) -> Span:
        """Where the name stands, as near as a text search can tell."""
        at = self.source.text.find(name)
        return self.source.span(max(at, 0), max(at, 0) + len(name)) if at >= 0 else self.source.span(0)
