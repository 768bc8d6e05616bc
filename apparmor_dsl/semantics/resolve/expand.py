"""Variables become what they stand for."""

from __future__ import annotations

from typing import TypeVar

from attrs import define, evolve, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.walk import texts, with_texts
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.resolve.origin import Origin
from apparmor_dsl.semantics.resolve.variables import Problem, Variables

_T = TypeVar("_T")


@define
class Expanding:
    """Expands the texts of one profile with its variables. `diagnostics` grows as it goes.

    AFTERWARDS: no text names a variable, and escapes that a glob does not read are what they stand for. The target of
    an exec transition is no place where the parser expands variables: a `@{X}` there is four letters, and stays.
    """

    variables: Variables
    diagnostics: list[Diagnostic] = field(factory=list)

    def rule(self, rule: ast.Rule, origin: Origin) -> ast.Rule:
        """The rule with its variables expanded, and with the target of links where links have theirs."""
        if isinstance(rule, ast.IoUringRule | ast.NetworkRule):
            return rule  # The parser looks for no variables there, not even in a label.
        rule = self._with_link_target(rule)
        if not any("@{" in text or "\\" in text for text in texts(rule)):
            return rule
        if isinstance(rule, ast.FileRule) and rule.target is not None:
            made = self.value(evolve(rule, target=None), origin)
            return evolve(made, target=unescaped(rule.target))
        return self.value(rule, origin)

    def _with_link_target(self, rule: ast.Rule) -> ast.Rule:
        """Since 4.1 `/a rl -> /b,` is about links to `/b`; before, what stands behind the access has no say.

        Source: `-D rule-exprs` of 3.0.8, 4.0.1, 4.1.8 and 5.0.2.
        """
        if self.variables.target.version < (4, 1):
            return rule
        match rule:
            case ast.FileRule(path=str(), exec=None, target=str(target)) if "l" in rule.access:
                return evolve(rule, target=None, link_target=target)
            case _:
                return rule

    def value(self, value: _T, origin: Origin) -> _T:
        """The value with every text in it expanded."""
        return with_texts(value, lambda text: self.text(text, origin))

    def text(self, text: str, origin: Origin) -> str:
        """The text with its variables expanded; where that fails it is reported, and the text stays."""
        plain = unescaped(text)
        if "@{" not in plain:
            return plain
        found = self.variables.expand(plain)
        if isinstance(found, Problem):
            self.diagnostics.append(found.at(origin.span, origin.labels()))
            return plain
        return found
