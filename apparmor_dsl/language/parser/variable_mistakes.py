"""What is wrong with a line that was to set a variable: `@{name} = value value`."""

from __future__ import annotations

import re

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.language.parser.tables import FLAGS
from apparmor_dsl.language.parser.trouble import Trouble

_SETS = re.compile(
    r"(?:(?:let|set|var|declare|define|export)[ \t]+)?(?P<sign>[@$]?)(?P<open>\{?)(?P<name>[\w-]+)(?P<close>\}?)"
    r"[ \t]*(?P<operator>[+?:]?=|:(?=\s))[ \t]*(?P<value>[^\n]*)",
    FLAGS,
)
_PATH_ALONE = re.compile(r"(?P<shown>@\{\w+\})[ \t]+(?:/|\"|[\w.*]+[ \t]*$)", FLAGS | re.MULTILINE)
_NAME = re.compile(r"[A-Za-z]\w*", FLAGS)


def variable_mistake(trouble: Trouble) -> Diagnostic | None:
    """What is wrong, where the statement looks like one that sets a variable; it ends with its line."""
    if trouble.opened:
        return None
    if (alone := _PATH_ALONE.match(trouble.text, trouble.began)) is not None and trouble.at > trouble.began:
        span = trouble.source.span(*alone.span("shown"))
        return error("syntax", "no `=` stands behind the variable", span, help=f"write `{alone['shown']} = …`")
    match = _SETS.match(trouble.text, trouble.began)
    if match is None or match["value"].rstrip().endswith((",", "{", ";")):
        return None
    span = trouble.source.span(trouble.began, match.end("operator"))
    if not _NAME.fullmatch(match["name"]):
        way_out = "a name begins with a letter, and has letters, digits and `_` in it"
        return error("syntax", f"`{match['name']}` is not the name of a variable", span, help=way_out)
    operator = "=" if match["operator"] == ":" else match["operator"]
    if match["sign"] == "$":
        way_out = f"write `${{{match['name']}}} {operator} true`, or `@{{{match['name']}}} {operator} …` for values"
        return error("syntax", "a `$` variable is true or false", span, help=way_out)
    shown = f"@{{{match['name']}}} {operator}"
    return error("syntax", "a variable is set otherwise", span, help=f"write `{shown} …`")
