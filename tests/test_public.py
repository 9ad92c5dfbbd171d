"""What cxsim offers: the names in one list, each there, explained, and known to type checkers."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pydantic
import pytest

import cxsim as cx

ROOT = Path(__file__).resolve().parents[1]
STUB = ROOT / "cxsim" / "__init__.pyi"
MOST = 52  # names; whoever wants one more looks first whether a method of an answer would do


def names_in_the_stub() -> list[str]:
    """Return what the stub offers: names that are imported as themselves."""
    imports = [node for node in ast.parse(STUB.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)]
    assert all(alias.asname == alias.name for node in imports for alias in node.names)
    return [alias.name for node in imports for alias in node.names]


def test_the_stub_is_the_one_list() -> None:
    names = names_in_the_stub()
    assert sorted(cx.__all__) == sorted(names) == sorted(set(names))
    assert set(names) <= set(dir(cx))
    assert len(names) <= MOST
    with pytest.raises(AttributeError):
        cx.effects  # noqa: B018


@pytest.mark.parametrize("name", names_in_the_stub())
def test_each_name_is_there_and_explained(name: str) -> None:
    public = getattr(cx, name)
    assert public.__name__ == name
    said = inspect.cleandoc(public.__doc__)
    summary = said.splitlines()[0]
    assert summary.endswith(".")
    assert summary.isprintable()
    # Of what is read from files, the docstring is also the description in the JSON schema.
    is_read = inspect.isclass(public) and issubclass(public, pydantic.BaseModel)
    assert is_read or "\nExamples\n--------\n>>> " in said
    if inspect.isfunction(public):
        taken = [one.name for one in inspect.signature(public).parameters.values()]
        section = said.partition("\nParameters\n----------\n")[2].partition("\n\nExamples")[0]
        explained = [
            part.strip(" *")
            for line in section.splitlines()
            if line and not line.startswith((" ", "-"))
            for part in line.split(",")
        ]
        unexplained = [one for one in taken if one not in explained]
        assert not section or not unexplained
        assert section or len(taken) < 2


# One line with all that has to be refused, one with what has to be taken.
WRONG = {
    "cx.rnak(scenario)": 'Module has no attribute "rnak"',
    "cx.rank(1)": 'Argument 1 to "rank" has incompatible type "int"; expected "Scenario"',
    "cx.simulate(scenario, engine='fast')": 'Argument "engine" to "simulate" has incompatible type',
    "cx.rank(scenario).charts()": '"tuple[str, ...]" not callable',
}
RIGHT = (
    "ranking: cx.Answer = cx.rank(scenario, ['one_case_file'], replications=4)",
    "picture: cx.Picture = ranking.chart(lang='fr')",
    "run: cx.Run = cx.simulate(scenario, engine='simpy', record='kpis')",
    "cx.targets(run, parts=[cx.Target('friction', 'at most', 0.1)])",
)


def test_type_checkers_know_what_is_there(tmp_path: Path) -> None:
    """In one run of mypy, which takes what it knows of cxsim from the cache of the repository."""
    head = ["import cxsim as cx", "scenario = cx.load_scenario('scenarios/telecom.yaml')"]
    snippet = tmp_path / "snippet.py"
    snippet.write_text("\n".join([*head, *RIGHT, *WRONG]) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--no-pretty", str(snippet)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = [line.partition(": error: ") for line in done.stdout.splitlines() if ": error: " in line]
    first = len(head) + len(RIGHT) + 1
    assert [place.rpartition(":")[2] for place, _, _ in found] == [
        str(first + n) for n in range(len(WRONG))
    ], done.stdout
    for (_, _, said), wanted in zip(found, WRONG.values(), strict=True):
        assert wanted in said
