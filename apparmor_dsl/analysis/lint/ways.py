"""Ways from profile to profile, each proven on the model of the profile that is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, TypeVar

from attrs import define, field, frozen

from apparmor_dsl.analysis.find import FILES, language
from apparmor_dsl.analysis.lint.attachments import texts_of
from apparmor_dsl.analysis.lint.entered import Entered
from apparmor_dsl.analysis.lint.facts import Edge, Exit, Facts, leads_out
from apparmor_dsl.analysis.lint.labels import UNCONFINED
from apparmor_dsl.analysis.lint.obedient import OBEDIENT
from apparmor_dsl.semantics.automata import Automaton, Expression, Together, Walk
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.model.change_profile import CHANGE, change_key
from apparmor_dsl.semantics.model.decide import deciding
from apparmor_dsl.semantics.model.decisions import Decided
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.permissions import Permissions

K = TypeVar("K")
V = TypeVar("V")


@frozen(eq=False)
class Step:
    """A way out of a profile. `to` is None where nothing confines any more.

    `what` is the program that is executed, the label that is changed to, or the hat, and `edge` the rule, which hats do
    not need. `obeys`: the program does what it is told, so that whoever has taken over one profile goes on in the next.
    """

    how: Literal["exec", "change_profile", "change_hat"]
    source: Facts
    to: Facts | None
    what: str
    edge: Edge | None
    obeys: bool


@frozen(eq=False)
class _Out:
    """A rule by which a profile may be left; `how` is None where it changes to another one by itself."""

    profile: Facts
    exit: Exit
    edge: Edge
    how: Transition | None

    @property
    def expression(self) -> Expression:
        return self.exit.entry.pattern.expression


@define(eq=False)
class Ways:
    """The ways between the profiles of a tree."""

    profiles: Sequence[Facts]
    _models: dict[int, Decided] = field(factory=dict)

    def last(self) -> Iterator[Step]:
        """The ways out of all profiles that confine to where nothing does, and then those to profiles that do not."""
        for out in self._outs:
            yield from self._unconfined(out)
        for profile in self.profiles:
            if not confines(profile) or profile.replaces_policy is not None:
                yield from self.into(profile, {})

    def into(self, to: Facts, known: Mapping[int, object]) -> Iterator[Step]:
        """The ways that lead into a profile, from those profiles that are not known when it is their turn."""
        for out, programs in self._leading(to):
            if id(out.profile) in known or out.profile is to or out.profile.namespace != to.namespace:
                continue
            if out.how is None:
                if self._model(out.profile).ask(change_key(to.name)).allow & CHANGE:
                    yield Step("change_profile", out.profile, to, to.name, out.edge, obeys=True)
                continue
            run = next(self._executed(out, programs), None)
            if run is not None:
                yield Step("exec", out.profile, to, _text(run), out.edge, obeys=run in OBEDIENT)
        if to.is_hat:
            hat = to.name.rpartition("//")[2]
            for parent in self._by_name.get(to.parent or "", ()):
                if id(parent) not in known and confines(parent):
                    yield Step("change_hat", parent, to, hat, None, obeys=True)

    def _leading(self, to: Facts) -> Iterator[tuple[_Out, Sequence[bytes] | None]]:
        """Rules that name the profile, or programs by which it is entered."""
        yield from ((out, None) for out in self._naming.get(to.name, ()))
        key = change_key(to.name)
        for automaton, outs in self._matching_names:
            if automaton.matching(key):
                yield from ((out, None) for out in outs)
        for programs, outs in self._by_path.get(id(to), ()):
            yield from ((out, programs) for out in outs)

    def _unconfined(self, out: _Out) -> Iterator[Step]:
        if out.how is None:
            key = change_key(UNCONFINED)
            if _matches(out.expression, key) and self._model(out.profile).ask(key).allow & CHANGE:
                yield Step("change_profile", out.profile, None, UNCONFINED, out.edge, obeys=True)
            return
        if out.how.kind != "unconfined" and not out.how.unconfined_else:
            return
        if out.how.kind == "named" and _goal(out) in self._by_name:
            return
        entered = self._entered.get(_scope(out)) if out.how.kind in {"profile", "child"} else None
        for program in self._executed(out, None):
            if entered is None or not entered.is_entered(program):
                yield Step("exec", out.profile, None, _text(program), out.edge, obeys=program in OBEDIENT)
                return

    def _executed(self, out: _Out, programs: Sequence[bytes] | None) -> Iterator[bytes]:
        """Programs that a rule is about, of these or of all, which the profile has executed so: obedient ones first."""
        model, texts = self._model(out.profile), programs or texts_of(out.expression)
        if texts is not None:
            said = (text for text in texts if out.how in _ways(model.ask(text)))
            yield from sorted(said, key=lambda text: text not in OBEDIENT)
            return
        wanted, plain = Automaton([(out.expression, 0)]), language(FILES)
        for text in OBEDIENT:
            if wanted.matching(text) and out.how in _ways(model.ask(text)):
                yield text
        for ((state, inside), path), text in Walk().states(Together(Together(model, wanted), plain)):
            if wanted.accepts(inside) and plain.accepts(path) and out.how in _ways(model.permissions(state)):
                yield text

    def _model(self, profile: Facts) -> Decided:
        if id(profile) not in self._models:
            entries = [out.entry for out in profile.exits]
            self._models[id(profile)] = Decided(entries, deciding(profile.target))
        return self._models[id(profile)]

    @cached_property
    def _outs(self) -> Sequence[_Out]:
        return [out for profile in self.profiles if confines(profile) for out in _outs(profile)]

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Facts]]:
        return _grouped((one.name, one) for one in self.profiles)

    @cached_property
    def _naming(self) -> Mapping[str, Sequence[_Out]]:
        """The rules by the names of the profiles that they lead to."""
        return _grouped((name, out) for out in self._outs for name in _names(out))

    @cached_property
    def _matching_names(self) -> Sequence[tuple[Automaton, Sequence[_Out]]]:
        """Globs of names, with the rules that have them."""
        globs = (out for out in self._outs if out.how is None and texts_of(out.expression) is None)
        grouped = _grouped((out.expression, out) for out in globs)
        return [(Automaton([(expression, 0)]), outs) for expression, outs in grouped.items()]

    @cached_property
    def _entered(self) -> Mapping[str | None, Entered]:
        """The profiles that are entered by the paths of programs: those that are nobody's child, and those of each."""
        grouped = _grouped((one.parent, one) for one in self.profiles if not one.is_hat)
        return {parent: Entered(found) for parent, found in grouped.items()}

    @cached_property
    def _by_path(self) -> Mapping[int, Sequence[tuple[Sequence[bytes], Sequence[_Out]]]]:
        """For each profile programs that enter it, with the rules that are about them."""
        by_path = (out for out in self._outs if out.how is not None and out.how.kind in {"profile", "child"})
        made: dict[int, list[tuple[Sequence[bytes], Sequence[_Out]]]] = {}
        for (scope, expression), outs in _grouped(((_scope(out), out.expression), out) for out in by_path).items():
            found = self._entered[scope].programs(expression) if scope in self._entered else ()
            for to, programs in _grouped((id(entered), program) for program, entered in found).items():
                made.setdefault(to, []).append((programs, outs))
        return made


