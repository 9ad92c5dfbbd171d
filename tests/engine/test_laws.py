"""Laws of accounting: whoever came is somewhere, once; lives run forward; recording changes nothing."""

import functools
import itertools
import math
from collections import Counter

import pytest

from cxsim.engine import simulation, teams
from cxsim.engine.counted import InTeam, Spent
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.tally import MONEY, UNIT
from cxsim.engine.teams import Answer
from cxsim.engine.vocabulary import NONE, Event, Notice, Origin, Outcome, State
from cxsim.scenario.model import Scenario
from tests.engine.rich import rich
from tests.engine.scenarios import SERVED, TURNED_BACK, by_customer, changed, days, simulate

ENDS = {
    Event.NOT_CONVERTED: {State.NOT_CONVERTED},
    Event.LEFT: {State.LEFT},
    Event.LAPSED: {State.LAPSED},
    Event.FOLLOWED_UP: {State.PROSPECT, State.CUSTOMER},
}
WORLDS = [(seed, bool(seed & 1), bool(seed & 2)) for seed in range(8)]
worlds = pytest.mark.parametrize("which", WORLDS, ids=str)


@functools.cache
def lived(which):
    data = rich(*which)
    return data, simulate(data)


def of_case(row) -> bool:
    """A row of a case that stays open while life goes on: those of shop and app (see `rich`)."""
    return row.event == Event.OVERDUE or (row.event == Event.RECOVERY and row.touchpoint in (3, 5))


def numbers_of(data) -> Plan:
    return plan(Scenario.model_validate(data))


@worlds
def test_whoever_came_is_in_one_final_state(which):
    _, result = lived(which)
    lives = by_customer(result.events)
    assert list(lives) == [row.customer for row in result.customers]
    for customer in result.customers:
        rows = lives[customer.customer]
        kinds = [row.event for row in rows if not (of_case(row) and row.event == Event.RECOVERY)]
        assert kinds[0] == Event.ARRIVED
        assert kinds.count(Event.ARRIVED) == 1
        assert [kind for kind in kinds if kind in ENDS] == [kinds[-1]]
        assert customer.state in ENDS[kinds[-1]]
        assert (Event.CONVERTED in kinds) == (not math.isnan(customer.converted))
        if Event.CONVERTED in kinds:
            assert customer.origin != Origin.EXISTING
            assert customer.since == customer.converted


@worlds
def test_lives_run_forward_step_by_step(which):
    _data, result = lived(which)
    for rows in by_customer(result.events).values():
        assert [row.step for row in rows] == list(range(1, len(rows) + 1))
        assert all(one.time <= other.time for one, other in itertools.pairwise(rows))
        for row in rows:
            if row.event in (Event.VISIT, Event.RECOVERY):
                assert rows[0].time <= row.began <= row.began + row.wait + row.duration <= row.time + 1e-9
    assert all(row.time <= 60.0 for row in result.events)
    assert result.events == sorted(result.events, key=lambda row: (row.customer, row.step))


@worlds
def test_journeys_end_once_and_one_after_another(which):
    _data, result = lived(which)
    for rows in by_customer(result.events).values():
        current, seen = None, set()
        for row in rows:
            here = (row.journey, row.occurrence)
            if of_case(row):
                assert here in seen
            elif row.event == Event.JOURNEY_STARTED:
                assert current is None
                assert here not in seen
                seen.add(here)
                current = here
            elif row.event in (Event.CONTEXT_LOST, Event.VISIT, Event.RECOVERY, Event.CSAT, Event.CES):
                assert here == current
            elif row.event == Event.JOURNEY_ENDED:
                assert here == current
                current = None
            elif row.event not in (Event.FOLLOWED_UP, Event.INTENDED, Event.WON_BACK):
                assert current is None
        assert current is None or rows[-1].event == Event.FOLLOWED_UP


@worlds
def test_who_is_gone_hears_nothing_about_a_case(which):
    _data, result = lived(which)
    closed = 0
    for rows in by_customer(result.events).values():
        ends = [row.time for row in rows if row.event in ENDS]
        gone = min(ends, default=math.inf)
        for row in filter(of_case, rows):
            assert (row.outcome == NONE) == (row.event == Event.OVERDUE or row.time > gone)
            assert math.isnan(row.felt) == (row.time > gone)
            closed += row.event == Event.RECOVERY
    assert closed > 5


@worlds
def test_counters_of_customers_are_the_rows_of_the_log(which):
    _data, result = lived(which)
    lives = by_customer(result.events)
    for customer in result.customers:
        rows = lives[customer.customer]
        visits = [row for row in rows if row.event == Event.VISIT]
        kinds = Counter(row.event for row in rows)
        unfinished = kinds[Event.JOURNEY_STARTED] - kinds[Event.JOURNEY_ENDED]
        assert customer.journeys == kinds[Event.JOURNEY_STARTED]
        assert 0 <= customer.visits - len(visits) <= unfinished
        troubled = sum(row.cause != NONE for row in visits)
        let_down = sum(row.event == Event.OVERDUE and row.severity > 0.0 for row in rows)
        assert customer.frictions == troubled + kinds[Event.CONTEXT_LOST] + let_down
        assert 0 <= customer.complaints - sum(row.notice == Notice.COMPLAINED for row in visits) <= unfinished
        answers = [row for row in rows if of_case(row)]
        assert customer.recoveries == sum(row.outcome == Outcome.RECOVERED for row in (*visits, *answers))
        assert customer.referrals == kinds[Event.REFERRAL]
        assert -1 <= customer.satisfaction <= 1
        assert -1 <= customer.mood <= 1
        assert customer.memory >= 0
        last = [row for row in rows if not of_case(row)][-1]
        if last.event in (Event.LEFT, Event.LAPSED, Event.NOT_CONVERTED):
            assert (customer.ended, customer.cause) == (last.time, last.cause)
            assert (customer.left_journey, customer.left_touchpoint) == (last.journey, last.touchpoint)


