"""What the usual methods would have found, in words."""

from typing import Any

from cxsim.language.speech import in_habit, say, say_count, translated
from cxsim.language.wording import listed
from cxsim.questions.usual_methods.estimate import METHODS, TOP, UsualMethods
from cxsim.theme.sentences import Sentences

SAID = tuple(METHODS.values())


def sentences(usual: UsualMethods) -> Sentences:
    """Say how many of the most decisive touchpoints the usual methods would have found.

    Examples
    --------
    >>> sentences(usual_methods(moments))  # doctest: +SKIP
    'Of the 3 most decisive touchpoints, 0 are among the first 3 by place of leaving, 3 by correlation …'
    """
    if len(usual.figures) <= TOP:
        return Sentences(
            say_count(
                "Anybody comes to {number} touchpoint only: every method has it among its first {top}.",
                "Anybody comes to {number} touchpoints only: every method has them among its first {top}.",
                len(usual.figures),
                top=TOP,
            )
        )
    if not usual.figures["decides"].any():
        return Sentences(
            say("No touchpoint decides anything here, so there is nothing for usual methods to find.")
        )
    found = [
        {
            "found": in_habit(f"{row['in_top']:.1f}".removesuffix(".0")),
            "method": translated(METHODS[str(method)]),
        }
        for method, row in usual.agreement.iterrows()
    ]
    return Sentences(
        say(
            "Of the {number} most decisive touchpoints, {first}, {rest}: none of these asks what would have "
            "been.",
            number=TOP,
            first=say("{found} would be among the first {number} by {method}", number=TOP, **found[0]),
            rest=listed([say("{found} by {method}", **one) for one in found[1:]]),
        )
    )


TABLES: dict[str, Any] = {}
