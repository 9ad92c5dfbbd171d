"""What is asked of the engines: how each question is put, what has to be reached, and what has been."""

from collections.abc import Callable
from typing import NamedTuple

from benchmarks.measure import Candidate, Report, measure, ratio, table
from benchmarks.peers import PEERS, REFERENCE, SIZES

COMPILED, SIMPY = "cxsim, compiled", "cxsim, SimPy"


class Goal(NamedTuple):
    """A figure that has to be reached.

    Attributes
    ----------
    what, unit
        In words.
    must, aim
        What it must reach, and what it should.
    reached
        What it is; None if something needed to tell was not there.
    """

    what: str
    unit: str
    must: float
    aim: float
    reached: float | None

    def verdict(self) -> str:
        """Whether that is enough; more is better where the aim lies above what must be."""
        if self.reached is None:
            return "not measured"
        sign = 1 if self.aim > self.must else -1
        if sign * self.reached >= sign * self.aim:
            return "aim"
        return "reached" if sign * self.reached >= sign * self.must else "MISSED"


class Answer(NamedTuple):
    """What was found: all figures, the same as text, and the goals among them."""

    report: Report
    text: str
    goals: list[Goal]


def peers(quick: bool) -> Answer:
    """The contact centre, against other libraries."""
    size, arguments = 20_000 if quick else 200_000, {"seed": 1}
    candidates = [
        Candidate(COMPILED, "benchmarks.contact_centre:run", {"customers": size, **arguments}, size),
        *(
            Candidate(
                name,
                f"{module}:run",
                {"customers": SIZES[name], **arguments},
                SIZES[name],
                {"customers": 200},
            )
            for name, module in PEERS.items()
        ),
    ]
    report = measure(candidates, REFERENCE, repetitions=3 if quick else 7)
    goals = [
        Goal("speed against idiomatic SimPy", "×", 60, 200, _ratio(report, COMPILED, REFERENCE)),
        Goal("speed against cimba", "×", 5, 15, _ratio(report, COMPILED, "cimba")),
    ]
    return Answer(report, table(report, "customer"), goals)


def telecom(quick: bool) -> Answer:
    """The telecom journey, against the SimPy engine."""
    few, many = 1, 4 if quick else 40
    candidates = [
        Candidate(name, f"benchmarks.telecom:{call}", {"replications": number, "seed": 1}, number)
        for name, call, number in (
            (COMPILED, "in_the_compiled_engine", many),
            (SIMPY, "in_the_simpy_engine", few),
        )
    ]
    report = measure(candidates, SIMPY, repetitions=2 if quick else 5)
    goal = Goal("speed against the SimPy engine", "×", 60, 150, _ratio(report, COMPILED, SIMPY))
    return Answer(report, table(report, "customer"), [goal])


def growth(quick: bool) -> Answer:
    """The telecom journey at larger and larger companies, compiled."""
    sizes = {"10 thousand": (3, 20), "100 thousand": (34, 2), "1 million": (341, 1)}
    if quick:
        sizes = {"10 thousand": (3, 2), "1 million": (341, 1)}
    candidates = [
        Candidate(
            name,
            "benchmarks.telecom:in_the_compiled_engine",
            {"replications": replications, "seed": 1, "scale": scale},
            replications,
            {"replications": 1, "days": 1.0},
        )
        for name, (scale, replications) in sizes.items()
    ]
    report = measure(candidates, "10 thousand", repetitions=1 if quick else 3)
    results = report["results"]
    lines = [table(report, "customer"), ""]
    for name, (_, replications) in sizes.items():
        people, visits = results[name]["units"], results[name]["visits"]
        lines.append(f"{name}: {people // replications:,} customers, {visits / people:.2f} visits each")
    dearer = ratio(results["10 thousand"], results["1 million"])
    memory = results["1 million"]["memory"] / 1024
    goals = [
        Goal("cost of a customer among 1 million over one among 10 thousand", "×", 1.6, 1.2, dearer),
        Goal("peak memory with 1 million customers", "GB", 1.5, 0.5, memory),
    ]
    return Answer(report, "\n".join(lines), goals)


def pairs(quick: bool) -> Answer:
    """How far the difference that an improvement of the telecom journey makes scatters from run to run."""
    from benchmarks.pairs import IMPROVEMENT, differences, variance_ratios

    few, many = (4, 20) if quick else (30, 200)
    found = variance_ratios(differences(few, many, seed=1))
    width = max(map(len, found))
    lines = [f"{'':{width}}{'runs':>6}{'difference':>20}{'variance':>12}{'× addressed':>13}   95 % interval"]
    for kind, row in found.items():
        difference = f"{row['mean']:+.5f} ± {row['error']:.5f}"
        ratios = f"{row['variance']:12.3g}{row['ratio']:13.3g}   {row['low']:.3g} to {row['high']:.3g}"
        lines.append(f"{kind:{width}}{row['replications']:6}{difference:>20}{ratios}")
    return Answer({"improvement": IMPROVEMENT, "measure": "kept", "results": found}, "\n".join(lines), [])


