"""What a simulation takes, before it begins: visits, memory and time; and whether this machine has that.

People, journeys and visits come from `cxsim.scenario.forecast`. What one of them takes was measured; the time
is a rough one, since machines differ. Refused is only what cannot be: with fewer people than will be there,
and half the events.
"""

from typing import NamedTuple

from cxsim.engine.counted import AtVisit
from cxsim.engine.machine import free_memory
from cxsim.errors import CxsimError
from cxsim.scenario.forecast import Forecast, forecast
from cxsim.scenario.model import Scenario

# Bytes. Of a person in the compiled engine: their record, their places on the agenda, what is counted in the
# end; and more for each touchpoint and journey. Arrays are a fifth larger than the people who are expected.
PERSON, AT_TOUCHPOINT, OF_JOURNEY, ROOM = 560, 5, 12, 1.2
SIMPY_PERSON, SIMPY_EVENT = 25_000, 600
# In the tables of a run; in the outcomes of each world that is compared; in the log that is sorted.
CUSTOMER, OUTCOME, EVENT, SORTED_EVENT, SORTED_AT_ONCE = 210, 35, 100, 280, 1_000_000
MEETING, HANDOFF, ROUTE = 100, 40, 40  # of a persona with a touchpoint; of two touchpoints, in each journey
OF_VISITS = 8 * len(AtVisit)  # of a persona on a way, in each tally
PROCESS = 220e6  # a process that has imported everything

# Seconds, on one core.
SECONDS = {"compiled": (1e-6, 2e-6), "simpy": (1e-4, 2e-5)}  # of a visit, and of an event that is written
START = 3.0
BEFORE = 10.0 * 365.0  # days; of the years before a settled start

# What to make smaller, by what takes most.
LESS = {
    "people": "lower population.existing or population.prospects_per_day, or shorten the period",
    "names": "have fewer personas, touchpoints or journeys",
    "events": 'record only customers or KPIs (record="customers", --record kpis), or write into a folder',
    "customers": 'record only KPIs (record="kpis", --record kpis), or write into a folder',
}


class TooLarge(CxsimError, MemoryError):
    """A simulation needs more memory than there is: how much was found, what was expected, what to do."""

    def __init__(self, found: str, expected: str, hint: str) -> None:
        super().__init__(found, expected, hint)
        self.found, self.expected, self.hint = found, expected, hint

    def __str__(self) -> str:
        return f"found {self.found}, expected {self.expected}; {self.hint}"


class Size(NamedTuple):
    """What a simulation takes.

    Attributes
    ----------
    each
        What is expected in each replication.
    replications
        How many there are.
    memory
        Bytes at most at a time, by what takes them: people, names, events, customers.
    seconds
        How long it takes, roughly.
    """

    each: Forecast
    replications: int
    memory: dict[str, float]
    seconds: float

    def __str__(self) -> str:
        memory = bytes_in_words(sum(self.memory.values()) + PROCESS)
        return (
            f"some {in_words(self.each.visits)} visits of {in_words(self.each.people)} people in each of "
            f"{self.replications} replications, about {memory} of memory and {time_in_words(self.seconds)}"
        )


