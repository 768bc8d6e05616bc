"""`io_uring (sqpoll, override_creds) label=foo,`"""

from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.conditions import Condition, Values, single_values
from apparmor_dsl.language.parser.hints import short
from apparmor_dsl.language.parser.place import Place
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_words
from apparmor_dsl.language.vocabulary.access import IO_URING


def io_uring_rule(
    place: Place, qualifiers: ast.Qualifiers | None, access: Values | None, *conditions: Condition
) -> ast.IoUringRule:
    """Privileged operations of io_uring(7)."""
    return ast.IoUringRule(
        known_words(place, "io_uring access", _heard(place, access or ()), IO_URING),
        **single_values(place, "io_uring", conditions, ("label",)),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )


def _heard(place: Place, access: Values) -> Values:
    """The words without those of a list that are not known: the parser passes them over."""
    if all(token.kind == "WORD" for token in access):
        return access
    known = tuple(token for token in access if token.value in IO_URING)
    for token in access:
        if token not in known:
            message = f"`{short(token.value)}` is not an io_uring access, and is passed over"
            everything = "" if known else ": with no access that is known the rule permits every one"
            place.warn("ignored-access", message + everything, token, did_you_mean(token.value, IO_URING))
    return known
