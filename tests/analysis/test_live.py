"""The running kernel is asked what is loaded; a kernel of the test's own stands in for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import define, field

from apparmor_dsl.analysis.live import Disagreement, RunningKernel, disagreements
from apparmor_dsl.diagnostics.errors import PolicyError
from tests.analysis.policies import asked

TEXT = "profile web {\n  owner /x rw,\n  capability kill,\n  umount /mnt/,\n  change_profile -> db,\n}\n"
READ, WRITE, CHANGE_PROFILE, UMOUNT = 4, 2, 0x4000_0000, 4


@define
class Loaded:
    """A kernel that has the bits of some payloads loaded, for owners and for others."""

    owner: dict[bytes, int] = field(factory=dict)
    other: dict[bytes, int] = field(factory=dict)
    label: str = "web"

    def ask(self, label: str, payload: bytes, *, owner: bool) -> int | None:
        return (self.owner if owner else self.other).get(payload, 0) if label == self.label else None


def test_a_kernel_with_the_same_policy_agrees() -> None:
    kernel = Loaded(owner={b"\x02/x": READ | WRITE, b"\x07/mnt/": UMOUNT, b"\x02db": CHANGE_PROFILE})

    for request in ("rw /x", "owner /x rw", "other /x r", "umount /mnt/", "umount /srv/", "change_profile -> db"):
        assert disagreements(kernel, asked(TEXT, request)) == (), request


def test_what_is_loaded_and_not_in_the_source_is_said() -> None:
    kernel = Loaded(owner={b"\x02/x": READ}, other={b"\x02/x": READ})

    assert disagreements(kernel, asked(TEXT, "rw /x")) == (
        Disagreement("r", "other", loaded=True),
        Disagreement("w", "owner", loaded=False),
    )


def test_a_profile_that_is_not_loaded_is_an_error() -> None:
    with pytest.raises(PolicyError, match=r"profile-not-loaded.*no profile `web` is loaded"):
        disagreements(Loaded(label="other"), asked(TEXT, "read /x"))


def test_capabilities_cannot_be_asked_about() -> None:
    assert disagreements(Loaded(), asked(TEXT, "capability kill")) is None


def test_a_machine_without_apparmor_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as raised:
        RunningKernel(tmp_path)

    [problem] = raised.value.diagnostics
    assert problem.code == "no-kernel"
    assert "on the host" in (problem.help or "")


def test_an_answer_without_the_expected_line_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".access").write_text("")
    kernel = RunningKernel(tmp_path)

    with pytest.raises(PolicyError, match=r"no-kernel"):
        kernel.ask("web", b"\x02/x", owner=True)
