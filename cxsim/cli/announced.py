"""What is said before a question that takes a while: how much is simulated, and what would take less."""

from typing import TYPE_CHECKING

from cxsim.questions.question import SETS, Question

if TYPE_CHECKING:
    from cxsim.scenario.model import Scenario
    from cxsim.scenario.study import Study

LONG = 60.0  # seconds


def over_sets(question: Question, study: "Study") -> int:
    """Return how often each journey is lived over sets of assumptions; 0 if with the file's own values."""
    from cxsim.questions.experiments.assumptions import EACH
    from cxsim.questions.registry import question as of

    below = of(question.builds_on).parameters if question.builds_on else ()
    varied = SETS in (*below, *question.parameters) and study.uncertainty.use != "none"
    return EACH * study.uncertainty.sets if varied else 0


def announcement(question: Question, scenario: "Scenario", study: "Study", workers: int | None) -> str:
    """Say what is simulated over sets of assumptions, if that takes a minute; else nothing.

    Roughly, and with what has been kept from earlier questions it takes less.

    Raises
    ------
    TooLarge
        If this machine has less memory than it takes.
    """
    from cxsim.engine.replications import available_cores
    from cxsim.questions.experiments.history_matching import FEW, FEWEST, LEAST
    from cxsim.results.sizes import check_size, size_of, time_in_words

    times, sets = over_sets(question, study), study.uncertainty.sets
    told = question.builds_on  # of the question that it builds on
    if told or not times or not (scenario.facts or study.uncertainty.use == "ranges"):
        return ""
    at_once = workers or available_cores()
    named = scenario.improvements if study.improvements is None else study.improvements
    journeys = len(named) + 1
    size = size_of(scenario, times, workers=at_once, worlds=journeys)
    check_size(size, at_once)
    seconds = size.seconds
    looking = ""
    if study.uncertainty.use == "facts":
        fewest = FEWEST if sets >= LEAST else FEW
        seconds += size_of(scenario, fewest, workers=at_once).seconds
        looking = f"looking for {sets} sets of assumptions that agree with the facts, and "
    if seconds < LONG:
        return ""
    return (
        f"{looking}living {journeys} journeys {times} times ({sets} sets, twice each): about "
        f"{time_in_words(seconds)} or more, unless kept from before; fewer --sets take less, --use none "
        "takes the file's own values"
    )
