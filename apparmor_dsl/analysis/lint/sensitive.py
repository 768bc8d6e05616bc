"""Files that decide who is root, what root runs, and what is confined; and files that hold secrets.

Sources: passwd(5), sudoers(5), pam.d(5), crontab(5), run-parts(8), systemd.unit(5), ld.so(8), sshd(8), modprobe.d(5),
udev(7), polkit(8), apparmor.d(5), hier(7); and Debian's places for them. Where names with a dot are not read, as in
sudoers.d and by run-parts, they are not in the table.
"""

from __future__ import annotations

from typing import Final

from apparmor_dsl.analysis.lint.reach import Files

_ACCOUNTS: Final = ("chage", "chfn", "chpasswd", "chsh", "gpasswd", "groupadd", "groupdel", "groupmod", "newusers")
_ACCOUNTS_TOO: Final = ("passwd", "pwck", "useradd", "userdel", "usermod", "vipw", "accounts-daemon", "login")
_USERS: Final = _ACCOUNTS + _ACCOUNTS_TOO

WRITTEN: Final = (
    Files(("/etc/shadow",), "sets the password of root", _USERS),
    Files(("/etc/passwd", "/etc/gshadow"), "says who is root", _USERS),
    Files(("/etc/sudoers", "/etc/sudoers.d/%", "/etc/doas.conf"), "says who may become root", ("visudo",)),
    Files(("/etc/pam.d/%", "/etc/pam.conf"), "says who may log in", ("pam-auth-update",)),
    Files(("/etc/ld.so.preload",), "has code loaded by every program"),
    Files(("/etc/ld.so.conf", "/etc/ld.so.conf.d/%.conf", "/etc/ld.so.cache"), "has code loaded", ("ldconfig",)),
    Files(
        ("/etc/crontab", "/etc/cron.{d,hourly,daily,weekly,monthly}/%", "/var/spool/cron/{,crontabs/}root"),
        "has commands run by root",
        ("crontab",),
    ),
    Files(
        (
            "/{etc,run,usr/lib,lib,usr/local/lib}/systemd/{system,system.control,transient}/%.{service,timer,socket}",
            "/etc/init.d/%",
            "/etc/rc.local",
        ),
        "has programs started by root",
        ("systemd", "systemctl"),
    ),
    Files(("/{root,home/%}/.ssh/authorized_keys{,2}",), "lets people log in", ("adduser", "useradd", "userdel")),
    Files(("/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d/%.conf"), "says who may log in"),
    Files(
        ("/{root,home/%}/.{bashrc,bash_profile,bash_login,profile,zshrc,zshenv,zprofile,zlogin}",),
        "has commands run when its user logs in",
        ("adduser", "useradd", "userdel"),
    ),
    Files(
        ("/etc/profile", "/etc/profile.d/%.sh", "/etc/bash.bashrc", "/etc/environment", "/etc/zsh/%"),
        "has commands run when anybody logs in",
    ),
    Files(
        ("/etc/apparmor.d/{,**/}%", "/etc/apparmor/parser.conf", "/var/{lib/snapd,cache}/apparmor/**/%"),
        "changes what is confined, its own profile too",
        ("apparmor_parser", "aa-enforce", "aa-complain", "aa-logprof", "aa-genprof", "snapd", "virt-aa-helper"),
    ),
    Files(("/{etc,usr/lib,lib}/modprobe.d/%.conf", "/etc/modules"), "has commands run when modules load"),
    Files(("/{usr/,}lib/modules/**.ko{,.xz,.zst,.gz}",), "changes the code of the kernel"),
    Files(
        ("/boot/{vmlinuz,initrd.img}{,-[0-9]*-{amd64,arm64,generic,pve}}", "/boot/grub/grub.cfg"),
        "changes what the machine boots",
        ("update-initramfs", "update-grub", "grub-mkconfig"),
    ),
    Files(("/{etc,usr/lib,lib,run}/udev/rules.d/%.rules",), "has commands run when devices come"),
    Files(("/{etc,usr/share}/polkit-1/rules.d/%.rules",), "says who may do what root may"),
    Files(("/etc/dbus-1/system.d/%.conf", "/usr/share/dbus-1/system-services/%.service"), "has services run by root"),
    Files(
        ("/etc/apt/apt.conf.d/%", "/etc/logrotate.d/%", "/etc/kernel/{postinst,prerm,postrm}.d/%"),
        "has commands run by root",
    ),
    Files(("/{usr/,usr/local/,}{s,}bin/%",), "changes a program that others run"),
    # A folder below that is not of the architecture is of one program.
    Files(
        ("/{usr/,usr/local/,}lib{,32,64,x32}/{,security/,%-linux-%/{,**/}}%.so{,.[0-9]*}",),
        "changes code that others run",
    ),
)
"""Who writes these is root, or stays what he was before, at the next occasion."""

READ: Final = (
    Files(("/etc/{,g}shadow{,-}",), "has the hashes of passwords", (*_USERS, "unix_chkpwd", "sshd", "su", "sudo")),
    Files(("/etc/ssh/ssh_host_%_key",), "is the key by which the machine is known", ("sshd", "ssh-keygen")),
    Files(
        ("/{root,home/%}/.ssh/{id_rsa,id_ed25519,id_ecdsa,id_dsa,identity}",),
        "is a key by which people log in elsewhere",
        ("ssh", "ssh-add", "ssh-agent", "ssh-keygen"),
    ),
    Files(("/{root,home/%}/.gnupg/{private-keys-v1.d/%.key,secring.gpg}",), "is a key that people sign with", ("gpg",)),
    Files(
        ("/{root,home/%}/{.aws/credentials,.netrc,.git-credentials,.docker/config.json,.kube/config,.pgpass}",),
        "has passwords for elsewhere",
    ),
    Files(("/proc/kcore",), "is the memory of the kernel and of all programs"),
)
"""Secrets that are worth more than the program that reads them."""

_LISTENS: Final = {
    "/run/docker.sock": "Docker",
    "/run/{,docker/}containerd/containerd.sock": "containerd",
    "/run/podman/podman.sock": "Podman",
    "/run/crio/crio.sock": "CRI-O",
    "/run/libvirt/{libvirt,virtqemud}-sock": "libvirt",
}

SOCKETS: Final = (
    *(Files((f"{folder}{glob}",), engine) for glob, engine in _LISTENS.items() for folder in ("", "/var")),
    Files(("/var/{snap/lxd/common/lxd,lib/lxd}/unix.socket",), "LXD"),
    Files(("/var/lib/incus/unix.socket",), "Incus"),
)
"""Where engines listen that start containers and machines, and what is given is the engine's name.

`/var/run` is `/run` nearly everywhere, and such a rule permits nothing there; its writer does not know. Sources: the
default of each in its manual.
"""

DEVICES: Final = (
    Files(("/dev/{mem,kmem,port}",), "is the memory of the kernel"),
    Files(
        ("/dev/{sd[a-z],vd[a-z],xvd[a-z],hd[a-z],nvme[0-9]n[0-9],mmcblk[0-9]}{,[0-9],p[0-9]}", "/dev/root"),
        "is a disk, past the rights of its files",
    ),
    Files(("/dev/{dm-[0-9],md[0-9],mapper/%,zd[0-9]}",), "is a disk, past the rights of its files"),
    Files(("/dev/zfs",), "changes pools and datasets, also those of others"),
    Files(("/dev/{cpu/[0-9]/msr,vfio/[0-9],uio[0-9]}",), "is hardware without its driver"),
)
"""Source: the kernel's Documentation/admin-guide/devices.txt."""
