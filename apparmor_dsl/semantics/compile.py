"""Policy to the text that `apparmor_parser` loads, with a map from each line to where it was written."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from attrs import field, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error, has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import Line, emit_lines
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.decided import decided
from apparmor_dsl.semantics.features import Features
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.judge import NEWEST, verdict
from apparmor_dsl.semantics.lower import lower
from apparmor_dsl.semantics.remarks import Remarks
from apparmor_dsl.semantics.resolve import Composed, Origin, Provenance, compose, compose_plain
from apparmor_dsl.semantics.resolve.full import resolve_composed
from apparmor_dsl.semantics.resolve.inline import inline
from apparmor_dsl.semantics.targets import OLDEST, Target
from apparmor_dsl.semantics.unmediated import Mediator, unmediated

_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9._+@-]")


@frozen
class Compiled:
    """One file for the parser.

    `file_name` has no slash: it is the profile's name where that can be one, as `usr.bin.x` for `/usr/bin/x`.
    `origins` tells of each line of `text` (from 1) that begins a statement where the statement came from.
    """

    file_name: str
    text: str
    profiles: tuple[str, ...]
    origins: Mapping[int, tuple[Origin, ...]] = field(repr=False, eq=False)
    target: str | None = None
    source: str = ""
    """The name of the file that it was made from."""

    def source_map(self) -> str:
        """The origins as JSON text, ended by a newline. Files are named relative to the folder of the source."""
        return (
            json.dumps(
                {
                    "version": 1,
                    "file": self.file_name,
                    "profiles": list(self.profiles),
                    "target": self.target,
                    "lines": [
                        {"line": line, "origins": [self._origin(origin) for origin in origins]}
                        for line, origins in sorted(self.origins.items())
                    ],
                },
                indent=1,
            )
            + "\n"
        )

    def _origin(self, origin: Origin) -> dict[str, object]:
        route = [{"fragment": step.fragment, **self._place(step.span)} for step in origin.route]
        return {**self._place(origin.span), "route": route}

    def _place(self, span: Span | None) -> dict[str, object]:
        if span is None:
            return {"file": None, "line": None, "column": None}
        return {"file": _name_from(self.source, span.source.name), "line": span.line, "column": span.column}

    def origin_of_line(self, line: int) -> Origin | None:
        """Where the statement came from that the line belongs to; None above the first."""
        at = max((number for number in self.origins if number <= line), default=None)
        return self.origins[at][0] if at is not None else None


@frozen
class Compilation:
    """What came out, and what is to be said about it. With an error among the diagnostics, `files` is empty."""

    files: tuple[Compiled, ...]
    diagnostics: tuple[Diagnostic, ...]


def compile_policy(
    policy: ast.PolicyFile,
    files: Files,
    *,
    dialect: Dialect,
    file_name: str | None = None,
    target: Target | None = None,
    features: Features | None = None,
) -> Compilation:
    """The files that a policy becomes.

    In the dialect `aadsl` one file a profile, for `target` (the oldest when none is given). A plain AppArmor file stays
    one file under the name `file_name`, and with a target is only checked for what the target cannot read. With the
    `features` of a kernel it is also said which rules have no effect there.
    """
    composed, diagnostics = _composed(policy, files, dialect, target)
    diagnostics[:0] = policy.findings
    read_by = target or (NEWEST if dialect == "apparmor" else OLDEST)
    plain = dialect == "apparmor"
    refused = dict.fromkeys(
        found
        for one in composed
        for found in verdict(one.policy, files, target=read_by, origins=one.origins, as_written=plain)
    )
    # Exec rules that conflict for want of a priority are reported as that.
    without_priorities = any(found.code == "needs-priority" for found in diagnostics)
    diagnostics += [found for found in refused if not (without_priorities and found.code == "exec-conflict")]
    if features is not None and not has_errors(diagnostics):
        for one in composed:
            diagnostics += _unmediated(one, files, read_by, features)
    made: list[Compiled] = []
    if not has_errors(diagnostics):
        for one in composed:
            try:
                made.append(_emitted(one, file_name if dialect == "apparmor" else None, target or OLDEST))
            except PolicyError as problem:
                diagnostics += problem.diagnostics
    diagnostics += _same_name(made, policy)
    return Compilation(() if has_errors(diagnostics) else tuple(made), tuple(diagnostics))


def compile_include(policy: ast.PolicyFile) -> str:
    """The text of a file that profiles include. Raises PolicyError where no text can say it."""
    comments = {policy.source.name: policy.comments} if policy.source else {}
    composed = Composed(policy, Provenance(), comments)
    return "".join(f"{line.text}\n" for line in emit_lines(policy, Remarks(composed)))


def _composed(
    policy: ast.PolicyFile, files: Files, dialect: Dialect, target: Target | None
) -> tuple[Sequence[Composed], list[Diagnostic]]:
    if dialect == "apparmor":
        return (compose_plain(policy),), []
    composed, found = compose(policy, files)
    diagnostics = list(found)
    if has_errors(diagnostics):
        return (), diagnostics
    lowered: list[Composed] = []
    for one in composed:
        made, said = _lowered(one, files, target or OLDEST)
        diagnostics += said
        lowered += [] if made is None else [made]
    return lowered, list(dict.fromkeys(diagnostics))


def _lowered(composed: Composed, files: Files, target: Target) -> tuple[Composed | None, tuple[Diagnostic, ...]]:
    """The file as the target reads it; None where it is wrong for every target."""
    _, misled = inline(composed.policy, files, composed.origins)
    made, worked_out = decided(composed, files, target)
    if has_errors((*misled, *worked_out)):
        # Of what is missing nothing can be worked out. What is wrong is said of the file as it was written.
        return None, verdict(composed.policy, files, target=NEWEST, origins=composed.origins)
    made, said = lower(made, files, target)
    return made, (*worked_out, *said)


def _unmediated(composed: Composed, files: Files, target: Target, features: Features) -> Iterator[Diagnostic]:
    """What the file says in vain for a kernel with these features, or for the ABI that it pins."""
    resolved, _ = resolve_composed(composed, files, target=target)
    mediators = [Mediator("the kernel", features)]
    pinned = files.features(resolved.abi) if resolved.abi is not None else None
    if resolved.abi is not None and pinned is not None:
        mediators.append(Mediator(f"<{resolved.abi.path}>", pinned))
    return unmediated(resolved, target, mediators)


def _emitted(composed: Composed, file_name: str | None, target: Target) -> Compiled:
    policy = composed.policy
    profiles = tuple(profile.name for profile in policy.profiles)
    remarks = Remarks(composed)
    lines = [*_heading(policy, plain=file_name is not None), *_set_apart(emit_lines(policy, remarks), remarks.headings)]
    origins = {number: composed.origins.of(line.node) for number, line in enumerate(lines, 1) if line.node is not None}
    text = "".join(f"{line.text}\n" for line in lines)
    name = file_name if file_name is not None else file_name_of(policy.profiles[0])
    made_for = None if file_name is not None else target.name
    return Compiled(name, text, profiles, origins, made_for, policy.source.name if policy.source else "")


def _set_apart(lines: Sequence[Line], headings: AbstractSet[str]) -> Iterator[Line]:
    """The lines with a blank one before each heading, except where a block begins."""
    before = "{"
    for line in lines:
        if line.text.lstrip().removeprefix("# ") in headings and before and not before.endswith("{"):
            yield Line("")
        yield line
        before = line.text


def _heading(policy: ast.PolicyFile, *, plain: bool) -> list[Line]:
    if plain or policy.source is None:
        return []
    shown = _shown(_name_from(policy.source.name, policy.source.name))
    return [Line(f"# Made by aadsl from {shown}: change that file, not this one."), Line("")]


def file_name_of(profile: ast.Profile) -> str:
    """The name of the file for a profile. Raises PolicyError where the profile's name makes none."""
    name = profile.name.removeprefix("/").replace("/", ".")
    if _UNSAFE_NAME.search(name) or not name.strip(".") or name.startswith((".", "-")) or len(name) > 200:
        raise PolicyError(
            (
                error(
                    "profile-file-name",
                    f"the profile name `{_shown(profile.name)}` cannot be the name of a file",
                    profile.span,
                    help="name it with letters, digits and `._+@-`, and put the path behind it: `profile name /path {`",
                ),
            )
        )
    return name


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _same_name(made: Sequence[Compiled], policy: ast.PolicyFile) -> list[Diagnostic]:
    names = [one.file_name for one in made]
    return [
        error(
            "duplicate-profile",
            f"two profiles become the file `{name}`",
            policy.profiles[index].span,
            help="rename one of the two",
        )
        for index, name in enumerate(names)
        if name in names[:index]
    ]


def _name_from(source: str, name: str) -> str:
    """The name of a file relative to the folder of `source`: output must not depend on where a checkout lies."""
    return name if name.startswith("<") else os.path.relpath(name, os.path.dirname(source) or ".")
