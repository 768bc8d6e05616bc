"""The index of the lints: docs/lints/README.md.

python -m tests.docs.lint_index    writes it anew
"""

from __future__ import annotations

from pathlib import Path

from apparmor_dsl.analysis.lint.lint import Group, lints

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


def index() -> str:
    """The text of the index: a table for each group, in the order of the names."""
    parts = [_HEAD]
    for group, about in _ABOUT.items():
        found = [one for one in lints().values() if one.lint.group is group]
        parts += [f"\n## {group.capitalize()}\n\n{about}\n\n| lint | says | |\n|---|---|---|\n"]
        for one in found:
            level = str(one.lint.severity) if one.lint.by_default else f"{one.lint.severity}, when selected"
            summary = one.summary.replace("|", "\\|")
            parts.append(f"| [{one.lint.name}]({one.lint.name}.md) | {summary} | {level} |\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(index())
