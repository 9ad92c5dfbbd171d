"""What no company looks like: signs that a scenario is not one yet."""

from collections.abc import Iterator
from typing import NamedTuple

from cxsim.engine.counted import AtVisit
from cxsim.results.run import Run, simulate
from cxsim.scenario.company import Team
from cxsim.scenario.hours import parse_hours
from cxsim.scenario.model import Scenario

REPLICATIONS = 4
TOO_BUSY, TOO_IDLE = 0.95, 0.20  # share of the time on duty
AT_ONE_PLACE = 0.95  # share of losses
LEAST = 20  # losses, of which fewer tell nothing
PLACES = 3  # touchpoints, of which fewer leave no choice where to leave
OFTEN_CLOSED = 0.05  # of those who come
WEEK = 7.0

NO_HARM, BUSY, IDLE, ALWAYS, ONE_PLACE = "no harm", "busy", "idle", "around the clock", "one place"


class Oddity(NamedTuple):
    """Something that no company looks like.

    Attributes
    ----------
    kind
        ``no harm``: nobody leaves after a friction. ``busy``, ``idle``: a team has hardly a free minute, or
        next to nothing to do. ``around the clock``: customers need a team at any hour that closes. ``one
        place``: all who leave do so at one touchpoint.
    name
        Of the team or touchpoint.
    figure
        Of the team: the share of its time on duty that is spent with customers, or of those who come that
        find it closed. Of the touchpoint: its share of losses. Of frictions: how many people left.
    other
        The journey that comes around the clock.
    """

    kind: str
    name: str
    figure: float
    other: str = ""


def oddities(scenario: Scenario, seed: int = 1, workers: int | None = None) -> list[Oddity]:
    """Look for what no company looks like, in a few replications of today's journey."""
    today = scenario.model_copy(update={"improvements": {}, "facts": {}})
    run = simulate(today, REPLICATIONS, seed, workers=workers, record="kpis")
    return [*_losses(run), *_teams(run), *_around_the_clock(run)]


def _losses(run: Run) -> Iterator[Oddity]:
    lost_after, left_here = (
        sum(one.losses[name].sum(axis=0)[:-1] for one in run.counts) for name in ("lost_after", "left_here")
    )
    lost = sum(float(one.people["all_lost"].sum()) for one in run.counts)
    cells = sum(one.tally.visits.sum(axis=(0, 1)) for one in run.counts)
    if lost >= LEAST and not lost_after.sum() and cells[AtVisit.FRICTION] > 0:
        yield Oddity(NO_HARM, "", lost)
    places = float(left_here.sum())
    if places >= LEAST and len(left_here) >= PLACES and left_here.max() >= AT_ONE_PLACE * places:
        yield Oddity(ONE_PLACE, list(run.scenario.touchpoints)[left_here.argmax()], left_here.max() / places)


def _teams(run: Run) -> Iterator[Oddity]:
    for name, busy in _of_teams(run, "occupancy").items():
        if busy > TOO_BUSY:
            yield Oddity(BUSY, name, busy)
        elif busy < TOO_IDLE:
            yield Oddity(IDLE, name, busy)


def _around_the_clock(run: Run) -> Iterator[Oddity]:
    scenario, closed = run.scenario, _of_teams(run, "closed")
    for journey in scenario.journeys.values():
        rhythm = scenario.rhythms[journey.rhythm].week() if journey.rhythm else ()
        if any(weight == 0.0 for day in rhythm for weight in day):
            continue
        teams = (scenario.touchpoints[name].team for name in journey.links)
        for name in dict.fromkeys(team for team in teams if team):
            if _closes(scenario.teams[name]) and closed.get(name, 0.0) > OFTEN_CLOSED:
                yield Oddity(ALWAYS, name, closed[name], journey.title)


def _closes(team: Team) -> bool:
    spans = [span for shift in team.shift_plan() if shift.staff for span in parse_hours(shift.hours)]
    covered = sum(end - start for start, end in _joined(spans))
    return team.when_closed == "turn_away" and covered < WEEK - 1e-9


def _joined(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _of_teams(run: Run, kpi: str) -> dict[str, float]:
    kpis = run.kpis()
    found = kpis[(kpis["scope"] == "team") & (kpis["kpi"] == kpi) & kpis["mean"].notna()]
    return dict(zip(found["name"].astype(str), found["mean"].astype(float), strict=True))
