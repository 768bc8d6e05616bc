"""`owner /home/*/.config/** rwk,`  `/usr/bin/man Px -> man_filter,`  `file,`  `link subset /a -> /b,`"""

from __future__ import annotations

import re

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.vocabulary.files import DEPRECATED_LETTERS, EXEC_MODE_SPELLINGS, EXEC_MODES, PERMISSIONS

_ACCESS = re.compile(r"[mrwalkMRWL]|[pPcC]?[iIuU]?[xX]")


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
    words = _ACCESS.findall(token.text)
    if "".join(words) != token.text:
        place.refuse("file-access", f"`{token.text}` is not a file access", token, _way_out(token.text))
        return "r", None
    given = {DEPRECATED_LETTERS.get(word, word) for word in words if word in "mrwalkMRWL"}
    if "w" in given and "a" in given:
        place.refuse("file-access", "`w` and `a` exclude each other", token, "`w` contains `a`: delete the `a`")
    modes = {_exec_mode(word) for word in words if word not in "mrwalkMRWL"}
    if len(modes) > 1:
        place.refuse("exec-conflict", "a rule has one exec mode", token, f"choose one of {', '.join(sorted(modes))}")
    mode = min(modes, default=None)
    if mode is not None and mode not in EXEC_MODES:
        place.refuse("exec-mode", f"`{mode}` is not an exec mode", token, f"there are {', '.join(EXEC_MODES)}")
    return "".join(letter for letter in PERMISSIONS if letter in given), mode


def _exec_mode(word: str) -> str:
    mode = word[:-1] + "x"
    return EXEC_MODE_SPELLINGS.get(mode, mode)


def _way_out(text: str) -> str:
    wrong = next((letter for letter in text if letter not in PERMISSIONS + "xpPcCuUi"), None)
    if wrong is not None and wrong.lower() in PERMISSIONS:
        return "permissions are written in small letters"
    letters = ", ".join(f"`{letter}`" for letter in PERMISSIONS)
    return f"permissions are {letters}, and one exec mode such as `ix` or `Px`" + (
        f"; `{wrong}` is none of them" if wrong else ""
    )
