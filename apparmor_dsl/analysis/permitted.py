"""Everything that a profile permits, in the form that our model and what was compiled have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from apparmor_dsl.semantics.model.attachment import Attachment
from apparmor_dsl.semantics.model.compiled import Attachment as CompiledAttachment
from apparmor_dsl.semantics.model.compiled import CompiledProfile
from apparmor_dsl.semantics.model.decisions import Decisions
from apparmor_dsl.semantics.model.flags import PATH_FLAGS, ProfileFlags
from apparmor_dsl.semantics.model.permissions import NOTHING, Permissions
from apparmor_dsl.semantics.model.profile import Model


@frozen
class Attached:
    """The programs that enter a profile: their paths, and what each of their extended attributes must match.

    Of several profiles that match a program, the one with the greatest `length` wins.
    """

    paths: Decisions[int]
    length: int
    xattrs: Mapping[str, Decisions[int]]


@frozen
class Permitted:
    """What a profile permits. `name` has the policy namespace in it."""

    name: str
    files: Decisions[int]
    classes: Decisions[int]
    capabilities: Permissions
    sockets: Mapping[int, Permissions]
    rlimits: Mapping[str, int]
    flags: ProfileFlags
    attachment: Attached | None


def of_model(model: Model) -> Permitted:
    """What we say of the source of a profile."""
    return Permitted(
        whole_name(model.profile.namespace, _compiled_name(model)),
        model.files,
        model.classes,
        model.capabilities,
        model.sockets,
        model.rlimits,
        model.flags,
        None if model.attachment is None else _attached(model.attachment),
    )


def of_compiled(profile: CompiledProfile) -> Permitted:
    """What a parser made of a profile. `kill.signal`, `error` and `interruptible` say nothing: no kernel knows them."""
    capabilities = profile.capabilities
    return Permitted(
        whole_name(profile.namespace, profile.name),
        profile.files,
        profile.classes,
        Permissions(capabilities.allow, capabilities.audit, capabilities.quiet),
        dict(_sockets(profile)),
        profile.rlimits,
        ProfileFlags(
            profile.mode,
            profile.hat,
            profile.audits_all,
            profile.debug,
            profile.flags & PATH_FLAGS.keys(),
            profile.disconnected,
        ),
        None if profile.attachment is None else _compiled(profile.attachment, profile.xattrs),
    )


def _compiled_name(model: Model) -> str:
    """The name in the compiled policy: 3.0.8 knows no grandparents."""
    profile = model.profile
    if profile.parent_written is None or model.system.target.version >= (4, 0):
        return profile.name
    return f"{profile.parent_written}//{profile.written_name}"


def whole_name(namespace: str | None, name: str) -> str:
    """The name with the policy namespace."""
    return f":{namespace}:{name}" if namespace else name


def _attached(found: Attachment) -> Attached:
    return Attached(found.paths, found.length, found.xattrs)


def _compiled(found: CompiledAttachment, xattrs: tuple[str, ...]) -> Attached:
    return Attached(found, found.length, dict(zip(xattrs, found.attributes(), strict=False)))


def _sockets(profile: CompiledProfile) -> Iterator[tuple[int, Permissions]]:
    for family, found in enumerate(profile.sockets or ()):
        said = Permissions(found.allow, found.audit & found.allow, found.quiet & ~found.allow)
        if said != NOTHING:
            yield family, said
