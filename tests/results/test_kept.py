"""What was computed once is not computed again; what is not the same, or damaged, is."""

import os
import subprocess
import sys
import time

import numpy as np
import pytest

from cxsim.analysis import worlds
from cxsim.analysis.interventions import LessFriction, world
from cxsim.analysis.worlds import live_through
from cxsim.results import kept
from cxsim.scenario.improve import with_changes
from cxsim.scenario.load import scenario_from_dict
from tests.analysis.small_worlds import row_of


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def same(found, arrays) -> bool:
    """Tell whether what was recalled is what was kept, to the last bit and type."""
    return len(found) == len(arrays) and all(
        one.dtype == other.dtype and np.array_equal(one, other)
        for one, other in zip(found, arrays, strict=True)
    )


ARRAYS = np.arange(6.0).reshape(2, 3), np.array([1, 2], np.int16), np.zeros((0, 4))


def test_arrays_come_back_as_they_were(folder) -> None:
    name = kept.key("a", b"b")
    assert kept.recall(name) is None
    kept.keep(name, ARRAYS)
    assert same(kept.recall(name), ARRAYS)
    kept.keep(name, ARRAYS[0])
    np.testing.assert_array_equal(kept.recall(name), ARRAYS[0], strict=True)
    assert [file.name for file in folder.iterdir()] == [name]


def test_keys_tell_parts_apart() -> None:
    names = [kept.key(*parts) for parts in (("ab", "c"), ("a", "bc"), ("abc",), ("ab", b"c", ""))]
    assert len(set(names)) == 4
    assert kept.key("ab", b"c") == names[0]


def test_damaged_files_count_as_none(folder) -> None:
    name = kept.key("a")
    kept.keep(name, ARRAYS)
    whole = (folder / name).read_bytes()
    for length in range(0, len(whole), 7):
        (folder / name).write_bytes(whole[:length])
        assert kept.recall(name) is None
    for place in range(0, len(whole), 7):
        (folder / name).write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert kept.recall(name) is None
    (folder / name).write_bytes(whole)
    assert same(kept.recall(name), ARRAYS)


def test_nothing_is_kept_where_it_is_not_wanted_or_not_possible(tmp_path, monkeypatch) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in ("", str(tmp_path / "file"), str(tmp_path / "file" / "below")):
        monkeypatch.setenv(kept.PLACE, place)
        kept.keep(kept.key("a"), ARRAYS)
        assert kept.recall(kept.key("a")) is None
    assert (tmp_path / "file").read_text() == "in the way"


def test_what_nobody_asked_for_in_a_month_goes(folder) -> None:
    old, used = kept.key("old"), kept.key("used")
    for name in (old, used):
        kept.keep(name, ARRAYS)
        os.utime(folder / name, (0, time.time() - 31 * 86_400))
    other = folder / "notes.txt"
    other.write_text("mine")
    os.utime(other, (0, 0))
    kept.recall(used)
    kept._throw_away_old.cache_clear()
    assert kept.recall(old) is None
    assert same(kept.recall(used), ARRAYS)
    assert other.exists()


def digest(lived):
    return np.array([outcomes.kept.mean() for outcomes in lived.outcomes.values()])


@pytest.fixture
def simulated(monkeypatch):
    """Note which replications were simulated."""
    done = []
    live = worlds.live
    monkeypatch.setattr(worlds, "live", lambda *given: done.append(given[2]) or live(*given))
    return done


def test_a_study_simulates_only_what_is_new(folder, simulated) -> None:
    scenario = scenario_from_dict(row_of({"shop": 1.0}, days=10.0))
    there = {"today": world(scenario), "mended": world(scenario, LessFriction("shop", 1.0))}

    def study(there=there, replications=range(3), seed=1, kept_as="test", shown=None):
        simulated.clear()
        found = live_through(there, digest, replications, seed, progress=shown, kept_as=kept_as)
        return np.array(found), sorted(set(simulated))

    first, done = study()
    assert done == [0, 1, 2]
    again, done = study()
    assert done == []
    np.testing.assert_array_equal(again, first)
    shown = []
    more, done = study(replications=range(5), shown=shown.append)
    assert done == [3, 4]
    assert shown == [4, 5]
    np.testing.assert_array_equal(more[:3], first)
    assert study(seed=2)[1] == [0, 1, 2]
    assert study(kept_as="another question")[1] == [0, 1, 2]
    assert study(kept_as="")[1] == [0, 1, 2]
    assert study({**there, "mended": world(scenario, LessFriction("shop", 0.5))})[1] == [0, 1, 2]
    assert study({"then": there["today"], "mended": there["mended"]})[1] == [0, 1, 2]
    richer = with_changes(scenario, {f"personas.{next(iter(scenario.personas))}.value_per_year": 77.0})
    assert richer != scenario
    assert study({"today": world(richer), "mended": there["mended"]})[1] == [0, 1, 2]
    assert study()[1] == []
    # Worlds that differ from one replication to the next are known by their own content.
    assert study(lambda replication: there)[1] == []


PROGRAM = """
import numpy as np
from cxsim.analysis import worlds
from cxsim.analysis.interventions import LessFriction, world
from cxsim.scenario.load import scenario_from_dict
from tests.analysis.small_worlds import row_of
scenario = scenario_from_dict(row_of({"shop": 1.0}, days=10.0))
there = {"today": world(scenario), "mended": world(scenario, LessFriction("shop", 1.0))}
print(worlds._keys(there, range(2), "test", 1))
"""


def test_another_process_finds_the_same() -> None:
    found = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert len(set(found)) == 1
