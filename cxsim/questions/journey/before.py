"""What a run says of the years before time 0 from which its customers come."""

import math

from cxsim.engine.holding import AT_MOST
from cxsim.language.speech import say, written
from cxsim.results.run import Run
from cxsim.results.starts import Settled

KEPT = 0.9  # of the customers, and of the prospects who come at most, where they could not be kept in number
ALIKE = 0.1  # of the prospects who keep the number of customers


def conclude_start(run: Run) -> list[str]:
    """Say for how long the start was settled, and from how many customers; nothing if it is as given."""
    start, replications = run.manifest.get("start"), run.manifest["replications"]
    if start is None:
        return []
    if not start["customers"]:
        return [say("Nobody was left after the years before the start: customers begin as the file says.")]
    own = run.scenario.population.prospects_per_day
    if start["customers"] < KEPT * start["existing"] and start["prospects"] > KEPT * AT_MOST * own:
        return [_not_kept(start)]
    told = say(
        "The {existing} customers at the start are those whom the company has after up to {years} years of "
        "being as it is. It takes {prospects} prospects a day to keep their number{as_in_the_file}.",
        existing=written(start["existing"]),
        years=written(start["years"]),
        prospects=_with_two_digits(start["prospects"]),
        as_in_the_file=_as_in_the_file(own, start["prospects"]),
    )
    if start["settled"] == replications:
        return [told]
    return [
        told,
        say(
            "The company had settled by then in {settled} of {all} replications only: what drifts may be due "
            "to that.",
            settled=written(start["settled"]),
            all=written(replications),
        ),
    ]


def notable_start(run: Run) -> list[str]:
    """Say what of the start the answer has to tell: all, unless the company goes on as it was."""
    told, start = conclude_start(run), run.manifest.get("start")
    own = run.scenario.population.prospects_per_day
    usual = len(told) == 1 and start and start["customers"] and not _as_in_the_file(own, start["prospects"])
    return [] if usual else told


def _not_kept(start: Settled) -> str:
    """Say that however many prospects came in the years before, the customers became fewer."""
    return say(
        "The customers of this company could not be kept in number: after up to {years} years only {left} of "
        "{existing} were left, though in the end {prospects} prospects came a day. Those who were left stand "
        "for all {existing}; either more come than the file says, or fewer leave.",
        left=written(start["customers"]),
        existing=written(start["existing"]),
        years=written(start["years"]),
        prospects=_with_two_digits(start["prospects"]),
    )


def _as_in_the_file(own: float, needed: float) -> str:
    """Say whether the company grows or shrinks with as many prospects as the file says."""
    if abs(own - needed) <= ALIKE * needed:
        return ""
    if own > needed:
        return say("; with {own}, as the file says, it grows", own=_with_two_digits(own))
    return say("; with {own}, as the file says, it shrinks", own=_with_two_digits(own))


def _with_two_digits(number: float) -> str:
    """Write a number so that two of its digits can be read."""
    return written(number, max(0, 1 - math.floor(math.log10(number)))) if number > 0.0 else written(number)
