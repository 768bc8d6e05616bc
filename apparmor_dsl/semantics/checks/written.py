"""What AppArmor refuses of a text for how it is written: its tree says the same as that of a text that is accepted.

A blank, a line end or a comment stands where the parser reads a letter of a word. Source: the states of
parser/parser_lex.l of AppArmor 4.1, which are left and entered by single words; each case given to apparmor_parser
3.0.8, 4.1.8 and 5.0.2. Files that are included are looked at only for what `last_line` says.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.signals import ALIASES, SINCE
from apparmor_dsl.semantics.targets import Target, Version, needs, version

_EXPRESSIONS_SINCE: Final[Version] = (5, 0)
"""Since then conditions have parentheses and operators, and are read in a state of their own."""

_COMMENT_SINCE: Final[Version] = (4, 1)
"""Since then a comment may stand behind the value of a boolean variable."""

_ALL_SINCE: Final[Version] = (4, 0)

_SIGNAL_SET: Final = re.compile(r"\bset\s*=\s*(\([^)]*\)|\w+)")

_ASSIGNS_SINCE: Final[Version] = (5, 0)
_ASSIGNS: Final = re.compile(r"(?:\s|\A)(@\{\w+\})\?(?!\?)")
_BEGIN_WITH_PATHS: Final = (ast.Alias, ast.FileRule, ast.LinkRule, ast.PivotRootRule)

_NETWORK_WORDS_SINCE: Final[Version] = (4, 0)

_WORDS_OF: Final[dict[type[ast.Statement], re.Pattern[str]]] = {
    ast.Abi: re.compile(r"\babi\b"),
    ast.ChangeProfileRule: re.compile(r"\bchange_profile\b"),
    ast.DbusRule: re.compile(r"\bdbus\b"),
    ast.MountRule: re.compile(r"\bmount\b"),
    ast.MqueueRule: re.compile(r"\bmqueue\b"),
    ast.NetworkRule: re.compile(r"\bnetwork\b"),
    ast.PtraceRule: re.compile(r"\bptrace\b"),
    ast.RemountRule: re.compile(r"\bremount\b"),
    ast.RlimitRule: re.compile(r"\brlimit\b"),
    ast.SignalRule: re.compile(r"\bsignal\b"),
    ast.UmountRule: re.compile(r"\bun?mount\b"),
    ast.UnixRule: re.compile(r"\bunix\b"),
    ast.UsernsRule: re.compile(r"\buserns\b"),
}
"""Behind these words, up to the comma, `#` is a letter."""

_RETURN_IS_A_LETTER: Final = (
    *(ast.DbusRule, ast.MountRule, ast.MqueueRule, ast.NetworkRule, ast.PtraceRule, ast.RemountRule),
    *(ast.SignalRule, ast.UmountRule, ast.UnixRule),
)
"""In these rules a word that is no value goes on over a comma with a carriage return behind it."""

_MOUNTS: Final = (ast.MountRule, ast.RemountRule, ast.UmountRule)

_BARE_END: Final = re.compile(r"[^\s\")(,=]+,\Z")
_VALUE_END: Final = re.compile(r"=[ \t]*[^\s\"(]+,\Z")
_FLAGS_END: Final = re.compile(r"flags[ \t]*=[ \t]*\r|\([^()]*[^\s(,\"]\r")
_RETURN: Final = re.compile(r"(?<=[^\s(,\"])\r")
_PEER_OPENS: Final = re.compile(r"\bpeer[ \t]*=[ \t]*\(\Z")
_OPTIONS_OPEN: Final = re.compile(r"\boptions?[ \t]*(?:=|in)[ \t]*\(\Z")
_IS_NAME: Final = re.compile(r"\s*:?=")
_TOKEN: Final = re.compile(
    r'#[^\n]*|"(?:[^"\\]|\\.)*"|[/:&][^\s"!,]*|@\{\w+\}(?=[^\s"!,=+?])[^\s"!,]*|[@$]\{\w+\}|.', re.DOTALL
)
_BOOLEAN: Final = re.compile(r"\$(?:\{\w+\}|\w+)(?P<before>(?:\s|#[^\n]*)*)[:?+]?=(?P<value>.*)", re.DOTALL)
_GOES_ON: Final = "\\\n"
_LINE_END: Final = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_END_OR_COMMENT: Final = re.compile(r"[ \t]+\r\n|[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_ENDS_A_WORD: Final = ' \t\r\n)"'
_BEHIND_A_BRACE: Final = ' \t\n"!'
_LIST_OPENS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|#[^\n]*|[()]')


@frozen
class Writing:
    """A file as it is written, and who is to read it."""

    source: Source
    target: Target
    comments: Sequence[int]
    """Where comments begin."""

    @property
    def text(self) -> str:
        """The whole text."""
        return self.source.text

    def check(self, items: Sequence[ast.Statement], blocks: tuple[ast.Block, ...] = ()) -> Iterator[Diagnostic]:
        """What is wrong with how the items are written that stand in these blocks, the outermost first."""
        for item in items:
            if item.span is None:
                continue
            match item:
                case ast.Profile() | ast.Hat():
                    yield from self._head(item, item.span)
                    yield from self.check(item.body)
                case ast.Block():
                    yield from self.check(item.body, (*blocks, item))
                case ast.Conditional():
                    yield from self._condition(item.span)
                    yield from self.check(item.then, blocks)
                    yield from self.check(item.otherwise, blocks)
                case ast.BooleanAssignment():
                    yield from self._boolean(item.span)
                case ast.Variable() | ast.Include():
                    pass
                case _:
                    if isinstance(item, ast.ChangeProfileRule) and item.exec is not None and self._needs_mode(blocks):
                        yield _exec_in_block(item)
                    yield from self._rule(item, item.span)

    def _needs_mode(self, blocks: tuple[ast.Block, ...]) -> bool:
        """Whether the parser looks for an exec mode in rules of the blocks: since 4.0 not where they deny."""
        looking = blocks[-1:] if (4, 1) <= self.target.version < (5, 0) else blocks
        denying = self.target.version >= (4, 0) and all(block.qualifiers.access == "deny" for block in looking)
        return bool(blocks) and not denying

    def _rule(self, item: ast.Statement, span: Span) -> Iterator[Diagnostic]:
        for comment in self._between(span.start, span.end):
            before = self.text[span.start : comment]
            words = _WORDS_OF.get(type(item))
            if (words is not None and words.search(_bare(before))) or _takes_a_word(before):
                yield self._comment(comment, "put it above the rule")
                return
        if isinstance(item, ast.FileRule) and self.target.version >= _ALL_SINCE and _is_all(item, span.text):
            yield error(
                "too-old-for-target",
                f"{self.target.name} reads `all` as the rule of that name, not as permissions",
                span,
                help="write `al`, or `rwlkm` where everything was meant",
            )
        if isinstance(item, ast.SignalRule):
            yield from self._signals(span)
        if isinstance(item, _BEGIN_WITH_PATHS):
            yield from self._assigns(span, span.start, span.end)
        old = self.target.version < _NETWORK_WORDS_SINCE and isinstance(item, ast.NetworkRule)
        if old and "(" in _bare(span.text) and not any(need for need, _ in needs(item)):
            yield error(
                "too-new-for-target",
                f"{self.target.name} does not read parentheses in a network rule",
                span,
                help="delete them: there is nothing in them",
            )
        if "\r" in self.text and isinstance(item, _RETURN_IS_A_LETTER):
            yield from self._returns(item, span)

    def _signals(self, span: Span) -> Iterator[Diagnostic]:
        """Names of signals that the target does not know yet; in the tree they are those that every parser knows."""
        for values in _SIGNAL_SET.findall(_bare(span.text)):
            for name in re.findall(r"\w+", values):
                if name in SINCE and self.target.version < version(SINCE[name]):
                    yield error(
                        "too-new-for-target",
                        f"{self.target.name} does not read the signal `{name}`",
                        span,
                        help=f"write `{ALIASES[name]}`",
                    )

    def _assigns(self, span: Span, start: int, end: int) -> Iterator[Diagnostic]:
        """A path that begins with a variable and a `?`."""
        found = _ASSIGNS.search(_bare(self.text[start:end]).partition("->")[0])
        if found is not None and self.target.version >= _ASSIGNS_SINCE:
            yield error(
                "too-old-for-target",
                f"{self.target.name} reads `?` behind `{found[1]}` as the beginning of `?=`",
                span,
                help="put the path in quotes",
            )

    def _returns(self, item: ast.Statement, span: Span) -> Iterator[Diagnostic]:
        """Carriage returns that are letters of a word, which is then another word."""
        if isinstance(item, ast.NetworkRule) and self.target.version < _NETWORK_WORDS_SINCE:
            return
        text = span.text
        for found in _RETURN.finditer(text):
            opened, closed = text.rfind("(", 0, found.start()), text.rfind(")", 0, found.start())
            in_list = opened > closed
            before = text[: found.start()]
            if not in_list:
                is_letter = before.endswith("=") or _takes_returns(item, before)
            elif _PEER_OPENS.search(text, 0, opened + 1):
                is_letter = _IS_NAME.match(text, found.end()) is not None
            else:
                is_letter = not isinstance(item, _MOUNTS) or _OPTIONS_OPEN.search(text, 0, opened + 1) is not None
            if is_letter:
                yield _carriage_return(span, found.start())
                return
        follows = self.text[span.end : span.end + 1]
        if follows == "\r" and _BARE_END.search(text) and not _VALUE_END.search(text) and len(text.split()) > 1:
            yield _carriage_return(span, len(text) - 1)

    def _head(self, item: ast.Profile | ast.Hat, span: Span) -> Iterator[Diagnostic]:
        """A comment in the lists before the block."""
        end = item.body[0].span.start if item.body and item.body[0].span else span.end
        if isinstance(item, ast.Profile) and item.attachment is not None and item.attachment.startswith("@{"):
            yield from self._assigns(span, span.start + len("profile ") + len(item.name), end)
        for comment in self._between(span.start, end):
            before = self.text[span.start : comment]
            if _takes_a_word(before):
                yield self._comment(comment, "put it above the profile")
                return
        flags = _FLAGS_END.search(self.text, span.start, end) if item.flags and "\r" in self.text else None
        if flags is not None:
            yield _carriage_return(span, flags.end() - span.start - 1)

    def _condition(self, span: Span) -> Iterator[Diagnostic]:
        """What stands between `if` and its block."""
        if not span.text.startswith("if"):
            return
        before = "f"
        for token in _TOKEN.finditer(self.text, span.start + 2, span.end):
            word = token.group()
            if word == "{":
                yield from self._brace(span, token.start(), before)
                return
            if word in "()" and self.target.version < _EXPRESSIONS_SINCE:
                yield self._parenthesis(span.source.span(token.start()))
                return
            if word.startswith("#") and self.target.version >= _EXPRESSIONS_SINCE:
                yield self._comment(token.start(), "put it above the `if`")
                return
            if word == "\r" and before not in "f \t\n" and self.target.version >= _EXPRESSIONS_SINCE:
                yield _carriage_return(span, token.start() - span.start)
                return
            before = word[-1]

    def _brace(self, span: Span, at: int, before: str) -> Iterator[Diagnostic]:
        if self.target.version < _EXPRESSIONS_SINCE:
            return
        behind = self.text[at + 1 : at + 2]
        if before not in _ENDS_A_WORD or behind not in _BEHIND_A_BRACE:
            yield error(
                "missing-blank",
                f"the `{{` belongs to the word beside it for {self.target.name}: no blank stands between them",
                span.source.span(at),
                help="write a blank before it, and a line end behind it",
            )

    def _boolean(self, span: Span) -> Iterator[Diagnostic]:
        """The line of a boolean variable has its value and nothing else."""
        old = self.target.version < _EXPRESSIONS_SINCE
        found = _BOOLEAN.fullmatch(span.text)
        if found is None:  # the grammar knows no other
            raise Bug(span.text)
        if old and "(" in found["value"].partition("#")[0]:
            yield self._parenthesis(span)
            return
        one_line = "\n" not in (found["value"].replace(_GOES_ON, " ") if old else found["before"])
        ends = old and _LINE_END.match(self.text, span.end)
        if self.target.version >= _COMMENT_SINCE:
            ends = ends or _END_OR_COMMENT.match(self.text, span.end)
        if not one_line or not ends:
            yield error(
                "boolean-value",
                "something else stands on the line of the boolean variable",
                span,
                help="write the value behind the `=`, and put the rest on a line of its own",
            )

    def _parenthesis(self, span: Span) -> Diagnostic:
        return error(
            "too-new-for-target",
            f"{self.target.name} does not read parentheses in a condition",
            span,
            help="compile with --target apparmor-5.0 or newer, or write one `if` inside the other",
        )

    def _comment(self, at: int, way_out: str) -> Diagnostic:
        end = self.text.find("\n", at)
        return error(
            "comment-in-rule",
            "no comment can stand here: apparmor_parser reads `#` as a word of the rule",
            self.source.span(at, len(self.text) if end < 0 else end),
            help=way_out,
        )

    def _between(self, start: int, end: int) -> Sequence[int]:
        """The comments that begin between the two."""
        return self.comments[bisect_left(self.comments, start) : bisect_left(self.comments, end)]


def check(policy: ast.PolicyFile, target: Target) -> Iterator[Diagnostic]:
    """Everything of this module, for a file of AppArmor's own language."""
    if policy.source is None:
        return
    comments = [comment.span.start for comment in policy.comments]
    yield from last_line(policy)
    yield from Writing(policy.source, target, comments).check(policy.statements)


