"""What is done once for all tests of a process, even where it fails: a machine that hangs must not hang for each."""

from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def once(function: Callable[P, R]) -> Callable[P, R]:
    """The function, called once for the same arguments: what it gave, or raised, it gives or raises again."""

    @cache
    def outcome(*args: P.args, **kwargs: P.kwargs) -> tuple[R] | Exception:
        try:
            return (function(*args, **kwargs),)
        except Exception as failed:
            return failed

    @wraps(function)
    def remembering(*args: P.args, **kwargs: P.kwargs) -> R:
        found = outcome(*args, **kwargs)  # type: ignore[arg-type] # `cache` wants all arguments hashable
        if isinstance(found, Exception):
            raise found
        return found[0]

    return remembering
