"""A rule lets links be made, and does not say to what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import FILES, Permitted, language
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Both, Found, both, only_in, overlap
from apparmor_dsl.semantics.model.file import ACCESS, LINK, SUBSET
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.mount_flags import MODERN
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)

_GAINED: Final = {"w": "written", "r": "read"}


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules with `l` whose target has no say, or that have none; links to more than the link may be used for."""
    anywhere: list[ResolvedRule] = []
    files: set[Source] = set()
    for resolved in profile.rules(ast.FileRule, ast.LinkRule):
        if resolved.access_type == "deny" or not profile.is_own(resolved):
            continue
        match resolved.rule:
            case ast.FileRule(exec=None, target=str(target)) as rule if "l" in rule.access:
                if profile.system.target.version < MODERN:
                    yield from _unlimited(resolved, target, profile, files)
            case ast.FileRule(path=str(), link_target=None) as rule if "l" in rule.access:
                if profile.is_written_here(resolved):
                    anywhere.append(resolved)
            case ast.LinkRule(subset=False) as rule:
                yield from _gained(resolved, rule, profile)
            case _:
                pass
    if anywhere:
        more = (f"{len(anywhere) - 1} more rules of `{profile.profile.name}` do",) if len(anywhere) > 1 else ()
        yield LINT.found(
            f"`{rule_text(anywhere[0].written)}` lets links point to all that permits no less",
            anywhere[0].span,
            help="say what they point to: `link subset /path -> /target,`",
            notes=more,
            severity=Severity.NOTICE,
        )


def _unlimited(resolved: ResolvedRule, target: str, profile: LintedProfile, files: set[Source]) -> Iterator[Diagnostic]:
    """One finding for each file: whoever knows it of one rule knows it of all."""
    if resolved.span is None or resolved.span.source in files:
        return
    files.add(resolved.span.source)
    yield LINT.found(
        f"before AppArmor 4.0 `-> {target}` has no say in `{rule_text(resolved.written)}`: a link may point anywhere",
        profile.place(resolved),
        help="write a rule of its own: `link subset /path -> /target,`",
    )


def _gained(resolved: ResolvedRule, rule: ast.LinkRule, profile: LintedProfile) -> Iterator[Diagnostic]:
    """A file that may be written or read through a link, and not by its own name."""
    files = profile.model.files
    links, targets = _files(rule.path), _files(rule.target)
    if links is None or targets is None:
        return
    for letter, word in _GAINED.items():
        may = Permitted(files, ACCESS[letter])
        link, target = overlap(links, may), only_in(targets, may)
        if not isinstance(link, Found) or not isinstance(target, Found):
            continue
        pair = files.ask(link.witness + b"\0" + target.witness).allow
        if pair & LINK and not pair & SUBSET:
            yield LINT.found(
                f"by `{rule_text(resolved.written)}` `{_text(target.witness)}` "
                f"can be {word} as `{_text(link.witness)}`",
                profile.place(resolved),
                help="`link subset` permits links to what permits no less",
            )
            return


def _files(glob: str) -> Both[int, int] | None:
    """The paths of files that the glob matches."""
    found = pattern(folded(glob))
    return None if isinstance(found, BadPattern) else both(Automaton([(found.expression, 0)]), language(FILES))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
