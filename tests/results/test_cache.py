"""What was computed once is not computed again; what is not the same, or damaged, is."""

import hashlib
import io
import json
import os
import pickle
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from cxsim.files.locks import is_held
from cxsim.questions.experiments import worlds
from cxsim.questions.experiments.interventions import LessFriction, world
from cxsim.questions.experiments.worlds import live_through
from cxsim.results import cache, cache_file
from cxsim.scenario.improve import with_changes
from cxsim.scenario.load import scenario_from_dict
from tests.questions.small_worlds import row_of


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def recall(name, like):
    """Recall what looks like something."""
    return cache.recall(name, lambda: like)


def same(found, arrays) -> bool:
    """Tell whether what was recalled is what was kept, to the last bit and type."""
    return len(found) == len(arrays) and all(
        one.dtype == other.dtype and np.array_equal(one, other)
        for one, other in zip(found, arrays, strict=True)
    )


ARRAYS = np.arange(6.0).reshape(2, 3), np.array([1, 2], np.int16), np.zeros((0, 4))


def test_arrays_come_back_as_they_were(folder) -> None:
    name = cache.key("a", b"b")
    assert recall(name, ARRAYS) is None
    cache.keep(name, ARRAYS)
    assert same(recall(name, ARRAYS), ARRAYS)
    cache.keep(name, ARRAYS[0])
    np.testing.assert_array_equal(recall(name, ARRAYS[0]), ARRAYS[0], strict=True)
    assert [file.name for file in folder.iterdir()] == [name]


def test_keys_tell_parts_apart() -> None:
    names = [cache.key(*parts) for parts in (("ab", "c"), ("a", "bc"), ("abc",), ("ab", b"c", ""))]
    assert len(set(names)) == 4
    assert cache.key("ab", b"c") == names[0]


def test_damaged_files_count_as_none(folder) -> None:
    """With a bit turned, or cut, anywhere."""
    chance = random.Random(1)
    for name, arrays in ((cache.key("a"), ARRAYS), (cache.key("b"), ARRAYS[0])):
        cache.keep(name, arrays)
        whole = (folder / name).read_bytes()
        for length in range(0, len(whole), 3):
            (folder / name).write_bytes(whole[:length])
            assert recall(name, arrays) is None
            turned = bytearray(whole)
            turned[length] ^= 1 << chance.randrange(8)
            (folder / name).write_bytes(turned)
            assert recall(name, arrays) is None
        (folder / name).write_bytes(whole + b"\0")
        assert recall(name, arrays) is None
        cache.keep(name, arrays)
        assert (folder / name).read_bytes() == whole


def sealed(rest: bytes) -> bytes:
    """Return a file with a right digest."""
    return cache_file.MARK + hashlib.sha256(rest).digest() + rest


def head(name: str, *arrays: tuple[str, list[int]], **more: object) -> bytes:
    return json.dumps({"key": name, "alone": True, "arrays": arrays} | more).encode() + b"\n"


def bomb() -> bytes:
    content = io.BytesIO()
    np.savez_compressed(content, alone=np.zeros(2_000_000))
    return content.getvalue()


NAME, WANTED = "0" * 64, np.array([[0.5, 0.25], [0.75, 1.0]])
PLANTED = {
    "another key": cache_file.written("1" * 64, WANTED),
    "another shape": cache_file.written(NAME, WANTED.ravel()),
    "another type": cache_file.written(NAME, WANTED.astype(np.float32)),
    "whole numbers": cache_file.written(NAME, WANTED.astype(np.int64)),
    "two arrays": cache_file.written(NAME, (WANTED, WANTED)),
    "a tuple": cache_file.written(NAME, (WANTED,)),
    "none": cache_file.written(NAME, ()),
    "nan": cache_file.written(NAME, np.where(WANTED == 1.0, np.nan, WANTED)),
    "infinite": cache_file.written(NAME, np.where(WANTED == 1.0, np.inf, WANTED)),
    "too short": sealed(head(NAME, ("<f8", [2, 2])) + WANTED.tobytes()[:-8]),
    "too long": sealed(head(NAME, ("<f8", [2, 2])) + WANTED.tobytes() * 2),
    "huge": sealed(head(NAME, ("<f8", [2**40, 2**40])) + WANTED.tobytes()),
    "below zero": sealed(head(NAME, ("<f8", [-2, -2])) + WANTED.tobytes()),
    "objects": sealed(head(NAME, ("|O", [2, 2])) + WANTED.tobytes()),
    "records": sealed(head(NAME, ("f8,f8", [2])) + WANTED.tobytes()),
    "no type": sealed(head(NAME, ("no", [2, 2])) + WANTED.tobytes()),
    "no list": sealed(head(NAME, arrays=5) + WANTED.tobytes()),
    "no mapping": sealed(b"[1]\n" + WANTED.tobytes()),
    "deep": sealed(b"[" * 100_000 + b"\n"),
    "nothing": sealed(b""),
    "a pickle": sealed(pickle.dumps(WANTED)),
    "an archive": sealed(bomb()),
    "as it was kept before": hashlib.sha256(bomb()).digest() + bomb(),
}


