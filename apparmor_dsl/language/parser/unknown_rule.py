"""Words that begin no rule, and what may have been meant by them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.parser.hints import KEYWORDS, short
from apparmor_dsl.language.parser.resume import line_end
from apparmor_dsl.language.vocabulary.capabilities import CAPABILITIES
from apparmor_dsl.language.vocabulary.flags import PROFILE_FLAGS
from apparmor_dsl.language.vocabulary.network import FAMILIES, PROTOCOLS, TYPES

_FORMS = {
    "else": "it stands behind the `}` of an `if`",
    "include": 'write `include <path>`, `include "path"` or `include if exists <path>`',
    "fragment": "write `fragment name { … }`, at the top of the file",
    "import": 'write `import <name>` or `import "path"`, at the top of the file',
    "use": "write `use name,` or `use name(@{parameter} = value),`",
}

_NO_NAME = re.compile(r"@\{(?![A-Za-z]\w*\})[^{}\s]*\}")
_UNCLOSED = re.compile(r"(include[ \t]+(?:if[ \t]+exists[ \t]+)?<[^<>\s]+)[ \t]*(?:#|$)")

_MEANT = {
    "elif": "write `else if`",
    "elsif": "write `else if`",
    "elseif": "write `else if`",
    "rlimit": "write `set rlimit name <= value,`",
    "exec": "write `/path ix,`, or another exec mode",
    "sys_call": "AppArmor does not mediate system calls: seccomp does",
    "syscall": "AppArmor does not mediate system calls: seccomp does",
}
"""What is meant by words of other languages, or of ours in the wrong place."""

_ONLY_AT_THE_TOP = frozenset({"alias", "rewrite"})


def unknown_rule(word: Span, *, ours: bool, inside: bool) -> Diagnostic:
    """That the word begins no statement, and what to write.

    `ours` where `import`, `fragment` and `use` are read, `inside` in a block.
    """
    if (variable := _NO_NAME.match(word.text)) is not None:
        span = word.source.span(word.start, word.start + variable.end())
        message = f"`{variable[0]}` is not the name of a variable"
        return error("variable-name", message, span, help="write a letter first")
    line = word.source.text[word.start : line_end(word.source.text, word.start)].strip()
    way_out = _way_out(word.text, line, ours=ours, inside=inside)
    return error("unknown-rule", f"`{short(word.text)}` does not begin a rule", word, help=way_out)


def _way_out(word: str, line: str, *, ours: bool, inside: bool) -> str:
    """What to write for the word; `line` is the word and what stands behind it."""
    if word.endswith(";"):
        return "a rule ends in `,`, not in `;`"
    if (unclosed := _UNCLOSED.match(line)) is not None:
        return f"write `{short(unclosed[1])}>`"
    if word in _FORMS and (ours or word in KEYWORDS):
        return _FORMS[word]
    if word in _FORMS:
        return "this word is aadsl's: give the file a name that ends in `.aadsl`"
    if inside and word in _ONLY_AT_THE_TOP:
        return "move the line to the top of the file, before `profile`"
    if word in CAPABILITIES:
        return f"write `capability {word},`; several stand side by side without a comma"
    if word in (*FAMILIES, *TYPES, *PROTOCOLS):
        return f"write `network {word},`"
    if word in PROFILE_FLAGS:
        return f"this is a flag of the profile: write `profile name flags=({word}) {{`"
    if line.endswith("{"):
        return _block(word, line)
    known = (*KEYWORDS, *(_FORMS if ours else ()))
    return (
        _MEANT.get(word)
        or _path(word, line)
        or _near(word, known)
        or ("a path begins with `/` or `@{VARIABLE}`, any other rule with its keyword")
    )


def _block(word: str, line: str) -> str:
    """What to write for a word that begins no block."""
    near = _MEANT.get(word) or _near(word, ("profile", "hat", "if", "else"))
    if near is not None:
        return near
    names = line[:-1].split()
    if not names:
        return "a block begins with `profile`: write `profile name {`"
    if len(names) == 1 and "/" in word:
        return f"a path begins with `/`: write `/{short(word)} {{`"
    if len(names) == 1 or (len(names) == 2 and names[1].startswith("/")):
        return f"write `profile {short(' '.join(names))} {{`"
    return f"a block begins with `profile`: write `profile {short(names[1])} {{`"


def _near(word: str, known: Sequence[str]) -> str | None:
    """The keyword that may be meant: the nearest, or the one that the word is the beginning of."""
    if word in known:
        return None
    begun = [one for one in known if len(word) > 2 and one.startswith(word.lower())]
    return f"did you mean `{begun[0]}`?" if len(begun) == 1 else did_you_mean(word.lower(), known)


def _path(word: str, line: str) -> str | None:
    """What to write for a word that seems to be a path, and begins otherwise than one."""
    rest = line[len(word) :].strip()
    if word[0] in "'`":
        return 'only `"` makes a quoted text'
    if word.startswith(("~/", "$HOME/", "${HOME}/")):
        return (
            f"write `{short('@{HOME}/' + word.split('/', 1)[1])}`, with `include <tunables/global>` before the profile"
        )
    if variable := re.match(r"@\{[A-Za-z]\w*", word):
        return f"write `{short(variable.group())}}}`"
    if word.startswith("@{"):
        return "the name of a variable begins with a letter, and has letters, digits and `_` in it"
    if word.startswith(("$", "%")):
        return "no variable of the environment is read: write the path, or `@{VARIABLE}`"
    if word.startswith(("./", "../")):
        return "a path begins with `/`: no folder is the current one"
    if word.startswith("*"):
        return f"a path begins with `/`: write `/{'**/' + word if word.strip('*') else '**'} {rest or 'r,'}`"
    if "://" in word:
        return "no rule speaks of addresses of the web: `network` rules permit sockets"
    if word[0] == "{" and "}" in word:
        return f"a path begins with `/`: write `/{short(word)}`"
    if "/" in word and re.fullmatch(r"[\w./@{},*-]+", word):
        return f"a path begins with `/`: write `/{short(word)}`"
    if word[0] in "-!+" and word[1:2] in {"/", ""}:
        return "to take away what another rule permits, write `deny` before the rule"
    return "permissions are one word, without a comma inside: `rw`" if re.fullmatch(r"[mrwalk]{1,4}", word) else None
