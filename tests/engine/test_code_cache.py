"""Compiled code on disk: nothing damaged or planted is ever loaded, one process compiles for all."""

import importlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from numba.core import config

from cxsim.engine import code_cache
from cxsim.engine.code_cache import CodeCache, cached, sealed, unsealed
from cxsim.engine.code_places import places, trusted_content
from cxsim.files.private_folder import private_folder

ROOT = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(os.name != "posix", reason="owners, pipes and locks of POSIX")

TOY = """
from cxsim.engine.code_cache import cached

@cached()
def answer(n):
    total = 0
    for i in range(n):
        total += i * i
    return total
"""
ASK = "import toy; print(toy.answer(10), sum(toy.answer.stats.cache_hits.values()))"


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module with a kept function, and a cache of its own; nothing is said before."""
    (tmp_path / "toy.py").write_text(TOY)
    monkeypatch.setattr(code_cache, "_said", set())
    return tmp_path


def start(toy: Path, code: str = ASK, **environment: str) -> subprocess.Popen[str]:
    around = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(toy), str(ROOT)]),
        "NUMBA_CACHE_DIR": str(toy / "cache"),
    }
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=toy,
        env=around | environment,
    )


def ask(toy: Path, code: str = ASK, **environment: str) -> tuple[str, str]:
    process = start(toy, code, **environment)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip(), err


def entry(toy: Path) -> Path:
    (file,) = (toy / "cache").glob("*.nbc")
    return file


# --- what is found is what was kept

# Damages the file in many ways, and asks each time a function that knows nothing of before.
DAMAGES = """
import importlib, random, sys
from pathlib import Path
import toy
from cxsim.engine import code_cache

def flipped(content, bit):
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)

