"""A request is read from a rule's own syntax and from a sentence, and nothing is guessed in silence."""

import pytest

from apparmor_dsl.analysis import requests as ask
from apparmor_dsl.analysis.reading import read_request
from apparmor_dsl.analysis.spelling import spelled
from apparmor_dsl.diagnostics.errors import PolicyError

SENTENCES = {
    "write /etc/shadow": "/etc/shadow w",
    "may it read /etc/shadow?": "/etc/shadow r",
    "can web read and write /srv/data": "/srv/data rw",
    "rw /etc/shadow": "/etc/shadow rw",
    "'write /etc/shadow'": "/etc/shadow w",
    "/etc/shadow rw,": "/etc/shadow rw",
    "allow /etc/shadow rw,": "/etc/shadow rw",
    '"/srv/my file" r': '"/srv/my file" r',
    "file /srv/x mr": "/srv/x rm",
    "read /srv/x as owner": "owner /srv/x r",
    "owner /srv/x rw,": "owner /srv/x rw",
    "exec /bin/bash": "/bin/bash x",
    "/usr/bin/man Pix": "/usr/bin/man x",
    "link /a to /b": "link /a -> /b",
    "owner link /a -> /b,": "owner link /a -> /b",
    "/a l -> /b": "link /a -> /b",
    "mkdir /srv/x": "/srv/x/ w",
    "mount /dev/sda1 on /mnt fstype ext4 ro": "mount fstype=ext4 options=(ro) /dev/sda1 -> /mnt/",
    "mount fstype=ext4 options=(ro) /dev/sda1 -> /mnt/,": "mount fstype=ext4 options=(ro) /dev/sda1 -> /mnt/",
    "mount -o ro,nosuid -t ext4 /dev/sda1 /mnt": "mount fstype=ext4 options=(ro, nosuid) /dev/sda1 -> /mnt/",
    "mount tmpfs on /run": "mount fstype=tmpfs options=(rw) tmpfs -> /run/",
    "mount options=(rw, bind) /srv/ -> /mnt/": "mount options=(bind) /srv/ -> /mnt/",
    "bind mount /srv to /mnt/": "mount options=(bind) /srv/ -> /mnt/",
    "remount ro nosuid /mnt": "mount options=(remount, ro, nosuid) -> /mnt/",
    "mount make-rslave /": "mount options=(rslave) -> /",
    "unmount /mnt": "umount /mnt/",
    "pivot_root /new /new/old": "pivot_root oldroot=/new/old/ /new/",
    "capability sys_admin": "capability sys_admin",
    "CAP_NET_ADMIN": "capability net_admin",
    "signal kill to unconfined": "signal send set=kill peer=unconfined",
    "signal (receive) set=(term) peer=init": "signal receive set=term peer=init",
    "send SIGKILL to foo": "signal send set=kill peer=foo",
    "signal 15 to foo": "signal send set=term peer=foo",
    "connect inet stream": "network connect inet stream",
    "network inet6 dgram": "network create inet6 dgram",
    "listen tcp port 80": "network listen inet stream tcp port=80",
    "connect to 10.0.0.1:443": "network connect inet stream peer=(ip=10.0.0.1 port=443)",
    "network (send) inet stream ip=10.0.0.1 peer=(port=443)": "network send inet stream ip=10.0.0.1 peer=(port=443)",
    "connect /run/docker.sock": "unix connect type=stream peer=(addr=/run/docker.sock)",
    "unix (send, receive) type=stream addr=@x peer=(label=foo)": "unix (send, receive) type=stream addr=@x "
    "peer=(label=foo)",
    "change_profile unconfined": "change_profile -> unconfined",
    "change profile to unconfined": "change_profile -> unconfined",
    "become unconfined": "change_profile -> unconfined",
    "change_profile /bin/bash -> child": "change_profile /bin/bash -> child",
    "ptrace trace peer=foo": "ptrace trace peer=foo",
    "be traced by foo": "ptrace tracedby peer=foo",
    "ptrace read unconfined": "ptrace read peer=unconfined",
    "set rlimit nofile <= 1024,": "set rlimit nofile <= 1024",
    "rlimit memlock 1 MB": "set rlimit memlock <= 1048576",
    "set rlimit cpu <= 2 min": "set rlimit cpu <= 120",
    "set rlimit core <= infinity": "set rlimit core <= infinity",
    "create a user namespace": "userns create",
    "mqueue read /queue": "mqueue read type=posix /queue",
    "mqueue create type=sysv 123": "mqueue create type=sysv 123",
    "io_uring override_creds label=foo": "io_uring override_creds label=foo",
    "dbus send bus=system path=/org/foo member=Get peer=(name=org.foo)": "dbus send bus=system path=/org/foo "
    "member=Get peer=(name=org.foo)",
    "own org.foo on the session bus": "dbus bind bus=session name=org.foo",
    "call Get of org.foo on the system bus": "dbus send bus=system member=Get peer=(name=org.foo)",
    "reads /etc/passwd": "/etc/passwd r",
    "Writing /etc/passwd": "/etc/passwd w",
    "open /etc/shadow": "/etc/shadow r",
    "open /etc/shadow for writing": "/etc/shadow w",
    "read/write /etc/shadow": "/etc/shadow rw",
    "access /dev/kvm": "/dev/kvm rw",
    "cap net_raw": "capability net_raw",
    "net_admin": "capability net_admin",
    "reboot": "capability sys_boot",
    "load a kernel module": "capability sys_module",
    "unshare -U": "userns create",
    "mount --bind /srv/ /mnt/": "mount options=(bind) /srv/ -> /mnt/",
    "mount --make-rprivate /": "mount options=(rprivate) -> /",
    "open a tcp socket": "network create inet stream tcp",
    "netlink socket": "network create netlink raw",
    "connect to /run/docker.sock": "unix connect type=stream peer=(addr=/run/docker.sock)",
    "bind to /run/x.sock": "unix bind type=stream addr=/run/x.sock",
    "bind port 80": "network bind inet stream port=80",
    "kill -9 foo": "signal send set=kill peer=foo",
    "use ptrace on foo": "ptrace trace peer=foo",
    "posix message queue read /q": "mqueue read type=posix /q",
    "setrlimit nofile 10": "set rlimit nofile <= 10",
    "enter foo": "change_profile -> foo",
}


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_is_understood(text: str) -> None:
    assert spelled(read_request(text, "web").request) == SENTENCES[text]


