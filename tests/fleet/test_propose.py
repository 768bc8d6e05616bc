"""What a container asks for becomes fragments, each with its reason and its place."""

from typing import Any

import pytest

from apparmor_dsl.fleet.confine import confine
from apparmor_dsl.fleet.label import label_of
from apparmor_dsl.fleet.propose import policies, profile_policy, propose, proposed_policy
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import parse_file
from apparmor_dsl.language.shipped import shipped
from apparmor_dsl.semantics.targets import TARGETS
from tests.fleet.fleets import container, native, phoenix, read

PLAIN = ["base", "no-host-knobs", "systemd-guest"]
NESTED = ["base", "systemd-guest", "nesting"]


def fragments(document: object) -> list[str]:
    return [each.use.fragment for each in propose(container(document))]


def arguments(document: object, fragment: str) -> dict[str, tuple[str, ...]]:
    (use,) = (each.use for each in propose(container(document)) if each.use.fragment == fragment)
    return {argument.name: argument.values for argument in use.arguments}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (phoenix(), PLAIN),
        (phoenix(features=["base_setup", "step_ca"]), PLAIN),
        (phoenix(pct_options=["nesting=1"]), NESTED),
        (phoenix(pct_options=["nesting=0"]), PLAIN),
        (phoenix(features="nesting=1,keyctl=1"), NESTED),
        (phoenix(apparmor_manages_nesting=True), NESTED),
        (phoenix(apparmor_manages_nesting=False), PLAIN),
        (phoenix(lxc_options=["lxc.apparmor.allow_nesting=1"]), NESTED),
        (phoenix(features=["docker"]), [*NESTED, "docker"]),
        (phoenix(features=["podman"]), [*NESTED, "podman"]),
        (phoenix(features=["nvidia"]), [*PLAIN, "nvidia-gpu"]),
        (phoenix(features=["ollama"]), [*PLAIN, "nvidia-gpu"]),
        (phoenix(gpu_assignment="0"), [*PLAIN, "nvidia-gpu"]),
        (phoenix(features=["vllm"]), [*PLAIN, "nvidia-gpu", "vllm"]),
        (phoenix(features=["dns_server"]), [*PLAIN, "dns"]),
        (phoenix(features=["nginx"]), [*PLAIN, "nginx"]),
        (phoenix(features=["nginx", "docker"]), [*NESTED, "docker"]),
        (phoenix(pct_options=["fuse=1"]), [*PLAIN, "fuse"]),
        (phoenix(pct_options=["mount=nfs;cifs"]), [*PLAIN, "nfs-cifs"]),
        (phoenix(pct_options=["mount=ext4"]), PLAIN),
        (phoenix(lxc_options=["lxc.mount.entry=/dev/fuse dev/fuse none bind,create=file"]), [*PLAIN, "fuse"]),
        (phoenix(lxc_options=["lxc.mount.entry=/dev/net dev/net none bind,create=dir"]), [*PLAIN, "wireguard-tun"]),
        (phoenix(volumes=[{"name": "a", "pool": "b", "mount_point": "/data"}]), [*PLAIN, "shared-storage"]),
        (native(workloads=["podman-rootless"]), [*NESTED, "podman-rootless"]),
        (native(workloads=["containerd"]), [*NESTED, "docker"]),
        (native(workloads=["kubernetes"]), NESTED),
        (native(workloads=["incus"]), NESTED),
        (native(workloads=["amd-gpu"], gpus=[0]), [*PLAIN, "amd-gpu"]),
        (native(workloads=["cifs-client"]), [*PLAIN, "nfs-cifs"]),
        (native(workloads=["wireguard", "tun"]), [*PLAIN, "wireguard-tun"]),
        (native(devices=[{"path": "/dev/kvm"}]), [*PLAIN, "kvm"]),
        (native(devices=[{"path": "/dev/net/tun"}]), [*PLAIN, "wireguard-tun"]),
        (native(features={"nesting": True}), NESTED),
        (native(init="openrc"), ["base", "no-host-knobs"]),
        (native(fragments=["nesting"]), NESTED),
        (native(fragments=["docker"]), [*NESTED, "docker"]),
        (native(fragments=["kvm", "site"]), [*PLAIN, "kvm", "site"]),
        (
            native(confinement={"strategy": "composed", "fragments": ["base", "site"]}, workloads=["docker"]),
            ["base", "site"],
        ),
    ],
    ids=str,
)
def test_keys_ask_for_fragments(document: object, expected: list[str]) -> None:
    assert fragments(document) == expected


