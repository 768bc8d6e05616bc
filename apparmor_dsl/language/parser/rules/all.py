"""`all,`"""

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.place import Place
from apparmor_dsl.language.parser.qualifiers import qualified


def all_rule(place: Place, qualifiers: ast.Qualifiers | None) -> ast.AllRule:
    """Everything."""
    return ast.AllRule(qualifiers=qualified(place, qualifiers), span=place.span)