@worlds
def test_outcomes_and_causes_belong_together(which):
    _, result = lived(which)
    for row in result.events:
        if row.event == Event.VISIT:
            assert (row.cause == NONE) == (row.outcome in (Outcome.OK, Outcome.DELIGHT))
            assert (row.severity > 0) == (row.cause != NONE)
            assert (row.notice == NONE) == (row.cause == NONE)
            assert row.outcome not in TURNED_BACK or row.duration == 0


def has_open_case(plan, rows):
    """Whether the answer to a friction that a desk heard of was still to come at the horizon."""

    def heard(row):
        if row.event != Event.VISIT or row.outcome != Outcome.FRICTION or row.notice == Notice.SILENT:
            return False
        desk = plan.touchpoints[row.touchpoint].desk
        return desk != NONE and not plan.desks[desk].on_the_spot

    answers = [row.time for row in rows if row.event == Event.RECOVERY and of_case(row)]
    return any(heard(row) and not any(answer >= row.time for answer in answers) for row in rows)


@worlds
def test_costs_add_up(which):
    data, result = lived(which)
    plan, lives = numbers_of(data), by_customer(result.events)
    for customer in result.customers:
        rows, cost = lives[customer.customer], 0.0
        if any(row.event == Event.FOLLOWED_UP for row in rows) or has_open_case(plan, rows):
            continue  # something may have been under way
        for row in rows:
            touchpoint = plan.touchpoints[row.touchpoint]
            if row.event == Event.VISIT:
                cost += touchpoint.cost
                team = touchpoint.team
            elif row.event == Event.RECOVERY:
                cost += plan.desks[touchpoint.desk].cost
                team = plan.desks[touchpoint.desk].team
            else:
                continue
            cost += row.duration * plan.teams[team].cost_per_day if team != NONE else 0.0
        assert customer.cost == pytest.approx(cost)


@worlds
def test_what_staff_cost_is_the_time_they_work(which):
    """Without a warm-up the tally has all of what was done; by team only once a result of it is known."""
    data = {**lived(which)[0]}
    data["period"] = data["period"] | {"warm_up": "0 d"}
    tally = simulate(data).tally
    worked = UNIT * tally.teams[:, InTeam.WORK]
    paid = sum(time * team.cost_per_day for time, team in zip(worked, numbers_of(data).teams, strict=True))
    spent = MONEY * tally.costs[..., Spent.STAFF].sum()
    assert spent == pytest.approx(paid, rel=0.01)
    assert spent > paid * (1.0 - 1e-6) > 0.0


@worlds
def test_recording_changes_nothing(which):
    data, result = lived(which)
    unrecorded = simulate(data, keep_events=False)
    assert unrecorded.events == []
    assert repr(unrecorded.customers) == repr(result.customers)


@worlds
def test_the_same_seed_and_replication_give_the_same_rows_and_others_do_not(which):
    data, result = lived(which)
    assert repr(simulate(data)) == repr(result)
    for seed, replication in ((2, 0), (1, 1), (0, 1)):
        assert repr(simulate(data, seed, replication).customers) != repr(result.customers)


@worlds
def test_a_longer_follow_up_only_adds_to_the_log(which):
    data, result = lived(which)
    shorter = simulate(changed(data, {"period.follow_up": days(35)}))
    lived_by_then = [row for row in result.events if row.time < 35]
    assert repr([row for row in shorter.events if row.event != Event.FOLLOWED_UP]) == repr(lived_by_then)


def lives_of(result):
    """The customers, but for what says who is measured, and from when on."""
    return [row._replace(measured=True, troubled=False, level_then=1.0) for row in result.customers]


@worlds
def test_a_warm_up_is_lived_like_the_rest(which):
    data, result = lived(which)
    split = changed(data, {"period": {"warm_up": days(20), "follow_up": days(40)}})
    assert repr(simulate(split).events) == repr(result.events)
    assert repr(lives_of(simulate(split))) == repr(lives_of(result))


class Counting(teams.Team):
    """A team that keeps its tickets."""

    all = ()

    def __init__(self, *parts):
        super().__init__(*parts)
        self.tickets, self.left = [], 0
        Counting.all = (*Counting.all, self)

    def join(self, *parts, **options):
        self.tickets.append(super().join(*parts, **options))
        return self.tickets[-1]

    def leave(self):
        self.left += 1
        super().leave()


@worlds
def test_whoever_joined_a_queue_was_served_or_turned_away_or_is_still_there(which, monkeypatch):
    monkeypatch.setattr(simulation, "Team", Counting)
    monkeypatch.setattr(Counting, "all", ())
    data, unwatched = lived(which)
    result, plan = simulate(data), numbers_of(data)
    assert repr(result) == repr(unwatched)
    visits = [row for row in result.events if row.event == Event.VISIT]
    for team in Counting.all:
        answers = Counter(ticket.answer for ticket in team.tickets)
        assert len(team.tickets) == sum(answers.values()) > 0
        assert answers[Answer.WAITING] == team.waiting
        assert answers[Answer.SERVED] == team.left + team.busy
        seen = Counter(
            row.outcome for row in visits if plan.touchpoints[row.touchpoint].team == team.plan.index
        )
        assert answers[Answer.ABANDONED] == seen[Outcome.ABANDONED]
        assert answers[Answer.CLOSED] == seen[Outcome.CLOSED]
        assert answers[Answer.BUSY] == seen[Outcome.BUSY]
        assert sum(seen[outcome] for outcome in SERVED) <= team.left
