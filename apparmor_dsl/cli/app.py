"""The command `aadsl`: its subcommands are the modules of this folder, each with a function of its own name."""

from __future__ import annotations

import errno
import importlib
import os
import pkgutil
import sys
from typing import Annotated, NoReturn

import typer

from apparmor_dsl import cli
from apparmor_dsl.fleet.processes import collect_rarely

_HELP = """The AppArmor policy compiler that knows what a policy means.

Exit codes: 0 clean, 1 findings, 2 wrong use or input that cannot be used.
"""
_NO_ROOM = {errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC}
_EXIT_UNUSABLE = 2
_EXIT_BUG = 70  # EX_SOFTWARE of sysexits(3): 1 would say "findings"


def make_app() -> typer.Typer:
    """The command with every subcommand that is in the folder."""
    app = typer.Typer(
        name="aadsl",
        help=_HELP,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for name in command_names():
        module = importlib.import_module(f"apparmor_dsl.cli.{name}")
        app.command(name.rstrip("_"))(getattr(module, name))
    return app


def command_names() -> tuple[str, ...]:
    """The modules that are subcommands."""
    own = {"app"}
    names = (module.name for module in pkgutil.iter_modules(cli.__path__))
    return tuple(sorted(name for name in names if name not in own and not name.startswith("_")))


def main() -> None:
    """Run the command. What nobody foresaw is shown whole, and ends with a code of its own."""
    collect_rarely()
    _open_streams()
    try:
        try:
            make_app()()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _write_nowhere()  # the reader went away, as `head` does
        sys.exit(0)
    except OSError as problem:
        if problem.errno not in _NO_ROOM:
            _show_bug()
        _write_nowhere()
        sys.stderr.write(f"error: the output cannot be written: {(problem.strerror or str(problem)).lower()}\n")
        sys.exit(_EXIT_UNUSABLE)
    except Exception:  # shown, not swallowed
        _show_bug()


def _open_streams() -> None:
    """Give the streams that whoever started us closed (`>&-`) to nowhere; Python has None for them."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as we run


def _write_nowhere() -> None:
    """Let Python, which flushes at its end, not fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show_bug() -> NoReturn:
    sys.excepthook(*sys.exc_info())
    sys.exit(_EXIT_BUG)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"aadsl {version('apparmor-dsl')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and stop.")
    ] = False,
) -> None:
    """The options of `aadsl` itself."""


_options.__doc__ = _HELP
