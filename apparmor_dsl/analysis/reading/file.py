"""`write /etc/shadow`, `/etc/shadow rw`, `exec /bin/bash`, `link /a -> /b`"""

from __future__ import annotations

from typing import Final

from apparmor_dsl.analysis.reading.words import Said, Word, root
from apparmor_dsl.analysis.requests import FILE_LETTERS, FileRequest, LinkRequest, Request, Who

FORMS: Final = "for example `write /etc/shadow`, `/etc/shadow rw`, `owner /srv/x r`, `exec /bin/bash`, `link /a -> /b`"

VERBS: Final = {
    **dict.fromkeys(("browse", "getattr", "list", "ls", "open", "read", "readlink", "stat"), "r"),
    "access": "rw",
    **dict.fromkeys(
        (
            *("chmod", "chown", "create", "delete", "mkdir", "mknod", "modify", "remove", "rename", "rm", "rmdir"),
            *("setattr", "symlink", "touch", "truncate", "unlink", "write"),
        ),
        "w",
    ),
    "append": "a",
    "flock": "k",
    "lock": "k",
    "map": "m",
    "mmap": "m",
    **dict.fromkeys(("exec", "execute", "launch", "run", "start"), "x"),
}
"""Verbs and the letter that permits them. Source: ACCESS in apparmor.d(5); reading attributes needs `r`."""

_VAGUE: Final = frozenset({"access", "open"})
"""Where another verb says what for, they say nothing: `open /etc/shadow for writing`."""
_OF_DIRECTORIES: Final = frozenset({"browse", "list", "ls", "mkdir", "rmdir"})
_BETWEEN: Final = frozenset(
    {"a", "an", "and", "directory", "executable", "file", "folder", "for", "from", "in", "into", "its", "of", "or"}
    | {"program", "the", "to"}
)
_OWNER: Final = frozenset({"owned", "owner", "own"})
_OTHER: Final = frozenset({"other", "others"})


_MODES: Final = ("pux", "cux", "pix", "cix", "ux", "px", "cx", "ix")


def is_letters(word: Word) -> bool:
    """Whether the word is the access of a file rule: `rw`, `mr`, `rix`."""
    text = _letters(word)
    return not word.quoted and bool(text) and set(text) <= {*FILE_LETTERS, "l"}


def read_file(said: Said) -> Request:
    """The request; the verbs and everything else are still there."""
    who = _who(said)
    letters, vague, directory = "", "", False
    path: Word | None = None
    after = ""
    while said.words:
        word = said.take()
        verb = root(word.lower, VERBS)
        if path is None and (word.is_path or word.quoted):
            path = word
        elif word.lower == "->":
            after = said.path(said.take() if said.words else None, "the target")
        elif is_letters(word):
            letters += _letters(word)
        elif verb in _VAGUE:
            vague = VERBS[verb]
        elif verb in VERBS:
            letters += VERBS[verb]
            directory = directory or verb in _OF_DIRECTORIES
        elif word.lower in _BETWEEN:
            continue
        elif path is None and (letters or vague):
            said.path(word, "the path")
        elif path is not None and word.is_path:
            said.reject("one path is asked about at a time", word, f"ask about `{path.text}` and `{word.text}` apart")
        else:
            way_out = f"{FORMS}; a path with a blank in it stands in quotes" if path is not None else FORMS
            said.reject(f"`{word.text}` is not understood here", word, way_out)
    text = said.path(path, "the path")
    letters = letters or vague
    if "l" in letters:
        said.reject("a link has two names", None, f"say also what it is a link to: `link {text} -> /target`")
    if not letters:
        said.reject("it is not said what is done", None, FORMS)
    if after:
        said.notes.append(f"`-> {after}` has no say in what is asked: a rule decides where an exec leads")
    if directory and not text.endswith("/"):
        text += "/"
        said.notes.append(f"a directory has a slash at its end: asked about `{text}`")
    said.end(FORMS)
    return FileRequest(text, "".join(letter for letter in FILE_LETTERS if letter in letters), who)


def read_link(said: Said) -> Request:
    """`link /a -> /b`, the verb taken away."""
    who = _who(said)
    said.skip({*_BETWEEN, "hard", "link"})
    path = said.path(said.take() if said.words else None, "the new name")
    said.skip({"->", "as", "l", "of", "to"})
    target = said.path(said.take() if said.words else None, "the file that is linked")
    said.end(FORMS)
    return LinkRequest(path, target, who)


def _who(said: Said) -> Who | None:
    if said.take_one_of(_OWNER):
        said.take_one_of({"as", "by"})
        return "owner"
    if said.take_one_of(_OTHER):
        said.take_one_of({"as", "by"})
        return "other"
    return None


def _letters(word: Word) -> str:
    """The letters, with `x` for any exec mode."""
    text = word.text
    mode = next((mode for mode in _MODES if text.lower().endswith(mode)), None)
    return text if mode is None else f"{text[: -len(mode)]}x"
