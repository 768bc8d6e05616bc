"""Names of containers that can be mistaken for others."""

import unicodedata
from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, warning
from apparmor_dsl.fleet.model import Fleet


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`name-not-ascii`"""
    for container in fleet.containers:
        name = container.name
        strange = [letter for letter in name.value if not letter.isascii()] if name else []
        if name is not None and strange:
            letter = strange[0]
            told = f"U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}"
            message = f"the name of container {container.id.value} has a letter that may look like another: {told}"
            yield warning("name-not-ascii", message, name.span, help="a host name has letters a to z, digits and `-`")
