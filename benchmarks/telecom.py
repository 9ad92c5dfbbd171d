"""The telecom journey as calls to measure: in both engines, grown, in threads, from a shell.

It is a copy that stays as it is while the reference journey changes, so that speeds remain comparable.
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

from cxsim.engine.compiled.arrays import Simulation
from cxsim.engine.compiled.output import people
from cxsim.engine.compiled_engine import simulate
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.simpy_engine import replicate
from cxsim.scenario.changes import plain
from cxsim.scenario.improve import with_changes
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "benchmarks" / "telecom.yaml"


@cache
def scenario() -> Scenario:
    """The journey as it is."""
    return load_scenario(FILE)


@cache
def plan_grown(scale: int) -> Plan:
    """The same journey at a company so many times as large, in whatever is counted in people.

    The load stays as it is, and so does what one review does to a rating.
    """
    data = plain(scenario())
    changes = {
        "population.existing": data["population"]["existing"] * scale,
        "population.prospects_per_day": data["population"]["prospects_per_day"] * scale,
        "advocacy.prior_reviews": data["advocacy"]["prior_reviews"] * scale,
    }
    for name, team in data["teams"].items():
        shifts = [{**shift, "staff": shift["staff"] * scale} for shift in team["shifts"]]
        changes[f"teams.{name}.shifts"] = shifts
        if team["lines"] is not None:
            changes[f"teams.{name}.lines"] = team["lines"] * scale
    return plan(with_changes(scenario(), changes))


def in_the_compiled_engine(
    replications: int, seed: int, scale: int = 1, days: float | None = None
) -> dict[str, int]:
    """Simulate without an event log; count the people and their visits.

    `days` ends the simulation early, to warm up.
    """
    numbers = plan_grown(scale)
    if days is not None:
        numbers = replace(numbers, horizon=days)
    units = visits = 0
    for replication in range(replications):
        everybody = people(simulate(numbers, seed, replication))
        units += len(everybody)
        visits += int(everybody["visits"].sum())
    return {"units": units, "visits": visits}


def in_the_simpy_engine(replications: int, seed: int) -> dict[str, int]:
    """The same in the SimPy engine."""
    results = [replicate(plan_grown(1), seed, number, keep_events=False) for number in range(replications)]
    customers = [customer for result in results for customer in result.customers]
    return {"units": len(customers), "visits": sum(customer.visits for customer in customers)}


def in_threads(threads: int, replications: int, seed: int) -> None:
    """Simulate replications in threads of one process."""
    numbers = plan_grown(1)

    def one(replication: int) -> Simulation:
        return simulate(numbers, seed, replication)

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(one, range(replications)):
            pass


def from_a_shell() -> None:
    """Call the command line as a user does: from the start of the process to the results in their folder.

    As for a user, Python may keep what it has compiled of its own.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "cxsim.cli",
            "run",
            str(FILE),
            "--replications",
            "1",
            "--out",
            folder,
        ]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
