"""What 4.0.1, which Ubuntu 24.04 has, compiles as neither 3.0 nor 4.1 does. No later suite of Debian ever had it.

Measured with its package: what stands here, and that what it compiles of upstream's parser tests, and of Debian's and
upstream's profiles, means to us what it means to it.
"""

import pytest

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.semantics.features import read_features
from apparmor_dsl.semantics.model.file import link_key, path_key
from apparmor_dsl.semantics.model.mount import ACCESS, mount_key, umount_key
from apparmor_dsl.semantics.model.network import key
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.model.sockets import ACCESS as SOCKETS
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.targets import TARGETS
from tests.semantics import reading
from tests.semantics.model import kernels
from tests.semantics.model.asking import permitted

OLD, NEW = "apparmor-4.0", "apparmor-4.1"
BOTH = pytest.mark.parametrize("target", [OLD, NEW])


def model(rules: str, target: str, kernel: str = "tasks") -> Model:
    return model_of(reading.profile(f"profile p {{ {rules} }}", target=target), kernels.system(kernel, target))


@BOTH
def test_all_permits_to_remount_and_only_since_4_1_to_mount(target: str) -> None:
    remount, mount = mount_key("/mnt/", flags=("remount", "ro")), mount_key("/mnt/", "/dev/a", "ext4")

    assert "mount" in permitted("all,", remount, ACCESS, target=target)
    assert ("mount" in permitted("all,", mount, ACCESS, target=target)) is (target == NEW)
    assert permitted("all,", umount_key("/mnt/"), ACCESS, target=target) >= {"umount"}


@BOTH
def test_a_class_is_exact_already(target: str) -> None:
    """So that `[ab]` wins over `*` where a program is executed."""
    found = model("/* px, /[ab] cx -> q,", target).files.ask(path_key("/a"))

    assert found.owner_exec is not None
    assert found.owner_exec.kind == "named"


@BOTH
def test_what_stands_behind_the_access_limits_links_only_since_4_1(target: str) -> None:
    links = model("/c l -> /d,", target).files.ask(link_key("/c", "/elsewhere")).allow

    assert bool(links) is (target == OLD)


@BOTH
def test_a_family_means_the_types_with_names_until_4_1(target: str) -> None:
    unnamed = key(kernels.system("plain", target), "inet", "dccp")

    assert bool(permitted("network inet,", unnamed, SOCKETS, kernel="plain", target=target)) is (target == NEW)
    assert permitted("network,", unnamed, SOCKETS, kernel="plain", target=target)


@BOTH
def test_mapping_is_logged_because_a_logged_rule_executes_only_before_4_1(target: str) -> None:
    found = model("audit /f ix,", target).files.ask(path_key("/f"))

    assert found.allow & 0x40
    assert bool(found.audit & 0x40) is (target == OLD)


@BOTH
def test_a_file_rule_that_asks_makes_a_profile_that_asks(target: str) -> None:
    text = "policy {permstable32 {allow prompt\n}\npermstable32_version {0x000001\n}\n}\nfile {mask {read\n}\n}\n"
    profile = reading.profile("profile p { prompt /a r, }", target=target)
    system = System(TARGETS[target], read_features(Source("kernel", text)))

    assert model_of(profile, system).flags.mode == ("prompt" if target == OLD else "enforce")