print(toy.answer(10), sum(toy.answer.stats.cache_hits.values()))
random.seed(1)
(file,) = Path("cache").glob("*.nbc")
whole = file.read_bytes()
bits = [random.randrange(8 * len(whole)) for _ in range(5)]
cuts = [0, len(whole) // 2, len(whole) - 1]
damaged = [flipped(whole, bit) for bit in bits]
damaged += [whole[:cut] for cut in cuts] + [whole + b"x"]
for content in damaged:
    file.write_bytes(content)
    importlib.reload(toy)
    code_cache._said.clear()
    print(toy.answer(10), sum(toy.answer.stats.cache_hits.values()))
importlib.reload(toy)
print(toy.answer(10), sum(toy.answer.stats.cache_hits.values()))
"""


@pytest.mark.slow
def test_damaged_code_is_never_loaded_but_compiled_anew_and_said(toy: Path) -> None:
    out, err = ask(toy, DAMAGES)
    assert out.splitlines() == ["285 0"] * 10 + ["285 1"], "and what was compiled anew is kept"
    assert err.splitlines() == [f"cxsim: {entry(toy)} is damaged, its code is compiled anew"] * 9


def test_any_flipped_bit_is_seen() -> None:
    random.seed(2)
    body = random.randbytes(200)
    content = sealed("a.nbc", body)
    for bit in range(8 * len(content)):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        assert unsealed("a.nbc", bytes(changed)) is None
    assert unsealed("a.nbc", content) == body


def test_a_whole_file_under_the_name_of_another_function_is_not_loaded(
    toy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after a restore that went wrong."""
    monkeypatch.setattr(code_cache, "places", lambda source, make=True: iter([toy]))

    def double(n: int) -> int:
        return 2 * n

    def treble(n: int) -> int:
        return 3 * n

    assert [cached()(double)(2), cached()(treble)(2)] == [4, 6]
    first, second = (next(toy.glob(f"*{name}-*.nbc")) for name in ("double", "treble"))
    second.write_bytes(first.read_bytes())
    assert [cached()(double)(2), cached()(treble)(2)] == [4, 6]
    assert capsys.readouterr().err == f"cxsim: {second} is damaged, its code is compiled anew\n"


def test_an_edit_before_it_is_compiled_is_no_other_version_of_what_was_read(
    toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_cache, "places", lambda source, make=True: iter([toy / "place"]))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(toy)
    module = importlib.import_module("toy")
    (toy / "toy.py").write_text(TOY.replace("total = 0", "total = 50"))
    assert module.answer(10) == 285
    importlib.invalidate_caches()
    assert importlib.reload(module).answer(10) == 335
    monkeypatch.delitem(sys.modules, "toy")


def test_old_versions_and_what_killed_processes_left_go(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_cache, "places", lambda source, make=True: iter([toy / "place"]))

    def double(n: int) -> int:
        return 2 * n

    compiled = cached()(double)
    stem = compiled._cache._stem()
    (toy / "place").mkdir()
    left = [toy / "place" / name for name in (".writing-a", f"{stem}0.nbc.lock")]
    fresh = toy / "place" / ".writing-b"
    for file in (*left, fresh):
        file.touch()
    for file in left:
        os.utime(file, (0, 0))
    versions = [toy / "place" / f"{stem}{number}.nbc" for number in range(10)]
    other = toy / "place" / "toy.other-0.nbc"
    for age, file in enumerate([*versions, other]):
        file.touch()
        os.utime(file, (10_000 + age, 10_000 + age))
    assert compiled(2) == 4
    there = set((toy / "place").iterdir())
    assert not there & {*left, *versions[:3]}
    assert there > {fresh, other, *versions[3:]}
    assert len(there) == 2 + code_cache.VERSIONS


# --- nobody can plant it


@POSIX
def test_files_that_others_could_have_written_are_not_read(tmp_path: Path) -> None:
    source, file = tmp_path / "source.py", tmp_path / "code.nbc"
    for one in (source, file):
        one.write_bytes(b"code")
        one.chmod(0o644)
    assert trusted_content(file, source) == b"code"
    for mode in (0o666, 0o664, 0o646):
        file.chmod(mode)
        assert trusted_content(file, source) is None, oct(mode)
        source.chmod(mode)
        assert trusted_content(file, source) == b"code", "no easier to change than the program"
        source.chmod(0o644)
    file.unlink()
    os.mkfifo(file)
    assert trusted_content(file, source) is None, "and no waiting for whoever writes to the pipe"
    file.unlink()
    file.mkdir()
    assert trusted_content(file, source) is None


@POSIX
def test_files_of_other_users_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, program = tmp_path / "code.nbc", Path("/bin/sh")
    file.write_bytes(b"code")
    file.chmod(0o644)
    if os.geteuid() == 0:
        assert trusted_content(file, program) == b"code"
        os.chown(file, 12_345, 12_345)
        assert trusted_content(file, program) is None
    else:
        assert trusted_content(file, program) == b"code"
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid)
    assert trusted_content(file, program) == b"code"
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    assert trusted_content(file, program) is None
    assert trusted_content(file, file) == b"code", "whoever owns the program could change it anyway"


# --- where it is kept


def test_code_is_kept_beside_its_source_then_at_home_then_in_a_private_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "module.py"
    monkeypatch.setattr(config, "CACHE_DIR", "")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CXSIM_CACHE")
    beside, home = tmp_path / "__pycache__", tmp_path / "home" / "cxsim" / "compiled"
    found = list(places(source))
    assert found[0] == beside
    if sys.platform == "linux":
        assert found[1] == home
    assert found[2:] == [folder / "compiled" for folder in [private_folder()] if folder]
    monkeypatch.setenv("CXSIM_CACHE", str(tmp_path / "named"))
    assert list(places(source))[1] == tmp_path / "named" / "compiled"
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "first"))
    assert next(places(source)) == tmp_path / "first"


