"""What stands in `apparmor_profile`, `pct_options` and `lxc_options`: words of Proxmox VE and of LXC, in strings."""

import re
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.fleet.identifiers import ANY_PROFILE_NAME
from apparmor_dsl.fleet.jsontext import Json
from apparmor_dsl.fleet.model import (
    FEATURES,
    Confinement,
    ConfinementRequest,
    Feature,
    Generated,
    Named,
    RawOption,
    Stacked,
    Unconfined,
    Written,
)
from apparmor_dsl.fleet.reading.shape import Found, read_text
from apparmor_dsl.fleet.wording import shown

_FEATURE: Final = re.compile("(nesting|keyctl|fuse|mknod|force_rw_sys)=([01])|(mount)=([A-Za-z0-9_][A-Za-z0-9_; ]*)")
_LABEL: Final = re.compile(f"({ANY_PROFILE_NAME})(?://&:({ANY_PROFILE_NAME}):)?")
_OPTION: Final = re.compile(r"(lxc\.[a-z0-9_.-]+) *[:=] *(.*?) *")


def feature_of(word: Written[str], key: str) -> Feature | None:
    """`nesting=1`, `mount=nfs;cifs`; None where it is neither."""
    match = _FEATURE.fullmatch(word.value)
    if match is None:
        return None
    if match[1]:
        return Feature(match[1], match[2], key, word.span)
    return Feature(match[3], ";".join(re.findall("[A-Za-z0-9_]+", match[4])), key, word.span)


def bad_feature(word: Written[str], what: str) -> Diagnostic:
    """What to say of a word that is no feature of Proxmox VE."""
    way_out = did_you_mean(word.value.partition("=")[0], FEATURES) or "write `nesting=1`, `keyctl=1`, `mount=nfs;cifs`"
    return error("unknown-feature", f"{what}: {shown(word.value)} is no feature of Proxmox VE", word.span, help=way_out)


def read_feature(value: Json, what: str, found: Found) -> Feature | None:
    """An item of `pct_options`."""
    word = read_text(value, what, found)
    feature = feature_of(word, "pct_options") if word else None
    if word and feature is None:
        found.append(bad_feature(word, what))
    return feature


def read_label(value: Json, what: str, found: Found) -> Written[str] | None:
    """The name of a profile, `unconfined`, `generated`, or a profile stacked with a namespace."""
    text = read_text(value, what, found)
    return text if text and may_be_label(text, what, found) else None


def may_be_label(text: Written[str], what: str, found: Found) -> bool:
    """Whether the text can be a label; says why not."""
    if not text.value.strip(" "):
        message = f"{what} is empty, and an empty profile is LXC's default profile, enforced"
        way_out = "write the name of a profile, `unconfined` or `generated`, or take the key out"
        found.append(error("empty-profile", message, text.span, help=way_out))
    elif text.value == "unchanged":
        message = f"{what} is `unchanged`: the container would run under the profile of lxc-start itself"
        found.append(error("bad-profile-name", message, text.span, help="name a profile for containers"))
    elif not _LABEL.fullmatch(text.value):
        message = f"{what} is not the name of a profile: {shown(text.value)}"
        way_out = "a name has letters, digits, `.`, `_`, `+` and `-`"
        found.append(error("bad-profile-name", message, text.span, help=way_out))
    else:
        return True
    return False


def read_lxc_option(value: Json, what: str, found: Found) -> RawOption | None:
    """`lxc.mount.auto=sys:rw` or `lxc.mount.auto: sys:rw`"""
    text = read_text(value, what, found)
    if text is None:
        return None
    match = _OPTION.fullmatch(text.value)
    if match is None:
        message = f"{what} is not a line of LXC configuration: {shown(text.value)}"
        found.append(error("bad-lxc-option", message, text.span, help="write `lxc.key = value`"))
        return None
    key, content = match[1], without_quotes(match[2])
    if key == "lxc.apparmor.profile" and not may_be_label(Written(content, text.span), f"`{key}` in {what}", found):
        return None
    if key == "lxc.apparmor.allow_nesting" and content not in {"0", "1"}:
        message = f"`{key}` in {what} is {shown(content)}; it is 0 or 1"
        found.append(error("bad-lxc-option", message, text.span, help="write 1, or take the line out"))
        return None
    return RawOption(key, content, text.span)


def confinement_of(request: ConfinementRequest | None) -> Confinement | None:
    """The way of confinement that a label asks for; None where none is asked for."""
    if request is None:
        return None
    if request.value == "unconfined":
        return Unconfined(request.span)
    if request.value == "generated":
        return Generated(request.span)
    match = _LABEL.fullmatch(request.value)
    if match is None:
        return None
    profile = Written(match[1], request.span)
    return Stacked(profile, Written(match[2], request.span)) if match[2] else Named(profile)


def without_quotes(value: str) -> str:
    """LXC takes a pair of equal quotes away. Source: lxc src/lxc/parse.c, confile.c."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
