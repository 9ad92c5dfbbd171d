"""The scenarios of a grid whose file lies elsewhere: whole beside their reports, and silent about it."""

from pathlib import Path

import pytest
import yaml

import cxsim as cx
from cxsim.reporting.batches.reports import jobs_of
from cxsim.scenario.batch import load_batch
from cxsim.scenario.changes import plain
from tests.small import small_scenario

GRID = {"teams.care_agents.lines": [12, 24], "feelings.loss_aversion": [1.5]}


@pytest.mark.parametrize("out", ["here", "elsewhere"])
def test_a_scenario_of_a_grid_is_whole_where_its_file_lies_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    (tmp_path / "client_omega").mkdir()
    (tmp_path / "work").mkdir()
    file = small_scenario(tmp_path / "client_omega")
    items = [{"scenario": file.name, "grid": GRID}]
    batch = file.with_name("batch.yaml")
    batch.write_text(yaml.safe_dump({"batch": 1, "name": "mine", "items": items}))
    monkeypatch.chdir(tmp_path / ("work" if out == "here" else "client_omega"))
    tasks = load_batch(batch)
    assert len(tasks) == 2
    folders = {task.name: tmp_path / "work" / "reports" / task.name for task in tasks}
    for task, job in zip(tasks, jobs_of(tasks, folders, 1).values(), strict=True):
        text = job.beside["scenario.yaml"]
        assert "extends" not in text
        assert "client_omega" not in text
        again = Path(job.folder)
        again.mkdir(parents=True)
        (again / "scenario.yaml").write_text(text, encoding="utf-8")
        read = cx.load_scenario(again / "scenario.yaml")
        assert plain(read) == plain(task.scenario)
        assert read.evidence == task.scenario.evidence
