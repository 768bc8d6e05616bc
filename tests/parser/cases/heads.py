"""Profiles, hats and children: names, attachments, xattrs, identities, flags."""

from apparmor_dsl.language.ast import FileRule, Hat, Profile, Xattr
from tests.parser.cases import NEVER, Statements

ROWS = (
    Statements("profile p { }", (Profile("p"),)),
    Statements("profile p {}", (Profile("p"),)),
    Statements("profile p\n{\n}", (Profile("p"),)),
    Statements("profile p { } profile q { }", (Profile("p"), Profile("q"))),
    Statements('profile "a b" { }', (Profile("a b"),)),
    Statements('profile"p"{ }', (Profile("p"),)),
    Statements("profile/bin/x { }", (Profile("/bin/x"),)),
    Statements("profile lxc-1.2_x { }", (Profile("lxc-1.2_x"),)),
    Statements("profile p /bin/x { }", (Profile("p", "/bin/x"),)),
    Statements('profile p "/bin/a b" { }', (Profile("p", "/bin/a b"),)),
    Statements("profile p /bin/{a,b}[0-9]* { }", (Profile("p", "/bin/{a,b}[0-9]*"),)),
    Statements("profile p @{HOME}/x { }", (Profile("p", "@{HOME}/x"),)),
    Statements("profile /bin/x { }", (Profile("/bin/x"),)),
    Statements("profile /bin/x /bin/y { }", (Profile("/bin/x", "/bin/y"),)),
    Statements("/bin/x { }", (Profile("/bin/x", keyword=False),)),
    Statements('"/bin/a b" { }', (Profile("/bin/a b", keyword=False),)),
    Statements("@{HOME}/x { }", (Profile("@{HOME}/x", keyword=False),), NEVER),
    Statements("profile :ns:p { }", (Profile(":ns:p"),)),
    Statements(":ns:p { }", (Profile(":ns:p", keyword=False),)),
    Statements("profile p flags=(complain) { }", (Profile("p", flags=("complain",)),)),
    Statements("profile p flags = ( complain ) { }", (Profile("p", flags=("complain",)),)),
    Statements("profile p (complain) { }", (Profile("p", flags=("complain",)),)),
    Statements("profile p flags=(complain,audit) { }", (Profile("p", flags=("complain", "audit")),)),
    Statements("profile p flags=(complain audit) { }", (Profile("p", flags=("complain", "audit")),)),
    Statements("profile p flags=(complain, audit){ }", (Profile("p", flags=("complain", "audit")),)),
    Statements(
        "/bin/x flags=(attach_disconnected,mediate_deleted) { }",
        (Profile("/bin/x", flags=("attach_disconnected", "mediate_deleted"), keyword=False),),
    ),
    Statements("profile p flags=(kill) { }", (Profile("p", flags=("kill",)),)),
    Statements("profile p flags=(unconfined) { }", (Profile("p", flags=("unconfined",)),)),
    Statements("profile p flags=(default_allow) { }", (Profile("p", flags=("default_allow",)),), (4, 0)),
    Statements("profile p flags=(interruptible) { }", (Profile("p", flags=("interruptible",)),), (4, 0)),
    Statements("profile p flags=(error=EACCES) { }", (Profile("p", flags=("error=EACCES",)),), (4, 1)),
    Statements("profile p flags=(kill.signal=hup) { }", (Profile("p", flags=("kill.signal=hup",)),), (4, 0)),
    Statements(
        "profile p flags=(attach_disconnected.path=/x) { }",
        (Profile("p", flags=("attach_disconnected.path=/x",)),),
        (4, 0),
    ),
    Statements(
        'profile p flags=("attach_disconnected.path=/x y") { }',
        (Profile("p", flags=("attach_disconnected.path=/x y",)),),
        (4, 0),
    ),
    Statements("profile p /x xattrs=(user.a=b) { }", (Profile("p", "/x", xattrs=(Xattr("user.a", "b"),)),)),
    Statements("profile p /x xattrs=( user.a = b* ) { }", (Profile("p", "/x", xattrs=(Xattr("user.a", "b*"),)),)),
    Statements("profile p /x xattrs=(user.a) { }", (Profile("p", "/x", xattrs=(Xattr("user.a"),)),)),
    Statements('profile p /x xattrs=(user.a="b c") { }', (Profile("p", "/x", xattrs=(Xattr("user.a", "b c"),)),)),
    Statements(
        "/x xattrs=(user.a=b security.apparmor=c) flags=(audit) { }",
        (
            Profile(
                "/x",
                xattrs=(Xattr("user.a", "b"), Xattr("security.apparmor", "c")),
                flags=("audit",),
                keyword=False,
            ),
        ),
    ),
    Statements(
        "profile p /x xattrs=(user.a=b, user.c) { }",
        (Profile("p", "/x", xattrs=(Xattr("user.a", "b"), Xattr("user.c"))),),
    ),
    Statements("profile p + identities=(a, b) { }", (Profile("p", identities=("a", "b")),), (5, 0)),
    Statements('profile p /x +identities=("a b") { }', (Profile("p", "/x", ("a b",)),), (5, 0)),
    Statements("profile p { hat h { } }", (Profile("p", body=(Hat("h"),)),)),
    Statements("profile p { ^h { } }", (Profile("p", body=(Hat("h"),)),)),
    Statements('profile p { hat "a b" flags=(complain) { } }', (Profile("p", body=(Hat("a b", ("complain",)),)),)),
    Statements(
        "profile p { ^DEFAULT_URI { /a r, } }", (Profile("p", body=(Hat("DEFAULT_URI", (), (FileRule("/a", "r"),)),)),)
    ),
    Statements("profile p { profile c { } }", (Profile("p", body=(Profile("c"),)),)),
    Statements(
        "profile p { profile c /bin/c { /a r, } }",
        (Profile("p", body=(Profile("c", "/bin/c", body=(FileRule("/a", "r"),)),)),),
    ),
)