def confines(profile: Facts) -> bool:
    """Whether a profile refuses anything."""
    return profile.mode not in {"unconfined", "complain"}


def _outs(profile: Facts) -> Iterator[_Out]:
    for one in profile.exits:
        kind = one.entry.kind
        if one.edge is None or not leads_out(kind):
            continue
        if kind.access & CHANGE:
            yield _Out(profile, one, one.edge, None)
        for how in dict.fromkeys((kind.owner_exec, kind.other_exec)):
            if how is not None and how.kind != "none":
                yield _Out(profile, one, one.edge, how)


def _names(out: _Out) -> Sequence[str]:
    if out.how is None:
        return [text.decode("utf-8", "surrogateescape") for text in texts_of(out.expression) or ()]
    return [_goal(out)] if out.how.kind == "named" else []


def _goal(out: _Out) -> str:
    return unescaped(out.edge.goal or "")


def _scope(out: _Out) -> str | None:
    """Whose children the profiles are among which the rule looks for one; None for all that are nobody's."""
    return out.profile.name if out.how is not None and out.how.kind == "child" else None


def _matches(expression: Expression, text: bytes) -> bool:
    return bool(Automaton([(expression, 0)]).matching(text))


def _ways(found: Permissions) -> tuple[Transition | None, ...]:
    return found.owner_exec, found.other_exec


def _text(program: bytes) -> str:
    return program.decode("utf-8", "backslashreplace")


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    made: dict[K, list[V]] = {}
    for key, value in pairs:
        made.setdefault(key, []).append(value)
    return made
