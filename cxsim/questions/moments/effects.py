"""Effects: what friction, delight, recovery and lost context do to customers, at each touchpoint and link.

``break`` is what a friction does that nobody puts right, against a visit that goes as one could expect;
``make`` what delight does against the same; ``recovery`` what putting a friction right does against leaving
it. They are means over those who come to the touchpoint in today's journey, at their first visit after the
warm-up (or at every visit), and everything after it is free. They are effects on each visitor while all the
others live on as today; ``policy_break`` is that of a friction that befalls everybody, to which queues
respond, and ``crowding_break`` how much the two differ (see `cxsim.questions.moments.forced`).
``gate`` and ``gate_delight`` are effects on reaching the goal of the journey under way. ``loss`` is what
today's frictions at a touchpoint cost, against the same time without them; ``handoff`` what never losing
context on a link brings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxsim.engine.parts import Plan, TouchpointPlan
from cxsim.engine.vocabulary import NONE
from cxsim.language.wording import counted, in_short
from cxsim.questions.experiments.differences import Estimate, difference
from cxsim.questions.experiments.interventions import (
    Intervention,
    KeepContext,
    LessFriction,
    Outcome,
    Visits,
    cannot_be_forced,
    goes_wrong,
    world,
)
from cxsim.questions.experiments.staff import NoWaiting
from cxsim.questions.experiments.sums import CAME, MEASURES, PEOPLE, TODAYS, sums, worth_of_one
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.questions.moments.forced import POLICY, crowding, for_everybody, forcing, groups_in, sums_under
from cxsim.results.intervals import AMOUNT
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario

TODAY = "today"
EVERYBODY = "everybody"


class Question(NamedTuple):
    """One effect: what is asked about against what, and among whom.

    Attributes
    ----------
    effect, place
        What it is called, and the touchpoint or link it is about.
    treated, reference
        Names of sums: over everybody in a world, or over visitors under an outcome.
    measures
        What it may be an effect on.
    """

    effect: str
    place: str
    treated: str
    reference: str
    measures: tuple[str, ...]


_OF_VISITORS = ("stay", "stay_year", "join", "satisfaction")
_OF_EVERYBODY = (*_OF_VISITORS, "customers", "value")
_FORCED: tuple[tuple[str, Outcome, Outcome], ...] = (
    ("break", "friction", "ok"),
    ("make", "delight", "ok"),
    ("recovery", "recovered", "friction"),
)
_GATES = {"break": "gate", "make": "gate_delight"}
FAMILIES = ("policy", "crowding", "loss", "handoff")  # whose limits hold together; and all others


@dataclass(frozen=True, repr=False)
class Effects:
    """What happens at touchpoints and links does to customers.

    Attributes
    ----------
    scenario
        Today's journey.
    manifest
        What decides every bit of the rest.
    visits
        Whether outcomes were forced at the first visit or at every one.
    figures
        One row for each effect, place, measure and persona: ``effect``, ``place`` (touchpoint, or link as
        ``source>target``), ``measure`` (stay, stay_year, join, satisfaction and goal; of losses and links
        also customers and value), ``persona`` (or everybody), ``mean``, ``low``, ``high`` (95 %, by itself),
        ``low_all``, ``high_all`` (95 % for all places and effects of the kind together) and ``people`` it
        rests on, over all replications. Shares are from 0 to 1.
    visitors
        By touchpoint, over all replications: how many ``people`` came there, how many of them ``todays``
        customers, and how many ``prospects`` who came by themselves and were no customers yet.
    pain, joy
        By touchpoint: sums of negative feelings (as a positive number) and of positive ones, for each person
        measured, whatever they do to retention; columns as in `table`.
    population
        How many of today's customers (``stay``), and how many prospects who come by themselves early enough
        to decide (``join``), there are in a replication.
    missing
        Which effects cannot be asked for: ``effect``, ``place``, ``why``.
    """

    scenario: Scenario
    manifest: Manifest
    visits: Visits
    figures: pd.DataFrame
    visitors: pd.DataFrame
    pain: pd.DataFrame
    joy: pd.DataFrame
    population: pd.Series
    missing: pd.DataFrame

    def __repr__(self) -> str:
        made, places = self.manifest, counted(len(self.visitors), "touchpoint")
        times = counted(made["replications"], "replication")
        return f'<Effects in "{in_short(made["title"])}": {places}, {times}, seed {made["seed"]}>'

    def of(self, effect: str, measure: str = "stay", persona: str = EVERYBODY) -> pd.DataFrame:
        """Return one effect at every place, by place; columns as in `table`."""
        rows = self.figures
        wanted = (rows["effect"] == effect) & (rows["measure"] == measure) & (rows["persona"] == persona)
        return rows[wanted].set_index("place").drop(columns=["effect", "measure", "persona"])


@public()
def effects(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    visits: Visits = "first",
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    links: bool = True,
) -> Effects:
    """Estimate what friction, delight, recovery and lost context do, everywhere in the journey.

    Parameters
    ----------
    scenario
        Today's journey.
    replications, seed
        As in `cxsim.simulate`; every world is lived through by the same people with the same draws.
    visits
        Force outcomes at each person's ``first`` visit, or at ``every`` one.
    workers
        How many threads; by default one for each core. No result depends on it.
    progress
        Called with the number of finished replications.
    links
        Whether to ask what lost context does, too.

    Raises
    ------
    ParameterError
        If one of the numbers is not whole, or out of range.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.effects(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> found.of("break").sort_values("mean")  # doctest: +SKIP
    """
    today = world(scenario)
    groups = groups_in(today.plan)
    asked, missing = questions(scenario, today.plan, groups, links)
    worlds = {TODAY: today}
    worlds |= {
        name: today.after(*done)
        for name, done in interventions(scenario, today.plan, visits, groups, links).items()
    }
    personas, names = len(today.plan.personas), list(scenario.touchpoints)
    touchpoints = dict(zip(names, today.plan.touchpoints, strict=True))
    of_everybody = {question.treated for question in asked if question.effect in ("loss", "handoff")}

    def digest(lived: Lived) -> tuple[np.ndarray, ...]:
        visitors = lived.visitors
        assert visitors is not None
        of = {name: sums(lived.outcomes[name], personas) for name in (TODAY, *of_everybody)}
        of |= sums_under(lived, personas, touchpoints, groups)
        treated = np.array([of[question.treated] for question in asked])
        reference = np.array([of[question.reference] for question in asked])
        todays = lived.outcomes[TODAY].customer[lived.outcomes[TODAY].todays]
        came = [
            (len(there), np.isin(there, todays).sum(), len(prospects))
            for there, prospects in zip(visitors.came, visitors.prospects, strict=True)
        ]
        return treated, reference, np.array(came), visitors.pain, visitors.joy, of[TODAY][0]

    parts = live_through(
        worlds, digest, range(replications), seed, workers, progress, "effects", visitors=True
    )
    treated, reference, came, pain, joy, everybody = (np.array(part) for part in zip(*parts, strict=True))
    people = everybody[:, PEOPLE, None]
    return Effects(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        visits,
        _table(asked, treated, reference, list(scenario.personas)),
        pd.DataFrame(
            came.sum(axis=0), index=pd.Index(names, name="place"), columns=["people", "todays", "prospects"]
        ),
        _per_person(pain, people, names),
        _per_person(joy, people, names),
        pd.Series({"stay": everybody[:, TODAYS].mean(), "join": everybody[:, CAME].mean()}),
        pd.DataFrame(missing, columns=["effect", "place", "why"]),
    )


def interventions(
    scenario: Scenario, plan: Plan, visits: Visits, groups: int, links: bool
) -> dict[str, list[Intervention]]:
    """Return what is done to the journey in the worlds that are needed, by their name."""
    done: dict[str, list[Intervention]] = {}
    for name, touchpoint in zip(scenario.touchpoints, plan.touchpoints, strict=True):
        done |= forcing(name, touchpoint, visits, groups)
        if gone := _all_friction(name, touchpoint):
            done[without_friction(name)] = gone
    for source, target in leaky_links(scenario, plan) if links else ():
        done[f"{source}>{target}"] = [KeepContext(source, target)]
    return done


def _all_friction(name: str, touchpoint: TouchpointPlan) -> list[Intervention]:
    """Return what takes away today's frictions at a touchpoint: of its own, and waiting."""
    own: list[Intervention] = [LessFriction(name, 1.0)] if goes_wrong(touchpoint) else []
    return [*own, NoWaiting(name)] if touchpoint.team != NONE else own


def without_friction(place: str) -> str:
    """Name the world without today's frictions at a touchpoint."""
    return f"{place}: without friction"


def leaky_links(scenario: Scenario, plan: Plan) -> list[tuple[str, str]]:
    """Return the links and escapes, as source and target, on which context can be lost."""
    names = list(scenario.touchpoints)
    found: dict[tuple[str, str], None] = {}
    for journey in plan.journeys:
        for fork in journey.forks:
            ways = [(link.target, link.context_loss) for link in fork.links if link.target >= 0]
            escapes = plan.touchpoints[fork.at].escapes if fork.links else ()
            ways += [(target, journey.context_loss[fork.at][target]) for target, _ in escapes]
            found |= {(names[fork.at], names[target]): None for target, loss in ways if loss > 0.0}
    return list(found)


def questions(
    scenario: Scenario, plan: Plan, groups: int, links: bool
) -> tuple[list[Question], list[tuple[str, str, str]]]:
    """Return the effects that can be asked for, and those that cannot with the reason."""
    asked: list[Question] = []
    missing: list[tuple[str, str, str]] = []
    for name, touchpoint in zip(scenario.touchpoints, plan.touchpoints, strict=True):
        for effect, treated, reference in _FORCED:
            one, other = f"{name}: {treated}", f"{name}: {reference}"
            if why := cannot_be_forced(touchpoint, treated):
                missing.append((effect, name, why))
                continue
            asked.append(Question(effect, name, one, other, _OF_VISITORS))
            if effect in _GATES:
                asked.append(Question(_GATES[effect], name, one, other, ("goal",)))
            if groups and {treated, reference} == set(POLICY):
                everybody = for_everybody(name, treated), for_everybody(name, reference)
                asked.append(Question(f"policy_{effect}", name, *everybody, _OF_VISITORS))
                crowded = crowding(name, treated, reference)
                asked.append(Question(f"crowding_{effect}", name, crowded, one, _OF_VISITORS))
        if _all_friction(name, touchpoint):
            asked.append(Question("loss", name, without_friction(name), TODAY, _OF_EVERYBODY))
        else:
            missing.append(("loss", name, cannot_be_forced(touchpoint, "friction")))
    for source, target in leaky_links(scenario, plan) if links else ():
        link = f"{source}>{target}"
        asked.append(Question("handoff", link, link, TODAY, _OF_EVERYBODY))
    return asked, missing


def _table(
    asked: list[Question], treated: np.ndarray, reference: np.ndarray, personas: list[str]
) -> pd.DataFrame:
    """Return all effects; sums have the shape (replications, questions, groups of people, sums)."""
    of_each = [_kind(question.effect) for question in asked]
    groups = [EVERYBODY, *personas]
    parts: list[pd.DataFrame] = []
    for kind in dict.fromkeys(of_each):
        places = [number for number, one in enumerate(of_each) if one == kind]
        for measure, (above, below, scale) in MEASURES.items():
            chosen = [number for number in places if measure in asked[number].measures]
            for rows, family in ((slice(0, 1), len(places)), (slice(1, None), len(places) * len(personas))):
                if chosen:
                    ours, theirs = treated[:, chosen, rows], reference[:, chosen, rows]
                    found = difference(
                        ours[..., above],
                        theirs[..., above],
                        ours[..., below],
                        theirs[..., below],
                        family,
                        scale,
                        worth_of_one(theirs) if measure == "value" else 1.0,
                    )
                    parts.append(_rows([asked[number] for number in chosen], measure, groups[rows], found))
    if not parts:
        return pd.DataFrame(columns=["effect", "place", "measure", "persona", *Estimate._fields])
    order = {effect: rank for rank, effect in enumerate(dict.fromkeys(one.effect for one in asked))}
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values("effect", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def _kind(effect: str) -> str:
    """Return of which family an effect is, whose simultaneous limits hold together."""
    family = effect.partition("_")[0]
    return family if family in FAMILIES else ""


def _rows(asked: list[Question], measure: str, groups: list[str], found: Estimate) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "effect": np.repeat([question.effect for question in asked], len(groups)),
        "place": np.repeat([question.place for question in asked], len(groups)),
        "measure": measure,
        "persona": np.tile(groups, len(asked)),
        **{name: values.ravel() for name, values in found._asdict().items()},
    }
    return pd.DataFrame(columns)


def _per_person(sums: np.ndarray, people: np.ndarray, touchpoints: list[str]) -> pd.DataFrame:
    """Return sums over touchpoints for each person; both have a row for each replication."""
    everybody = people + np.zeros_like(sums)
    found = difference(sums, np.zeros_like(sums), everybody, None, len(touchpoints), AMOUNT, one=1.0)
    # Against nothing: neither side of the difference lies below 0.
    found = found._replace(low=found.low.clip(min=0.0), low_all=found.low_all.clip(min=0.0))
    return pd.DataFrame(found._asdict(), index=pd.Index(touchpoints, name="place"))
