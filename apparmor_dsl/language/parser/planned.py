"""Syntax that AppArmor's wiki planned, and many wrote, and no parser reads."""

from __future__ import annotations

import re

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.source import Source

_ADDRESS = re.compile(r"[^,\n]*?\bnetwork[ \t][^,\n]*?(?<=[ \t])((ip|port|src|dst)[ \t]+([^\s,]+))")
_HOST_AND_PORT = re.compile(r"(?P<ip>[^\s:]*):(?P<port>\d+)")


def network_address(source: Source, start: int) -> Diagnostic | None:
    """Of the rule that begins there: `network tcp dst 10.0.0.1:80`, `network inet dgram port 53`."""
    match = _ADDRESS.match(source.text, start)
    if match is None:
        return None
    written, word, value = match.groups()
    name = "port" if word == "port" or value.isdigit() else "ip"
    both = _HOST_AND_PORT.fullmatch(value)
    said = " ".join(f"{key}={part}" for key, part in both.groupdict().items() if part) if both else f"{name}={value}"
    here = {"src": f"write `{said}`", "dst": f"write `peer=({said})`"}
    way_out = here.get(word, f"write `peer=({said})` for the other end, `{said}` for this one")
    return error(
        "planned-syntax",
        f"no parser reads `{written}` in a network rule",
        source.span(*match.span(1)),
        help=f"{way_out}; AppArmor reads it from 4.0 on",
    )
