"""Did you mean …?"""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when nothing is near."""
    import difflib  # only on the way to a message

    words = list(known)
    # Letters that changed places are the commonest mistake, and difflib does not see it as a small one.
    mixed = [each for each in words if sorted(each) == sorted(word)]
    found = mixed or difflib.get_close_matches(word, words, n=1, cutoff=0.7)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """``did you mean `x`?`` for the nearest known word, or None."""
    best = nearest(word, known)
    return f"did you mean `{best}`?" if best else None
