"""The one way in which a container is confined: `{"strategy": "stacked", "profile": "lxc-docker-nested"}`"""

from collections.abc import Callable
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.fleet.identifiers import (
    NAMESPACE,
)
from apparmor_dsl.fleet.jsontext import Json
from apparmor_dsl.fleet.model import (
    Composed,
    Confinement,
    Generated,
    Named,
    Stacked,
    Unconfined,
    Written,
)
from apparmor_dsl.fleet.reading.assertions import read_reason
from apparmor_dsl.fleet.reading.fragment_uses import read_fragment_use
from apparmor_dsl.fleet.reading.one_rule import read_rule
from apparmor_dsl.fleet.reading.profiles import profile_reference
from apparmor_dsl.fleet.reading.shape import (
    Fields,
    Found,
    one_of,
    pattern,
    read_boolean,
    read_date,
    read_object,
    several,
)

STRATEGIES: Final = ("composed", "generated", "named", "stacked", "unconfined")


_namespace = pattern(NAMESPACE, "bad-name", "the name of a namespace, such as `lxc-web`")


def read_confinement(value: Json, what: str, found: Found) -> Confinement | None:
    """`{"strategy": "stacked", "profile": "lxc-docker-nested"}`"""
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    strategy = fields.need("strategy", one_of(STRATEGIES))
    if strategy is None:
        return None
    before = len(found)
    confinement, keys = _STRATEGIES[strategy.value](fields, strategy)
    fields.refuse_rest(("strategy", *keys))
    return confinement if len(found) == before else None


_Read = tuple[Confinement | None, tuple[str, ...]]


def _composed(fields: Fields, strategy: Written[str]) -> _Read:
    fragments = fields.take("fragments", several(read_fragment_use))
    return Composed(strategy.span, fragments), ("fragments",)


def _generated(fields: Fields, strategy: Written[str]) -> _Read:
    nesting = fields.take("nesting", read_boolean)
    raw = fields.take("raw", several(read_rule)) or ()
    if fields.has("fragments"):
        way_out = 'write "strategy": "composed", or single rules under "raw"'
        place = fields.object.by_key["fragments"].key.span
        fields.take("fragments", several(read_fragment_use))
        message = f"{fields.owner}: a generated profile cannot take fragments, because it cannot take their variables"
        fields.found.append(error("unknown-key", message, place, help=way_out))
    return Generated(strategy.span, nesting is not None and nesting.value, raw), ("nesting", "raw")


def _named(fields: Fields, strategy: Written[str]) -> _Read:
    del strategy
    profile = fields.need("profile", profile_reference)
    return Named(profile) if profile else None, ("profile",)


def _stacked(fields: Fields, strategy: Written[str]) -> _Read:
    del strategy
    profile = fields.need("profile", profile_reference)
    namespace = fields.take("namespace", _namespace)
    return Stacked(profile, namespace) if profile else None, ("namespace", "profile")


def _unconfined(fields: Fields, strategy: Written[str]) -> _Read:
    reason = fields.need("reason", read_reason)
    until = fields.need("until", read_date)
    return Unconfined(strategy.span, reason, until), ("reason", "until")


_STRATEGIES: Final[dict[str, Callable[[Fields, Written[str]], _Read]]] = {
    "composed": _composed,
    "generated": _generated,
    "named": _named,
    "stacked": _stacked,
    "unconfined": _unconfined,
}
