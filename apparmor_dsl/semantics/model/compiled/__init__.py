"""What apparmor_parser wrote: read, asked, and compared with what we say of the source."""

from apparmor_dsl.semantics.model.compiled.automaton import Attachment, CompiledDecisions
from apparmor_dsl.semantics.model.compiled.profile import Capabilities, CompiledProfile, Secmark, Sockets
from apparmor_dsl.semantics.model.compiled.read import read_compiled

__all__ = [
    "Attachment",
    "Capabilities",
    "CompiledDecisions",
    "CompiledProfile",
    "Secmark",
    "Sockets",
    "read_compiled",
]