@pytest.mark.parametrize("text", sorted(set(SENTENCES.values())))
def test_what_is_spelled_is_read_as_the_same_request(text: str) -> None:
    request = read_request(text).request

    assert spelled(request) == text
    assert read_request(spelled(request)).request == request


REFUSED = {
    "": ("nothing is asked", "`write /etc/shadow`"),
    "writ /etc/shadow": ("`writ` is nothing that can be asked about", "did you mean `write`?"),
    "frobnicate": ("`frobnicate` is nothing that can be asked about", "`capability sys_admin`"),
    "write etc/shadow": ("the path `etc/shadow` does not begin with `/`", "`/etc/shadow`"),
    "/etc/shadow": ("it is not said what is done", "`/etc/shadow rw`"),
    "/etc/shadow l": ("a link has two names", "`link /etc/shadow -> /target`"),
    "capability sys_admn": ("there is no capability `sys_admn`", "did you mean `sys_admin`?"),
    "signal kil to foo": ("there is no signal `kil`", "did you mean `kill`?"),
    "signal kill": ("it is not said whose task", "peer="),
    "connect inet strem": ("there is no address family or socket type `strem`", "did you mean `stream`?"),
    "mount /dev/sda1 on /mnt": ("it is not said which filesystem is mounted", "fstype="),
    "mount options=(nosuidd) fstype=ext4 /dev/sda1 -> /mnt": ("there is no mount option `nosuidd`", "`nosuid`"),
    "mount fstype=ext4 options=(ro, rw) /dev/sda1 -> /mnt": ("contradict each other", "flag"),
    "set rlimit nofle <= 10": ("there is no rlimit `nofle`", "did you mean `nofile`?"),
    "set rlimit nofile <= many": ("is not the value of an rlimit", "rlimit"),
    "dbus send path=/x": ("it is not said which bus is meant", "bus=system"),
    "ptrace (read, trace) peer=foo": ("a request has one access", "ptrace"),
    "listen tcp port 99999": ("`99999` is no port", "65535"),
    "capability (sys_admin": ("a `(` is not closed", ""),
    "mqueue read /q foo": ("`foo` is not understood here", "mqueue"),
    'read "/etc': ("this is not understood", "quotes"),
    "raed /etc/passwd": ("`raed` is nothing", "did you mean `read`?"),
    "sysadmin": ("`sysadmin` is nothing", "did you mean `sys_admin`?"),
    "unshare": ("what is meant by `unshare` is not said", "`userns`"),
    "cd /srv": ("AppArmor is not asked about `cd`", "`list /srv/`"),
    "rename /a to /b": ("one path is asked about at a time", "`/a` and `/b`"),
    "read ~/x": ("does not begin with `/`", "the path that it stands for"),
    "write /tmp/with blank": ("`blank` is not understood here", "quotes"),
    "mount tmpfs": ("the mount point is missing", ""),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_understood_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read_request(text)

    [problem] = raised.value.diagnostics
    message, way_out = REFUSED[text]
    assert problem.code == "bad-request"
    assert message in problem.message
    assert way_out in (problem.help or "")


@pytest.mark.parametrize("text", ["((((", "a" * 10_000, "=", "peer=(", ")", "mount " * 500, "\0", "'", "->", "x = = y"])
def test_nonsense_is_refused_and_nothing_worse(text: str) -> None:
    with pytest.raises(PolicyError):
        read_request(text)


def test_what_is_assumed_is_said() -> None:
    assert "`stream`" in "".join(read_request("network inet").notes)
    assert "`/mnt/`" in "".join(read_request("umount /mnt").notes)
    assert "glob" in "".join(read_request("read /etc/*").notes)
    assert read_request("read /etc/hosts").notes == ()


def test_a_request_is_a_value() -> None:
    assert read_request("write /x").request == ask.FileRequest("/x", "w")
    assert len({read_request("write /x").request, ask.FileRequest("/x", "w")}) == 1
