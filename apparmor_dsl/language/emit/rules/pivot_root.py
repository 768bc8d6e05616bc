"""`pivot_root oldroot=/mnt/root/old/ /mnt/root/ -> profile,`"""

from apparmor_dsl.language.ast import PivotRootRule
from apparmor_dsl.language.emit.quoting import in_quotes, is_variable, path
from apparmor_dsl.language.emit.words import Words, arrow, condition


def pivot_root_rule(rule: PivotRootRule) -> Words:
    """The words of a `pivot_root` rule."""
    return ["pivot_root", *condition("oldroot", rule.old_root), *_new_root(rule.new_root), *arrow(rule.target)]


def _new_root(value: str | None) -> Words:
    if value is None:
        return []
    # Unlike everywhere else a lone variable is not read here unless it is quoted: opt_id in parser/parser_yacc.y.
    return [in_quotes(value) if is_variable(value) else path(value)]
