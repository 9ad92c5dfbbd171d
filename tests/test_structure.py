"""The way through the house: imports go one way, nothing goes in circles, and no file is too long to read."""

import ast
import functools
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "cxsim"

# Each imports from those before it only, and from itself.
ORDER = (
    *("errors", "files", "language", "theme", "scenario", "engine", "results"),
    *("calibration", "questions", "reporting", "cli"),
)
# An answer finds the room it is of by its name when somebody looks, so its module imports no room.
# A page is drawn by the theme, which estimates never need.
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


@functools.cache
def imports(module: str) -> frozenset[str]:
    """Return what a module imports, wherever in it, types included: modules of cxsim, and others by name."""
    file = modules()[module]
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inner & modules().keys()) or {str(node.module)}
    return frozenset(found - {module, "cxsim"})


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
        for other in sorted(imports(module))
        if other.startswith(DRAWN_WITH) or other.endswith((".words", ".chart"))
    ]
    assert not drawing


def test_no_file_is_too_long(record_testsuite_property: pytest.FixtureRequest) -> None:
    """Above 300 lines a file is worth a look; above 400 it is two."""
    listed = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in listed}
    print("\n".join(f"{n} {file.relative_to(ROOT)}" for file, n in sorted(lengths.items()) if n > LONG))
    assert not [f"{file.relative_to(ROOT)}: {n} lines" for file, n in lengths.items() if n > MOST_LINES]
