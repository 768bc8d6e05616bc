"""Fragments that a file asks for by name, with their arguments."""

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.fleet.identifiers import (
    FRAGMENT_NAME,
    PARAMETER_NAME,
)
from apparmor_dsl.fleet.jsontext import Json, JsonArray, JsonBoolean, JsonNumber, JsonObject, JsonString
from apparmor_dsl.fleet.model import (
    FragmentArgument,
    FragmentUse,
    Written,
)
from apparmor_dsl.fleet.reading.shape import (
    Fields,
    Found,
    pattern,
    read_filled_text,
    read_object,
    several,
)
from apparmor_dsl.fleet.wording import shown

_fragment_name = pattern(FRAGMENT_NAME, "bad-name", "the name of a fragment, such as `docker`")


def read_fragment_use(value: Json, what: str, found: Found) -> FragmentUse | None:
    """`"docker"`, or `{"use": "docker", "with": {"data_root": ["/srv/docker"]}}`"""
    if isinstance(value, JsonString):
        name = _fragment_name(value, what, found)
        return FragmentUse(name) if name else None
    if not isinstance(value, JsonObject):
        way_out = 'write "docker", or {"use": "docker", "with": {…}}'
        found.append(
            error("wrong-type", f"{what} must be the name of a fragment or an object", value.span, help=way_out)
        )
        return None
    fields = Fields(value, what, found)
    name = fields.need("use", _fragment_name)
    arguments = fields.take("with", _read_arguments) or ()
    fields.refuse_rest(("use", "with"))
    return FragmentUse(name, arguments) if name else None


def _read_arguments(value: Json, what: str, found: Found) -> tuple[FragmentArgument, ...] | None:
    document = read_object(value, what, found)
    if document is None:
        return None
    parameter = pattern(PARAMETER_NAME, "bad-name", "the name of a parameter, such as `data_root`")
    arguments = []
    for member in document.members:
        name = parameter(member.key, f"a name in {what}", found)
        owner = f"{shown(member.key.value)} in {what}"
        if isinstance(member.value, JsonBoolean):
            values: tuple[Written[str], ...] = (Written("true" if member.value.value else "false", member.value.span),)
        elif isinstance(member.value, JsonArray) and member.value.items:
            values = several(_read_argument)(member.value, owner, found) or ()
        else:
            one = _read_argument(member.value, owner, found)
            values = (one,) if one else ()
        if name and values:
            arguments.append(FragmentArgument(name, values, boolean=isinstance(member.value, JsonBoolean)))
    return tuple(arguments)


def _read_argument(value: Json, what: str, found: Found) -> Written[str] | None:
    if isinstance(value, JsonNumber) and value.value == int(value.value):
        return Written(str(int(value.value)), value.span)
    if isinstance(value, JsonString):
        return read_filled_text(value, what, found)
    way_out = "a parameter is true or false, a string, a whole number, or a list of strings and numbers"
    found.append(error("wrong-type", f"{what} is no value of a parameter", value.span, help=way_out))
    return None
