"""Measure the engines: ``python -m benchmarks``, or some questions only: ``... benchmarks peers growth``."""

import argparse
import json
import time
from pathlib import Path

from benchmarks.measure import machine
from benchmarks.questions import QUESTIONS, Goal

PACKAGES = ["cxsim", "numpy", "numba", "llvmlite", "simpy", "ciw", "salabim", "greenlet", "cimba"]


def goals_table(goals: list[Goal]) -> str:
    """What must be reached, beside what has been."""
    width = max(len(goal.what) for goal in goals)
    lines = [f"{'':{width}}{'must':>12}{'aim':>12}{'reached':>12}"]
    for goal in goals:
        columns = [goal.must, goal.aim, goal.reached]
        shown = "".join(f"{'?' if x is None else f'{x:.3g} {goal.unit}':>12}" for x in columns)
        lines.append(f"{goal.what:{width}}{shown}   {goal.verdict()}")
    return "\n".join(lines)


def main() -> None:
    """Ask the questions one after another, print the answers, and write them to a file if one is given."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    names = ", ".join(QUESTIONS)
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help=f"{names}; all where none is named")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write all figures as JSON")
    parser.add_argument("--quick", action="store_true", help="a rough answer, to see that everything runs")
    given = parser.parse_args()
    if unknown := [name for name in given.questions if name not in QUESTIONS]:
        parser.error(f"no such question: {', '.join(unknown)} (there are {names})")

    found = {"quick": given.quick, "machine": machine(PACKAGES), "questions": {}, "goals": []}
    for name in given.questions or QUESTIONS:
        ask, began = QUESTIONS[name], time.monotonic()
        print(f"{name}: {ask.__doc__}", flush=True)
        answer = ask(given.quick)
        answer.report.pop("machine", None)  # the same for all
        found["questions"][name] = answer.report
        found["goals"] += [{**goal._asdict(), "verdict": goal.verdict()} for goal in answer.goals]
        print(f"\n{answer.text}\n")
        if answer.goals:
            print(f"{goals_table(answer.goals)}\n")
        print(f"({time.monotonic() - began:.0f} s)\n", flush=True)
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(found, indent=2) + "\n")
        print(f"{given.out} holds all figures.")


if __name__ == "__main__":
    main()
