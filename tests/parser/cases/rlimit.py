"""Numbers, units, infinity, and blanks."""

from apparmor_dsl.language.ast import RlimitRule
from tests.parser.cases import Rule

ROWS = (
    Rule("set  rlimit\tnofile <=  1024 ,", RlimitRule("nofile", "1024")),
    Rule("set rlimit data<= 5,", RlimitRule("data", "5")),
    Rule("set rlimit nofile <= 5\n,", RlimitRule("nofile", "5")),
    Rule("set rlimit data <= 100M,", RlimitRule("data", "100M")),
    Rule("set rlimit data <= 100 MB,", RlimitRule("data", "100 MB")),
    Rule("set rlimit nice <= -10,", RlimitRule("nice", "-10")),
    Rule("set rlimit nice <= 10,", RlimitRule("nice", "10")),
    Rule("set rlimit cpu <= 5min,", RlimitRule("cpu", "5min")),
    Rule("set rlimit rttime <= 60ms,", RlimitRule("rttime", "60ms")),
    Rule("set rlimit nproc <= infinity,", RlimitRule("nproc", "infinity")),
)
