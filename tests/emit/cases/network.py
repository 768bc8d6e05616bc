"""`network (send, receive) inet stream ip=10.0.0.1 port=80 peer=(ip=10.0.0.2, port=443),`"""

from apparmor_dsl.language.ast import NetworkEndpoint, NetworkRule, Qualifiers
from tests.emit.cases import Case, Spelling

CASES = (
    Case("network,", NetworkRule()),
    Case("network inet,", NetworkRule(domain="inet")),
    Case("network inet6 stream,", NetworkRule(domain="inet6", type="stream")),
    Case("network inet tcp,", NetworkRule(domain="inet", protocol="tcp")),
    Case("network dgram,", NetworkRule(type="dgram")),
    Case("network udp,", NetworkRule(protocol="udp")),
    Case("network packet,", NetworkRule(domain="packet")),
    Case("network packet packet,", NetworkRule(domain="packet", type="packet")),
    Case("deny network bluetooth,", NetworkRule(domain="bluetooth", qualifiers=Qualifiers(access="deny"))),
    Case("network send inet,", NetworkRule(("send",), "inet"), since=(4, 0)),
    Case(
        "network (send, receive) inet stream ip=10.0.0.1 port=80 peer=(ip=10.0.0.2, port=443),",
        NetworkRule(
            ("send", "receive"),
            "inet",
            "stream",
            local=NetworkEndpoint("10.0.0.1", "80"),
            peer=NetworkEndpoint("10.0.0.2", "443"),
        ),
        since=(4, 0),
    ),
    Case("network ip=::1 port=80-90,", NetworkRule(local=NetworkEndpoint("::1", "80-90")), since=(4, 0)),
    Case("network interface=eth0,", NetworkRule(local=NetworkEndpoint(interface="eth0")), since=(5, 0)),
    Case("network send label=a,", NetworkRule(("send",), local=NetworkEndpoint(label="a")), since=(5, 0)),
    Case(
        "network send peer=(label:=a),", NetworkRule(("send",), peer=NetworkEndpoint(assigned_label="a")), since=(6, 0)
    ),
)
SPELLINGS = (Spelling("network rw inet,", "network (receive, send) inet,", since=(4, 0)),)
