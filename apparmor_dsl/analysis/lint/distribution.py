"""Profiles and tunables that a distribution ships."""

from __future__ import annotations

from typing import Final

PROFILES: Final = {
    "/usr/bin/evince": "usr.bin.evince",
    "/usr/bin/freshclam": "usr.bin.freshclam",
    "/usr/bin/irssi": "usr.bin.irssi",
    "/usr/bin/lxc-copy": "usr.bin.lxc-copy",
    "/usr/bin/lxc-start": "usr.bin.lxc-start",
    "/usr/bin/man": "usr.bin.man",
    "/usr/bin/pidgin": "usr.bin.pidgin",
    "/usr/bin/totem": "usr.bin.totem",
    "/usr/sbin/chronyd": "usr.sbin.chronyd",
    "/usr/sbin/clamd": "usr.sbin.clamd",
    "/usr/sbin/cups-browsed": "usr.sbin.cups-browsed",
    "/usr/sbin/cupsd": "usr.sbin.cupsd",
    "/usr/sbin/haveged": "usr.sbin.haveged",
    "/usr/sbin/mysqld": "usr.sbin.mysqld",
    "/usr/sbin/ntpd": "usr.sbin.ntpd",
    "/usr/sbin/slapd": "usr.sbin.slapd",
    "/usr/sbin/sssd": "usr.sbin.sssd",
    "apt-cacher-ng": "usr.sbin.apt-cacher-ng",
    "avahi-daemon": "usr.sbin.avahi-daemon",
    "dnsmasq": "usr.sbin.dnsmasq",
    "identd": "usr.sbin.identd",
    "klogd": "sbin.klogd",
    "libreoffice-soffice": "usr.lib.libreoffice.program.soffice.bin",
    "libvirtd": "usr.sbin.libvirtd",
    "lsb_release": "lsb_release",
    "lxc-container-default": "lxc-default",
    "lxc-container-default-cgns": "lxc-default-cgns",
    "lxc-container-default-with-mounting": "lxc-default-with-mounting",
    "lxc-container-default-with-nesting": "lxc-default-with-nesting",
    "mdnsd": "usr.sbin.mdnsd",
    "named": "usr.sbin.named",
    "nmbd": "usr.sbin.nmbd",
    "nscd": "usr.sbin.nscd",
    "nvidia_modprobe": "nvidia_modprobe",
    "php-fpm": "php-fpm",
    "ping": "bin.ping",
    "rsyslogd": "usr.sbin.rsyslogd",
    "samba-bgqd": "samba-bgqd",
    "samba-dcerpcd": "samba-dcerpcd",
    "samba-rpcd": "samba-rpcd",
    "samba-rpcd-classic": "samba-rpcd-classic",
    "samba-rpcd-spoolss": "samba-rpcd-spoolss",
    "smbd": "usr.sbin.smbd",
    "smbldap-useradd": "usr.sbin.smbldap-useradd",
    "syslog-ng": "sbin.syslog-ng",
    "syslogd": "sbin.syslogd",
    "system_tor": "system_tor",
    "tcpdump": "usr.bin.tcpdump",
    "traceroute": "usr.sbin.traceroute",
    "virt-aa-helper": "usr.lib.libvirt.virt-aa-helper",
}
"""Profiles by their names, and the file that defines each. Source: the packages of Debian 12, and lxc's own files."""

TUNABLES: Final = {
    "apparmorfs": ("apparmorfs",),
    "etc": ("etc_ro", "etc_rw"),
    "home": ("HOME", "HOMEDIRS"),
    "kernelvars": ("pid", "pids", "sys", "tid", "uid", "uids"),
    "multiarch": ("multiarch",),
    "proc": ("PROC",),
    "run": ("run",),
    "securityfs": ("securityfs",),
    "share": ("flatpak_exports_root", "system_share_dirs", "user_share_dirs"),
    "xdg-user-dirs": (
        "XDG_DESKTOP_DIR",
        "XDG_DOCUMENTS_DIR",
        "XDG_DOWNLOAD_DIR",
        "XDG_MUSIC_DIR",
        "XDG_PICTURES_DIR",
        "XDG_PUBLICSHARE_DIR",
        "XDG_TEMPLATES_DIR",
        "XDG_VIDEOS_DIR",
    ),
}
"""Files of `tunables/`, and the variables that each sets. Source: the package apparmor 3.0.8; later ones set more."""

TUNABLE_FOLDERS: Final = frozenset({"etc", "home", "multiarch", "xdg-user-dirs"})
"""Files of `tunables/` that include a folder for additions, `tunables/NAME.d`. Source: as above."""