def test_where_nothing_can_be_written_one_line_says_what_to_set(
    toy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = toy / "blocked"
    blocked.touch()  # a file, where a folder has to be: that stops root, too
    monkeypatch.setattr(code_cache, "places", lambda source, make=True: iter([blocked / "a", blocked / "b"]))

    def double(n: int) -> int:
        return 2 * n

    def treble(n: int) -> int:
        return 3 * n

    assert [cached()(double)(2), cached()(treble)(2)] == [4, 6]
    assert capsys.readouterr().err == (
        f"cxsim: compiled code cannot be kept ({blocked / 'a'}: not a directory), so that every command "
        "compiles it anew; let NUMBA_CACHE_DIR name a folder of yours\n"
    )


def test_code_in_a_later_place_is_found_and_kept(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked, place = toy / "blocked", toy / "place"
    blocked.touch()
    monkeypatch.setattr(code_cache, "places", lambda source, make=True: iter([blocked / "a", place]))

    def answer() -> tuple[int, int]:
        def double(n: int) -> int:
            return 2 * n

        compiled = cached()(double)
        return compiled(2), sum(compiled.stats.cache_hits.values())

    assert [answer(), answer()] == [(4, 0), (4, 1)]
    assert [file.suffix for file in place.iterdir()] == [".nbc"], "no locks, no drafts"


# --- several processes

SLOWLY = """
import time
from pathlib import Path
from numba.core import event

class Slow(event.Listener):
    def on_start(self, event):
        Path("compiling").touch()
        time.sleep(1.0)
    def on_end(self, event):
        pass

event.register("numba:compile", Slow())
"""


@POSIX
@pytest.mark.slow
def test_of_several_processes_one_compiles_and_the_other_waits(toy: Path) -> None:
    together = [start(toy, SLOWLY + ASK) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in together]
    assert sorted(out.strip() for out, _ in said) == ["285 0", "285 1"]
    assert {err for _, err in said} == {""}
    assert len(list((toy / "cache").iterdir())) == 1


@pytest.mark.verify  # for its processes; what a killed one leaves is tested above
@POSIX
def test_a_process_that_is_killed_while_it_compiles_keeps_nobody_waiting(toy: Path) -> None:
    process = start(toy, SLOWLY.replace("1.0", "600.0") + ASK)
    until = time.monotonic() + 60
    while not (toy / "compiling").exists() and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert ask(toy) == ("285 0", "")
    assert [file.suffix for file in (toy / "cache").iterdir()] == [".nbc"]


@POSIX
def test_a_process_that_was_stopped_is_not_waited_for_for_ever(
    toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr(code_cache, "places", lambda source, make=True: iter([toy / "place"]))
    monkeypatch.setattr(code_cache, "PATIENCE", 0.3)
    (toy / "place").mkdir()

    def double(n: int) -> int:
        return 2 * n

    compiled, name = cached()(double), CodeCache._name
    handles: list[int] = []

    def taken(self: CodeCache, sig: object, codegen: object) -> str:
        found = name(self, sig, codegen)
        if not handles:
            handles.append(os.open(toy / "place" / f"{found}.lock", os.O_RDWR | os.O_CREAT))
            fcntl.flock(handles[0], fcntl.LOCK_EX)
        return found

    monkeypatch.setattr(CodeCache, "_name", taken)
    started = time.monotonic()
    assert compiled(2) == 4
    assert time.monotonic() - started > 0.3
    os.close(handles[0])
    assert [file.suffix for file in sorted((toy / "place").iterdir())] == [".nbc", ".lock"]


@POSIX
def test_a_lock_is_not_followed_where_a_link_leads(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_cache, "places", lambda source, make=True: iter([toy]))

    def double(n: int) -> int:
        return 2 * n

    compiled, name = cached()(double), CodeCache._name

    def linked(self: CodeCache, sig: object, codegen: object) -> str:
        found = name(self, sig, codegen)
        link = toy / f"{found}.lock"
        if not link.is_symlink():
            link.symlink_to(toy / "made by a link")
        return found

    monkeypatch.setattr(CodeCache, "_name", linked)
    assert compiled(2) == 4
    assert not (toy / "made by a link").exists()


def test_what_fails_to_compile_keeps_nobody_waiting(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_cache, "places", lambda source, make=True: iter([toy / "place"]))

    def broken(n: int) -> int:
        return n + "text"  # type: ignore[operator]

    compiled = cached()(broken)
    held: list[bool] = []
    release = CodeCache.release
    monkeypatch.setattr(
        CodeCache, "release", lambda self: held.append(any((toy / "place").iterdir())) or release(self)
    )
    with pytest.raises(Exception, match="No implementation of function"):
        compiled(1)
    assert held == [True] if os.name == "posix" else held
    assert list((toy / "place").iterdir()) == []
