"""The compiled kernel on disk: it is used again, but never after an edit of anything it was made of."""

import ast
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import numba
import pytest

import cxsim
from cxsim.engine.compiled import kernel, walk

PACKAGE = Path(cxsim.__file__).parent


# --- what it is made of


def python_of(value: object) -> FunctionType | None:
    """The Python code of a function of the package, compiled on its own or a rule (compiled where called)."""
    function = getattr(value, "py_func", value)
    ours = isinstance(function, FunctionType) and function.__module__.startswith("cxsim.")
    return function if ours else None


def called_by(function: FunctionType, seen: set[FunctionType]) -> set[FunctionType]:
    """A function and all of the package that it calls, and they call."""
    if function not in seen:
        seen.add(function)
        names = function.__code__.co_names
        for value in [function.__globals__.get(name) for name in names]:
            whole_module = vars(value) if isinstance(value, ModuleType) else {}
            for callee in (value, *(whole_module.get(name) for name in names)):
                if (python := python_of(callee)) is not None:
                    called_by(python, seen)
    return seen


def imports_of(module: str) -> Iterator[str]:
    """The modules of the package that a module takes names from."""
    for node in ast.walk(ast.parse(Path(str(sys.modules[module].__file__)).read_text())):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("cxsim"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in sys.modules else str(node.module)


def test_its_digest_covers_every_file_it_is_made_of():
    functions = called_by(python_of(walk.simulate), set())
    modules = {function.__module__ for function in functions}
    rules = {"cxsim.engine.rules", "cxsim.engine.streams", "cxsim.engine.tally", "cxsim.engine.weekly"}
    assert len(functions) > 120
    assert rules < modules
    constants = {origin for module in modules for origin in imports_of(module)}
    assert {"cxsim.engine.vocabulary", "cxsim.scenario.distributions"} < constants
    files = {Path(str(sys.modules[module].__file__)).resolve() for module in modules | constants}
    assert files <= kernel._SOURCES
    engine = PACKAGE / "engine"
    named = {engine / f"{name}.py" for name in kernel._APART}
    assert named <= set(engine.rglob("*.py")), "whatever is named as not compiled is there"


@pytest.fixture
def copies(tmp_path, monkeypatch):
    """Copies of all sources, of which a digest is taken from now on."""
    sources = sorted(kernel._SOURCES)
    found = [tmp_path / source.relative_to(PACKAGE) for source in sources]
    for source, copy in zip(sources, found, strict=True):
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    monkeypatch.setattr(kernel, "_SOURCES", set(found))
    return found


def test_its_digest_changes_with_each_source(copies):
    digests = {kernel.fingerprint()}
    for copy in copies:
        before = copy.read_text()
        copy.write_text(before + "\n")
        digests.add(kernel.fingerprint())
        copy.write_text(before)
    assert len(digests) == 1 + len(copies)
    assert kernel.fingerprint() in digests


def test_its_digest_does_not_depend_on_where_the_sources_are(monkeypatch, copies):
    here = kernel.fingerprint()
    monkeypatch.undo()
    assert kernel.fingerprint() == here


def test_its_digest_changes_with_numba(monkeypatch):
    before = kernel.fingerprint()
    monkeypatch.setattr(numba, "__version__", "0.0")
    assert kernel.fingerprint() != before


# --- that what is kept goes by the digest

INNER = """
import numba

@numba.njit
def answer():
    return {answer}
"""
OUTER = """
import toy_inner
from cxsim.engine.code_cache import cached

def outer(made_of):
    @cached()
    def run():
        assert made_of
        return toy_inner.answer()

    return run
"""


def test_closures_with_other_strings_are_other_functions(tmp_path, monkeypatch):
    """Which the kernel relies on, because nothing sees edits of what a function calls."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # files that are edited within a second
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "toy_outer.py").write_text(OUTER)

    def run(answer: int, made_of: str) -> tuple[int, bool]:
        (tmp_path / "toy_inner.py").write_text(INNER.format(answer=answer))
        for name in ("toy_inner", "toy_outer"):
            monkeypatch.delitem(sys.modules, name, raising=False)
        importlib.invalidate_caches()
        outer = importlib.import_module("toy_outer").outer(made_of)
        return outer(), bool(outer.stats.cache_hits)

    assert run(1, "one") == (1, False)
    assert run(1, "one") == (1, True)
    assert run(2, "one") == (1, True), "this is why there is a digest"
    assert run(2, "two") == (2, False)
    assert run(2, "two") == (2, True)
    assert run(1, "one") == (1, True), "kernels of two versions are kept side by side"


# --- the kernel itself

RUN = """
import time
from cxsim.engine.compiled.kernel import kernel
from cxsim.engine.plan import plan
from cxsim.scenario.model import Scenario
from tests.engine.identity import assert_identical
from tests.engine.rich import rich
import cxsim

started = time.perf_counter()
result = assert_identical(plan(Scenario.model_validate(rich(1))))
print(cxsim.__file__)
print(sum(kernel().stats.cache_hits.values()))
print(sum(row.satisfaction for row in result.customers))
"""


def copy_sources(folder: Path) -> None:
    """Copy what is simulated and tested, with nothing compiled beside it."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, folder / "cxsim", ignore=ignored)
    shutil.copytree(PACKAGE.parent / "tests", folder / "tests", ignore=ignored)


@pytest.mark.verify
def test_the_kernel_is_compiled_anew_after_an_edit_and_only_then(tmp_path):
    copy_sources(tmp_path)

    def run() -> tuple[bool, float]:
        environment = os.environ | {
            "PYTHONPATH": str(tmp_path),
            "NUMBA_CACHE_DIR": str(tmp_path / "cache"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-c", RUN]
        said = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert said.returncode == 0, said.stderr
        where, hits, satisfaction = said.stdout.split()
        assert Path(where).is_relative_to(tmp_path)
        return int(hits) > 0, float(satisfaction)

    first, second = run(), run()
    assert [first[0], second[0]] == [False, True]
    assert first[1] == second[1]

    rules = tmp_path / "cxsim" / "engine" / "rules.py"
    before = rules.read_text()
    after = before.replace("satisfaction + learning /", "satisfaction + 0.5 * learning /")
    assert after != before
    rules.write_text(after)
    edited = run()
    assert not edited[0]
    assert edited[1] != first[1]

    rules.write_text(before)
    assert run() == second


# Flips bits all over the file of the kernel; `Compiles` says that it was not loaded, and spares the minute.
FLIPS = """
import random
from pathlib import Path
from cxsim.engine import code_cache
from cxsim.engine.compiled import kernel

class Compiles(Exception):
    pass

def compiles(self, name):
    raise Compiles

file = max(Path("cache").glob("kernel.kernel.run-*.nbc"), key=lambda file: file.stat().st_size)
whole = file.read_bytes()
code_cache.places = lambda source, make=True: iter([file.parent])
code_cache.CodeCache._waited = compiles
random.seed(1)
loaded = 0
for _ in range(400):
    changed = bytearray(whole)
    bit = random.randrange(8 * len(whole))
    changed[bit // 8] ^= 1 << bit % 8
    file.write_bytes(changed)
    kernel.kernel.cache_clear()
    try:
        kernel.prepare()
        loaded += 1
    except Compiles:
        pass
kernel.kernel.cache_clear()
file.write_bytes(whole)
kernel.prepare()
print(loaded, sum(kernel.kernel().stats.cache_hits.values()))
file.write_bytes(changed)
"""


@pytest.mark.verify
def test_no_flipped_bit_of_the_kernel_is_loaded(tmp_path, verification):
    copy_sources(tmp_path)
    here = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}

    def done(code: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", code]
        return subprocess.run(command, cwd=tmp_path, env=here, capture_output=True, text=True, check=True)

    satisfaction = done(RUN).stdout.split()[2]
    assert done(RUN).stdout.split()[1:] == ["1", satisfaction]
    loaded, whole = done(FLIPS).stdout.split()
    assert whole == "1"
    verification("damaged kernels loaded, of 400", float(loaded), "at most", 0.0)
    mended = done(RUN)  # it is damaged still
    assert mended.stdout.split()[1:] == ["0", satisfaction]
    assert "is damaged, its code is compiled anew" in mended.stderr
    assert done(RUN).stdout.split()[1:] == ["1", satisfaction]
