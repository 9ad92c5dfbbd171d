"""What limits of a comparison rest on, in words: the same people, or other ones."""

from cxsim.language.speech import say, say_count
from cxsim.language.wording import chained, quoted, replications, single_replication
from cxsim.questions.comparison.estimate import Comparison


def sure(found: Comparison) -> str:
    """Say whether the same people were compared, and what the limits mean."""
    number = found.manifest["replications"]
    others = [quoted(str(name)) for name in found.figures.index[~found.figures["same_people"]]]
    if not others:
        paired = say("The same people with the same luck live each journey")
    elif len(others) == len(found.figures):
        paired = say("The customers are not the same people, so they are compared unpaired, by their figures")
    else:
        paired = say_count(
            "{titles} has other people and is compared unpaired, by its figures",
            "{titles} have other people and are compared unpaired, by their figures",
            len(others),
            titles=chained(others),
        )
    if apart := [quoted(str(name)) for name in found.figures.index[~found.figures["branches"]]]:
        paired = say_count(
            "{paired}; {titles} differs from the first day on, with a warm-up of its own",
            "{paired}; {titles} differ from the first day on, with warm-ups of their own",
            len(apart),
            paired=paired,
            titles=chained(apart),
        )
    if number < 2:
        return f"{paired}. {single_replication()}"
    return say(
        "{paired} ({replications}); with 95\u00a0% probability all limits of a measure hold together, as far "
        "as the assumptions do.",
        paired=paired,
        replications=replications(number),
    )
