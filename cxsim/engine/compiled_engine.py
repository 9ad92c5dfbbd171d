"""The compiled engine: the same simulation as SimPy's, to the last bit, for large studies."""

from collections.abc import Callable

import numpy as np

from cxsim.engine.compiled.arrays import Simulation
from cxsim.engine.compiled.kernel import kernel
from cxsim.engine.compiled.output import last_rows, rows
from cxsim.engine.compiled.walk import Stop
from cxsim.engine.parts import Plan
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

    Raises
    ------
    Interrupted
        If it is no longer wanted.
    """
    recording = empty_log is not None
    if start is None:
        sim = Simulation(plan, Streams(seed, replication), recording)
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
    sim = Simulation(plan, Streams(seed, replication), recording=False)
    sim["until"] = plan.warm_up
    run = kernel()
    while (stop := run(sim.record, MOVES)) != Stop.BRANCH:
        make_room(sim, stop)
        if not wanted():
            raise Interrupted
    return sim


def make_room(sim: Simulation, stop: int) -> None:
    """Make room for what there was none for, if anything."""
    if stop == Stop.PEOPLE:
        sim.make_room("people", "cases", room="people_room")
    elif stop == Stop.AGENDA:
        sim.make_room("agenda", "later", room="agenda_room")
    elif stop == Stop.QUEUE:
        sim.make_room_in_queues()