def test_fragments_of_the_container_join_those_of_its_confinement() -> None:
    composed = {"strategy": "composed", "fragments": ["base", {"use": "site", "with": {"x": 1}}]}
    document = native(confinement=composed, fragments=["nesting", {"use": "site", "with": {"x": 2}}])

    assert fragments(document) == ["base", "site", "nesting"]
    assert arguments(document, "site") == {"x": ("2",)}
    assert label_of(container(document)).namespace == "lxc-900"


def test_the_namespace_is_the_containers_own() -> None:
    assert arguments(phoenix(features=["docker"]), "nesting") == {"namespace": ("lxc-900",)}
    assert arguments(native(fragments=["nesting"]), "nesting") == {"namespace": ("lxc-900",)}
    composed = {"strategy": "composed", "fragments": ["nesting"]}
    assert arguments(native(confinement=composed), "nesting") == {"namespace": ("lxc-900",)}


def test_the_models_are_where_the_volume_is() -> None:
    volume = {"name": "x", "pool": "y", "mount_point": "/vllm_models"}

    writable = {"models": ("/vllm_models",), "read_only": ("false",)}
    assert arguments(phoenix(features=["vllm"], zfs_volumes=[volume]), "vllm") == writable
    assert arguments(phoenix(features=["vllm"]), "vllm") == {}


def test_models_that_are_mounted_read_only_are_not_written() -> None:
    folder = {"host_path": "/tank/models", "container_path": "/models", "ro": True}

    assert arguments(phoenix(features=["vllm"], mount_points=[folder]), "vllm") == {"models": ("/models",)}


def test_docker_hands_a_gpu_on() -> None:
    assert arguments(phoenix(features=["docker", "nvidia"]), "nvidia-gpu") == {"nested": ("true",)}
    assert arguments(phoenix(features=["nvidia"]), "nvidia-gpu") == {}


def test_mounts_that_are_read_only_are_locked_in_the_profile_as_well() -> None:
    mounts = [
        {"source": "/a", "target": "/x", "read_only": True},
        {"source": "/b", "target": "/y"},
        {"source": "/c", "target": "/z", "read_only": True, "enforce_in_profile": False},
    ]

    assert arguments(native(mounts=mounts), "shared-storage") == {"mounts": ("/x",), "read_only": ("true",)}
    assert arguments(native(mounts=mounts[1:]), "shared-storage") == {"mounts": ("/y", "/z"), "read_only": ("false",)}


def test_what_the_file_says_of_a_fragment_counts() -> None:
    document = native(workloads=["docker"], fragments=[{"use": "docker", "with": {"data_root": ["/srv/a", "/srv/b"]}}])

    assert arguments(document, "docker") == {"data_root": ("/srv/a", "/srv/b")}


def test_a_value_is_data_and_not_a_pattern() -> None:
    document = native(fragments=[{"use": "site", "with": {"path": "/a/{b}*@{HOME}", "number": 7, "on": True}}])

    assert arguments(document, "site") == {"path": (r"/a/\{b\}\*@\{HOME\}",), "number": ("7",), "on": ("true",)}


def test_each_reason_has_the_place_of_its_key() -> None:
    document = phoenix(
        features=["docker"], gpu_assignment="0", mount_points=[{"host_path": "/a", "container_path": "/b"}]
    )
    reasons = {each.use.fragment: (each.reason, each.span.text) for each in propose(container(document))}

    assert reasons["docker"] == ("`docker` runs inside", '"docker"')
    assert reasons["nvidia-gpu"] == ("GPU 0 is given to it", '"0"')
    assert reasons["shared-storage"][0] == "/b is mounted"
    assert reasons["base"][1] == '"900"'


def test_every_node_of_a_proposal_has_a_place_in_the_json() -> None:
    policy = proposed_policy(container(phoenix(features=["docker", "vllm"], gpu_assignment="0")))

    def nodes(item: Any) -> list[ast.Node]:
        own = [item] if isinstance(item, ast.Node) else []
        fields = getattr(item, "__attrs_attrs__", ())
        inner = [getattr(item, each.name) for each in fields if each.name not in {"span", "source"}]
        return own + [
            node
            for value in inner
            for each in (value if isinstance(value, tuple) else (value,))
            for node in nodes(each)
        ]

    assert len(nodes(policy)) > 10
    assert [node for node in nodes(policy) if node.span is None or node.span.source.name != "fleet.json"] == []


