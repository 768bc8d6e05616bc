"""Each statement of a file and of what it includes, looked at where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import NO_QUALIFIERS
from apparmor_dsl.language.checks import check_statement
from apparmor_dsl.semantics.checks import abi, mount
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.resolve.placed import Placed
from apparmor_dsl.semantics.targets import Target, Version, needs

_HOW_SINCE: Final[Version] = (4, 0)
"""Since then `x -> name` is refused."""


@frozen
class Looking:
    """What a look at the statements needs to know: where other files are, and who is to read the policy."""

    files: Files
    target: Target

    def check(self, items: Sequence[Placed], denying: bool = False) -> Iterator[Diagnostic]:
        """What is wrong with each of the items by itself; `denying` where they stand in a `deny` block."""
        for item in items:
            node = item.node
            # Most of policy is such rules, and there is nothing to be said of them.
            if type(node) is ast.FileRule and node.exec is None and node.qualifiers is NO_QUALIFIERS:
                if node.path is None and denying:
                    yield from check_statement(node, denying)
                continue
            for found in self.one(item, denying):
                yield evolve(found, labels=(*found.labels, *item.origin.labels())) if item.origin.route else found
            inside = denying
            if isinstance(node, ast.Profile | ast.Hat):
                inside = False
            elif isinstance(node, ast.Block):
                inside = denying or node.qualifiers.access == "deny"
            yield from self.check(item.body, inside)
            yield from self.check(item.otherwise, inside)

    def one(self, item: Placed, denying: bool) -> Iterator[Diagnostic]:
        """What is wrong with the statement alone."""
        node = item.node
        for what, since in needs(node):
            if since > self.target.version:
                yield error(
                    "too-new-for-target",
                    f"{self.target.name} does not read {what}",
                    item.origin.span,
                    help=f"compile with --target apparmor-{since[0]}.{since[1]} or newer",
                )
        yield from check_statement(node, denying)
        match node:
            case ast.FileRule(exec="x", target=str(), environment=None | "safe") if node.qualifiers.access != "deny":
                yield from self._bare_exec(node)
            # One without a place was added for the target, and is looked for where the target is.
            case ast.Abi() if node.span is not None:
                yield from abi.check(node, self.files, self.target)
            case ast.MountRule() | ast.RemountRule() | ast.UmountRule():
                yield from mount.check(node, self.target)
            case _:
                pass

    def _bare_exec(self, rule: ast.FileRule) -> Iterator[Diagnostic]:
        """`x -> name`, which up to 3.0 is `px -> name`."""
        if self.target.version >= _HOW_SINCE:
            yield error(
                "bare-exec",
                f"`x` alone does not say how to execute for {self.target.name}, also with a name to go to",
                rule.span,
                help=f"write `px -> {rule.target}`",
            )
