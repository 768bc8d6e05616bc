"""`owner /home/*/.config/** rwk,`  `/usr/bin/man Px -> man_filter,`  `file,`  `link subset /a -> /b,`"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import NO_QUALIFIERS
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.vocabulary.files import DEPRECATED_LETTERS, EXEC_MODE_SPELLINGS, PERMISSIONS

_IN_NAMESPACE = re.compile("&?:[^:]+:.")
_SMALL = str.maketrans("RWLMXI", "rwlmxi")
_WORDS = {"append": "a", "execute": "ix", "link": "l", "lock": "k", "map": "m", "read": "r", "write": "w"}

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
    _check_path(place, path)
    letters, mode = _access(place, access)
    _check_exec(place, qualifiers, environment, access, mode, target)
    _check_environment(place, environment, mode)
    return ast.FileRule(
        path.value,
        letters,
        mode,
        target.value if target else None,
        environment.text if environment else None,  # type: ignore[arg-type] # ENVIRONMENT is this Literal
        qualifiers=qualified(place, qualifiers, ownership=True),
        span=place.span,
    )


def plain_file_rule(place: Place, owner: bool, path: str, access: str) -> ast.FileRule | None:
    """What `file_rule` makes of `/path access,` or `owner /path access,`; None where it has something to say of it."""
    plain = _plain_access(access)
    if plain is None:
        return None
    qualifiers = _OWNER if owner else NO_QUALIFIERS
    return ast.FileRule(path, *plain, None, None, None, qualifiers=qualifiers, span=place.span)


_OWNER: Final = ast.Qualifiers(ownership="owner")


def access_first_file_rule(
    place: Place,
    qualifiers: ast.Qualifiers | None,
    environment: Token | None,
    access: Token,
    subset: Token | None,
    path: Token,
    target: Token | None,
) -> ast.FileRule | ast.LinkRule:
    """`access /path -> target,`: what follows the arrow belongs to the exec mode, or else to the link."""
    if path.kind == "WORD_PATH" and _letters_and_modes(access.text)[0] is None:
        from apparmor_dsl.language.parser.unknown_rule import unknown_rule  # only on the way to a message

        # Two words of which the first is no access and the second no path are no file rule: `cap chown,`.
        place.diagnostics.append(unknown_rule(place.at(access), ours=False, inside=True))
        return ast.FileRule(path.value, "r", span=place.span)
    _check_path(place, path)
    letters, mode = _access(place, access)
    _check_exec(place, qualifiers, environment, access, mode, target)
    _check_environment(place, environment, mode)
    qualified_as = qualified(place, qualifiers, ownership=True)
    if subset is not None and (letters, mode) != ("l", None):
        place.refuse("subset", "`subset` is only for a rule whose one permission is `l`", subset, "write a `link` rule")
    if mode is not None and target is not None and "l" in letters:
        way_out = "write two rules, one of them `link`"
        place.refuse("link-and-exec", "`->` cannot be for a link and an exec mode at once", access, way_out)
    if mode is None and target is not None and letters == "l" and not _IN_NAMESPACE.match(target.value):
        return ast.LinkRule(path.value, target.value, subset is not None, qualifiers=qualified_as, span=place.span)
    behind = target.value if target else None
    if mode is None and "l" in letters and behind is not None and _IN_NAMESPACE.match(behind):
        place.refuse("link-and-exec", f"a link cannot lead to `{behind}`, which is a profile", target, "name a path")
    return ast.FileRule(
        path.value,
        letters,
        mode,
        behind if mode else None,
        environment.text if environment else None,  # type: ignore[arg-type] # ENVIRONMENT is this Literal
        None if mode else behind,
        qualifiers=qualified_as,
        span=place.span,
    )


def link_rule(
    place: Place, qualifiers: ast.Qualifiers | None, subset: Token | None, path: Token, target: Token
) -> ast.LinkRule:
    """`link subset /a -> /b,`."""
    _check_path(place, path)
    return ast.LinkRule(
        path.value,
        target.value,
        subset is not None,
        qualifiers=qualified(place, qualifiers, ownership=True),
        span=place.span,
    )


def _check_exec(
    place: Place,
    qualifiers: ast.Qualifiers | None,
    environment: Token | None,
    access: Token,
    mode: str | None,
    target: Token | None,
) -> None:
    denies = qualifiers is not None and qualifiers.access == "deny"
    if denies and mode not in {None, "x"}:
        place.refuse("deny-exec-mode", f"a deny rule does not say how, but `{mode}` does", access, "write `x` alone")
    # `unsafe` says something of how.
    is_unsafe = environment is not None and environment.text == "unsafe"
    if mode == "x" and not denies and target is None and not is_unsafe:
        place.bare_exec.append(access)


def _check_path(place: Place, path: Token) -> None:
    if path.kind in {"LABEL", "WORD_PATH"}:
        message = f"`{path.text}` is read as a path, which no file has"
        place.warn("path-without-slash", message, path, "write the whole path from `/` on, or look for a misspelt word")


def _check_environment(place: Place, environment: Token | None, mode: str | None) -> None:
    if environment is not None and mode is None:
        message = f"`{environment.text}` speaks of an exec, and there is no exec mode"
        place.refuse("environment-without-exec", message, environment, "delete it, or name an exec mode such as `px`")


def _access(place: Place, token: Token) -> tuple[str, str | None]:
    """The letters in our order and the exec mode; what is not an access is reported."""
    letters, modes, small = _letters_and_modes(token.text)
    if letters is None:
        place.refuse("file-access", f"`{token.text}` is not a file access", token, _way_out(token.text))
        return "r", None
    if small != token.text:
        message = f"`{token.text}` has permissions in capital letters"
        place.warn("uppercase-permission", message, token, f"write `{small}`")
    if "w" in letters and "a" in letters:
        place.refuse("file-access", "`w` and `a` exclude each other", token, "`w` contains `a`: delete the `a`")
    if len(modes) > 1:
        place.refuse("two-exec-modes", "a rule has one exec mode", token, f"choose one of {', '.join(modes)}")
    return letters, modes[0] if modes else None


@lru_cache(maxsize=512)
def _letters_and_modes(text: str) -> tuple[str | None, tuple[str, ...], str]:
    """The letters in our order, or None for what is no access; the exec modes; the text without needless capitals.

    A few texts make up most of policy.
    """
    words = _ACCESS.findall(text)
    if "".join(words) != text:
        return None, (), text
    given = {DEPRECATED_LETTERS.get(word, word) for word in words if word in "mrwalkMRWL"}
    execs = [_exec_mode(word) for word in words if word not in "mrwalkMRWL"]
    modes = set(execs)
    if len(modes) > 1 and (execs[0] != "x" or "ix" in modes):
        modes.discard("x")  # behind another it says nothing more
    letters = "".join(letter for letter in PERMISSIONS if letter in given)
    return letters, tuple(sorted(modes)), text.translate(_SMALL)


@lru_cache(maxsize=512)
def _plain_access(text: str) -> tuple[str, str | None] | None:
    """The letters and the exec mode, or None for what there is something to say of."""
    letters, modes, small = _letters_and_modes(text)
    if letters is None or small != text or {"w", "a"} <= set(letters) or len(modes) > 1 or "x" in modes:
        return None
    return letters, modes[0] if modes else None


def _exec_mode(word: str) -> str:
    mode = word[:-1] + "x"
    return EXEC_MODE_SPELLINGS.get(mode, mode)


def _way_out(text: str) -> str:
    if text in _WORDS:
        return f"write `{_WORDS[text]}`"
    wrong = next((letter for letter in text if letter not in PERMISSIONS + "xpPcCuUi"), None)
    if wrong is not None and wrong.lower() in PERMISSIONS:
        return "permissions are written in small letters"
    letters = ", ".join(f"`{letter}`" for letter in PERMISSIONS)
    return f"permissions are {letters}, and one exec mode such as `ix` or `Px`" + (
        f"; `{wrong}` is none of them" if wrong else ""
    )
