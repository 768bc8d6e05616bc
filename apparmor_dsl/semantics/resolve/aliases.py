"""Aliases become rules of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.resolve.origin import Step
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule


def in_order(aliases: Sequence[ast.Alias]) -> tuple[ast.Alias, ...]:
    """The aliases in the order in which the parser applies them, each once, without their escapes."""
    plain = (evolve(alias, path=unescaped(alias.path), target=unescaped(alias.target)) for alias in aliases)
    return tuple(sorted(dict.fromkeys(plain), key=lambda alias: (_bytes(alias.path), _bytes(alias.target))))


def aliased(rules: Sequence[ResolvedRule], aliases: Sequence[ast.Alias]) -> Iterator[ResolvedRule]:
    """The rules, each followed by one for every alias whose path its own begins with.

    The text of the glob decides, as it does for the parser: `/{home,srv}/**` begins with no alias of `/home/`. A rule
    that an alias made gets no others.
    """
    for rule in rules:
        yield rule
        for alias in aliases:
            moved = _moved(rule.rule, alias)
            if moved is not None:
                step = Step(f"alias {alias.path} -> {alias.target}", alias.span)
                yield evolve(rule, rule=moved, origin=evolve(rule.origin, route=(*rule.origin.route, step)))


def other_names(name: str, aliases: Sequence[ast.Alias]) -> tuple[str, ...]:
    """What else the path of an attachment is, by the aliases."""
    return tuple(moved for alias in aliases if (moved := _elsewhere(name, alias)) != name)


def _moved(rule: ast.Rule, alias: ast.Alias) -> ast.Rule | None:
    moved: ast.Rule
    match rule:
        case ast.FileRule(path=str(path)):
            link = _elsewhere(rule.link_target, alias) if rule.link_target else rule.link_target
            moved = evolve(rule, path=_elsewhere(path, alias), link_target=link)
        case ast.LinkRule():
            moved = evolve(rule, path=_elsewhere(rule.path, alias), target=_elsewhere(rule.target, alias))
        case _:
            return None
    return None if moved == rule else moved


def _elsewhere(path: str, alias: ast.Alias) -> str:
    return alias.target + path.removeprefix(alias.path) if path.startswith(alias.path) else path


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
