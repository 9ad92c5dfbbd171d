"""The contact centre of the peers, as a scenario file, in the compiled engine.

``python -m benchmarks.contact_centre`` holds it against theory, as `benchmarks.peers.check` does the peers.
"""

import sys
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.peers.check import SEEDS, TOLERANCE, deviations
from benchmarks.peers.contact_centre import QUEUE, THEORY, Result
from cxsim.engine.compiled.output import customer_columns
from cxsim.engine.compiled_engine import simulate
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.vocabulary import Event, State
from cxsim.scenario.improve import with_changes
from cxsim.scenario.load import load_scenario

FILE = Path(__file__).with_name("contact_centre.yaml")


@cache
def plan_for(customers: int) -> Plan:
    """The scenario, for as long as it takes until so many have come, on average."""
    scenario = load_scenario(FILE)
    days = customers / scenario.population.prospects_per_day
    return plan(with_changes(scenario, {"period.follow_up": f"{days} d"}))


def run(customers: int, seed: int) -> dict[str, int]:
    """Simulate without an event log, and return how many came."""
    return {"units": int(simulate(plan_for(customers), seed, 0)["people_count"])}


def run_with_log(customers: int, seed: int) -> Result:
    """Simulate, and count in the event log what theory knows.

    Those who come on the last day are left out of the share that completes: some have not finished.
    """
    waits = []

    def keep_waits(log: np.ndarray) -> None:
        here = (log["event"] == Event.VISIT) & (log["touchpoint"] == QUEUE - 1)
        waits.append(log["wait"][here])

    numbers = plan_for(customers)
    sim = simulate(numbers, seed, 0, keep_waits)
    everybody, wait = customer_columns(sim), np.concatenate(waits)
    states = everybody["state"][everybody["arrived"] < numbers.horizon - 1.0]
    minutes = 24 * 60
    return Result(
        len(states), int((states == State.CUSTOMER).sum()), float((wait > 0).mean()), wait.mean() * minutes
    )


def main() -> None:
    """Print what was found beside theory; exit with an error if it is off."""
    found = deviations(run_with_log, 400_000)
    print(f"{len(SEEDS)} runs; in brackets: standard errors off theory")
    for name, (mean, off) in found.items():
        print(f"{name:10} {mean:.6f} ({off:+.1f})   theory {THEORY[name]:.6f}")
    if any(abs(off) > TOLERANCE for _, off in found.values()):
        sys.exit(f"off theory by more than {TOLERANCE:g} standard errors")


if __name__ == "__main__":
    main()
