"""The command that starts a scenario of one's own by a few questions."""

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cxsim.cli.inputs import check_choice, load
from cxsim.cli.shell import Mistake, new_file, put

if TYPE_CHECKING:
    from cxsim.scenario.people import Population

T = TypeVar("T")

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
HOME, SCHEMA = Path("scenarios"), Path("schema", "scenario.json")
MOST = 10_000_000  # customers


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Small letters, digits and _.", show_default=False)
    ],
    title: Annotated[str | None, typer.Option(help="How people call it.")] = None,
    like: Annotated[
        str | None,
        typer.Option(
            help="contract, purchases, travel, insurance, blank, or a file to build on.  [default: asked]"
        ),
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Three letters, such as EUR.")] = None,
    customers: Annotated[int | None, typer.Option(help="How many there are today.")] = None,
    prospects: Annotated[float | None, typer.Option(help="How many come a day.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it.  [default: scenarios/NAME.yaml]")
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", help="Language of what is asked and written: en or fr.")
    ] = "en",
) -> None:
    """Start a scenario of your own by a few questions.

    Writes a short file that builds on the nearest scenario that comes along, which is put beside it where it
    is missing; what you leave out stays as in that one. Or a blank one, annotated, with all there is to fill
    in. Without a terminal nothing is asked.

    \b
    Examples:
      cxsim scenario new our_company
      cxsim scenario new our_shop --title "Our shop" --like purchases --customers 2000
      cxsim scenario new our_company --like blank
    """
    from cxsim.language.speech import LANGUAGES, speaking

    check_choice("lang", lang, tuple(LANGUAGES))
    with speaking(lang):
        _new(name, title, like, currency, customers, prospects, out)


def _new(
    name: str,
    title: str | None,
    like: str | None,
    currency: str | None,
    customers: int | None,
    prospects: float | None,
    out: Path | None,
) -> None:
    from cxsim.language.speech import say
    from cxsim.scenario.faults import shown
    from cxsim.scenario.shipped import SCENARIOS, shipped
    from cxsim.scenario.template import BLANK, KINDS, Wishes, file_of, filled_in, new_scenario

    if not NAME.fullmatch(name):
        expected = "small letters, digits and _, such as our_shop"
        raise Mistake(f"cxsim: NAME: found {shown(name)}, expected {expected}")
    file = out or HOME / f"{name}.yaml"
    if os.path.lexists(file):
        raise Mistake(f"cxsim: {file} is there already; another name, or --out, keeps both")
    called, ask = name.replace("_", " ").capitalize(), sys.stdin.isatty()
    if ask:
        title = title or _asked(say("What is the company called"), called, str)
        like = like or _asked_kind()
    like = like or "contract"
    _check_kind(like)
    parent = HOME / file_of(like) if like in KINDS else Path(like)
    fill_in = like == BLANK  # a file by itself; of others it is the parent
    bring = like in KINDS and (fill_in or not os.path.lexists(parent))  # with its schema and parents
    if bring and not fill_in and Path(os.path.normpath(file)) == parent:
        raise Mistake(f"cxsim: {file} is what it would build on; another name, or --out, keeps both")
    model = load(shipped(SCENARIOS) / parent.name if bring else parent)
    today = model.population
    if ask:
        currency = currency or _asked(say("Currency"), model.currency, _currency)
        customers = _asked(say("Customers today"), today.existing, _count) if customers is None else customers
    if prospects is None:
        prospects = _in_proportion(today, customers)
        prospects = _asked(say("Prospects a day"), prospects, _rate) if ask else prospects
    schema = parent.parent / SCHEMA
    wishes = Wishes(
        name,
        title or called,
        _seen_from(file, parent),
        None if currency == model.currency else currency,
        None if customers == model.population.existing else customers,
        None if prospects == model.population.prospects_per_day else prospects,
        _seen_from(file, schema) if bring or schema.is_file() else None,
    )

    def check(draft: Path) -> None:
        try:
            load(draft, warn=False)
        except Mistake as mistake:
            raise Mistake(re.sub(rf"{re.escape(str(draft))}:\d+: ", "cxsim: ", str(mistake))) from None

    needed = [SCHEMA] if fill_in else [*_chain(parent.name), SCHEMA]
    with _brought(*needed) if bring else contextlib.nullcontext(False) as new_there:
        text = (
            filled_in((shipped(SCENARIOS) / parent.name).read_text(encoding="utf-8"), wishes)
            if fill_in
            else new_scenario(wishes, model)
        )
        new_file(file, text, check)
    if fill_in:
        put(say("{file}, with all that is to be filled in", file=file))
    elif new_there:
        put(say("{file}, which builds on {parent}, put there, too", file=file, parent=parent))
    else:
        put(say("{file}, which builds on {parent}", file=file, parent=parent))
    put(f"\n{say('Next:')}\n  cxsim check --facts {file}\n  cxsim report {file}{_in_french()}")