def size_of(
    scenario: Scenario,
    replications: int = 1,
    engine: str = "compiled",
    workers: int = 1,
    record: str = "kpis",
    into_folder: bool = False,
    worlds: int = 1,
) -> Size:
    """Return what a simulation takes.

    Parameters
    ----------
    scenario, replications, engine, workers, record
        As in `cxsim.simulate`.
    into_folder
        Whether what is recorded is written as it comes.
    worlds
        How many are compared, one after another within a replication.
    """
    each = forecast(scenario)
    before = (
        forecast(_before(scenario)) if scenario.population.start == "settled" else Forecast(0.0, 0.0, 0.0)
    )
    at_once = min(workers, replications)
    waiting = min(at_once + 1, replications)
    touchpoints, journeys = len(scenario.touchpoints), len(scenario.journeys)
    ways = sum(
        len(fork)
        for one in scenario.journeys.values()
        for ways in one.links.values()
        for _, fork in ways.each()
    )
    person = in_kernel = (PERSON + AT_TOUCHPOINT * touchpoints + OF_JOURNEY * journeys) * ROOM
    event = SORTED_EVENT * min(each.events, SORTED_AT_ONCE) * waiting
    if engine == "simpy":
        person, event = float(SIMPY_PERSON), SIMPY_EVENT * each.events * waiting
    held = waiting if into_folder else replications
    memory = {
        "people": at_once * max(each.people * (person + worlds * OUTCOME), before.people * in_kernel),
        "names": MEETING * len(scenario.personas) * touchpoints
        + OF_VISITS * len(scenario.personas) * (ways + touchpoints) * (replications + 2 * at_once)
        + HANDOFF * journeys * touchpoints**2
        + ROUTE * ways * len(scenario.personas),
        "events": event + EVENT * each.events * (0 if into_folder else held) if record == "events" else 0.0,
        "customers": CUSTOMER * each.people * held if record != "kpis" else 0.0,
    }
    of_visit, of_event = SECONDS[engine]
    work = of_visit * (each.visits + each.people) + (of_event * each.events if record == "events" else 0.0)
    lived_before = SECONDS["compiled"][0] * (before.visits + before.people)
    seconds = START + (work * worlds + lived_before) * replications / at_once
    return Size(each, replications, memory, seconds)


def _before(scenario: Scenario) -> Scenario:
    """Return what is lived before a settled start, for as long as is usual."""
    period = scenario.period.model_copy(update={"warm_up": 0.0, "follow_up": BEFORE})
    return scenario.model_copy(update={"period": period})


def check_size(size: Size, workers: int = 1, free: int | None = None, as_recorded: bool = False) -> None:
    """Refuse what this machine cannot hold, before anything is allocated.

    Parameters
    ----------
    size
        What it takes.
    workers
        How many work at once: fewer may help.
    free
        Bytes that there are; by default as many as the machine, its container and its limits leave.
    as_recorded
        Whether it has to be recorded as it is, such as for a report.

    Raises
    ------
    TooLarge
        If it takes more.
    """
    least = size.memory | {"events": size.memory["events"] / 2.0}
    free = free_memory() if free is None else free
    if sum(least.values()) <= free:
        return
    most = max(least, key=lambda part: least[part])
    less = "fewer replications or customers need less" if as_recorded and most != "names" else LESS[most]
    fewer = "; fewer workers need less, too" if workers > 1 else ""
    people, visits = in_words(size.each.people), in_words(size.each.visits)
    needed = bytes_in_words(sum(size.memory.values()))
    raise TooLarge(
        f"{people} people with {visits} visits to simulate, for which about {needed} of memory are needed",
        f"at most the {bytes_in_words(free)} that are free here",
        f"{less}{fewer}",
    )


def in_words(number: float) -> str:
    """Return a number to two digits.

    Examples
    --------
    >>> in_words(28_516), in_words(3.65e9), in_words(7)
    ('29,000', '3.6 billion', '7')
    """
    for size, name in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if number >= size:
            return f"{number / size:,.2g}{name}" if number < 100 * size else f"{number / size:,.0f}{name}"
    digits = len(str(round(number)))
    return f"{round(number, 2 - digits):,.0f}" if digits > 2 else f"{number:.0f}"


def bytes_in_words(number: float) -> str:
    """Return an amount of memory.

    Examples
    --------
    >>> bytes_in_words(152e9), bytes_in_words(3.4e8)
    ('152 GB', '0.3 GB')
    """
    if number < 1e11:
        return f"{number / 1e9:.{0 if number >= 1e10 else 1}f} GB"
    return f"{number / 1e9:,.0f} GB" if number < 1e12 else f"{number / 1e12:,.0f} TB"


def time_in_words(seconds: float) -> str:
    """Return a rough time.

    Examples
    --------
    >>> time_in_words(4.2), time_in_words(300), time_in_words(30_000), time_in_words(1e6)
    ('4 s', '5 min', '8 h', '12 days')
    """
    for size, name in ((86_400.0, "days"), (3_600.0, "h"), (60.0, "min")):
        if seconds >= 2 * size:
            return f"{in_words(seconds / size)} {name}"
    return f"{seconds:.0f} s"
