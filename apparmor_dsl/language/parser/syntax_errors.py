"""What to say where the text cannot be read, and where reading may go on."""

from __future__ import annotations

import re

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.language.parser import file_mistakes, header_mistakes, rule_mistakes
from apparmor_dsl.language.parser.braces import uneven
from apparmor_dsl.language.parser.expectations import expectation
from apparmor_dsl.language.parser.foreign import conflict, looks_like
from apparmor_dsl.language.parser.hints import KEYWORDS, short
from apparmor_dsl.language.parser.missing_comma import missing_comma, word_before
from apparmor_dsl.language.parser.odd_letters import odd_letter
from apparmor_dsl.language.parser.planned import network_address
from apparmor_dsl.language.parser.resume import Resume, begins_statement, behind_statement, ends_line, line_end
from apparmor_dsl.language.parser.tables import FLAGS
from apparmor_dsl.language.parser.trouble import Problem, Trouble
from apparmor_dsl.language.parser.unknown_rule import unknown_rule
from apparmor_dsl.language.parser.variable_mistakes import variable_mistake

_ASSIGNMENT = re.compile(r"(@\{?\w+\}?|\$\{?\w+\}?)\s*[+?:]?=", FLAGS)
_STATEMENT_LINE = re.compile(rf"\n[ \t]*((?:{'|'.join(KEYWORDS)})[ \t(]|(?:/|@\{{)[^\s,]*[ \t]+[mrwalkixpcuPCU]+,)")
_COMMENT = re.compile(r"//+[ \t]|/\*[ \t].*\*/|--(?=\s)|<!--|;+(?=\s)|REM\b", FLAGS)


def explain(trouble: Trouble) -> Problem:
    """Why the text cannot be read there.

    INVARIANT: reading goes on behind the beginning of the broken statement, so it goes forward.
    """
    if trouble.at >= len(trouble.text):
        return Problem(_end_of_file(trouble), None)
    for recognised in (_foreign, _odd, _unclosed_quote, _comment, _header, _variable, _earlier, _brace):
        if (problem := recognised(trouble)) is not None:
            return problem
    if trouble.begins and trouble.word in {"import", "include"} and "\n" in trouble.text[trouble.at :]:
        return Problem(_no_statement(trouble), Resume(line_end(trouble.text, trouble.at)))
    if trouble.begins and trouble.word == "," and _behind_variable(trouble):
        way_out = "the values of a variable stand side by side without commas"
        found = error("unexpected-comma", "this comma ends no rule", trouble.span, help=way_out)
        return Problem(found, Resume(line_end(trouble.text, trouble.at)))
    return Problem(_unexpected(trouble), _behind(trouble))


def too_deep(span: Span) -> Diagnostic:
    """More stands inside each other than we go along with."""
    return error("too-deep", "this stands too deep inside other blocks or conditions", span, help="write it flatter")


def _behind(trouble: Trouble) -> Resume:
    """Behind the statement."""
    alone = trouble.word == "," or re.fullmatch(r"[mrwalk]{1,4}", trouble.word)
    if "ACCESS" in trouble.expected and alone:
        # `/a, r,` and `/{a, b} r,`: what comes is still of this rule.
        return Resume(line_end(trouble.text, trouble.at))
    open_parentheses = len(trouble.parentheses)
    return behind_statement(trouble.text, trouble.at, began=trouble.began, parentheses=open_parentheses)


def _foreign(trouble: Trouble) -> Problem | None:
    """Of a file that is no policy at all one error is enough."""
    if (behind := conflict(trouble.text, trouble.at)) is not None:
        span = trouble.source.span(trouble.at, line_end(trouble.text, trouble.at))
        way_out = "choose one of the two sides, and delete the lines with `<<<<<<<`, `=======` and `>>>>>>>`"
        return Problem(error("syntax", "version control left a conflict here", span, help=way_out), Resume(behind))
    first = min((trouble.began, *trouble.opened))
    if not trouble.is_first or (language := looks_like(trouble.text, first)) is None:
        return None
    span = trouble.source.line_span(trouble.source.position(first)[0])
    way_out = "name a file with AppArmor policy: `profile name { … }`"
    return Problem(error("syntax", f"this is no policy: it looks like {language}", span, help=way_out), None)


def _odd(trouble: Trouble) -> Problem | None:
    found = odd_letter(trouble.source, trouble.began, trouble.at + len(trouble.word))
    return None if found is None else Problem(found, _behind(trouble))


def _unclosed_quote(trouble: Trouble) -> Problem | None:
    if not trouble.word.startswith('"') or (len(trouble.word) > 1 and trouble.word.endswith('"')):
        return None
    way_out = 'close it with `"`, or write `\\"` for a quote inside a name'
    found = error(
        "unclosed-quote", "a quoted text does not end on its line", trouble.source.span(trouble.at), help=way_out
    )
    end = line_end(trouble.text, trouble.at)
    opens = trouble.text[trouble.at : end].rstrip().endswith("{")
    return Problem(found, Resume(end, "profile" if opens else None))


