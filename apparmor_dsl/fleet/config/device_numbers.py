"""Numbers of devices that are the same on every host. Source: Linux Documentation/admin-guide/devices.txt."""

import re
from typing import Final

_FIXED: Final = {
    "/dev/fuse": "10:229",
    "/dev/kvm": "10:232",
    "/dev/net/tun": "10:200",
    "/dev/nvidiactl": "195:255",
    "/dev/vhost-net": "10:238",
}


def device_number(path: str) -> str | None:
    """`10:232` for /dev/kvm; None for a device whose number the host gives when a module is loaded."""
    gpu = re.fullmatch("/dev/nvidia([0-9]{1,3})", path)
    return f"195:{gpu[1]}" if gpu else _FIXED.get(path)
