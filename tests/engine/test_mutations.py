"""Mistakes in behaviour are noticed by tests that know what customers should do (see `mutate`)."""

import ast
import subprocess
import sys
from collections import Counter

import pytest

from tests.engine.mutations import ALL, ROOT, Mutation


def test_there_are_enough_in_every_file_of_behaviour_that_decides() -> None:
    number = Counter(mutation.file for mutation in ALL)
    engine = ROOT / "cxsim" / "engine"
    places = {*(engine / "behaviour").glob("*.py")}
    places |= {engine / f"{name}.py" for name in ("rules", "holding", "settling", "years")}
    # Where values are, how behaviour is marked, what is written.
    apart = {"__init__", "reach", "written", "log"}
    assert set(number) == {str(place.relative_to(ROOT)) for place in places if place.stem not in apart}
    assert min(number.values()) >= 5
    assert len(set(ALL)) == len(ALL) > 100


@pytest.mark.parametrize("mutation", ALL, ids=lambda one: f"{one.name}-{ALL.index(one) + 1}")
def test_each_can_be_tried(mutation: Mutation) -> None:
    """The place is there, the mistake is a program, and the test that should notice is there."""
    ast.parse(mutation.applied())
    file, _, name = mutation.test.partition("::")
    tests = ast.parse((ROOT / file).read_text(encoding="utf-8")).body
    assert name in {one.name for one in tests if isinstance(one, ast.FunctionDef)}


def test_a_place_that_is_not_there_is_told() -> None:
    with pytest.raises(ValueError, match="not once, but 0 times"):
        ALL[0]._replace(old="nowhere").applied()


def mutate(*which: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.engine.mutate", *which]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.verify
def test_one_that_is_noticed_is_killed() -> None:
    done = mutate("1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 mutations killed" in done.stdout


@pytest.mark.verify
def test_one_that_is_not_noticed_survives() -> None:
    script = (
        "from tests.engine import mutate, mutations\n"
        "first = mutations.ALL[0]\n"
        "((_, verdict),) = mutate.verdicts([first._replace(new=first.old + ' + 0.0')])\n"
        "print(verdict)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["SURVIVED"]


@pytest.mark.verify
def test_all_are_noticed() -> None:
    done = mutate()
    assert done.returncode == 0, done.stdout + done.stderr
