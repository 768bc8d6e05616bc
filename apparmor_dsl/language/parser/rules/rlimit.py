"""`set rlimit nofile <= 1024,`"""

import re

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_word
from apparmor_dsl.language.vocabulary.rlimits import RLIMITS

_BLANKS = re.compile(r"[ \t\r\n]+")


def rlimit_rule(place: Place, qualifiers: ast.Qualifiers | None, name: Token, value: Token) -> ast.RlimitRule:
    """A limit of setrlimit(2)."""
    if qualifiers is not None:
        place.refuse("qualifier-order", "a limit has no qualifiers", None, "delete what stands before `set`")
    return ast.RlimitRule(
        known_word(place, "rlimit", name, RLIMITS),
        _BLANKS.sub(" ", value.text).rstrip(" "),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )
