"""The parse tables that Lark makes of the grammar, reduced to plain data, and kept between runs.

The grammar files are the one specification. Lark turns them into LALR tables, which takes half a second; running the
tables takes none of Lark. So the tables are kept in the user's cache folder under a name that changes with the
grammar, and Lark is imported only when they are not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import re
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NamedTuple

from apparmor_dsl.language.shipped import shipped

Dialect = Literal["apparmor", "aadsl"]
"""`apparmor` is AppArmor's language and nothing else; `aadsl` adds `import`, `fragment` and `use`."""

FLAGS = re.ASCII
"""How every terminal is read."""

_FORMAT = 4
_MARK = hashlib.sha256().digest_size


class Production(NamedTuple):
    """One alternative of a grammar rule: what a reduction takes from the stack and what it does with it.

    `builder` names the function that makes the value; None joins the children into the list around (`_rules`).
    `children` are (index, expand) of the symbols that are kept, `None` standing for an absent optional part.
    """

    origin: str
    size: int
    builder: str | None
    single: bool
    children: tuple[tuple[int, bool] | None, ...]


class Tables(NamedTuple):
    """`actions[state][symbol]` is the next state, or -1 - (index of a production) for a reduction.

    `terminals` have a pattern and a priority each; `blank` and `comment` are the patterns of what may stand between.
    """

    actions: list[dict[str, int]]
    productions: list[Production]
    terminals: dict[str, tuple[str, int]]
    blank: str
    comment: str
    start: int
    end: int


def grammar_text(dialect: Dialect) -> str:
    """The grammar of the dialect: its files joined, in a fixed order."""
    folder = shipped("grammars")
    files = [folder / name for name in ("apparmor.lark", "words.lark", "conditionals.lark")]
    files += sorted((folder / "rules").glob("*.lark"))
    files += sorted((folder / "dsl").glob("*.lark")) if dialect == "aadsl" else []
    return "\n".join(file.read_text("utf-8") for file in files)


@cache
def tables(dialect: Dialect) -> Tables:
    """The tables of the dialect, from the cache where they are there."""
    text = grammar_text(dialect)
    kept = _cache_file(text)
    if kept is not None and (found := _read(kept)) is not None:
        return found
    made = build_tables(text)
    if kept is not None:
        _write(kept, made)
    return made


def build_tables(grammar: str) -> Tables:
    """The tables that Lark makes of the grammar."""
    import lark
    from lark.parsers.lalr_analysis import Shift

    made = lark.Lark(grammar, parser="lalr", lexer="contextual", maybe_placeholders=True, g_regex_flags=FLAGS)
    parser: Any = made.parser.parser
    table = parser._parse_table  # noqa: SLF001 - Lark has no public door to it
    names = sorted(table.states)
    number = {state: index for index, state in enumerate(names)}
    rules = {id(rule): index for index, rule in enumerate(made.rules)}
    actions = [
        {
            symbol.removeprefix("$"): number[argument] if action is Shift else -1 - rules[id(argument)]
            for symbol, (action, argument) in table.states[state].items()
        }
        for state in names
    ]
    terminals = {terminal.name: (terminal.pattern.to_regexp(), terminal.priority) for terminal in made.terminals}
    between = {name: terminals.pop(name)[0] for name in made.ignore_tokens}
    return Tables(
        actions,
        [_production(rule) for rule in made.rules],
        terminals,
        between["_WS"],
        between["COMMENT"],
        number[table.start_states["start"]],
        number[table.end_states["start"]],
    )


def _production(rule: Any) -> Production:
    """What Lark's own tree builder would do at this reduction (keep, drop, inline, fill in None)."""
    empty = rule.options.empty_indices or [False] * len(rule.expansion)
    children: list[tuple[int, bool] | None] = []
    position = 0
    for is_empty in empty:
        if is_empty:
            children.append(None)
            continue
        symbol = rule.expansion[position]
        if not (symbol.is_term and symbol.filter_out):
            children.append((position, not symbol.is_term and symbol.name.startswith("_")))
        position += 1
    name = rule.alias or rule.origin.name
    builder = None if name.startswith("_") else str(name)
    single = bool(rule.options.expand1) and not rule.alias
    return Production(str(rule.origin.name), len(rule.expansion), builder, single, tuple(children))


def _cache_file(grammar: str) -> Path | None:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not os.path.isabs(base):
        return None
    mark = f"{_FORMAT} {marshal.version} {sys.version_info[:2]} {_lark()}\n{grammar}"
    return Path(base, "aadsl", f"grammar-{hashlib.sha256(mark.encode()).hexdigest()[:24]}.tables")


def _lark() -> str:
    """What tells one version of Lark from another: the file that says it. importlib.metadata would take 20 ms."""
    found = find_spec("lark")
    return Path(found.origin).read_text("utf-8") if found and found.origin else ""


def _read(file: Path) -> Tables | None:
    """The kept tables; None when there are none, they are not ours alone to write, or they are damaged."""
    try:
        with file.open("rb") as stream:
            status = os.fstat(stream.fileno())
            if status.st_uid != os.geteuid() or status.st_mode & 0o022:
                return None
            mark, data = stream.read(_MARK), stream.read()
    except OSError:
        return None
    if hashlib.sha256(data).digest() != mark:
        return None
    actions, productions, *rest = marshal.loads(data)  # noqa: S302 - ours alone to write, see above
    return Tables(actions, [Production(*production) for production in productions], *rest)


def _write(file: Path, made: Tables) -> None:
    """Keep the tables. A folder that cannot be written costs time at each start and nothing else."""
    import tempfile  # only where tables are made

    actions, productions, *rest = made
    plain: Any = (actions, [tuple(production) for production in productions], *rest)
    data = marshal.dumps(plain)
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(data).digest() + data)
            os.replace(name, file)
        except OSError:
            os.unlink(name)
            raise
