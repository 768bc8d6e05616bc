"""Access, family, type and protocol as words in a row; conditions in any order."""

from apparmor_dsl.language.ast import NetworkEndpoint, NetworkRule, Qualifiers
from tests.parser.cases import Rule

ROWS = (
    Rule("network ,", NetworkRule()),
    Rule("network\ninet\nstream,", NetworkRule(domain="inet", type="stream")),
    Rule("network stream,", NetworkRule(type="stream")),
    Rule("network tcp,", NetworkRule(protocol="tcp")),
    Rule("network inet6 udp,", NetworkRule(domain="inet6", protocol="udp")),
    Rule("network netlink raw,", NetworkRule(domain="netlink", type="raw")),
    Rule("audit network,", NetworkRule(qualifiers=Qualifiers(audit=True))),
    Rule("network rw,", NetworkRule(("receive", "send")), (4, 0)),
    Rule("network (r) inet,", NetworkRule(("receive",), "inet"), (4, 0)),
    Rule("network(send receive),", NetworkRule(("send", "receive")), (4, 0)),
    Rule("network connect inet stream,", NetworkRule(("connect",), "inet", "stream"), (4, 0)),
    Rule("network port = 80,", NetworkRule(local=NetworkEndpoint(port="80")), (4, 0)),
    Rule(
        "network inet ip=1.2.3.4 peer=(ip=none, port=53),",
        NetworkRule(domain="inet", local=NetworkEndpoint("1.2.3.4"), peer=NetworkEndpoint("none", "53")),
        (4, 0),
    ),
    Rule(
        "network port=1 peer=(port=53 ip=::1),",
        NetworkRule(local=NetworkEndpoint(port="1"), peer=NetworkEndpoint("::1", "53")),
        (4, 0),
    ),
    Rule("network send peer=(label:=a),", NetworkRule(("send",), peer=NetworkEndpoint(assigned_label="a")), (5, 0)),
    Rule("network peer=(interface=eth* label=a),", NetworkRule(peer=NetworkEndpoint(None, None, "eth*", "a")), (5, 0)),
)
