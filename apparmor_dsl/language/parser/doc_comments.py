"""`## …` above a fragment is its documentation."""

from attrs import evolve

from apparmor_dsl.language import ast


def attach(policy: ast.PolicyFile) -> ast.PolicyFile:
    """The policy with the `##` comments directly above each fragment as its `doc`, without the marks."""
    if not policy.fragments or policy.source is None:
        return policy
    by_line = {comment.span.line: comment.text for comment in policy.comments if comment.text.startswith("##")}
    statements = tuple(
        evolve(item, doc=_above(item.span.line, by_line)) if isinstance(item, ast.Fragment) and item.span else item
        for item in policy.statements
    )
    return evolve(policy, statements=statements)


def _above(line: int, comments: dict[int, str]) -> str:
    lines: list[str] = []
    while (line := line - 1) in comments:
        lines.insert(0, comments[line][2:].removeprefix(" "))
    return "\n".join(lines)
