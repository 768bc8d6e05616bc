"""A hard link: its name must be permitted, the pair of both names, and no more access by the new name than by the old.

Source: profile_path_link in security/apparmor/file.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.answer import Part
from apparmor_dsl.analysis.determining import determined
from apparmor_dsl.analysis.looks import looks
from apparmor_dsl.analysis.requests import LinkRequest
from apparmor_dsl.semantics.model.decide import EXECUTE, OTHER_SHIFT
from apparmor_dsl.semantics.model.file import ACCESS, LINK, SUBSET, link_key, path_key
from apparmor_dsl.semantics.model.profile import Model

_LETTERS = {**{letter: bit for letter, bit in ACCESS.items() if bit != LINK}, "x": EXECUTE}


def link(request: LinkRequest, model: Model) -> Iterator[Part]:
    """What is decided of a link."""
    name, pair = (determined(model, look) for look in looks(request, model.system))
    for alone, together in zip(name, pair, strict=True):
        if not (alone.allowed and together.allowed):
            yield alone if not alone.allowed else together
            continue
        more = _more(request, model, 0 if alone.who == "owner" else OTHER_SHIFT)
        yield together
        for letter in more:
            yield Part(letter, allowed=False, because="subset", who=alone.who, logged=True)


def _more(request: LinkRequest, model: Model, shift: int) -> list[str]:
    """The letters that the new name would have and the old one has not, where the rules ask for that."""
    if not model.files.ask(link_key(request.path, request.target)).allow >> shift & SUBSET:
        return []
    new = model.files.ask(path_key(request.path)).allow >> shift
    old = model.files.ask(path_key(request.target)).allow >> shift
    return [letter for letter, bit in _LETTERS.items() if new & bit & ~old]
