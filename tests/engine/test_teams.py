"""Teams: what happens at the same time has one order, and a queue does what a plain list would do.

Times are whole eighths of a day, so that much is simultaneous and sums are exact.
"""

import random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.engine.clock import Clock, Kind
from cxsim.engine.parts import TeamPlan
from cxsim.engine.teams import Answer, Team
from cxsim.engine.weekly import StaffPlan

EIGHTH = 0.125
FOR_EVER = 10_000


class Caller(NamedTuple):
    """Somebody who comes, with all that matters to a team; times in eighths of a day."""

    comes: int
    takes: int
    patience: int = FOR_EVER
    priority: int = 0
    may_be_turned_away: bool = True


class Office(NamedTuple):
    """A team; `staff` by the eighth of the week from which on they are on duty."""

    staff: dict[int, int]
    turn_away: bool = True
    lines: int = -1
    head_start: int | None = None


def answered(office, callers, shuffle=None):
    """What became of each caller, and when, by the engine: (answer, when, end of service)."""
    clock = Clock()
    starts = sorted(office.staff)
    staff = StaffPlan(
        tuple(EIGHTH * start for start in starts), tuple(office.staff[start] for start in starts)
    )
    absolute, head_start = office.head_start is None, (office.head_start or 0) * EIGHTH
    team = Team(clock, TeamPlan(0, staff, office.turn_away, office.lines, absolute, head_start, 0.0))
    seen = {}

    def call(number, caller):
        yield clock.until(caller.comes * EIGHTH, Kind.JOIN, number, 0)
        patience = float("inf") if caller.patience == FOR_EVER else caller.patience * EIGHTH
        ticket = team.join(number, 0, caller.priority, patience, caller.may_be_turned_away)
        if ticket.answer is Answer.WAITING:
            yield ticket.answered
        seen[number] = (ticket.answer.name, clock.now / EIGHTH, None)
        if ticket.answer is Answer.SERVED:
            yield clock.after(caller.takes * EIGHTH, Kind.SERVICE_END, number, 0)
            team.leave()
            seen[number] = (ticket.answer.name, seen[number][1], clock.now / EIGHTH)

    numbers = list(range(len(callers)))
    if shuffle is not None:
        random.Random(shuffle).shuffle(numbers)
    for number in numbers:
        clock.env.process(call(number, callers[number]))
    clock.env.run(until=200 * EIGHTH)
    return {number: seen.get(number, ("WAITING", None, None)) for number in range(len(callers))}


def by_list(office, callers):
    """The same by hand: a list of what is to happen, searched each time for what comes first."""
    todo = [(caller.comes, 3, number) for number, caller in enumerate(callers)]
    todo += [
        (56 * week + start, 0, -1) for week in range(4) for start in office.staff if 56 * week + start > 0
    ]
    on_duty, busy, queue, seen = office.staff[0], 0, [], {}

    def place(number):
        caller = callers[number]
        if office.head_start is None:
            return (-caller.priority, caller.comes, number)
        return (0, caller.comes - office.head_start * caller.priority, number)

    def begin(number, now):
        nonlocal busy
        busy += 1
        seen[number] = ("SERVED", now, None)
        todo.append((now + callers[number].takes, 2, number))

    while todo:
        now, kind, number = min(todo)
        if now >= 200:
            break
        todo.remove((now, kind, number))
        if kind == 0:
            on_duty = office.staff[now % 56]
            if on_duty == 0 and office.turn_away:
                for other in [other for other in queue if callers[other].may_be_turned_away]:
                    queue.remove(other)
                    seen[other] = ("CLOSED", now, None)
        elif kind == 2:
            busy -= 1
            seen[number] = ("SERVED", seen[number][1], now)
        elif kind == 3:
            caller = callers[number]
            if on_duty == 0 and office.turn_away and caller.may_be_turned_away:
                seen[number] = ("CLOSED", now, None)
            elif busy < on_duty and not queue:
                begin(number, now)
            elif 0 <= office.lines <= len(queue) and caller.may_be_turned_away:
                seen[number] = ("BUSY", now, None)
            else:
                queue.append(number)
                todo.append((now + caller.patience, 4, number))
        elif number in queue:
            queue.remove(number)
            seen[number] = ("ABANDONED", now, None)
        while kind in (0, 2) and queue and busy < on_duty:
            first = min(queue, key=place)
            queue.remove(first)
            begin(first, now)
    return {number: seen.get(number, ("WAITING", None, None)) for number in range(len(callers))}


caller = st.builds(
    Caller,
    comes=st.integers(0, 70),
    takes=st.integers(0, 12),
    patience=st.one_of(st.integers(0, 12), st.just(FOR_EVER)),
    priority=st.integers(0, 2),
    may_be_turned_away=st.sampled_from([True, True, True, False]),
)
office = st.builds(
    Office,
    staff=st.dictionaries(st.integers(1, 55), st.integers(0, 3), max_size=6).flatmap(
        lambda later: st.integers(0, 3).map(lambda first: {0: first, **later})
    ),
    turn_away=st.booleans(),
    lines=st.sampled_from([-1, -1, 0, 1, 3]),
    head_start=st.one_of(st.none(), st.integers(0, 6)),
)