@pytest.mark.parametrize("what", PLANTED)
def test_right_digests_over_wrong_contents_count_as_none(what: str, folder) -> None:
    folder.mkdir()
    (folder / NAME).write_bytes(PLANTED[what])
    assert recall(NAME, WANTED) is None
    cache.keep(NAME, WANTED)
    np.testing.assert_array_equal(recall(NAME, WANTED), WANTED, strict=True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and links as POSIX has them")
def test_what_is_no_file_counts_as_none_and_is_not_waited_for(folder, tmp_path) -> None:
    folder.mkdir()
    (tmp_path / "elsewhere").write_bytes(cache_file.written(NAME, WANTED))
    for plant in (
        os.mkfifo,
        os.mkdir,
        lambda file: os.symlink("/dev/zero", file),
        lambda file: os.symlink(tmp_path / "elsewhere", file),
        lambda file: (file.touch(), os.truncate(file, cache_file.LARGEST * 8)),
    ):
        plant(folder / NAME)
        assert recall(NAME, WANTED) is None
        cache.keep(NAME, WANTED)
        if not (folder / NAME).is_dir():
            np.testing.assert_array_equal(recall(NAME, WANTED), WANTED, strict=True)
            (folder / NAME).unlink()
        else:
            assert [file.name for file in folder.iterdir()] == [NAME]
            (folder / NAME).rmdir()
    assert (tmp_path / "elsewhere").read_bytes() == cache_file.written(NAME, WANTED)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners as POSIX has them")
def test_only_files_count_that_nobody_else_could_have_written(folder) -> None:
    cache.keep(NAME, WANTED)
    assert (folder / NAME).stat().st_mode & 0o022 == 0
    for mode, counts in ((0o600, True), (0o644, True), (0o664, False), (0o646, False), (0o666, False)):
        (folder / NAME).chmod(mode)
        assert (recall(NAME, WANTED) is not None) == counts, oct(mode)


AS_ANOTHER = """
import os, sys
import numpy as np
from cxsim.results import cache
os.setgroups([])
os.setgid(4321)
os.setuid(4321)
for folder in sys.argv[1:]:
    os.environ[cache.PLACE] = folder
    like = np.zeros((2, 2))
    found = cache.recall("0" * 64, lambda: like)
    cache.keep("1" * 64, like)
    print(None if found is None else found.tolist())
"""
SHARED = (  # whose folder, whose file, what may be done with the folder and the one above; is the file used
    (0, 0, 0o755, 0o755, True),  # of the administrator: read, not owned, not written
    (4322, 4322, 0o755, 0o755, True),  # of whoever owns the folder that was named
    (4322, 4322, 0o755, 0o777, False),  # which anybody could have put in the place of another
    (4321, 4322, 0o777, 0o755, False),  # put into one's own by somebody else
    (0, 4322, 0o777, 0o755, False),  # put into a folder of all
    (0, 4321, 0o777, 0o777, True),
)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else")
def test_a_shared_folder_is_used_as_far_as_its_files_are_trusted(monkeypatch) -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as home:
        os.chmod(home, 0o755)
        folders = [Path(home, str(number), "kept") for number in range(len(SHARED))]
        for folder, (owner, file_of, mode, above, _) in zip(folders, SHARED, strict=True):
            monkeypatch.setenv(cache.PLACE, str(folder))
            cache.keep(NAME, WANTED)
            os.chown(folder / NAME, file_of, file_of)
            os.chown(folder, owner, owner)
            folder.chmod(mode)
            folder.parent.chmod(above)
        command = [sys.executable, "-c", AS_ANOTHER, *map(str, folders)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = done.stdout.splitlines()
        assert found == [str(WANTED.tolist() if used else None) for *_, used in SHARED]
        written = [(folder / ("1" * 64)).exists() for folder in folders]
        assert written == [mode == 0o777 for _, _, mode, _, _ in SHARED]


def test_drafts_of_programs_that_were_killed_go(folder) -> None:
    folder.mkdir()
    drafts = [folder / f".writing-{number:016x}" for number in range(3)]
    for draft in drafts:
        draft.write_text("half")
    handle = os.open(drafts[0], os.O_RDWR)
    assert not is_held(handle)
    cache._throw_away_old.cache_clear()
    assert recall(NAME, WANTED) is None
    assert [file for file in drafts if file.exists()] == drafts[:1]
    os.close(handle)


def test_nothing_is_kept_where_it_is_not_wanted_or_not_possible(tmp_path, monkeypatch) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in ("", str(tmp_path / "file"), str(tmp_path / "file" / "below")):
        monkeypatch.setenv(cache.PLACE, place)
        cache.keep(cache.key("a"), ARRAYS)
        assert recall(cache.key("a"), ARRAYS) is None
    assert (tmp_path / "file").read_text() == "in the way"


def test_without_a_home_nothing_is_kept_where_one_works(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv(cache.PLACE, raising=False)
    monkeypatch.setattr(cache.platformdirs, "user_cache_path", lambda *_, **__: Path("~") / ".cache")
    monkeypatch.chdir(tmp_path)
    cache.keep(cache.key("a"), ARRAYS)
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_asked_for_in_a_month_goes(folder) -> None:
    old, used = cache.key("old"), cache.key("used")
    for name in (old, used):
        cache.keep(name, ARRAYS)
        os.utime(folder / name, (0, time.time() - 31 * 86_400))
    other = folder / "notes.txt"
    other.write_text("mine")
    os.utime(other, (0, 0))
    recall(used, ARRAYS)
    cache._throw_away_old.cache_clear()
    assert recall(old, ARRAYS) is None
    assert same(recall(used, ARRAYS), ARRAYS)
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

    def study(there=there, replications=range(3), seed=1, cache_as="test", shown=None):
        simulated.clear()
        found = live_through(there, digest, replications, seed, progress=shown, cache_as=cache_as)
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
    assert study(cache_as="another question")[1] == [0, 1, 2]
    assert study(cache_as="")[1] == [0, 1, 2]
    assert study({**there, "mended": world(scenario, LessFriction("shop", 0.5))})[1] == [0, 1, 2]
    assert study({"then": there["today"], "mended": there["mended"]})[1] == [0, 1, 2]
    richer = with_changes(scenario, {f"personas.{next(iter(scenario.personas))}.value_per_year": 77.0})
    assert richer != scenario
    assert study({"today": world(richer), "mended": there["mended"]})[1] == [0, 1, 2]
    assert study()[1] == []
    # Worlds that differ from one replication to the next are known by their own content.
    assert study(lambda replication: there)[1] == []


def test_damaged_and_planted_files_change_no_result(folder, simulated) -> None:
    """Any entry, turned, cut, exchanged for another's or of another shape: the result is the one without."""
    scenario = scenario_from_dict(row_of({"shop": 1.0}, days=10.0))
    there, chance = {"today": world(scenario)}, random.Random(2)

    def study() -> np.ndarray:
        return np.array(live_through(there, digest, range(3), 1, cache_as="test"))

    first = study()
    files = {file: file.read_bytes() for file in folder.iterdir()}
    assert len(files) == 3
    tried = 0
    for number, (file, whole) in enumerate(files.items()):
        turned = bytearray(whole)
        turned[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        another = list(files.values())[number - 1]
        for content in (
            bytes(turned),
            whole[: chance.randrange(len(whole))],
            another,
            cache_file.written(file.name, np.zeros(7)),
            cache_file.written(file.name, np.full(1, np.nan)),
        ):
            file.write_bytes(content)
            simulated.clear()
            np.testing.assert_array_equal(study(), first, strict=True)
            assert len(simulated) == 1, "only what was damaged is simulated again"
            assert file.read_bytes() == whole
            tried += 1
    assert tried == 15


PROGRAM = """
import numpy as np
from cxsim.questions.experiments import worlds
from cxsim.questions.experiments.interventions import LessFriction, world
from cxsim.scenario.load import scenario_from_dict
from tests.questions.small_worlds import row_of
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
