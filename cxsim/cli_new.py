"""The command that starts a scenario of one's own by a few questions."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from cxsim.cli_inputs import load
from cxsim.shell import Mistake, new_file, put

T = TypeVar("T")

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
HOME = Path("scenarios")
KINDS = {"contract": "telecom.yaml", "purchases": "retail.yaml"}


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Small letters, digits and _.", show_default=False)
    ],
    title: Annotated[str | None, typer.Option(help="How people call it.")] = None,
    like: Annotated[
        str | None,
        typer.Option(help="contract, purchases, or a scenario file to build on.  [default: asked]"),
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Three letters, such as EUR.")] = None,
    customers: Annotated[int | None, typer.Option(help="How many there are today.")] = None,
    prospects: Annotated[float | None, typer.Option(help="How many come a day.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it.  [default: scenarios/NAME.yaml]")
    ] = None,
) -> None:
    """Start a scenario of your own by a few questions.

    Writes a short file that builds on the nearest scenario that is there; what you leave out stays as in that
    one. Without a terminal nothing is asked.

    \b
    Examples:
      cxsim new our_company
      cxsim new our_shop --title "Our shop" --like purchases --customers 2000
    """
    from cxsim.scenario.faults import shown
    from cxsim.scenario.template import Wishes, new_scenario

    if not NAME.fullmatch(name):
        expected = "small letters, digits and _, such as our_shop"
        raise Mistake(f"cxsim: NAME: found {shown(name)}, expected {expected}")
    file = out or HOME / f"{name}.yaml"
    if os.path.lexists(file):
        raise Mistake(f"cxsim: {file} is there already; another name, or --out, keeps both")
    called = name.replace("_", " ").capitalize()
    if sys.stdin.isatty():
        title = title or typer.prompt("What is the company called", default=called)
        like = like or typer.prompt("Do customers have a contract, or make purchases", default="contract")
        currency = currency or _asked("Currency", str)
        customers = customers or _asked("Customers today", int)
        prospects = prospects or _asked("Prospects a day", float)
    like = like or "contract"
    parent = HOME / KINDS[like] if like in KINDS else Path(like)
    model = load(parent)
    wishes = Wishes(
        name,
        title or called,
        Path(os.path.relpath(parent, file.parent)).as_posix(),
        currency,
        customers,
        prospects,
    )
    text = new_scenario(wishes, model)
    draft = file.with_name(f".{file.name}.draft")
    new_file(draft, text)
    try:
        load(draft)
    except Mistake as mistake:
        raise Mistake(re.sub(rf"{re.escape(str(draft))}:\d+: ", "cxsim: ", str(mistake))) from None
    finally:
        draft.unlink(missing_ok=True)
    new_file(file, text)
    put(f"{file}, which builds on {parent}\n\nNext:\n  cxsim check {file}\n  cxsim report {file}")


def _asked(what: str, kind: Callable[[str], T]) -> T | None:
    """Ask for something that may be left as it is in the scenario that is built on."""
    said: str = typer.prompt(f"{what} (empty: as there)", default="", show_default=False)
    if not said.strip():
        return None
    try:
        return kind(said.strip())
    except ValueError:
        raise Mistake(f"cxsim: {what}: found {said!r}, expected a number") from None