@given(office, st.lists(caller, min_size=1, max_size=25))
def test_a_team_does_what_a_plain_list_would_do(office, callers):
    assert answered(office, callers) == by_list(office, callers)


@given(office, st.lists(caller, min_size=2, max_size=15), st.integers(0, 100))
def test_the_order_in_which_code_creates_events_does_not_matter(office, callers, shuffle):
    assert answered(office, callers, shuffle) == answered(office, callers)


@given(
    st.permutations(
        [(kind, number, step) for kind in Kind for number in (0, 1, 2**62 + 5) for step in (0, 3)]
    )
)
def test_simultaneous_events_happen_by_kind_then_customer_then_step(keys):
    clock, happened = Clock(), []
    for key in keys:
        clock.after(1.0, *key).callbacks.append(lambda _, key=key: happened.append(key))
    clock.env.run()
    assert happened == sorted(keys)


OPEN = Office({0: 1})


@pytest.mark.parametrize(
    ("law", "office", "callers", "expected"),
    [
        ("who ends makes room for who comes", OPEN._replace(lines=0), [(0, 4), (4, 2)], ["SERVED", "SERVED"]),
        ("whose turn it is has not lost patience", OPEN, [(0, 4), (1, 2, 3)], ["SERVED", "SERVED"]),
        (
            "who comes finds the one who is about to hang up",
            OPEN._replace(lines=1),
            [(0, 9), (1, 1, 5), (6, 1)],
            ["SERVED", "ABANDONED", "BUSY"],
        ),
        (
            "who comes after the hang-up finds the line free",
            OPEN._replace(lines=1),
            [(0, 9), (1, 1, 5), (7, 1)],
            ["SERVED", "ABANDONED", "SERVED"],
        ),
        ("the door closes before service ends", Office({0: 1, 8: 0}), [(0, 8), (1, 1)], ["SERVED", "CLOSED"]),
        (
            "the door opens before customers come",
            Office({0: 0, 8: 1}),
            [(8, 1), (7, 1)],
            ["SERVED", "CLOSED"],
        ),
        (
            "nobody is called before the door opens",
            Office({0: 0, 8: 1}, turn_away=False),
            [(3, 1), (2, 1)],
            ["SERVED", "SERVED"],
        ),
        ("no patience, no wait", OPEN, [(0, 4), (1, 1, 0)], ["SERVED", "ABANDONED"]),
    ],
)
def test_what_comes_first_at_the_same_time(law, office, callers, expected):
    result = answered(office, [Caller(*caller) for caller in callers])
    assert [answer for answer, *_ in result.values()] == expected, law


def test_closing_turns_the_waiting_away_and_keeps_the_work_of_a_desk():
    closing = Office({0: 1, 8: 0, 16: 1})
    callers = [
        Caller(0, 10),
        Caller(1, 2),
        Caller(2, 3, may_be_turned_away=False),
        Caller(9, 3, may_be_turned_away=False),
    ]
    assert answered(closing, callers) == {
        0: ("SERVED", 0, 10),  # to the end, although the door is closed
        1: ("CLOSED", 8, None),
        2: ("SERVED", 16, 19),
        3: ("SERVED", 19, 22),
    }


def test_fewer_on_duty_finish_what_they_began_and_begin_nothing_new():
    result = answered(
        Office({0: 3, 4: 1, 20: 2}), [Caller(0, 6), Caller(0, 8), Caller(0, 10), Caller(1, 30), Caller(1, 5)]
    )
    assert [served for _, served, _ in result.values()] == [0, 0, 0, 10, 20]


def test_a_desk_is_never_busy_and_its_cases_take_up_lines():
    one_line = Office({0: 1}, lines=1)
    callers = [
        Caller(0, 9),
        Caller(1, 2, may_be_turned_away=False),
        Caller(2, 2, may_be_turned_away=False),
        Caller(3, 2),
    ]
    assert [answer for answer, *_ in answered(one_line, callers).values()] == [
        "SERVED",
        "SERVED",
        "SERVED",
        "BUSY",
    ]


@pytest.mark.parametrize(
    ("head_start", "order"), [(None, [0, 3, 2, 1]), (0, [0, 1, 2, 3]), (2, [0, 1, 3, 2]), (3, [0, 3, 1, 2])]
)
def test_priority_goes_first_or_has_a_head_start(head_start, order):
    """Two points of priority at a head start of 2 count as coming 4 earlier: not quite before the first."""
    callers = [Caller(0, 10), Caller(1, 1), Caller(5, 1, priority=1), Caller(6, 1, priority=2)]
    result = answered(Office({0: 1}, head_start=head_start), callers)
    assert sorted(result, key=lambda number: result[number][1]) == order


def test_load_is_customers_waiting_per_member_of_staff():
    clock = Clock()
    team = Team(clock, TeamPlan(0, StaffPlan((0.0,), (2,)), True, -1, True, 0.0, 0.0))
    loads = []
    for number in range(6):
        team.join(number, 0, 0, float("inf"), True)
        loads.append(team.load)
    assert loads == [0.0, 0.0, 0.5, 1.0, 1.5, 2.0]
    closed = Team(clock, TeamPlan(0, StaffPlan((0.0,), (0,)), False, -1, True, 0.0, 0.0))
    assert closed.load == 0.0
    closed.join(1, 0, 0, float("inf"), True)
    assert closed.load == 1.0
