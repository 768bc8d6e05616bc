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
        """The rule with its variables expanded."""
        if not any("@{" in text or "\\" in text for text in texts(rule)):
            return rule
        if isinstance(rule, ast.FileRule) and rule.target is not None:
            made = self.value(evolve(rule, target=None), origin)
            return evolve(made, target=unescaped(rule.target))
        return self.value(rule, origin)

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
