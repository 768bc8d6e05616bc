"""`change_profile safe /bin/bash -> child,`"""

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import check_arrow


def change_profile_rule(
    place: Place,
    qualifiers: ast.Qualifiers | None,
    environment: Token | None,
    exec_path: Token | None,
    target: Token | None,
) -> ast.ChangeProfileRule:
    """Changing to a profile, at once or at an exec."""
    if environment and not exec_path:
        place.refuse(
            "exec-missing",
            f"`{environment.text}` speaks of an exec, and no path is named",
            environment,
            "name the path",
        )
    if target is not None:
        check_arrow(place, target)
    return ast.ChangeProfileRule(
        target.value if target else None,
        exec_path.value if exec_path else None,
        environment.text if environment else None,  # type: ignore[arg-type] # ENVIRONMENT is this Literal
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )


def change_path(place: Place, token: Token) -> Token:
    """The program at whose exec the profile is changed."""
    if not token.value.startswith(("/", "@{")):
        way_out = "name the program by its path, or a variable that begins with one"
        place.refuse("exec-missing", f"`{token.text}` is no path of a program", token, way_out)
    return token


def change_target(place: Place, token: Token) -> Token:
    """`-> child`."""
    del place
    return token
