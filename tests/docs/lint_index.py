"""The index of the lints: docs/lints/README.md.

python -m tests.docs.lint_index    writes it anew
"""

from __future__ import annotations

from pathlib import Path

from apparmor_dsl.analysis.lint.lint import Group
from apparmor_dsl.fleet.linting.fleets import every_lint
from apparmor_dsl.language.pages import pages

PAGE = Path(__file__).resolve().parents[2] / "docs" / "lints" / "README.md"

_ABOUT = {
    Group.correctness: "The policy does not mean what its writer believes.",
    Group.security: "The policy permits what undoes confinement.",
    Group.compatibility: "The policy means something else, or nothing, for another parser or kernel.",
    Group.maintenance: "The policy can be said more simply.",
}

_HEAD = """# The lints

`aadsl lint` asks these of policy: [how it is used](../lint.md). `aadsl explain NAME` shows the page of a lint.
Made by `python -m tests.docs.lint_index`.
"""

_ELSEWHERE = "The compiler and the reading of fleets find what follows and [more](../errors/); it is reported too.\n"
_OF_OTHERS = (
    "conflicting-config",
    "exec-conflict",
    "include-in-profile-preamble",
    "name-near-miss",
    "planned-syntax",
    "profile-not-defined",
    "transition-limit",
    "unconfined-without-reason",
)


def index() -> str:
    """The text of the index: a table for each group, in the order of the names."""
    parts = [_HEAD]
    for group, about in _ABOUT.items():
        found = [one for one in every_lint().values() if one.lint.group is group]
        parts += [f"\n## {group.capitalize()}\n\n{about}\n\n| lint | says | |\n|---|---|---|\n"]
        for one in found:
            level = str(one.lint.severity) if one.lint.by_default else f"{one.lint.severity}, when selected"
            summary = one.summary.replace("|", "\\|")
            parts.append(f"| [{one.lint.name}]({one.lint.name}.md) | {summary} | {level} |\n")
    parts += ["\n## Found without a lint\n\n", _ELSEWHERE, "\n| finding | says |\n|---|---|\n"]
    known = {page.name: page for page in pages()}
    parts += [f"| [{name}](../errors/{name}.md) | {known[name].summary} |\n" for name in _OF_OTHERS]
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(index())
