"""Device nodes of GPUs."""

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.fleet.model import Container, Device

_SHARED: Final = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools")
"""What every user of an NVIDIA GPU opens besides the GPU. Source: NVIDIA/libnvidia-container."""


def devices_of(container: Container) -> tuple[Device, ...]:
    """The devices of the container and those of its GPUs, in the order of their paths, each once."""
    by_path = {device.path: device for device in (*_of_gpus(container), *container.devices)}
    return tuple(device for _, device in sorted(by_path.items()))


def _of_gpus(container: Container) -> Iterator[Device]:
    for gpu in container.gpus:
        yield Device(f"/dev/nvidia{gpu.value}", gpu.span)
    for path in _SHARED if container.gpus else ():
        yield Device(path, container.gpus[0].span)
