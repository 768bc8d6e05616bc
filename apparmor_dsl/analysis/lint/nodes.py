"""What stands in a file, at any depth."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.language import ast


def bodies(items: tuple[ast.Statement, ...]) -> Iterator[tuple[ast.Statement, ...]]:
    """The statements of the file, and of each body inside of it: what stands beside each other, together."""
    yield items
    for item in items:
        for body in bodies_of(item):
            yield from bodies(body)


def bodies_of(item: ast.Statement) -> tuple[tuple[ast.Statement, ...], ...]:
    """The bodies of one statement."""
    match item:
        case ast.Profile() | ast.Hat() | ast.Block() | ast.Fragment():
            return (item.body,)
        case ast.Conditional():
            return (item.then, item.otherwise)
        case _:
            return ()


def statements(policy: ast.PolicyFile) -> Iterator[ast.Statement]:
    """Every statement of a file."""
    for body in bodies(policy.statements):
        yield from body