def _in_proportion(today: "Population", customers: int | None) -> float:
    """Return as many prospects a day for so many customers as there are for those of the parent."""
    if customers is None or customers <= 0 or today.existing in (0, customers):
        return today.prospects_per_day
    return float(f"{today.prospects_per_day * customers / today.existing:.2g}")


def _chain(name: str) -> list[Path]:
    """Return a file that comes along and those it extends, named from their folder."""
    from cxsim.scenario.extends import made_of
    from cxsim.scenario.shipped import SCENARIOS, shipped

    home = shipped(SCENARIOS)
    return [file.relative_to(home) for file in made_of(home / name)]


def _in_french() -> str:
    from cxsim.language.speech import spoken

    return "" if spoken() == "en" else f" --lang {spoken()}"


def _asked_kind() -> str:
    from cxsim.language.speech import say
    from cxsim.scenario.template import what_kinds_are

    for kind, what in what_kinds_are().items():
        typer.echo(f"  {kind:<10} {what}")
    return _asked(say("Which of these is nearest, or which file"), "contract", _kind)


@contextlib.contextmanager
def _brought(*files: Path) -> Iterator[bool]:
    """Put scenarios that come with cxsim where they are looked for; away again if the block fails."""
    from cxsim.scenario.shipped import SCENARIOS, copy_shipped

    missing = [folder for folder in (HOME / SCHEMA.parent, HOME) if not os.path.lexists(folder)]
    made: tuple[Path, ...] = ()
    try:
        made = copy_shipped(SCENARIOS, HOME, files).made
        yield bool(made)
    except BaseException as error:
        for file in (HOME / one for one in files if HOME / one in made):
            file.unlink(missing_ok=True)
        for folder in missing:  # the innermost comes first
            with contextlib.suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            why = str(error.strerror).lower()
            raise Mistake(f"cxsim: {error.filename}: cannot be written: {why}") from error
        raise


def _seen_from(file: Path, other: Path) -> str:
    return Path(os.path.relpath(other, file.parent)).as_posix()


def _asked(what: str, default: object, read: Callable[[str], T]) -> T:
    """Ask until the answer can be read."""
    from cxsim.scenario.faults import shown

    while True:
        answer: str = typer.prompt(what, default=str(default))
        try:
            return read(answer.strip())
        except ValueError as error:
            typer.echo(f"found {shown(answer)}, expected {error}")


def _kind(answer: str) -> str:
    from cxsim.scenario.template import KINDS

    found = next((kind for kind in KINDS if answer and kind.startswith(answer.lower())), answer)
    if found not in KINDS and not Path(found).is_file():
        raise ValueError(f"{', '.join(KINDS)}, or the file of a scenario to build on")
    return found


def _check_kind(like: str) -> None:
    """Refuse a word that is none of the kinds and looks like no file either."""
    from cxsim.scenario.faults import nearest, shown
    from cxsim.scenario.template import KINDS

    if like in KINDS or Path(like).suffix or os.path.lexists(like):
        return
    by_file = {file: kind for kind, file in KINDS.items()}
    hint = f'did you mean "{by_file[like]}"?' if like in by_file else nearest(like, KINDS)
    expected = f"{', '.join(KINDS)}, or the file of a scenario to build on"
    raise Mistake(f"cxsim: --like: found {shown(like)}, expected {expected}{hint and f'; {hint}'}")


def _currency(answer: str) -> str:
    if not re.fullmatch("[A-Za-z]{3}", answer):
        raise ValueError("three letters, such as EUR")
    return answer.upper()


def _count(answer: str) -> int:
    if not answer.isdecimal() or int(answer) > MOST:
        raise ValueError(f"a whole number up to {MOST:,}, without separators")
    return int(answer)


def _rate(answer: str) -> float:
    with contextlib.suppress(ValueError):
        if 0.0 <= float(answer) <= MOST:
            return float(answer)
    raise ValueError("a number, such as 2.5")