def _comment(trouble: Trouble) -> Problem | None:
    """Of a comment as other languages write it."""
    if _COMMENT.match(trouble.text, trouble.began) is None:
        return None
    end = line_end(trouble.text, trouble.began)
    found = error(
        "syntax", "this is no comment", trouble.source.span(trouble.began, end), help="a comment begins with `#`"
    )
    return Problem(found, Resume(end))


def _header(trouble: Trouble) -> Problem | None:
    """Of the beginning of a profile."""
    text, source = trouble.text, trouble.source
    if (brace := trouble.glued_brace()) is not None:
        return Problem(_missing_blank(trouble, brace), Resume(brace + 1, "profile"))
    if not header_mistakes.in_header(trouble):
        return None
    if "_OPEN" in trouble.expected and (brace := header_mistakes.nameless(trouble)) is not None:
        found = error("missing-name", "a profile needs a name", source.span(brace), help="write `profile name {`")
        return Problem(found, Resume(brace + 1, "profile"))
    if (end := header_mistakes.lacks_brace(trouble)) is not None:
        word = text[trouble.began : end].split()[-1]
        span = source.span(end - len(word), end)
        way_out = f"write `{short(word)} {{`"
        found = error("missing-brace", "the `{` of this profile is missing", span, help=way_out)
        return Problem(found, Resume(max(end, trouble.began + 1), "profile"))
    if trouble.in_parentheses and trouble.word in {"{", "}"}:
        return Problem(_unclosed_parenthesis(trouble), _behind(trouble))
    if trouble.starts_a_line() and begins_statement(text, trouble.at):
        return None
    found = error("syntax", f"unexpected `{short(trouble.word)}`", trouble.span, help=header_mistakes.way_out(trouble))
    return Problem(found, Resume(trouble.at + 1, "profile") if trouble.word == "[" else _behind(trouble))


def _variable(trouble: Trouble) -> Problem | None:
    """Of a line that sets a variable."""
    text = trouble.text
    if trouble.opened and (assigned := _ASSIGNMENT.match(text, trouble.began)) is not None:
        span = trouble.source.span(trouble.began, assigned.end())
        way_out = "move the line to the top of the file, before `profile`"
        found = error("variable-in-profile", f"`{assigned[1]}` is set inside a block", span, help=way_out)
        return Problem(found, Resume(line_end(text, assigned.end())))
    if (mistake := variable_mistake(trouble)) is not None:
        return Problem(mistake, Resume(line_end(text, trouble.began)))
    return None


def _earlier(trouble: Trouble) -> Problem | None:
    """What was left out before: a comma or a `)`."""
    text, at = trouble.text, trouble.at
    closes = trouble.word.startswith("}") and ends_line(text, at + 1)
    earlier = _statement_inside(text, trouble.began, at)
    ends = closes or trouble.word.startswith("{") or (trouble.starts_a_line() and not trouble.goes_on())
    if trouble.in_parentheses and (ends or earlier is not None):
        inside = trouble.parentheses[-1] + 1
        behind = behind_statement(text, inside, began=trouble.began, parentheses=len(trouble.parentheses))
        return Problem(_unclosed_parenthesis(trouble), behind)
    if earlier is not None:
        return Problem(missing_comma(word_before(trouble.source, trouble.began, earlier)), Resume(earlier))
    access = trouble.last is not None and trouble.last.kind == "ACCESS"
    if trouble.ends_in_comma and (ends or (access and file_mistakes.lacks_comma(trouble))):
        return Problem(missing_comma(trouble.before), Resume(at))
    return None


def _brace(trouble: Trouble) -> Problem | None:
    """Of a `}`."""
    if not trouble.word.startswith("}"):
        return None
    if not ends_line(trouble.text, trouble.at + 1) and trouble.began < trouble.at:
        found = error("unexpected-brace", "`}` stands in the midst of a rule", trouble.span, help="delete it")
        return Problem(found, behind_statement(trouble.text, trouble.at + 1, began=trouble.began))
    if not trouble.opened:
        return Problem(_closes_nothing(trouble), Resume(trouble.at + 1))
    return Problem(_unexpected(trouble), Resume(trouble.at)) if trouble.began < trouble.at else None


def _missing_blank(trouble: Trouble, brace: int) -> Diagnostic:
    name = trouble.text[trouble.began : brace].split()[-1]
    return error(
        "missing-blank",
        "the `{` belongs to the name, because no blank stands before it",
        trouble.source.span(brace),
        help=f"write `{short(name)} {{`",
    )


