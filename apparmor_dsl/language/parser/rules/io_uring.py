"""`io_uring (sqpoll, override_creds) label=foo,`"""

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.conditions import Condition, Values, single_values
from apparmor_dsl.language.parser.place import Place
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_words
from apparmor_dsl.language.vocabulary.access import IO_URING


def io_uring_rule(
    place: Place, qualifiers: ast.Qualifiers | None, access: Values | None, *conditions: Condition
) -> ast.IoUringRule:
    """Privileged operations of io_uring(7)."""
    return ast.IoUringRule(
        known_words(place, "io_uring access", access or (), IO_URING),
        **single_values(place, "io_uring", conditions, ("label",)),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )
