"""`owner /home/*/.config/** rwk,`  `unsafe px /usr/bin/man -> man_filter,`  `file,`  `link subset /a -> /b,`"""

from apparmor_dsl.language.ast import FileRule, LinkRule, Qualifiers
from tests.emit.cases import Case, Spelling

CASES = (
    Case("file,", FileRule()),
    Case("audit file,", FileRule(qualifiers=Qualifiers(audit=True))),
    Case("/etc/passwd r,", FileRule("/etc/passwd", "r")),
    Case("/a mrwlk,", FileRule("/a", "mrwlk")),
    Case("/a ak,", FileRule("/a", "ak")),
    Case("@{HOME}/** rw,", FileRule("@{HOME}/**", "rw")),
    Case("@{HOME} r,", FileRule("@{HOME}", "r")),
    Case("/sys/{,**/}[a-z]? r,", FileRule("/sys/{,**/}[a-z]?", "r")),
    Case("/a=b#c'd r,", FileRule("/a=b#c'd", "r")),
    Case("/é/日本 r,", FileRule("/é/日本", "r")),
    Case('"/a b" r,', FileRule("/a b", "r")),
    Case('"/a,b" r,', FileRule("/a,b", "r")),
    Case('"/a(b)" r,', FileRule("/a(b)", "r")),
    Case('"/a\\"b" r,', FileRule('/a\\"b', "r")),
    Case('"@{HOME}=x" r,', FileRule("@{HOME}=x", "r")),
    Case("/bin/a ix,", FileRule("/bin/a", "", "ix")),
    Case("/bin/a mrPUx,", FileRule("/bin/a", "mr", "PUx")),
    Case("deny /bin/a x,", FileRule("/bin/a", "", "x", qualifiers=Qualifiers(access="deny"))),
    Case("/bin/a rPx -> b,", FileRule("/bin/a", "r", "Px", "b")),
    Case("/bin/a px -> &b,", FileRule("/bin/a", "", "px", "&b")),
    Case('/bin/a cx -> "b c",', FileRule("/bin/a", "", "cx", "b c")),
    Case("/a l -> /b,", FileRule("/a", "l", target="/b")),
    Case("unsafe px /bin/a -> b,", FileRule("/bin/a", "", "px", "b", environment="unsafe")),
    Case("safe rcx /bin/a,", FileRule("/bin/a", "r", "cx", environment="safe")),
    Case("rl /a -> /b,", FileRule("/a", "rl", link_target="/b")),
    Case("unsafe /a lpx -> b,", FileRule("/a", "l", "px", "b", environment="unsafe")),
    Case("owner /a rw,", FileRule("/a", "rw", qualifiers=Qualifiers(ownership="owner"))),
    Case("audit deny other /a w,", FileRule("/a", "w", qualifiers=Qualifiers(None, True, "deny", "other"))),  # noqa: FBT003
    Case("priority=5 /a r,", FileRule("/a", "r", qualifiers=Qualifiers(priority=5)), since=(4, 1)),
    Case("prompt /a r,", FileRule("/a", "r", qualifiers=Qualifiers(access="prompt")), since=(4, 0)),
    Case("link /a -> /b,", LinkRule("/a", "/b")),
    Case('link subset /a -> "/b c",', LinkRule("/a", "/b c", subset=True)),
    Case("owner link /a -> @{HOME}/**,", LinkRule("/a", "@{HOME}/**", qualifiers=Qualifiers(ownership="owner"))),
)
SPELLINGS = (
    Spelling("r /a,", "/a r,"),
    Spelling("file /a kwr,", "/a rwk,"),
    Spelling("file rw /a,", "/a rw,"),
    Spelling('"/a" r,', "/a r,"),
    Spelling("/a rrr,", "/a r,"),
    Spelling("/bin/a pUx,", "/bin/a pux,"),
    Spelling("/bin/a Pixr,", "/bin/a rPix,"),
    Spelling("safe /bin/a px,", "safe px /bin/a,"),
    Spelling("/a\\ b r,", '"/a\\ b" r,'),
)
