"""What policy is compiled for: what the kernel mediates, as far as the ABI that the policy pins knows of it.

Source: features_intersect in parser/parser_interface.c, and what 3.0.8, 4.1.8 and 5.0.2 compile.
"""

from __future__ import annotations

from typing import Final

from apparmor_dsl.semantics.features import Features

_OF_THE_KERNEL: Final = ("caps", "policy")
"""Of these the ABI is not asked."""


def compiled_for(kernel: Features, pinned: Features | None) -> Features:
    """The features a policy is compiled for. A policy that pins no ABI is compiled for all that the kernel has.

    Rules of a class that either does not know are left out, and what the class would mediate is permitted.
    """
    if pinned is None:
        return kernel
    return Features(
        {
            path: words if path.partition("/")[0] in _OF_THE_KERNEL else words & pinned.words.get(path, frozenset())
            for path, words in kernel.words.items()
            if path in pinned.words or path.partition("/")[0] in _OF_THE_KERNEL
        }
    )
