"""`cxsim ask`: a command for each question of the registry, and one for all that a study asks."""

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from cxsim.cli.asked import Asked, all_of, as_asked, check_files, keep, show
from cxsim.cli.inputs import Json, StudyFile, StudyReplications, StudySeed, Workers, check_choice, load_study
from cxsim.cli.named import Named
from cxsim.questions.question import Parameter, Question
from cxsim.questions.registry import question, questions


class Questions(Named):
    """The questions, which may be called by their rooms as well."""

    also: ClassVar[Mapping[str, str]] = {one.name: one.command for one in questions()}


app = typer.Typer(
    cls=Questions,
    no_args_is_help=True,
    help="Ask a question about a journey; cxsim ask QUESTION --help says what each takes.",
)

Lang = Annotated[
    str | None,
    typer.Option("--lang", help="Language of the answer: en or fr.  [default: the study's, or en]"),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for figures and pictures.  [default: none]"),
]
# What every question takes after its own parameters.
COMMON: dict[str, tuple[Any, Any]] = {
    "replications": (StudyReplications, None),
    "seed": (StudySeed, None),
    "workers": (Workers, None),
    "lang": (Lang, None),
    "out": (Out, None),
    "json": (Json, False),
}


def command(asked: Question) -> Any:
    """Return a function that asks a question, with the parameters from which typer makes its options."""
    own = options(asked)

    def ask(study: Path, **given: Any) -> None:
        common = {name: given.pop(name) for name in COMMON}
        _ask(asked, study, {own[name]: value for name, value in given.items()}, **common)

    none = inspect.Parameter.empty
    taken = {name: (_annotation(one), none if as_argument(one) else None) for name, one in own.items()}
    fields = [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=kind, default=default)
        for name, (kind, default) in {"study": (StudyFile, none), **taken, **COMMON}.items()
    ]
    ask.__signature__ = inspect.Signature(fields)  # type: ignore[attr-defined]
    ask.__annotations__ = {field.name: field.annotation for field in fields}
    ask.__doc__ = f"{asked.title}\n\n{asked.about}\n\n\b\nExample:\n  cxsim ask {asked.example}\n"
    return ask


def options(asked: Question) -> dict[str, Parameter]:
    """Return what a command takes by name: for its question, and for the one that this builds on."""
    below = question(asked.builds_on).parameters if asked.builds_on else ()
    return {one.name: one for one in (*below, *asked.parameters) if one.help}


def as_argument(one: Parameter) -> bool:
    """Tell whether a parameter stands after the file by itself."""
    return one.needed and not one.study


def _annotation(one: Parameter) -> Any:
    several = one.kind == list[Path]
    if as_argument(one):
        metavar = "FILE…" if several else one.name.upper()
        return Annotated[one.kind, typer.Argument(metavar=metavar, help=one.help, show_default=False)]
    named = one.option or f"--{one.name}"
    return Annotated[
        one.kind | None,
        typer.Option(named, metavar="FILE" if one.kind is Path else None, help=one.help),
    ]


def _ask(
    one: Question,
    file: Path,
    given: Mapping[Parameter, Any],
    replications: int | None,
    seed: int | None,
    workers: int | None,
    lang: str | None,
    out: Path | None,
    json: bool,
) -> None:
    from cxsim.language.speech import speaking

    asked = _read(file, given, replications, seed, workers, lang)
    asked.check(one)
    check_files(one, out)
    with speaking(asked.study.lang):
        answer = asked.answer(one)
        if json:
            typer.echo(answer.to_json(), nl=False)
        else:
            show(one, answer, headed=True)
        keep(answer, out, err=json)


def decide(
    study: StudyFile,
    replications: StudyReplications = None,
    seed: StudySeed = None,
    workers: Workers = None,
    lang: Lang = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """What should be done, and how sure is that? Every question of a study.

    Asks one after the other and answers as it goes; what it lacks the figures for is left out. Stopped at any
    moment, the same command goes on from there. With --out, each answer has a folder there.

    \b
    Example:
      cxsim ask decide scenarios/telecom_study.yaml
    """
    from cxsim.language.speech import speaking

    asked = _read(study, {}, replications, seed, workers, lang)
    with speaking(asked.study.lang):
        all_of(asked, out, json)


def _read(
    file: Path,
    given: Mapping[Parameter, Any],
    replications: int | None,
    seed: int | None,
    workers: int | None,
    lang: str | None,
) -> Asked:
    from cxsim.language.speech import LANGUAGES

    scenario, study = load_study(file, replications, seed, workers)
    spoken = lang or study.lang
    check_choice("lang", spoken, tuple(LANGUAGES))
    study = study.model_copy(update={"lang": spoken})
    return as_asked(file, scenario, study, workers, given)


for each in questions():
    app.command(each.command)(command(each))
app.command()(decide)
