"""`capability net_admin sys_chroot,`"""

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_words
from apparmor_dsl.language.vocabulary.capabilities import CAPABILITIES


def capability_rule(place: Place, qualifiers: ast.Qualifiers | None, *names: Token) -> ast.CapabilityRule:
    """The named capabilities, or all."""
    known = known_words(place, "capability", names, CAPABILITIES)
    return ast.CapabilityRule(known, qualifiers=qualified(place, qualifiers), span=place.span)
