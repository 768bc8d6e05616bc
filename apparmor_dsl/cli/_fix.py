"""`aadsl lint --fix`: takes fixes, writes files, and says what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

import typer

from apparmor_dsl.cli._patch import patch, write_out
from apparmor_dsl.cli._rewrite import encoded, rewrite
from apparmor_dsl.diagnostics.visible import visible

if TYPE_CHECKING:
    from apparmor_dsl.analysis.lint.fixing import Fixing, Taken
    from apparmor_dsl.analysis.lint.proof import Judgement
    from apparmor_dsl.diagnostics.diagnostic import Diagnostic
    from apparmor_dsl.fleet.lint import Run

_ROUNDS: Final = 10
"""So often is linted anew, because a fix was in the way of another one or something is found only after it."""

Lint = Callable[[], "tuple[Run, tuple[Diagnostic, ...]]"]
"""Lints, and gives what is to be reported of it."""


def fix(lint: Lint, *, unsafe: bool) -> tuple[Diagnostic, ...]:
    """Fix what can be fixed in the files, and give what is found afterwards. Raises PolicyError for what fails."""
    from apparmor_dsl.fleet.linting.fix import fix as take

    fixed, files = 0, set[str]()
    refused: dict[str, None] = {}
    run, found = lint()
    for _ in range(_ROUNDS):
        fixing = take(run, found, unsafe=unsafe)
        _say(fixing, run)
        refused = dict.fromkeys(_refusals(fixing, unsafe=unsafe))
        texts = {path: text for path, text in fixing.texts().items() if text != _before(fixing, path)}
        if not texts:
            break
        for path, text in texts.items():
            rewrite(Path(path), encoded(_before(fixing, path)), encoded(text))
        fixed += len(fixing.taken)
        files |= texts.keys()
        run, found = lint()
    for line in refused:
        typer.echo(line, err=True)
    what = "findings" if fixed != 1 else "finding"
    typer.echo(f"fixed {fixed} {what} in {len(files)} file{'' if len(files) == 1 else 's'}", err=True)
    return found


def show(lint: Lint, *, unsafe: bool) -> bool:
    """Show what would be written, as a patch; whether there is anything."""
    from apparmor_dsl.fleet.linting.fix import fix as take

    run, found = lint()
    fixing = take(run, found, unsafe=unsafe)
    _say(fixing, run)
    for line in _refusals(fixing, unsafe=unsafe):
        typer.echo(line, err=True)
    names = _names(fixing)
    for path, text in sorted(fixing.texts().items()):
        write_out(patch(names[path], _before(fixing, path), text))
    return bool(fixing.taken)


def _before(fixing: Fixing, path: str) -> str:
    return next(edit.span.source.text for one in fixing.taken for name, edit in one.candidate.edits if name == path)


def _names(fixing: Fixing) -> Mapping[str, str]:
    """The names under which files are reported."""
    return {path: edit.span.source.name for one in fixing.taken for path, edit in one.candidate.edits}


def _say(fixing: Fixing, run: Run) -> None:
    """What each fix changes that is not proven to change nothing."""
    del run
    for one in fixing.taken:
        for line in _changes(one.judgement):
            typer.echo(visible(f"{_place(one)}: {line}"), err=True)


def _place(one: Taken) -> str:
    found = one.candidate.found
    title = found.fix.title if found.fix else ""
    return f"{found.span or ''} [{found.code}] {title}"


def _changes(judgement: Judgement) -> Iterator[str]:
    from apparmor_dsl.analysis.lint.proof import Changed, Refused, Same, Unused
    from apparmor_dsl.analysis.lint.told_change import changes

    match judgement:
        case Same():
            return
        case Changed(pairs):
            for pair in pairs:
                yield from changes(*pair)
        case Unused():
            yield "no profile among these files includes this: what it changes is not known"
        case Refused(because):
            yield because
        case _:
            assert_never(judgement)


def _refusals(fixing: Fixing, *, unsafe: bool) -> Iterator[str]:
    """What was not fixed, and why."""
    for one in fixing.left:
        why = next(_changes(one.judgement), "what it changes is not known")
        way_out = "" if unsafe else "; --unsafe-fixes takes it all the same"
        yield visible(f"not fixed: {_place(one)}: {why}{way_out}")
