"""`set rlimit nofile <= 1024,`"""

from apparmor_dsl.language.ast import RlimitRule
from tests.emit.cases import Case, Spelling

CASES = (
    Case("set rlimit nofile <= 1024,", RlimitRule("nofile", "1024")),
    Case("set rlimit data <= 100M,", RlimitRule("data", "100M")),
    Case("set rlimit cpu <= 5 min,", RlimitRule("cpu", "5 min")),
    Case("set rlimit nice <= -5,", RlimitRule("nice", "-5")),
    Case("set rlimit core <= infinity,", RlimitRule("core", "infinity")),
)
SPELLINGS = (Spelling("set  rlimit cpu <= 5   min,", "set rlimit cpu <= 5 min,"),)
