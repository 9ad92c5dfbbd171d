"""`cxsim ask`: a command for each question of the registry, answered in sentences and tables."""

import contextlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim.cli.inputs import (
    StudyFile,
    StudyReplications,
    StudySeed,
    Workers,
    caution,
    check_choice,
    load_study,
    print_table,
)
from cxsim.cli.shell import Mistake, check_folder, check_free, progress_bar, put
from cxsim.questions.question import Parameter, Question
from cxsim.questions.registry import questions

if TYPE_CHECKING:
    from cxsim.results.answer import Answer
    from cxsim.scenario.model import Scenario
    from cxsim.scenario.study import Study

app = typer.Typer(
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
Json = Annotated[bool, typer.Option("--json", help="Print sentences, figures and manifest as JSON instead.")]
# What every question takes after its own parameters.
COMMON: dict[str, tuple[Any, Any]] = {
    "replications": (StudyReplications, None),
    "seed": (StudySeed, None),
    "workers": (Workers, None),
    "lang": (Lang, None),
    "out": (Out, None),
    "json": (Json, False),
}


def command(question: Question) -> Any:
    """Return a function that asks a question, with the parameters from which typer makes its options."""

    def ask(study: Path, **given: Any) -> None:
        common = {name: given.pop(name) for name in COMMON}
        _ask(question, study, given, **common)

    own = {one.name: (_annotation(one), None) for one in question.parameters if one.help}
    alone = {one.name for one in question.parameters if _is_argument(one)}
    fields = [inspect.Parameter("study", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=StudyFile)]
    for name, (annotation, default) in {**own, **COMMON}.items():
        given = (
            {"annotation": annotation} if name in alone else {"annotation": annotation, "default": default}
        )
        fields.append(inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, **given))
    ask.__signature__ = inspect.Signature(fields)  # type: ignore[attr-defined]
    ask.__annotations__ = {field.name: field.annotation for field in fields}
    ask.__doc__ = f"{question.title}\n\n{question.about}\n\n\b\nExample:\n  cxsim ask {question.example}\n"
    return ask


def _ask(
    question: Question,
    file: Path,
    given: dict[str, Any],
    replications: int | None,
    seed: int | None,
    workers: int | None,
    lang: str | None,
    out: Path | None,
    json: bool,
) -> None:
    from cxsim.language.speech import LANGUAGES, speaking

    model, study = load_study(file, replications, seed, workers)
    lang = lang or study.lang
    check_choice("lang", lang, tuple(LANGUAGES))
    given = {name: _read(value) for name, value in given.items()}
    _check(question, file, model, study, given)
    if out is not None:
        check_folder(out)
    with speaking(lang):
        with _refusing(file), _progress(question, study, given) as progress:
            answer = question.ask(model, study, workers, progress, given)
        if json:
            typer.echo(answer.to_json(lang), nl=False)
        else:
            _print(answer, f"{model.title}, {study.replications} replications, seed {study.seed}")
        if out is not None:
            from cxsim.files.own import not_ours

            check_free(not_ours(out, answer.files))
            answer.save(out, lang)
            put(f"\n{', '.join(answer.files)} are in {out}", err=json)


def _print(answer: "Answer", heading: str) -> None:
    put(f"{answer.summary()}\n")
    for name in answer.tables:
        table = answer.table(name)
        if len(table.frame):
            print_table(heading, table.frame[list(table.brief or table.frame.columns)])


def _check(question: Question, file: Path, model: "Scenario", study: "Study", given: dict[str, Any]) -> None:
    """Say what is missing to ask a question, before anything is simulated."""
    missing = question.why_not(model, study, given)
    if missing == "improvements":
        least = {1: "at least one", 2: "at least two"}[question.improvements]
        found = len(model.improvements if study.improvements is None else study.improvements)
        raise Mistake(f"{file}: improvements: found {found or 'none'}, expected {least}")
    if isinstance(missing, Parameter):
        called = missing.option or (missing.name if _is_argument(missing) else f"--{missing.name}")
        said = missing.help.partition("  [")[0].rstrip(".")
        raise Mistake(f"cxsim: {called}: found none, expected {said[:1].lower()}{said[1:]}")


def _is_argument(parameter: Parameter) -> bool:
    return parameter.needed and not parameter.study


def _annotation(parameter: Parameter) -> Any:
    if _is_argument(parameter):
        argument = typer.Argument(metavar=parameter.name.upper(), help=parameter.help, show_default=False)
        return Annotated[parameter.kind, argument]
    metavar = "FILE" if parameter.kind is Path else None
    option = parameter.option or f"--{parameter.name}"
    return Annotated[parameter.kind | None, typer.Option(option, metavar=metavar, help=parameter.help)]


def _read(value: Any) -> Any:
    """Return what a parameter given as a file holds."""
    if not isinstance(value, Path):
        return value
    from cxsim.scenario.assessment import assess
    from cxsim.scenario.faults import ScenarioError

    try:
        found = assess(value)
    except ScenarioError as error:
        raise Mistake(str(error)) from error
    caution(value)
    return found


@contextlib.contextmanager
def _progress(question: Question, study: "Study", given: dict[str, Any]) -> Iterator[Any]:
    counted = {"replications": study.replications, **question.arguments(study, given)}
    with progress_bar("Preparing the engine", counted.get(question.counts)) as show:
        yield lambda done: show("Living through journeys", done)


@contextlib.contextmanager
def _refusing(file: Path) -> Iterator[None]:
    """Say of a study what a question refuses about it."""
    from cxsim.errors import CxsimError

    try:
        yield
    except MemoryError:
        raise
    except CxsimError as error:
        raise Mistake(f"{file}: {error}") from error


for one in questions():
    app.command(one.command)(command(one))
