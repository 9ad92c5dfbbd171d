"""The files that say what cxsim needs agree with each other, and carry no address."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.11", "3.12", "3.13")

# conda-forge's name -> the Python package it holds, where the two differ
CONDA_NAMES = {"matplotlib-base": "matplotlib", "playwright-python": "playwright"}

# Written in pieces, so that this file does not name what it forbids.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"pypi\." + "org",
            "pythonhosted" + r"\.org",
            r"registry\.(npmjs|yarnpkg)" + r"\.(org|com)",
            r"(deb|security|ftp\w*\.\w+)\.debian" + r"\.org",
            r"(conda|repo)\.anaconda" + r"\.(org|com)",
            r"(?<![\w.~-])/" + r"work(?![\w-])",
        ]
    )
)


def by_name(requirements: list[str]) -> dict[str, SpecifierSet]:
    """Version ranges by normalised package name."""
    parsed = [Requirement(line) for line in requirements]
    return {canonicalize_name(r.name): r.specifier for r in parsed}


def pyproject() -> dict[str, SpecifierSet]:
    """What pyproject.toml asks for, the dev extra included."""
    return by_name(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"])


def environment() -> dict[str, SpecifierSet]:
    """What environment.yml asks for, under the names of the Python packages."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = [one for one in listed if isinstance(one, str)]
    by_pip = [line for one in listed if isinstance(one, dict) for line in one["pip"]]
    return {CONDA_NAMES.get(name, name): spec for name, spec in by_name([*conda, *by_pip]).items()}


def constraints(python: str) -> dict[str, SpecifierSet]:
    """The pins that hold on Linux under one version of Python."""
    where = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": "linux"}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    held = [r for r in map(Requirement, lines) if r.marker is None or r.marker.evaluate(where)]
    names = [canonicalize_name(r.name) for r in held]
    assert len(names) == len(set(names)), "a package is pinned twice"
    return {canonicalize_name(r.name): r.specifier for r in held}


def repository_files() -> Iterator[Path]:
    """Every file git tracks or would track; without git, every file outside hidden and generated folders."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        for folder, inner, names in os.walk(ROOT):
            inner[:] = [name for name in inner if not name.startswith(".") and name != "__pycache__"]
            yield from (Path(folder, name) for name in names)
    else:
        yield from (ROOT / name for name in listed.split("\0") if (ROOT / name).is_file())


def test_conda_and_pip_ask_for_the_same():
    conda = environment()
    conda.pop("pip")
    assert conda.pop("python") == SpecifierSet(PROJECT["requires-python"])
    assert conda == pyproject()


@pytest.mark.parametrize("python", PYTHONS)
def test_constraints_pin_every_dependency_within_its_range(python):
    pins = constraints(python)
    outside = {}
    for name, wanted in pyproject().items():
        (pin,) = pins.get(name, SpecifierSet("===missing"))
        if pin.operator != "==" or not wanted.contains(pin.version):
            outside[name] = (str(pin), str(wanted))
    assert not outside


def test_supported_pythons_are_those_declared():
    declared = SpecifierSet(PROJECT["requires-python"])
    minors = [f"3.{minor}" for minor in range(8, 20)]
    assert tuple(version for version in minors if declared.contains(version)) == PYTHONS
    prefix = "Programming Language :: Python :: "
    assert tuple(c.removeprefix(prefix) for c in PROJECT["classifiers"] if c.startswith(prefix)) == PYTHONS


def test_constraints_hold_nothing_but_pins():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.!+]+( ; [^/@]+)?", line)]
    assert odd == []


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    found = []
    for path in repository_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in FORBIDDEN.finditer(text)]
    assert found == []


def test_cxsim_imports_only_what_it_declares():
    declared = by_name(PROJECT["dependencies"]).keys()
    providers = packages_distributions()
    undeclared = set()
    for path in (ROOT / "cxsim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                modules = [node.module or ""]
            else:
                continue
            for top in {module.split(".")[0] for module in modules} - sys.stdlib_module_names - {"cxsim"}:
                if not declared & {canonicalize_name(name) for name in providers.get(top, [])}:
                    undeclared.add(f"{path.relative_to(ROOT)}: {top}")
    assert undeclared == set()
