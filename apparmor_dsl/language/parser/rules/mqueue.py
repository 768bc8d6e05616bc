"""`mqueue (read, write) type=posix label=foo /queue,`"""

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.conditions import Condition, Values, single_values
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_word, known_words
from apparmor_dsl.language.vocabulary.access import MQUEUE, MQUEUE_ALIASES, MQUEUE_TYPES


def mqueue_rule(
    place: Place, qualifiers: ast.Qualifiers | None, access: Values | None, *rest: Condition | Token | None
) -> ast.MqueueRule:
    """Message queues by path or by number."""
    conditions = [found for found in rest if isinstance(found, Condition)]
    names = [found for found in rest if isinstance(found, Token)]
    words = list(access or ())
    if not names and len(words) == 1 and words[0].text.isdigit():
        names, words = words, []
    for found in conditions:
        if found.name.text == "type" and len(found.values) == 1:
            known_word(place, "mqueue type", found.values[0], MQUEUE_TYPES)
    return ast.MqueueRule(
        known_words(place, "mqueue access", words, MQUEUE, MQUEUE_ALIASES),
        **single_values(place, "mqueue", conditions, ("type", "label")),
        name=names[0].value if names else None,
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )
