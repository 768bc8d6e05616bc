"""What is shipped in `policies/`, and profiles made of it for a test."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import parse, parse_file
from apparmor_dsl.semantics.compile import Compilation, Compiled, compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
from tests.policies.compiled import CompiledProfile, compiled

POLICIES: Final = Path(__file__).resolve().parents[2] / "policies"
FRAGMENT_FILES: Final = sorted((POLICIES / "fragments").glob("*.aadsl"))
PROFILE_FILES: Final = sorted((POLICIES / "profiles").glob("*.aadsl"))

ONLY_VARIABLES: Final = {"roots"}
"""Shipped files that define no fragment."""

ARGUMENTS: Final[Mapping[str, str]] = {
    "nesting": "(@{namespace} = lxc-test)",
    "oci-runtime": "(@{root} = /var/lib/runtime)",
}
"""What a fragment without defaults is used with."""


@cache
def fragments() -> Mapping[str, ast.Fragment]:
    """The shipped fragments by name."""
    return {fragment.name: fragment for file in FRAGMENT_FILES for fragment in parse_file(file).fragments}


def with_needs(name: str) -> tuple[str, ...]:
    """The fragment and all that it needs, needs first."""
    needed = dict.fromkeys(one for need in fragments()[name].needs for one in with_needs(need.text))
    return (*needed, name)


def using(names: Iterable[str], arguments: Mapping[str, str] = ARGUMENTS) -> str:
    """An `.aadsl` file with one profile that uses the fragments."""
    names = tuple(names)
    imports = "".join(f"import <{name}>\n" for name in names)
    uses = "".join(f"  use {name}{arguments.get(name, '')},\n" for name in names)
    return f"{imports}\nprofile lxc-test flags=(attach_disconnected, mediate_deleted) {{\n{uses}}}\n"


def compilation(text: str) -> Compilation:
    """What our compiler makes of an `.aadsl` file."""
    return compile_policy(parse(text, "test.aadsl", dialect="aadsl"), PolicyFolders(), dialect="aadsl")


def codes(text: str) -> set[str]:
    """The codes of what our compiler says of it."""
    return {found.code for found in compilation(text).diagnostics}


def emitted(text: str) -> Compiled:
    """The one file it becomes."""
    made = compilation(text)
    (file,) = made.files
    return file


def compiled_with(*names: str) -> CompiledProfile:
    """A profile with these fragments and what they need, as the kernel would load it."""
    return compiled(emitted(using(dict.fromkeys(one for name in names for one in with_needs(name)))).text)


@cache
def shipped_profile(name: str) -> CompiledProfile:
    """A shipped profile as the kernel would load it."""
    return compiled(emitted((POLICIES / "profiles" / f"{name}.aadsl").read_text()).text)
