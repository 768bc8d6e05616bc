"""Text of other languages, where policy was to begin."""

from __future__ import annotations

import re

from apparmor_dsl.language.parser.tables import FLAGS

_LOOKS = (
    (re.compile(r'\s*(?:\{\s*"|\[\s*[{"])', FLAGS), "JSON"),
    (re.compile(r"\[[\w .-]+\][ \t]*\r?\n", FLAGS), "a unit of systemd or another file of settings in sections"),
    (re.compile(r"(?:FROM|RUN|COPY|ENV)[ \t]+\S", FLAGS), "a Dockerfile"),
    (re.compile(r"lxc\.[\w.]+[ \t]*[=:]", FLAGS), "configuration of LXC, which names a profile and has none in it"),
    (re.compile(r"<(?:!DOCTYPE|\?xml|html)", FLAGS | re.IGNORECASE), "a page of the web, not the file it links to"),
    (re.compile(r"```|~~~", FLAGS), "Markdown: take the lines between the fences alone"),
    (re.compile(r"(?:---|\+\+\+|diff|@@)[ \t]+\S", FLAGS), "a patch, or YAML"),
    (re.compile(r"(?:module|policy_module|require|type|gen_require)\b[^\n]*[;{(]", FLAGS), "policy of SELinux"),
    (re.compile(r"---[ \t]*\r?\n|(?!profile\b)[\w-]+:(?:[ \t]+[^\n{]*)?\r?\n", FLAGS), "YAML"),
    (re.compile(r"(?:set -|export |echo |if \[|[a-z_]+\(\)[ \t]*\{)", FLAGS), "a script of the shell"),
)
_CONFLICT = re.compile(r"<{7} [\s\S]*?^>{7} [^\n]*", FLAGS | re.MULTILINE)


def looks_like(text: str, at: int) -> str | None:
    """What the text that begins there looks like, when it is none of ours."""
    return next((name for pattern, name in _LOOKS if pattern.match(text, at)), None)


def conflict(text: str, at: int) -> int | None:
    """The offset behind a conflict that version control left there, where one begins."""
    match = _CONFLICT.match(text, at)
    return match.end() if match else None
