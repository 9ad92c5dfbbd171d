"""The command that says of files that they are fine, or what is wrong with them."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim.cli.shell import out_of_memory, put

if TYPE_CHECKING:
    from cxsim.reporting.check import Check

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…", help="Scenarios, studies, assessments, batches (YAML).", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print what was found as JSON instead.")]


Facts = Annotated[
    bool,
    typer.Option("--facts", help="Simulate briefly, and say which facts a scenario meets, and what is odd."),
]


def check(files: Files, facts: Facts = False, as_json: Json = False) -> None:
    """Say of scenario, study, assessment and batch files that they are OK, or what is wrong.

    With --json, for other programs: a list with file, contains (empty if something is wrong), and faults and
    warnings, each with file, line, path, found, expected and hint; with --facts also facts (what is said) and
    met (the figures).

    \b
    Examples:
      cxsim check scenarios/*.yaml
      cxsim check --facts scenarios/telecom.yaml
      cxsim check --json scenarios/telecom.yaml
    """
    found = [_checked(file, facts) for file in files]
    if as_json:
        typer.echo(json.dumps([_plain(one) for one in found], indent=2, ensure_ascii=False))
    else:
        for one in found:
            _say(one)
    if not all(one.fine for one in found):
        raise typer.Exit(2)


def _plain(found: "Check") -> dict[str, Any]:
    told = asdict(replace(found, met=None))
    told |= {"warnings": told.pop("cautions"), "met": []}
    if found.met is not None:
        told["met"] = json.loads(found.met.reset_index().to_json(orient="records"))
    return told


def _say(found: "Check") -> None:
    from cxsim.scenario.faults import escaped

    for fault in found.faults:
        put(fault, err=True)
    if found.fine:
        typer.echo(f"{escaped(found.file)}: OK, {found.contains}")
    for warning in found.cautions:
        put(f"warning: {warning}", err=True)
    for said in found.facts:
        put(said)


def _checked(file: Path, facts: bool) -> "Check":
    """Return what is found in a file, and what is wrong with it."""
    from cxsim.reporting.check import Check, check
    from cxsim.scenario.faults import Fault

    try:
        return check(file, facts)
    except MemoryError as error:
        return Check(str(file), "", (Fault(str(file), None, "", hint=out_of_memory(error)),))
