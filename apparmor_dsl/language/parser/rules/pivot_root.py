"""`pivot_root oldroot=/mnt/root/old/ /mnt/root/ -> profile,`"""

import re

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.conditions import Condition, single_values
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.vocabulary.keywords import RESERVED

_NO_ROOT = re.compile(r"@\{\w+\}|(?:[RrWwaLlMmkXx]|[PpCc][Xx]|[PpCc]?[IiUu][Xx])+")


def pivot_root_rule(
    place: Place,
    qualifiers: ast.Qualifiers | None,
    condition: Condition | None,
    new_root: Token | None,
    target: Token | None,
) -> ast.PivotRootRule:
    """pivot_root(2)."""
    # `oldroot in (/a)` is read as `oldroot=/a`.
    conditions = [condition._replace(operator="=")] if condition else []
    said = single_values(place, "pivot_root", conditions, ("oldroot",))
    return ast.PivotRootRule(
        new_root.value if new_root else None,
        said.get("oldroot"),
        target.value if target else None,
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )


def pivot_root_path(place: Place, token: Token) -> Token:
    """The new root: neither a variable alone, nor what reads as permissions or as another word of the language."""
    if _NO_ROOT.fullmatch(token.text) or token.text in RESERVED - {"include"}:
        place.refuse("syntax", f"`{token.text}` cannot be the new root", token, "name a path that begins with `/`")
    return token
