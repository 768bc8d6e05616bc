"""`owner /home/*/.config/** rwk,`  `/usr/bin/man Px -> man_filter,`  `file,`  `link subset /a -> /b,`"""

from __future__ import annotations

import re

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.vocabulary.files import DEPRECATED_LETTERS, EXEC_MODE_SPELLINGS, EXEC_MODES, PERMISSIONS

_ACCESS = re.compile(r"([mrwalkMRWLK]*)((?:[pPcC]?[iIuU]?)[xX])?([mrwalkMRWLK]*)")


def any_file_rule(place: Place, qualifiers: ast.Qualifiers | None) -> ast.FileRule:
    """`file,`."""
    return ast.FileRule(qualifiers=qualified(place, qualifiers, ownership=True), span=place.span)


def file_rule(
    place: Place,
    qualifiers: ast.Qualifiers | None,
    environment: Token | None,
    path: Token,
    access: Token,
    target: Token | None,
) -> ast.FileRule:
    """`/path access -> target,`."""
    letters, mode = _access(place, access)
    return ast.FileRule(
        path.value,
        letters,
        mode,
        target.value if target else None,
        environment.text if environment else None,  # type: ignore[arg-type] # ENVIRONMENT is this Literal
        qualifiers=qualified(place, qualifiers, ownership=True),
        span=place.span,
    )


def access_first_file_rule(
    place: Place,
    qualifiers: ast.Qualifiers | None,
    environment: Token | None,
    access: Token,
    subset: Token | None,
    path: Token,
    target: Token | None,
) -> ast.FileRule:
    """`access /path -> target,`."""
    letters, mode = _access(place, access)
    return ast.FileRule(
        path.value,
        letters,
        mode,
        target.value if target else None,
        environment.text if environment else None,  # type: ignore[arg-type] # ENVIRONMENT is this Literal
        subset is not None,
        qualifiers=qualified(place, qualifiers, ownership=True),
        span=place.span,
    )


def link_rule(
    place: Place, qualifiers: ast.Qualifiers | None, subset: Token | None, path: Token, target: Token
) -> ast.LinkRule:
    """`link subset /a -> /b,`."""
    return ast.LinkRule(
        path.value,
        target.value,
        subset is not None,
        qualifiers=qualified(place, qualifiers, ownership=True),
        span=place.span,
    )


def _access(place: Place, token: Token) -> tuple[str, str | None]:
    """The letters in our order and the exec mode; what is not an access is reported."""
    match = _ACCESS.fullmatch(token.text)
    if match is None:
        place.refuse("file-access", f"`{token.text}` is not a file access", token, _way_out(token.text))
        return "r", None
    given = {DEPRECATED_LETTERS.get(letter, letter) for letter in match[1] + match[3]}
    if "w" in given and "a" in given:
        place.refuse("file-access", "`w` and `a` exclude each other", token, "`w` contains `a`: delete the `a`")
    mode = match[2]
    if mode is not None:
        mode = mode[:-1] + "x"
        mode = EXEC_MODE_SPELLINGS.get(mode, mode)
        if mode not in EXEC_MODES:
            place.refuse("exec-mode", f"`{mode}` is not an exec mode", token, f"there are {', '.join(EXEC_MODES)}")
    return "".join(letter for letter in PERMISSIONS if letter in given), mode


def _way_out(text: str) -> str:
    if len(re.findall("[xX]", text)) > 1:
        return "a rule has one exec mode; write one rule for each path"
    wrong = next((letter for letter in text if letter not in PERMISSIONS + "xpPcCuUi"), None)
    if wrong is not None and wrong.lower() in PERMISSIONS:
        return "permissions are written in small letters"
    letters = ", ".join(f"`{letter}`" for letter in PERMISSIONS)
    return f"permissions are {letters}, and one exec mode such as `ix` or `Px`" + (
        f"; `{wrong}` is none of them" if wrong else ""
    )
