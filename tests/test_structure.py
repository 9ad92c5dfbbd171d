"""The way through the house: imports go one way, nothing goes in circles, and no file is too long to read."""

import ast
import fnmatch
import functools
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.quick import LEFT_OUT, QUICK, TESTS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "cxsim"

# Each imports from those before it only, and from itself.
ORDER = (
    *("errors", "files", "language", "theme", "scenario", "engine", "results"),
    *("calibration", "questions", "reporting", "cli"),
)
# What draws. An answer finds its room, and with that its charts, by name and when somebody looks.
DRAWN_WITH = ("cxsim.theme", "matplotlib", "seaborn")
MOST_LINES = 400
LONG = 300


@functools.cache
def modules() -> dict[str, Path]:
    """Return the files of the package by the names of the modules."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(module: str, types: bool = True) -> set[str]:
    """Return what a module imports, wherever in it: modules of cxsim, and others by name."""
    return set().union(*(_imported(statement) for statement in _statements(module, types))) - {
        module,
        "cxsim",
    }


@functools.cache
def _statements(module: str, types: bool) -> tuple[ast.AST, ...]:
    """Return the statements of a module; without those for type checkers only, if `types` says so."""
    nodes = [ast.parse(modules()[module].read_text(encoding="utf-8"))]
    for node in nodes:
        for_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        nodes += [] if for_types and not types else ast.iter_child_nodes(node)
    return tuple(nodes)


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if not isinstance(node, ast.ImportFrom):
        return set()
    assert node.level == 0, f"from {'.' * node.level}{node.module}: imports are absolute"
    return {f"{node.module}.{alias.name}" for alias in node.names} & modules().keys() or {str(node.module)}


def package_of(module: str) -> str:
    """Return the package of a module, which is a room of the house."""
    return module.split(".")[1]


def inside() -> Iterator[tuple[str, str]]:
    """Go through the imports of modules of cxsim from each other."""
    for module in modules():
        for other in sorted(imports(module)):
            if other in modules():
                yield module, other


def test_every_module_is_in_a_package_of_the_order() -> None:
    assert {package_of(module) for module in modules() if module != "cxsim"} == set(ORDER)
    assert len(list(inside())) > 1_000


def test_imports_go_one_way() -> None:
    back = [
        f"{module} imports {other}"
        for module, other in inside()
        if ORDER.index(package_of(other)) > ORDER.index(package_of(module))
    ]
    assert not back


def test_no_imports_go_in_a_circle() -> None:
    graph: dict[str, set[str]] = {module: set() for module in modules()}
    for module, other in inside():
        graph[module].add(other)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_estimates_are_made_without_a_pencil() -> None:
    """What answers a question neither draws nor writes: words and charts stand beside it."""
    estimates = [
        module
        for module in modules()
        if module.startswith("cxsim.questions.")
        and (module.endswith(".estimate") or module.startswith("cxsim.questions.experiments"))
    ]
    assert len(estimates) > 25
    drawing = [
        f"{module} imports {other}"
        for module in estimates
        for other in sorted(imports(module, types=False))
        if other.startswith(DRAWN_WITH) or other.endswith((".words", ".chart"))
    ]
    assert not drawing


IMPORT = """
import importlib, pkgutil, sys
from numba.core import event
import cxsim.questions
with event.install_recorder("numba:compile") as compiled:
    for module in pkgutil.walk_packages(cxsim.questions.__path__, "cxsim.questions."):
        if module.name.endswith(".estimate"):
            importlib.import_module(module.name)
print(len(compiled.buffer), *(name for name in sys.modules if name in ("cxsim.theme", "seaborn")))
"""


def test_what_estimates_is_imported_without_compiling_or_drawing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0"]


def test_quick_tests_are_there() -> None:
    tests = [file.relative_to(TESTS).as_posix() for file in TESTS.rglob("test_*.py")]
    assert not [one for one in (*QUICK, *LEFT_OUT) if not fnmatch.filter(tests, one)]


def test_no_file_is_too_long() -> None:
    """Above 300 lines a file is worth a look; above 400 it is two."""
    listed = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
    lengths = {file.relative_to(ROOT): len(file.read_text(encoding="utf-8").splitlines()) for file in listed}
    print(*(f"{file}: {lines} lines" for file, lines in lengths.items() if lines > LONG), sep="\n")
    assert not [f"{file}: {lines} lines" for file, lines in lengths.items() if lines > MOST_LINES]
