"""`ptrace (read, trace) peer=foo,`"""

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.conditions import Peer, Values, peer_label
from apparmor_dsl.language.parser.place import Place
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_words
from apparmor_dsl.language.vocabulary.access import PTRACE, PTRACE_ALIASES


def ptrace_rule(
    place: Place, qualifiers: ast.Qualifiers | None, access: Values | None, peer: Peer | None
) -> ast.PtraceRule:
    """Tracing and reading other tasks."""
    return ast.PtraceRule(
        known_words(place, "ptrace access", access or (), PTRACE, PTRACE_ALIASES),
        peer_label(place, "ptrace", [peer] if peer else []),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )
