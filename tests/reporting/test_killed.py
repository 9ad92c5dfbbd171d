"""Killed anywhere: nothing half is taken for whole, nothing of others is lost, and the next time mends it.

Each thing that is written is written by a child that is killed before its first change of the disk, before
its second, and so on, until it lives; once into an empty folder and once over what was there before.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.cli.shell import Mistake, new_file
from cxsim.files.folders import checksum, write_file
from cxsim.files.own import LIST
from cxsim.reporting.site.browser import CHOSEN
from cxsim.reporting.site.publish_site import publish_site
from cxsim.results import cache
from cxsim.scenario.save import save_extending
from cxsim.theme.picture import Picture
from cxsim.theme.style import new_figure
from tests.killed import killed_before
from tests.questions.small_worlds import row_of
from tests.reporting.site.reports import kpis, publish_small

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="makes a copy of itself to be killed")

Work = Callable[[Path, int], object]  # writes into a folder the first or the second of two versions
JOURNEY = {**row_of({"a": 1.0, "b": 0.5}, prospects=1.0, days=20.0), "name": "journey"}


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Work]:
    """Everything that is written, each in two versions."""
    file = tmp_path_factory.mktemp("here") / "journey.yaml"
    file.write_text(json.dumps(JOURNEY))
    scenario = cx.load_scenario(file)
    runs = [cx.simulate(scenario, replications=1, seed=1), cx.simulate(scenario, 1, seed=2, record="kpis")]
    for run in runs:
        run.kpis()
    answers = [cx.targets(run, scope="touchpoint") for run in runs]
    table = pd.DataFrame({"wait": [1.5]})

    def picture(version: int) -> Picture:
        return Picture(new_figure(1.0 + version), "Waiting", "A bar.", table + version, "Short.")

    def save(folder: Path, version: int) -> None:
        if not (folder / "journey.yaml").exists():
            shutil.copy(file, folder / "journey.yaml")
        changes = {"touchpoints.a.frictions.trouble.probability": 0.25 * (1 + version)}
        save_extending(folder / "journey.yaml", scenario, changes, "idea", replace=True)

    return {
        "run": lambda folder, version: runs[version].save(folder),
        "report": lambda folder, version: publish_small(folder, *([kpis()] * version), title=f"T{version}"),
        "answer": lambda folder, version: answers[version].save(folder),
        "picture": lambda folder, version: picture(version).save(folder / "waits.svg", data=True),
        "summary": lambda folder, version: write_file(folder / "batch.json", f"{version}"),
        "site": lambda folder, version: publish_site(folder, ("en", "fr")[version]),
        "saved scenario": save,
        "new file": make_new,
        "kept": lambda folder, version: _keep(folder, np.full(3, float(version))),
    }


def make_new(folder: Path, version: int) -> None:
    with contextlib.suppress(Mistake):  # it is there already
        new_file(folder / "new.yaml", "new")


def _keep(folder: Path, array: np.ndarray) -> None:
    before, os.environ[cache.PLACE] = os.environ.get(cache.PLACE, ""), str(folder)
    try:
        cache._throw_away_old.cache_clear()
        there = cache.recall("0" * 64, lambda: array)
        if there is None or not np.array_equal(there, array):
            cache.keep("0" * 64, array)
    finally:
        os.environ[cache.PLACE] = before


# Of so many changes of the disk, every day only one is a moment to be killed at.
WORKS = {
    "run": 9,
    "report": 25,
    "answer": 9,
    "picture": 9,
    "summary": 5,
    "site": 37,
    "saved scenario": 3,
    "new file": 3,
    "kept": 2,
}


@pytest.mark.parametrize("some", [True, pytest.param(False, marks=pytest.mark.verify)], ids=["some", "all"])
@pytest.mark.parametrize("what", WORKS)
def test_killed_before_any_change_of_the_disk(
    what: str, some: bool, works: dict[str, Work], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = WORKS[what] if some else 1
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772373900")
    monkeypatch.setenv(CHOSEN, "")
    work, kills = works[what], 0
    for over in (False, True):
        start, wanted, tried = (tmp_path / f"{name}{over}" for name in ("start", "wanted", "tried"))
        start.mkdir()
        (start / "notes.txt").write_text("mine")
        if what == "site":
            publish_small(start / "one", kpis(0.5), title="A journey")
            publish_small(start / "two", kpis(0.6), title="Another")
        if over:
            work(start, 0)
        old = contents(start)
        shutil.copytree(start, wanted)
        work(wanted, 1)
        new = contents(wanted)
        change, was_killed = every // 2, True
        while was_killed:
            shutil.copytree(start, tried)
            was_killed = killed_before(change, partial(work, tried, 1))
            kills += was_killed
            check_nothing_is_half(tried, old, new)
            work(tried, 1)
            assert contents(tried) == new, (change, over)
            left = [path for path in tried.rglob(".*") if path.name != LIST]
            assert left == [], (change, over)
            shutil.rmtree(tried)
            change += every
    assert kills >= (2 if some else 6)
    print(f"{what}: killed {kills} times")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != LIST
    }


def check_nothing_is_half(folder: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """What has a name is whole, of before or of now; and a manifest stands beside what it speaks of."""
    for name, content in contents(folder).items():
        if not any(part.startswith(".") for part in Path(name).parts):
            assert content in (old.get(name), new.get(name)), name
    for manifest in folder.rglob("manifest.json"):
        if ".writing-" not in str(manifest):
            for name, said in json.loads(manifest.read_text())["files"].items():
                assert checksum(manifest.parent / name) == said, name
    assert (folder / "notes.txt").read_text() == "mine"