@pytest.mark.parametrize(("target", "abi"), [("apparmor-3.0", "abi/3.0"), ("apparmor-4.1", "abi/4.0")])
def test_the_policy_is_for_the_target(target: str, abi: str) -> None:
    policy = proposed_policy(container(phoenix()), target=TARGETS[target])

    assert policy.statements[:2] == (ast.Abi(abi), ast.Include("tunables/global"))


def test_every_fragment_that_is_proposed_is_shipped_with_these_parameters() -> None:
    folder = shipped("policies") / "fragments"
    documents = [
        native(workloads=[name], gpus=[0], mounts=[{"source": "/a", "target": "/models", "read_only": True}])
        for name in (
            "docker",
            "containerd",
            "podman",
            "podman-rootless",
            "vllm",
            "nvidia-gpu",
            "amd-gpu",
            "nginx",
            "dns",
        )
    ]
    documents += [native(workloads=[name]) for name in ("nfs-client", "cifs-client", "tun", "kvm", "fuse")]
    documents += [phoenix(pct_options=["mount=nfs", "fuse=1"]), native(devices=[{"path": "/dev/kvm"}])]
    for use in (each.use for document in documents for each in propose(container(document))):
        (fragment,) = parse_file(folder / f"{use.fragment}.aadsl").fragments
        known = {parameter.name: parameter for parameter in fragment.parameters}

        assert fragment.name == use.fragment
        assert {argument.name for argument in use.arguments} <= known.keys()
        assert all(known[argument.name].boolean == argument.boolean for argument in use.arguments)
        assert {name for name, each in known.items() if each.default is None} <= {each.name for each in use.arguments}


def test_a_profile_of_the_file_is_made_of_its_ancestors_fragments_and_rules() -> None:
    fleet = read(
        {
            **native({"900": {"confinement": {"strategy": "stacked", "profile": "lxc-b"}}}),
            "profiles": {
                "lxc-a": {
                    "fragments": ["base", "nesting", {"use": "docker", "with": {"data_root": "/a"}}],
                    "deny": ["/x w,"],
                },
                "lxc-b": {
                    "extends": "lxc-a",
                    "fragments": [{"use": "docker", "with": {"data_root": "/b"}}],
                    "deny": ["/x w,", "/y w,"],
                    "mode": "complain",
                },
            },
        }
    )
    (profile,) = profile_policy(fleet, fleet.profiles[1]).profiles
    uses = {item.fragment: item for item in profile.body if isinstance(item, ast.Use)}
    rules = [item.path for item in profile.body if isinstance(item, ast.FileRule)]

    assert profile.flags == ("attach_disconnected", "mediate_deleted", "complain")
    assert list(uses) == ["base", "nesting", "docker"]
    assert uses["docker"].arguments == (ast.Argument("data_root", ("/b",)),)
    assert uses["nesting"].arguments == (ast.Argument("namespace", ("lxc-900",)),)
    assert rules == ["/x", "/y"]


def test_every_container_without_a_profile_gets_one_when_it_is_to_be_confined() -> None:
    fleet = read(
        phoenix({"900": {"apparmor_profile": "unconfined"}, "901": {"apparmor_profile": "lxc-nobodys"}, "902": {}})
    )
    confined, said = confine(fleet)

    assert [policy.profiles[0].name for policy in policies(fleet)] == ["lxc-902"]
    assert [policy.profiles[0].name for policy in policies(confined)] == ["lxc-900", "lxc-901", "lxc-902"]
    assert [(found.code, found.span.text if found.span else "") for found in said] == [
        ("profile-replaced", '"lxc-nobodys"')
    ]


def test_confining_leaves_alone_what_is_confined() -> None:
    fleet = read(
        {
            **phoenix({"900": {"apparmor_profile": "lxc-x"}, "901": {"apparmor_profile": "generated"}}),
            "aadsl": {"profiles": {"lxc-x": {"fragments": ["base"]}}},
        }
    )

    assert confine(fleet) == (fleet, ())
