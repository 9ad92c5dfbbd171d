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
    if question.builds_on:  # told of the question that it builds on
        return ""
    lived, seconds = _lived(question, scenario, study, workers)
    if seconds < LONG:
        return ""
    return (
        f"{lived}: about {_time(seconds)} or more, unless kept from before; fewer --sets take less, --use "
        "none takes the file's own values"
    )


def of_a_decision(scenario: "Scenario", study: "Study", workers: int | None) -> str:
    """Say what the longest questions of a decision simulate, if that takes a minute; else nothing.

    Raises
    ------
    TooLarge
        If this machine has less memory than it takes.
    """
    from cxsim.questions.registry import question as of

    _hold(scenario, study, workers)
    told, least = [], ""
    if "ranking" in study.questions:
        lived, seconds = _lived(of("ranking"), scenario, study, workers)
        if seconds >= LONG:
            told.append(f"the ranking alone: {lived}: about {_time(seconds)} or more")
            least = "fewer --sets take less"
    if "drivers" in study.questions and study.uncertainty.trajectories:
        from cxsim.scenario.ranges import uncertain

        points = study.uncertainty.trajectories * (len(uncertain(scenario)[0]) + 1)
        seconds = _seconds(scenario, points * study.uncertainty.replications, 3, workers)
        if seconds >= LONG:
            told.append(
                f"the search for the assumptions that matter: living 3 journeys at {points} points, "
                f"{study.uncertainty.replications} times each: about {_time(seconds)} or more"
            )
            least += f"{', and ' if least else ''}uncertainty.trajectories: 0 leaves out the search"
    return f"{'; '.join(told)}, unless kept from before; {least}" if told else ""


def _hold(scenario: "Scenario", study: "Study", workers: int | None) -> None:
    """Refuse a decision that this machine cannot hold: the moments compare the most worlds at once."""
    from cxsim.questions.experiments.interventions import world
    from cxsim.questions.moments.effects import interventions
    from cxsim.questions.moments.forced import groups_in

    worlds = 1
    if "moments" in study.questions:
        plan = world(scenario).plan
        worlds += len(interventions(scenario, plan, "first", groups_in(plan), links=False))
    elif "shapley" in study.questions:
        worlds += 2 * len(scenario.touchpoints)
    _seconds(scenario, study.replications, worlds, workers)


def _lived(
    question: Question, scenario: "Scenario", study: "Study", workers: int | None
) -> tuple[str, float]:
    """Say what is lived over sets of assumptions, and return the seconds that takes; 0 if nothing is."""
    from cxsim.questions.experiments.history_matching import fewest_tried

    times, sets = over_sets(question, study), study.uncertainty.sets
    if not times or not (scenario.facts or study.uncertainty.use == "ranges"):
        return "", 0.0
    named = scenario.improvements if study.improvements is None else study.improvements
    journeys = len(named) + 1
    lived = f"living {journeys} journeys {times} times ({sets} sets, twice each)"
    seconds = _seconds(scenario, times, journeys, workers)
    if study.uncertainty.use != "facts":
        return lived, seconds
    seconds += _seconds(scenario, fewest_tried(sets), 1, workers)
    return f"looking for {sets} sets of assumptions that agree with the facts, and {lived}", seconds


def _seconds(scenario: "Scenario", times: int, journeys: int, workers: int | None) -> float:
    """Return how long it takes to live journeys so many times; refuse what this machine cannot hold."""
    from cxsim.engine.replications import available_cores
    from cxsim.results.sizes import check_size, size_of

    at_once = workers or available_cores()
    size = size_of(scenario, times, workers=at_once, worlds=journeys)
    check_size(size, at_once)
    return float(size.seconds)


def _time(seconds: float) -> str:
    from cxsim.results.sizes import time_in_words

    return time_in_words(seconds)
