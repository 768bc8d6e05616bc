"""What `import apparmor_dsl` offers: the verbs, the nodes and their builders."""

from apparmor_dsl.analysis.answer import Answer, Miss, Part
from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.analysis.may import may, why
from apparmor_dsl.analysis.why import Explanation
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from apparmor_dsl.diagnostics.errors import Bug, PolicyError
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.fleet.compile import Output
from apparmor_dsl.fleet.compile import check_paths as check
from apparmor_dsl.fleet.compile import compile_paths as compile  # noqa: A004 - the verb for it
from apparmor_dsl.fleet.deploy.write import Written, write
from apparmor_dsl.fleet.lint import Linting
from apparmor_dsl.fleet.lint import lint_paths as lint
from apparmor_dsl.language import ast as _ast
from apparmor_dsl.language import build as _build
from apparmor_dsl.language.ast import *  # noqa: F403 - its `__all__` are the nodes
from apparmor_dsl.language.build import *  # noqa: F403 - its `__all__` are the builders
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.format import format  # noqa: A004 - the verb for it
from apparmor_dsl.language.parser import parse, parse_file
from apparmor_dsl.semantics.compile import Compilation, Compiled, compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.compiled import CompiledProfile, read_compiled
from apparmor_dsl.semantics.resolve import Origin, Step
from apparmor_dsl.semantics.targets import TARGETS, Target

__all__ = [
    "TARGETS",
    "Answer",
    "Bug",
    "Compilation",
    "Compiled",
    "CompiledProfile",
    "Diagnostic",
    "Edit",
    "Explanation",
    "Fix",
    "Label",
    "Linting",
    "Miss",
    "Origin",
    "Output",
    "Part",
    "PolicyError",
    "PolicyFolders",
    "Selection",
    "Severity",
    "Source",
    "Span",
    "Step",
    "Target",
    "Written",
    "check",
    "compile",
    "compile_policy",
    "emit",
    "format",
    "lint",
    "may",
    "parse",
    "parse_file",
    "read_compiled",
    "why",
    "write",
]
__all__ += _ast.__all__
__all__ += _build.__all__
