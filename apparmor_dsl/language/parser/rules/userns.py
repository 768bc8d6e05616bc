"""`userns create,`"""

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_words
from apparmor_dsl.language.vocabulary.access import USERNS


def userns_rule(place: Place, qualifiers: ast.Qualifiers | None, access: Token | None) -> ast.UsernsRule:
    """Making user namespaces."""
    return ast.UsernsRule(
        known_words(place, "userns access", [access] if access else [], USERNS),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )
