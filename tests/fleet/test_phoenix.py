"""What the old format's keys mean."""

import pytest

from apparmor_dsl.fleet.label import label_of
from apparmor_dsl.fleet.model import Composed, Generated, Mount, Named, Stacked, Unconfined, Volume
from tests.fleet.fleets import container, phoenix, read


@pytest.mark.parametrize(
    ("value", "kind"),
    [("unconfined", Unconfined), ("generated", Generated), ("lxc-x", Named), ("lxc-x//&:lxc-900:", Stacked)],
)
def test_the_key_and_the_line_mean_the_same(value: str, kind: type) -> None:
    by_key = container(phoenix(apparmor_profile=value))
    by_line = container(phoenix(lxc_options=[f"lxc.apparmor.profile: {value}"]))

    assert isinstance(by_key.confinement, kind)
    assert by_key.confinement == by_line.confinement
    assert label_of(by_key).text == value


def test_where_nothing_is_said_the_container_gets_a_profile_of_its_own() -> None:
    silent = container(phoenix())

    assert isinstance(silent.confinement, Composed)
    assert label_of(silent).text == "lxc-900"


def test_features_are_read_from_the_list_and_from_the_older_string() -> None:
    new = container(
        phoenix(features=["docker", "ollama", "base_setup", "trusted_ca"], pct_options=["nesting=1", "keyctl=1"])
    )
    old = container(phoenix(features="nesting=1, keyctl=1"))

    assert [(workload.name, workload.said) for workload in new.workloads] == [
        ("docker", "docker"),
        ("nvidia-gpu", "ollama"),
    ]
    assert [(each.name, each.value) for each in new.features] == [(each.name, each.value) for each in old.features]
    assert new.wants("nesting")
    assert not new.wants("fuse")


@pytest.mark.parametrize("features", [None, "", [], "  "])
def test_no_features_are_no_features(features: object) -> None:
    assert container(phoenix(features=features)).features == ()


def test_a_feature_in_the_list_of_recipes_is_a_feature() -> None:
    assert container(phoenix(features=["fuse=1"])).wants("fuse")


@pytest.mark.parametrize(("value", "gpus"), [("none", []), ("0", [0]), ("0,1", [0, 1]), ("1, 0", [0, 1]), ("0,0", [0])])
def test_gpus_are_numbers(value: str, gpus: list[int]) -> None:
    assert [gpu.value for gpu in container(phoenix(gpu_assignment=value)).gpus] == gpus


def test_volumes_and_mount_points_are_mounts() -> None:
    volume = {"name": "models", "pool": "tank", "size_gb": 50, "mount_point": "/vllm_models"}
    found = container(
        phoenix(
            zfs_volumes=[volume],
            volumes=[{**volume, "mount_point": "/data/"}],
            mount_points=[{"host_path": "/srv//ssl", "container_path": "/etc/ssl", "ro": True, "owner_uid": 33}],
        )
    )

    assert [mount.target.value for mount in found.mounts] == ["/vllm_models", "/data", "/etc/ssl"]
    assert found.mounts[0].source == Volume("models", "tank", 50)
    assert [mount.path for mount in found.mounts] == [None, None, "/srv/ssl"]
    assert [mount.read_only for mount in found.mounts] == [False, False, True]
    assert isinstance(found.mounts[2], Mount)
    assert found.mounts[2].owner_uid is not None


def test_a_raw_rule_belongs_to_a_generated_profile() -> None:
    options = ["lxc.apparmor.raw = mount fstype=nfs,", "lxc.apparmor.profile = generated"]
    generated = container(phoenix(lxc_options=options)).confinement

    assert isinstance(generated, Generated)
    assert [type(rule.value).__name__ for rule in generated.raw] == ["MountRule"]


def test_lines_about_apparmor_are_confinement_and_others_stay_lines() -> None:
    options = ["lxc.apparmor.allow_nesting: 1", "lxc.mount.auto=sys:mixed", 'lxc.environment = "A=b"']
    found = container(phoenix(lxc_options=options))

    assert found.wants("nesting")
    assert [(line.key, line.value) for line in found.lxc] == [
        ("lxc.mount.auto", "sys:mixed"),
        ("lxc.environment", "A=b"),
    ]


def test_the_key_of_ours_outranks_the_older_ones() -> None:
    stacked = {"strategy": "stacked", "profile": "lxc-docker-nested"}
    found = container(phoenix(apparmor_profile="unconfined", aadsl={"confinement": stacked, "fragments": ["fuse"]}))

    assert label_of(found).text == "lxc-docker-nested//&:lxc-docker-nested:"
    assert [use.name.value for use in found.fragments] == ["fuse"]


def test_the_file_may_define_profiles_and_other_names_for_them() -> None:
    fleet = read(
        {
            **phoenix(apparmor_profile="lxc_site", aadsl={"workloads": ["nginx"]}),
            "aadsl": {"profiles": {"lxc-site": {"fragments": ["base"]}}, "aliases": {"lxc_site": "lxc-site"}},
        }
    )

    assert label_of(fleet.containers[0]).text == "lxc-site"
    assert [workload.name for workload in fleet.containers[0].workloads] == ["nginx"]


def test_every_value_that_decides_something_knows_its_place() -> None:
    found = container(
        phoenix(
            features=["docker"],
            pct_options=["nesting=1"],
            mount_points=[{"host_path": "/a", "container_path": "/b"}],
            lxc_options=["lxc.mount.auto=sys:mixed"],
            gpu_assignment="0",
            apparmor_profile="lxc-x",
        )
    )
    spans = {
        found.id.span.text,
        found.workloads[0].span.text,
        found.features[0].span.text,
        found.mounts[0].target.span.text,
        found.lxc[0].span.text,
        found.gpus[0].span.text,
        found.confinement.span.text,
        found.privileged.span.text if found.privileged else "",
    }

    assert spans == {'"900"', '"docker"', '"nesting=1"', '"/b"', '"lxc.mount.auto=sys:mixed"', '"0"', '"lxc-x"', "true"}
