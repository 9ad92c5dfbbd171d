"""Small damages at random lines: a file is refused on the damaged line or the next, or the damage is none."""

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario
from tests.scenario.minimal import TEXT

TELECOM = Path(__file__).parents[2] / "scenarios" / "telecom.yaml"
SHARE = 0.98  # of what is refused: told on the damaged line or beside it


def replaced(pattern: str, by: str) -> Callable[[str], str]:
    return lambda line: re.sub(pattern, by, line, count=1)


def indented(by: str) -> Callable[[str], str]:
    return lambda line: by * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ")


FIELD = r"^(\s*(?:- )?\w+): (?=\S)"
DAMAGES = {
    **{f"indented with {ord(space):04x}": indented(space) for space in "\t\u00a0\u2007\u202f\u3000"},
    **{f"{ord(c):04x} before the line": replaced(r"^(?=  )", c) for c in "\u200b\ufeff"},
    **{f"{ord(space):04x} behind the colon": replaced(FIELD, rf"\1:{space}") for space in "\u00a0\u3000"},
    **{f"{sign!r} for the colon": replaced(FIELD, rf"\1{sign}") for sign in (":", "：", " = ", "; ", " ")},
    **{f"a value that begins with {sign}": replaced(FIELD, rf"\1: {sign}") for sign in "@%*`"},
    **{f"{sign!r} for the hyphen": replaced(r"^(\s*)- ", rf"\1{sign}") for sign in ("– ", "• ", "-")},
    **{f"no {sign}": replaced(re.escape(sign), "") for sign in '"{}]'},
    "a brace too many": replaced(r"\}", "}}"),
    "a wide comma": replaced(r", ", "，"),
    "a round quote": replaced(r'"', "”"),
    "a decimal comma": replaced(r"(\d)\.(\d)", r"\1,\2"),
    "percent": replaced(r": (0\.\d+)$", r": \1 %"),
    "a space more": replaced(r"^(?=  )", " "),
    "a space fewer": replaced(r"^ (?= )", ""),
    "a word for a unit": replaced(r"(\d) min\b", r"\1 minutes"),
    "yes": replaced(r": true", ": yes"),
    "a line twice": replaced(r"^(\s+\w+: \S+)$", r"\1\n\1"),
    "a mark of a merge": replaced(r"^(?=\s*\w)", "<<<<<<< ours\n"),
    "a letter from elsewhere": replaced(r"^(\s+\w*)a(\w*:)", "\\1\u0430\\2"),
}


def told(text: str, each: int, seed: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """Damage a text so often in each way; count how that is told, and list what is told elsewhere."""
    rows, rng, file = text.split("\n"), random.Random(seed), folder / "damaged.yaml"
    count: Counter[str] = Counter()
    elsewhere = []
    for name, damage in DAMAGES.items():
        places = [n for n, row in enumerate(rows) if row.strip()[:1] not in ("", "#") and damage(row) != row]
        for place in rng.sample(places, min(each, len(places))):
            file.write_text(
                "\n".join([*rows[:place], damage(rows[place]), *rows[place + 1 :]]), encoding="utf-8"
            )
            try:
                load_scenario(file)
                count["nothing"] += 1
            except ScenarioError as error:
                line = error.faults[0].line or 0
                near = abs(line - place - 1) <= 1
                count["near" if near else "elsewhere"] += 1
                if not near:
                    elsewhere.append(f"{name}, line {place + 1}: {error.faults[0]}")
    return count, elsewhere


def test_damages_are_told_where_they_are(tmp_path: Path) -> None:
    count, elsewhere = told(TEXT, 2, 1, tmp_path)
    assert count["near"] > 50
    assert count["near"] >= SHARE * (count["near"] + count["elsewhere"]), elsewhere


@pytest.mark.verify
@pytest.mark.parametrize("seed", range(4))
def test_many_damages_of_a_long_file_are_told_where_they_are(seed: int, tmp_path: Path) -> None:
    count, elsewhere = told(TELECOM.read_text(encoding="utf-8"), 15, seed, tmp_path)
    assert count["near"] > 400
    assert count["near"] >= SHARE * (count["near"] + count["elsewhere"]), elsewhere
