"""Variables of fragments as variables of the file that uses them, each under a name of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import evolve, frozen

from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.walk import texts, with_texts
from apparmor_dsl.semantics.resolve.scope import Scope, Setting

REFERENCE = re.compile(r"@\{([A-Za-z]\w*)\}")

BUILT_IN = frozenset({"profile_name", "exec_path", "attach_path"})
"""Variables that the parser sets. Source: apparmor.d(5), VARIABLES; the last two since 5.0."""


@frozen
class Hoisted:
    """A variable that the composed file gets, and the fragment or file that asked for it."""

    settings: tuple[Setting, ...]
    asked_by: str


class Hoist:
    """The variables that one composed file gets from fragments.

    A variable keeps its name unless the file has another one of that name; then it gets a number. Parameters are named
    after their fragment. The same values under the same name are one variable.
    """

    def __init__(self, root: Scope) -> None:
        self._root = root
        self._taken: dict[str, object] = {name: None for name, found in root.variables.items() if found[1] is root}
        self._made: dict[str, Hoisted] = {}
        self._of_file: dict[tuple[int, str], str] = {}
        self._homes: dict[int, Scope] = {}

    def visit(self, home: Scope) -> None:
        """A piece of this file went into the composed file, so what its preamble includes is needed too."""
        self._homes[id(home)] = home

    def includes(self) -> tuple[ast.Include, ...]:
        """What the preambles of the visited files include, each once."""
        return tuple(dict.fromkeys(include for home in self._homes.values() for include in home.includes))

    def needed_by(self, items: object) -> tuple[Hoisted, ...]:
        """The variables that the items speak of, and those that these speak of, in the order they were asked for.

        A condition that was decided may have taken the only rule with it that spoke of one.
        """
        needed = {name for name in self._made if name.startswith("$")}
        waiting = [*references(items), *needed]
        while waiting:
            name = waiting.pop()
            needed.add(name)
            if name in self._made:
                waiting += references(self._made[name].settings) - needed
        return tuple(hoisted for name, hoisted in self._made.items() if name in needed)

    def parameter(self, fragment: ast.Fragment, parameter: str, values: tuple[str, ...]) -> str:
        """The name of the variable with these values; `values` speak of the composed file's variables already."""
        wanted = f"{fragment.name}_{parameter}".replace("-", "_")
        name = self._name(wanted, values)
        if name not in self._made:
            setting = ast.Variable(name, "=", values, span=fragment.span)
            self._made[name] = Hoisted((setting,), fragment.name)
        return name

    def _of(self, name: str, home: Scope, settings: tuple[Setting, ...]) -> str:
        """The name of a variable that the preamble of an imported file sets. `$name` is a boolean one's."""
        self.visit(home)
        key = (id(home), name)
        if key in self._of_file:
            return self._of_file[key]
        renamed = tuple(self._own_references(setting, home) for setting in settings)
        made = self._name(name, renamed)
        self._of_file[key] = made
        if made not in self._made:
            bare = made.removeprefix("$")
            self._made[made] = Hoisted(tuple(evolve(setting, name=bare) for setting in renamed), home.name)
        return made

    def visible(self, name: str, home: Scope) -> str:
        """What the composed file calls the variable that a file calls `name`."""
        found = home.variables.get(name)
        return name if found is None or found[1] is self._root else self._of(name, found[1], found[0])

    def _own_references(self, setting: Setting, home: Scope) -> Setting:
        return with_texts(setting, lambda text: rename(text, lambda name: self.visible(name, home)))

    def _name(self, wanted: str, content: object) -> str:
        name, number = wanted, 1
        while name in self._taken and self._taken[name] != content:
            number += 1
            name = f"{wanted}_{number}"
        self._taken[name] = content
        return name


def rename(text: str, new_name: Callable[[str], str]) -> str:
    """The text with every `@{name}` renamed."""
    return REFERENCE.sub(lambda match: f"@{{{new_name(match[1])}}}", text) if "@{" in text else text


def references(value: object) -> frozenset[str]:
    """The names of the variables that the value speaks of."""
    return frozenset(name for text in texts(value) for name in REFERENCE.findall(text))
