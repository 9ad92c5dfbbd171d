"""The compiled engine: the same simulation as SimPy's, to the last bit, for large studies."""

from collections.abc import Callable

import numpy as np

from cxsim.engine.compiled.arrays import Simulation, Start
from cxsim.engine.compiled.kernel import kernel
from cxsim.engine.compiled.output import last_rows, rows
from cxsim.engine.compiled.walk import Stop
from cxsim.engine.parts import Plan
from cxsim.engine.settling import kept_in, settle
from cxsim.engine.streams import Streams

# So many moves take some hundredths of a second; in between one can be interrupted.
MOVES = 5_000


class Interrupted(Exception):
    """Somebody wanted the simulation to end."""


def simulate(
    plan: Plan,
    seed: int,
    replication: int,
    empty_log: Callable[[np.ndarray], None] | None = None,
    wanted: Callable[[], bool] = lambda: True,
    start: Simulation | None = None,
    begin: Start | None = None,
) -> Simulation:
    """Simulate one replication from time 0 to the horizon.

    Parameters
    ----------
    plan
        The scenario in numbers.
    seed, replication
        The same pair always gives the same sim.
    empty_log
        Called with rows of the event log, in no particular order, whenever some have come together, to take
        them away; without, no events are recorded.
    wanted
        Asked now and then whether to go on.
    start
        Where everybody stands at the end of the warm-up, as `warmed_up` leaves it: this plan (or the one
        that comes first of those before it) is lived from there on, and the events before are not recorded.
    begin
        Where everybody stands at time 0, as `settled` says, if that is known already.

    Raises
    ------
    Interrupted
        If it is no longer wanted.
    """
    recording = empty_log is not None
    if start is None:
        begin = begin or settled(plan, seed, replication, wanted)
        sim = Simulation(plan, Streams(seed, replication), recording, begin)
    else:
        sim = start.copy(plan, recording)
    run = kernel()
    while (stop := run(sim.record, MOVES)) != Stop.DONE:
        if stop == Stop.BRANCH:
            sim.branch()
        else:
            make_room(sim, stop)
        if stop == Stop.ROWS and empty_log is not None:
            empty_log(rows(sim))
            sim["rows_count"] = 0
        if not wanted():
            raise Interrupted
    if empty_log is not None:
        empty_log(rows(sim))
        empty_log(last_rows(sim))
    return sim


def warmed_up(
    plan: Plan, seed: int, replication: int, wanted: Callable[[], bool] = lambda: True
) -> Simulation:
    """Simulate one replication to the end of the warm-up, from where it can be taken up in several worlds."""
    begin = settled(plan, seed, replication, wanted)
    sim = Simulation(plan, Streams(seed, replication), False, begin)
    sim["until"] = plan.warm_up
    _live(sim, wanted)
    return sim


def settled(
    plan: Plan, seed: int, replication: int, wanted: Callable[[], bool] = lambda: True
) -> Start | None:
    """Return where everybody stands at time 0, if the plan asks for that to be settled before."""
    today = plan.stages[0]
    if today.settling is None:
        return None
    kept, given = kept_in[-1], (today.settling, seed, replication)
    if (start := kept.recall(*given)) is not None:
        return start
    with kept.alone(*given, wanted):
        start = kept.recall(*given)  # whoever was waited for has lived it
        if start is None:
            start = settle(*given, lambda sim: _live(sim, wanted))
            kept.keep(*given, start)
    return start


def _live(sim: Simulation, wanted: Callable[[], bool]) -> None:
    """Let everybody live until another plan would hold."""
    run = kernel()
    while (stop := run(sim.record, MOVES)) != Stop.BRANCH:
        make_room(sim, stop)
        if not wanted():
            raise Interrupted


def make_room(sim: Simulation, stop: int) -> None:
    """Make room for what there was none for, if anything."""
    if stop == Stop.PEOPLE:
        sim.make_room("people", "cases", room="people_room")
    elif stop == Stop.AGENDA:
        sim.make_room("agenda", "later", room="agenda_room")
    elif stop == Stop.QUEUE:
        sim.make_room_in_queues()
