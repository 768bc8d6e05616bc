"""`@{name} = value value`  `${name} = true`  `alias /a -> /b,`  `abi <abi/4.0>,`  `include if exists <local/x>`"""

from typing import assert_never

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit.conditionals import boolean_variable, expression, set_variable
from apparmor_dsl.language.emit.quoting import in_quotes, is_variable, path, quoted, refuse, writable


def preamble_text(item: ast.PreambleItem) -> str:
    """One statement of the preamble, on one line."""
    match item:
        case ast.Variable():
            if not item.values:
                refuse(f"the variable @{{{item.name}}} has no value", 'an empty value is written ""')
            return f"{set_variable(item.name)} {item.operator} {' '.join(quoted(value) for value in item.values)}"
        case ast.BooleanAssignment():
            if item.operator == "+=":
                refuse(f"nothing can be added to ${{{item.name}}}: it is true or false", "write `=`, `?=` or `:=`")
            return f"{boolean_variable(item.name)} {item.operator} {expression(item.value)}"
        case ast.Alias():
            # A variable alone is a name to set there, unless quotes stand around it.
            moved = in_quotes(item.path) if is_variable(item.path) else path(item.path)
            return f"alias {moved} -> {quoted(item.target)},"
        case ast.Abi():
            return f"abi {included(item.path, item.magic)},"
        case ast.Include():
            return f"include {'if exists ' if item.if_exists else ''}{included(item.path, item.magic)}"
        case _:
            assert_never(item)


def included(name: str, magic: bool) -> str:
    """`<abstractions/base>`, searched in the include folders, or `"/etc/x"`, a path."""
    if not name or name != name.strip() or (magic and any(letter in '"<>\t' for letter in name)):
        refuse(f"{name!r} cannot be written as the name of a file to read", "name a file without quotes, `<` and `>`")
    return f"<{writable(name)}>" if magic else in_quotes(name)