def selection(quick: bool) -> Answer:
    """How many customers it takes to choose the best improvement of the telecom journey safely."""
    from benchmarks.selection import CONFIDENCE, ZONE, choose

    report = choose(30 if quick else 120, 20 if quick else 400, seed=1)
    heads = (
        "smallest difference",
        "customers",
        "equally, independent",
        "ratio",
        "in the hardest case",
        "right",
    )
    lines = [f"promise: {CONFIDENCE:.0%}", "".join(f"{head:>22}" for head in heads)]
    for row in report["results"]:
        figures = (
            f"{100 * row['zone']:g} of 100",
            f"{row['customers']:,.0f}",
            f"{row['customers_equal']:,.0f}",
            f"{row['ratio']:.0f} ×",
            f"{row['ratio_hardest']:.0f} ×",
            f"{row['right_hardest']:.1%}",
        )
        lines.append("".join(f"{figure:>22}" for figure in figures))
    usual = next(row for row in report["results"] if row["zone"] == ZONE)
    reached = usual["ratio"] if usual["sure"] else None
    goal = Goal("fewer customers than with equal allocation, independent", "×", 30, 100, reached)
    return Answer(report, "\n".join(lines), [goal])


def threads(quick: bool) -> Answer:
    """Replications of the telecom journey in two threads, against one; by the clock on the wall."""
    replications = 8 if quick else 40
    candidates = [
        Candidate(
            name,
            "benchmarks.telecom:in_threads",
            {"threads": number, "replications": replications, "seed": 1},
            replications,
        )
        for name, number in (("one thread", 1), ("two threads", 2))
    ]
    report = measure(candidates, "one thread", repetitions=3 if quick else 7, clock="wall")
    goal = Goal("speed of two threads against one", "×", 1.8, 1.95, report["results"]["two threads"]["ratio"])
    return Answer(report, table(report, "run"), [goal])


def start(quick: bool) -> Answer:
    """One run of the telecom journey from the command line, compiled before; by the clock on the wall."""
    name = "cxsim run"
    candidates = [Candidate(name, "benchmarks.telecom:from_a_shell", {}, 1)]
    report = measure(candidates, name, repetitions=2 if quick else 5, clock="wall")
    seconds = report["results"][name]["seconds"]
    text = "seconds: " + ", ".join(f"{second:.2f}" for second in seconds)
    goal = Goal(
        "warm start of cxsim run to its first result", "s", 3.0, 1.5, report["results"][name]["median"]
    )
    return Answer(report, text, [goal])


def explore(quick: bool) -> Answer:
    """The panel of sliders on the telecom journey: how soon it is up to date; by the clock on the wall."""
    from benchmarks.explore import follow

    report = follow(3 if quick else 15)
    parts = {"wait whether it moves on": report["pause"], **report["medians"]}
    lines = [f"{report['people']:,} people, medians of {report['moves']} moves, in seconds"]
    lines += [f"  {name:34}{seconds:8.3f}" for name, seconds in [*parts.items(), ("whole", report["whole"])]]
    lines.append(f"opening, with today's journey: {report['opening']:.1f} s")
    goals = [
        Goal("from a slider at rest to everything up to date", "s", 1.5, 1.0, report["whole"]),
        Goal("drawing the map", "s", 0.3, 0.1, report["medians"]["draw the map"]),
    ]
    return Answer(report, "\n".join(lines), goals)


def batch(quick: bool) -> Answer:
    """A batch of 16 reports on two workers: the time it takes, against half the CPU time of its notebooks."""
    from benchmarks.batch import run

    run(2, 2)  # compiles
    reports, workers = 4 if quick else 16, 2
    found = run(reports, workers)
    half = found.kernels / workers
    lines = [
        f"{reports} reports, {workers} workers: {found.wall:.1f} s",
        f"CPU time of the notebooks' kernels: {found.kernels:.1f} s, {found.kernels / reports:.2f} s each",
        f"CPU time beside them: {found.total - found.kernels:.1f} s",
        f"cores kept busy: {found.total / found.wall:.2f} of {workers}",
    ]
    goal = Goal("wall time over the notebooks' CPU time on each core", "×", 1.2, 1.1, found.wall / half)
    return Answer({"reports": reports, "workers": workers, **found._asdict()}, "\n".join(lines), [goal])


QUESTIONS: dict[str, Callable[[bool], Answer]] = {
    "peers": peers,
    "telecom": telecom,
    "growth": growth,
    "pairs": pairs,
    "selection": selection,
    "threads": threads,
    "start": start,
    "explore": explore,
    "batch": batch,
}
"""Each question by name; the call takes whether to be quick, and then answers roughly."""


def _ratio(report: Report, name: str, reference: str) -> float | None:
    """How many times as fast as another one, unless that is not installed."""
    results = report["results"]
    return None if "missing" in results[reference] else ratio(results[name], results[reference])