def last_line(policy: ast.PolicyFile) -> Iterator[Diagnostic]:
    """A comment that ends the file without a line end."""
    comment = policy.comments[-1] if policy.comments else None
    if policy.source is None or comment is None:
        return
    if "\n" not in policy.source.text[comment.span.start :]:
        yield error(
            "missing-newline",
            "the file ends inside a comment: its last line has no line end",
            comment.span,
            help="end the last line with a line end",
        )


def _carriage_return(span: Span, at: int) -> Diagnostic:
    return error(
        "carriage-return",
        "the carriage return here belongs to the word before it",
        span.source.span(span.start + at),
        help="save the file with the line ends of Unix, or put a blank before the line end",
    )


def _takes_returns(item: ast.Statement, before: str) -> bool:
    """Whether a carriage return outside of parentheses is a letter: behind the arrow of a mount, and behind words."""
    word = before.rsplit(maxsplit=1)[-1]
    if isinstance(item, _MOUNTS):
        return word == "->"
    return "=" not in word and not word.endswith(")") and not _WORDS_OF[type(item)].fullmatch(word)


def _takes_a_word(before: str) -> bool:
    """Whether what comes next is a word in any case: behind an arrow, a `=`, or in a list."""
    bare = _bare(before).rstrip()
    opened = [found.group() for found in _LIST_OPENS.finditer(before) if found.group() in "()"]
    return bare.endswith(("->", "=")) or opened.count("(") > opened.count(")")


def _bare(text: str) -> str:
    """The text without its comments."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|#[^\n]*', lambda found: found[1] or "", text)


def _is_all(rule: ast.FileRule, text: str) -> bool:
    """Whether the permissions are written `all`."""
    return set(rule.access) == {"a", "l"} and re.search(r"[\s\"]all\s*(?:->|,)", text) is not None


def _exec_in_block(rule: ast.ChangeProfileRule) -> Diagnostic:
    """`change_profile` with a program, for which the parser looks for an exec mode where it stands in a block."""
    return error(
        "change-profile-in-block",
        f"`change_profile` with the program `{rule.exec}` cannot stand in a block",
        rule.span,
        help="put the rule behind the block, with the qualifiers of the block in front",
    )
