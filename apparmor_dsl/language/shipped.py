"""Where the files are that come with the package: grammars, policies, and the pages about diagnostics and lints."""

from functools import cache
from pathlib import Path
from typing import Literal

from apparmor_dsl.diagnostics.errors import Bug

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def shipped(folder: Literal["docs/errors", "docs/lints", "grammars", "policies"]) -> Path:
    """The folder: inside the package where it is installed, beside it in a checkout."""
    for candidate in (_PACKAGE / folder, _PACKAGE.parent / folder):
        if candidate.is_dir():
            return candidate
    raise Bug(f"the folder {folder} is missing from this installation")
