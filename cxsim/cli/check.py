"""The command that says of files that they are fine, or what is wrong with them."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cxsim.cli.shell import out_of_memory, put

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…", help="Scenarios, studies, assessments, batches (YAML).", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print what was found as JSON instead.")]


def check(files: Files, as_json: Json = False) -> None:
    """Say of scenario, study, assessment and batch files that they are OK, or what is wrong.

    With --json, for other programs: a list with file, contains (empty if something is wrong), and faults and
    warnings, each with file, line, path, found, expected and hint.

    \b
    Examples:
      cxsim check scenarios/*.yaml
      cxsim check --json scenarios/telecom.yaml
    """
    found = [_checked(file) for file in files]
    if as_json:
        plain = [
            {
                **one,
                "faults": [asdict(fault) for fault in one["faults"]],
                "warnings": [asdict(fault) for fault in one["warnings"]],
            }
            for one in found
        ]
        typer.echo(json.dumps(plain, indent=2, ensure_ascii=False))
    else:
        for one in found:
            _say(**one)
    if any(one["faults"] for one in found):
        raise typer.Exit(2)


def _say(file: str, contains: str, faults: Any, warnings: Any) -> None:
    from cxsim.scenario.faults import escaped

    for fault in faults:
        put(fault, err=True)
    if not faults:
        typer.echo(f"{escaped(file)}: OK, {contains}")
    for warning in warnings:
        put(f"warning: {warning}", err=True)


def _checked(file: Path) -> dict[str, Any]:
    """Return what is found in a file, and what is wrong with it."""
    from cxsim.reporting.letters import letter_cautions
    from cxsim.scenario.cautions import cautions_of
    from cxsim.scenario.faults import Fault, ScenarioError

    name = str(file)
    try:
        there = contains(file)
    except ScenarioError as error:
        return {"file": name, "contains": "", "faults": error.faults, "warnings": ()}
    except MemoryError as error:
        fault = Fault(name, None, "", hint=out_of_memory(error))
        return {"file": name, "contains": "", "faults": (fault,), "warnings": ()}
    warnings = dict.fromkeys((*cautions_of(file), *letter_cautions(file)))
    return {"file": name, "contains": there, "faults": (), "warnings": tuple(warnings)}


def contains(file: Path) -> str:
    """Say how much there is in a scenario, study, assessment or batch; ScenarioError says what is wrong."""
    from cxsim.scenario.assessment import assess, is_assessment
    from cxsim.scenario.batch import is_batch
    from cxsim.scenario.study import is_study, load_study

    if is_assessment(file):
        return f"{len(assess(file).stages)} stages assessed"
    if is_batch(file):
        from cxsim.reporting.batches.batch import wanted

        reports = len(wanted([file])[1])
        return f"a batch of {reports} report{'s' if reports > 1 else ''}"
    scenario, study = load_study(file)
    asks = f"a study of {scenario.name} with " if is_study(file) else ""
    kinds = ("touchpoints", "personas", "journeys", "teams", "improvements")
    parts = ", ".join(f"{len(getattr(scenario, kind))} {kind}" for kind in kinds)
    from cxsim.results.sizes import check_size, size_of

    size = size_of(scenario, study.replications)
    check_size(size)
    return f"{asks}{parts}; {size}"
