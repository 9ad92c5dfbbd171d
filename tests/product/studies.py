"""Random studies for Hypothesis, as an author would write them: a scenario file and a study of it.

Scenarios are those of the engine's tests, made uncomfortable in the ways that once broke something: steps
where nothing goes wrong, personas that nobody is, nobody there, one customer, one touchpoint, messages only,
teams that never open, texts that are long, hostile or run from right to left.
"""

import copy
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from cxsim.scenario.company import LEVELS
from cxsim.scenario.touchpoints import STAGES
from tests.engine.scenarios import Data
from tests.engine.strategies import scenarios
from tests.engine.strategy_parts import one_of
from tests.hostile import hostile
from tests.questions.small_worlds import row_of

LONG = "Une très longue remarque, « 100 % » \u00a0! " * 100
RIGHT_TO_LEFT = ("نقطة اتصال", "נקודת מגע", "مركز الاتصال ٢٤", "עמוד הבית")
CALM = ("frictions", "delight")
Twist = Callable[[Data], None]


class Study(NamedTuple):
    """What an author wrote: two files, as plain data."""

    scenario: Data
    study: Data

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write both, and return where the scenario and the study are."""
        files = folder / "random.yaml", folder / "random_study.yaml"
        for file, data in zip(files, self, strict=True):
            file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return files


# --- what makes a scenario uncomfortable


def calm_steps(data: Data) -> None:
    """At every other touchpoint nothing goes wrong, and nothing delights."""
    for point in list(data["touchpoints"].values())[::2]:
        _calmed(point)


def calm_everywhere(data: Data) -> None:
    """Nothing of its own goes wrong anywhere."""
    for point in data["touchpoints"].values():
        _calmed(point)


def _calmed(point: Data) -> None:
    for part in CALM:
        point.pop(part, None)
    point["frictions"] = {}


def lonely_persona(data: Data) -> None:
    """There is a card of somebody whom nobody is."""
    first = next(iter(data["personas"].values()))
    data["personas"]["nobody"] = {**copy.deepcopy(first), "share": 0.0}


def rare_persona(data: Data) -> None:
    """Somebody is there in some replications only."""
    first = next(iter(data["personas"].values()))
    data["personas"]["rare"] = {**copy.deepcopy(first), "share": 0.02}
    first["share"] -= 0.02


def nobody(data: Data) -> None:
    """Nobody is there, and hardly anybody comes."""
    if not data["population"]["prospects_per_day"]:
        data["population"]["existing"] = 1
        return
    data["population"] |= {"existing": 0, "prospects_per_day": 0.001}


def one_customer(data: Data) -> None:
    """One customer, and nobody who comes."""
    data["population"] |= {"existing": 1, "prospects_per_day": 0}


def few(data: Data) -> None:
    """So few that something happens in one replication and not in another."""
    data["population"] |= {"existing": 3, "prospects_per_day": 0}


def messages_only(data: Data) -> None:
    """The company writes, and nobody answers."""
    for point in data["touchpoints"].values():
        point.pop("team", None), point.pop("waiting", None)
        _calmed(point)
        point["message"] = {"relevance": 0.5, "latest": "1 d", "severity": 0.5}


def never_open(data: Data) -> None:
    """Teams are on duty for a minute of a Sunday."""
    for team in data.get("teams", {}).values():
        for part in ("staff", "hours", "shifts"):
            team.pop(part, None)
        team |= {"staff": 1, "hours": "sun 03:00-03:01", "when_closed": "wait"}


def everybody_leaves(data: Data) -> None:
    """Who is through with the company goes at once."""
    for point in data["touchpoints"].values():
        point["gate"] = {"prospect": 1.0, "customer": 1.0}


def nobody_leaves(data: Data) -> None:
    """Nothing that happens makes anybody go."""
    for point in data["touchpoints"].values():
        point["gate"] = {"prospect": 0.0, "customer": 0.0}
    data["loyalty"] = {"renewal": 1.0}


def no_mechanism(data: Data) -> None:
    """Everything is switched off."""
    data["mechanisms"] = dict.fromkeys(data["mechanisms"], False)


TWISTS: tuple[Twist, ...] = (
    calm_steps, calm_everywhere, lonely_persona, rare_persona, nobody, one_customer, few, messages_only,
    never_open, everybody_leaves, nobody_leaves, no_mechanism,
)  # fmt: skip


# --- what the author calls things


def _titled(data: Data, titles: str) -> None:
    """Give everything a title of its own, since equal ones could not be told apart in a sentence."""
    number = itertools.count(1)
    for part in ("touchpoints", "personas", "channels", "departments", "teams", "desks", "journeys"):
        for name, entry in data.get(part, {}).items():
            word = name.capitalize()
            if titles == "right to left":
                word = RIGHT_TO_LEFT[next(number) % len(RIGHT_TO_LEFT)]
            elif titles == "long":
                word = f"{name} " + "W" * 170
            entry["title"] = f"{word} {chr(0x40 + next(number))}"
    if titles == "long":
        data["description"] = LONG[:4000]
        for point in data["touchpoints"].values():
            point |= dict.fromkeys(("buyer_action", "buyer_words", "front_stage", "back_stage"), LONG[:4000])


# --- improvements, and what is not known


@st.composite
def _improvements(draw: Any, data: Data) -> Data:
    points, found = data["touchpoints"], {}
    # Values that no scenario has by chance: an improvement has to change something.
    level = draw(one_of(*(level for level in LEVELS if level != "defined")))
    stages = [stage for stage in STAGES if stage not in data.get("maturity", {}).get("stages", {})]
    ways: list[tuple[str, str, Any]] = [
        ("handoffs.across_departments", "set", 0.0123),
        ("loyalty.renewal", "set", draw(one_of(0.97, 0.03))),
        ("advocacy.prior_rating", "set", 4.4),  # as good as nothing
        (f"maturity.stages.{draw(one_of(*stages))}", "set", level),
    ]
    for name, point in points.items():
        ways.append((f"touchpoints.{name}.quality", "set", 0.93))
        ways += [
            (f"touchpoints.{name}.frictions.{cause}.probability", "multiply", factor)
            for cause, friction in point.get("frictions", {}).items()
            for factor in (0.0, 0.5)
            if friction["probability"]
        ]
        if point.get("delight", {}).get("probability"):
            ways.append((f"touchpoints.{name}.delight.probability", "multiply", 0.9))
    ways += [
        (f"teams.{name}.staff", "add", 1) for name, team in data.get("teams", {}).items() if "staff" in team
    ]
    number = draw(one_of(3, 1, 0, 5))
    for path, operation, value in draw(st.permutations(ways))[:number]:
        name = f"change_{len(found) + 1}"
        found[name] = {
            "title": f"Change {chr(0x40 + len(found) + 1)}",
            "owner": next(iter(data["departments"])),
            "changes": [{"path": path, "operation": operation, "value": value}],
            "one_off": draw(one_of(1000.0, 0.0, 7.0)),
            "yearly": draw(one_of(0.0, 500.0)),
        }
    return found


def _note(data: Data, draw: Any) -> None:
    """Say of some numbers that they are not known for sure."""
    renewal = data["loyalty"]["renewal"]
    if draw(st.booleans()):
        low, high = max(renewal - 0.1, 0.0), min(renewal + 0.1, 1.0)
        data["loyalty"]["renewal"] = {"value": renewal, "range": [low, high], "status": "assumed"}
    for point in list(data["touchpoints"].values())[:1]:
        for friction in point.get("frictions", {}).values():
            value = friction["probability"]
            friction["probability"] = {
                "value": value,
                "range": [0.0, max(value, 0.05)],
                "source": "survey",
                "status": "cited",
            }


@st.composite
def studies(draw: Any) -> Study:
    """Studies of small scenarios; most are valid, and those that are not have to be refused in a line."""
    twists = draw(st.lists(one_of(*TWISTS), max_size=2, unique=True))
    titles = draw(one_of("plain", "right to left", "hostile", "long"))
    if draw(st.integers(0, 5)) == 5:
        data = row_of({"only": draw(one_of(1.0, 0.0))}, prospects=draw(one_of(1.0, 0.1)))
        data["loyalty"] = {"renewal": 0.8}
    else:
        data = draw(scenarios())
    data = json.loads(json.dumps(data))  # no part is written as an alias of another
    for twist in twists:
        twist(data)
    _titled(data, titles)
    data["improvements"] = draw(_improvements(data))
    _note(data, draw)
    if titles == "hostile":
        data = hostile(data, draw(st.integers(0, 12)))
    study = {
        "study": 2,
        "name": "random_study",
        "title": "Random",
        "scenario": "random.yaml",
        "replications": draw(one_of(2, 3)),
        "seed": draw(st.integers(1, 5)),
        "equivalence_band": draw(one_of(0.25, 5.0)),
        "choice": {"smallest_difference": 2.0, "replications": draw(one_of(6, 2))},
        "uncertainty": draw(one_of(
            {"use": "ranges", "sets": 2, "replications": 2, "trajectories": 2},
            {"use": "none", "trajectories": 0},
            {"use": "ranges", "sets": 2, "replications": 2, "trajectories": 0},
        )),
    }  # fmt: skip
    if draw(st.booleans()):
        study["budget"] = draw(one_of(1500.0, 1.0, 100_000.0))
    if draw(st.booleans()):
        study["objective"] = draw(one_of("net_value", "customers"))
    return Study(data, study)


def examples(count: int, first: int = 0) -> list[Study]:
    """A list of studies that is always the same; see `tests.engine.strategies.examples`."""
    return [one for run in range(first, first + -(-count // 10)) for one in _ten(run)][:count]


def _ten(run: int) -> list[Study]:
    found: list[Study] = []

    @seed(run)
    @settings(
        max_examples=11,
        deadline=None,
        derandomize=False,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )
    @given(studies())
    def collect(one: Study) -> None:
        found.append(one)

    collect()
    return found[1:]
