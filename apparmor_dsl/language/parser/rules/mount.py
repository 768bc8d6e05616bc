"""`mount fstype=ext4 options=(ro, nodev) /dev/sd* -> /mnt/*/,`  `remount options=ro /mnt/,`  `umount /mnt/*/,`"""

from __future__ import annotations

from typing import cast

from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.rules.mount import MountConditionName, MountOperator
from apparmor_dsl.language.parser.conditions import Condition, Values, values
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_words
from apparmor_dsl.language.vocabulary.mount import CONDITIONS, OPTIONS


def mount_rule(
    place: Place, qualifiers: ast.Qualifiers | None, *rest: ast.MountCondition | Token | None
) -> ast.MountRule:
    """`mount conditions source -> mountpoint,`."""
    *conditions, source, mountpoint = rest
    if isinstance(source, Token):
        check_source(place, source)
    return ast.MountRule(
        cast("tuple[ast.MountCondition, ...]", tuple(conditions)),
        _value(source),
        _value(mountpoint),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )


def check_source(place: Place, source: Token) -> None:
    """Warn of `->name`: it is the source, and the mount point may be any."""
    if source.text.startswith("->"):
        message = f"apparmor_parser reads `{source.text}` as one word, the source of the mount"
        place.warn("arrow-without-blank", message, source, f"write `-> {source.text[2:]}`")


def remount_rule(
    place: Place, qualifiers: ast.Qualifiers | None, *rest: ast.MountCondition | Token | None
) -> ast.RemountRule:
    """`remount conditions mountpoint,`."""
    *conditions, mountpoint = rest
    return ast.RemountRule(
        cast("tuple[ast.MountCondition, ...]", tuple(conditions)),
        _value(mountpoint),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )


def umount_rule(
    place: Place, qualifiers: ast.Qualifiers | None, *rest: ast.MountCondition | Token | None
) -> ast.UmountRule:
    """`umount conditions mountpoint,`."""
    *conditions, mountpoint = rest
    return ast.UmountRule(
        cast("tuple[ast.MountCondition, ...]", tuple(conditions)),
        _value(mountpoint),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )


def mount_condition(place: Place, name: Token, value: Token | Values) -> ast.MountCondition:
    """`options=(rw, bind)`."""
    found = (value,) if isinstance(value, Token) else value
    return _condition(place, Condition(name, "=", found, listed=not isinstance(value, Token)))


def mount_condition_in(place: Place, name: Token, value: Values) -> ast.MountCondition:
    """`options in (ro, nodev)`."""
    return _condition(place, Condition(name, "in", value, listed=True))


def mount_values(place: Place, *children: Token | None) -> Values:
    """`(ro, nodev)`."""
    return values(place, *children)


def mount_path(place: Place, token: Token) -> Token:
    """The source, or what stands for the mount point in the rules that have no source."""
    del place
    return token


def mount_target(place: Place, token: Token) -> Token:
    """`-> /mnt/`."""
    del place
    return token


def _condition(place: Place, found: Condition) -> ast.MountCondition:
    name = CONDITIONS.get(found.name.text, found.name.text)
    if name not in {"fstype", "options"}:
        place.refuse(
            "unknown-condition",
            f"a mount rule has no condition `{found.name.text}`",
            found.name,
            did_you_mean(found.name.text, CONDITIONS) or "the conditions are `fstype` and `options`",
        )
    if not found.values:
        place.refuse("condition-value", f"`{found.name.text}` has no values", found.name, "delete the condition")
    words = _options(place, found) if name == "options" else tuple(token.value for token in found.values)
    return ast.MountCondition(cast("MountConditionName", name), cast("MountOperator", found.operator), words)


def _options(place: Place, found: Condition) -> tuple[str, ...]:
    if found.listed or "," not in found.values[0].value:
        return known_words(place, "mount option", found.values, OPTIONS)
    word = found.values[0].value
    way_out = f"several options stand in parentheses: `({word})`"
    place.refuse("unknown-mount-option", f"`{word}` is one word, and no mount option", found.values[0], way_out)
    return ()


def _value(found: ast.MountCondition | Token | None) -> str | None:
    return found.value if isinstance(found, Token) else None
