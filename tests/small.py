"""A scenario file small enough to be simulated in a moment, with everything a large one has."""

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]

# What cxsim keeps of what it wrote into a folder.
LIST = ".cxsim.json"


def names_in(folder: Path) -> list[str]:
    """Name what is in a folder, but for the list of what was written there."""
    return sorted(file.name for file in folder.iterdir() if file.name != LIST)


# What somebody could type where a title is wanted: markup, mathematics, a switch of writing direction.
HOSTILE = (
    '<script>alert(1)</script><img src="https://example.com/x.png"> $x^2$ & \u202eevil\u202c "quoted" 顾客'
)

# Few people, and half a year.
SMALL: dict[str, dict[str, Any]] = {
    "population": {"existing": 120, "prospects_per_day": 0.6},
    "period": {"warm_up": "0 d", "follow_up": "200 d", "time_to_decide": "0 d"},
}


def small_scenario(
    folder: Path, title: str = "A small company", name: str = "small", extends: str = "telecom.yaml"
) -> Path:
    """Write a telecom scenario with few people and for half a year; return the file."""
    parent = ROOT / "scenarios" / extends
    text = {"extends": str(parent), "name": name, "title": title, **SMALL}
    file = folder / f"{name}.yaml"
    file.write_text(yaml.safe_dump(text, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file