def _unclosed_parenthesis(trouble: Trouble) -> Diagnostic:
    span = trouble.source.span(trouble.parentheses[-1])
    return error("unclosed-parenthesis", "this `(` is not closed", span, help="write `)` behind its last value")


def _closes_nothing(trouble: Trouble) -> Diagnostic:
    early, said = trouble.closed_early, "the profile ended here already"
    if early is None and (pair := uneven(trouble.text[: trouble.at])) is not None:
        early, said = trouble.source.span(pair.closed), "this one stands elsewhere than the line of its `{`"
    return error(
        "unexpected-brace",
        "`}` closes nothing",
        trouble.source.span(trouble.at),
        labels=() if early is None else (Label(early, said),),
        help="delete one of the two"
        if trouble.closed_early
        else "delete it, or look above for a block that was closed too early",
    )


def _statement_inside(text: str, began: int, at: int) -> int | None:
    """The offset of a line between the two that begins like a statement of its own."""
    match = _STATEMENT_LINE.search(text, began, line_end(text, at))
    return match.start(1) if match and match.start(1) < at else None


def _behind_variable(trouble: Trouble) -> bool:
    """Whether the line sets a variable."""
    start = trouble.text.rfind("\n", 0, trouble.at) + 1
    return _ASSIGNMENT.match(trouble.text, start) is not None


def _unexpected(trouble: Trouble) -> Diagnostic:
    if (planned := network_address(trouble.source, trouble.began)) is not None:
        return planned
    if trouble.begins:
        return _no_statement(trouble)
    if trouble.last is not None and trouble.last.kind == "LEADING_ACCESS" and trouble.last.start == trouble.began:
        return unknown_rule(trouble.before, ours="_USE" in trouble.expected, inside=bool(trouble.opened))
    message, span = f"unexpected `{short(trouble.word)}`", trouble.span
    way_out = rule_mistakes.way_out(trouble) or expectation(trouble.expected)
    if trouble.word.endswith(";"):
        way_out = "a rule ends in `,`, not in `;`"
    elif "ACCESS" in trouble.expected:
        message, way_out = file_mistakes.without_permissions(trouble)
        span = trouble.before if trouble.starts_a_line() else span
    elif trouble.last is not None and trouble.last.kind == "ACCESS":
        message, way_out = file_mistakes.behind_permissions(trouble) or (message, file_mistakes.in_quotes(trouble))
    return error("syntax", message, span, help=way_out)


def _no_statement(trouble: Trouble) -> Diagnostic:
    word, span = trouble.word, trouble.span
    after_include = trouble.last is not None and trouble.last.kind == "INCLUDE"
    if word == ",":
        way_out = "an `include` has no comma behind it" if after_include else "delete it"
        return error("unexpected-comma", "this comma ends no rule", span, help=way_out)
    found = unknown_rule(
        span, ours="_USE" in trouble.expected or "IMPORT" in trouble.expected, inside=bool(trouble.opened)
    )
    if after_include and trouble.before.text.endswith(" if"):
        return evolve(found, help="write `include if exists <path>`")
    return found


def _end_of_file(trouble: Trouble) -> Diagnostic:
    if (brace := trouble.glued_brace()) is not None:
        return _missing_blank(trouble, brace)
    if trouble.in_parentheses:
        return _unclosed_parenthesis(trouble)
    if trouble.ends_in_comma and trouble.last is not None:
        return missing_comma(trouble.before)
    end = trouble.source.span(max(0, len(trouble.text) - 1))
    end = trouble.before if trouble.last else end
    if trouble.opened and "_CLOSE" in trouble.expected:
        labels = [Label(trouble.source.span(trouble.opened[-1]), "this `{` is not closed")]
        if (suspect := _suspect(trouble.source, trouble.opened[-1])) is not None:
            labels.append(Label(suspect, "it was to end before this, perhaps"))
        elif (pair := uneven(trouble.text)) is not None:
            labels.append(Label(trouble.source.span(pair.opened), "the `}` of this one stands elsewhere than its line"))
        return error("missing-brace", "the file ends inside a block", end, labels=tuple(labels), help="add `}`")
    if (mistake := variable_mistake(trouble)) is not None:
        return mistake
    return error("syntax", "the file ends in the middle of a statement", end, help=expectation(trouble.expected))


def _suspect(source: Source, opened: int) -> Span | None:
    """A profile inside the open block that stands no further in than the block itself."""
    line = source.text.rfind("\n", 0, opened) + 1
    margin = re.compile(r"[ \t]*").match(source.text, line)
    indent = re.escape(margin.group()) if margin else ""
    pattern = re.compile(rf"^{indent}((?:profile|hat)[ \t][^\n]*\{{|/[^\n]*[ \t]\{{)[ \t]*$", FLAGS | re.MULTILINE)
    match = pattern.search(source.text, opened)
    return source.span(*match.span(1)) if match else None
