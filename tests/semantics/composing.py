"""Policy of a test that imports: its files written down, composed and compiled."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import parse
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.compile import Compilation, Compiled, compile_policy
from apparmor_dsl.semantics.targets import TARGETS
from tests.semantics.reading import Texts


class Files(Texts):
    """Each file is one tree, however many others import it."""

    @lru_cache  # noqa: B019 - it lives as long as a test
    def parsed(self, name: str, dialect: Dialect) -> ast.PolicyFile:
        return super().parsed(name, dialect)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


def compiled_all(text: str, files: Mapping[str, str] | None = None, *, target: str = "apparmor-4.1") -> Compilation:
    """What becomes of the `.aadsl` text `main`; `files` are what it imports and includes."""
    policy = parse(text, "main", dialect="aadsl")
    return compile_policy(policy, Files(files or {}), dialect="aadsl", target=TARGETS[target])


def compiled(text: str, files: Mapping[str, str] | None = None, *, target: str = "apparmor-4.1") -> Compiled:
    """The one file that becomes of the text, with nothing bad to be said about it."""
    made = compiled_all(text, files, target=target)
    assert not has_errors(made.diagnostics), made.diagnostics
    (file,) = made.files
    return file


def codes(text: str, files: Mapping[str, str] | None = None) -> list[str]:
    """What is said of the text, by code."""
    return [found.code for found in compiled_all(text, files).diagnostics]


def rules(file: Compiled) -> list[str]:
    """The lines of the emitted text that say something, without their indentation, the profile's own not."""
    said = [line.strip() for line in file.text.splitlines() if line.strip() and not line.strip().startswith("#")]
    return [line for line in said if not line.startswith(("abi ", "profile ")) and line != "}"]


def statements(items: tuple[ast.Statement, ...]) -> Iterator[ast.Statement]:
    """The statements and those inside them."""
    for item in items:
        yield item
        match item:
            case ast.Profile() | ast.Hat() | ast.Block() | ast.Fragment():
                yield from statements(item.body)
            case ast.Conditional():
                yield from statements((*item.then, *item.otherwise))
            case _:
                pass
