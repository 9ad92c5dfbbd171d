"""What commands take and how it is checked, before anything long is begun; and tables on a terminal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxsim.cli.shell import Mistake, put

if TYPE_CHECKING:
    from cxsim.scenario.model import Scenario
    from cxsim.scenario.study import Study

ScenarioFile = Annotated[
    Path, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).", show_default=False)
]
StudyFile = Annotated[
    Path, typer.Argument(metavar="STUDY", help="A study or a scenario file (YAML).", show_default=False)
]
Replications = Annotated[int, typer.Option(help="Independent repetitions; more make narrower intervals.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same result.")]
Workers = Annotated[
    int | None, typer.Option(help="How many work at once; no result changes.  [default: one for each core]")
]

Lang = Annotated[str, typer.Option("--lang", help="Language of the answer: en or fr.")]
Json = Annotated[bool, typer.Option("--json", help="Print sentences, figures and manifest as JSON instead.")]

# The same, where a study has its own.
StudyReplications = Annotated[
    int | None,
    typer.Option(
        "--replications",
        help="Independent repetitions with the file's own values; sets of assumptions are lived twice each.  "
        "[default: the study's, or 20]",
    ),
]
StudySets = Annotated[
    int | None,
    typer.Option("--sets", help="Sets of assumptions, of a decision.  [default: the study's, or 100]"),
]
StudySeed = Annotated[int | None, typer.Option("--seed", help="Of the draws.  [default: the study's, or 1]")]


def load(file: Path, warn: bool = True) -> "Scenario":
    """Read a scenario, or say everything that is wrong with it; `warn` of what may not be meant."""
    from cxsim.scenario.faults import ScenarioError
    from cxsim.scenario.load import load_scenario

    try:
        scenario = load_scenario(file)
    except ScenarioError as error:
        raise Mistake(str(error)) from error
    if warn:
        caution(file)
    return scenario


def caution(*files: Path) -> None:
    """Warn of what files say that their authors may not have meant."""
    from cxsim.reporting.letters import letter_cautions
    from cxsim.scenario.cautions import cautions_of

    told = (warning for file in files for warning in (*cautions_of(file), *letter_cautions(file)))
    for warning in dict.fromkeys(told):
        put(f"warning: {warning}", err=True)


def load_study(
    file: Path,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    sets: int | None = None,
) -> "tuple[Scenario, Study]":
    """Read a study with its scenario, or say everything that is wrong; options go before what it says."""
    from cxsim.scenario.faults import ScenarioError
    from cxsim.scenario.study import load_study

    try:
        scenario, study = load_study(file)
    except ScenarioError as error:
        raise Mistake(str(error)) from error
    caution(file)
    given = {"replications": replications, "seed": seed}
    study = study.model_copy(update={name: value for name, value in given.items() if value is not None})
    check_numbers(study.replications, study.seed, workers)
    if sets is not None:
        check_sets(file, study, sets)
        asked = study.uncertainty.model_copy(update={"sets": sets})
        study = study.model_copy(update={"uncertainty": asked})
    return scenario, study


def check_sets(file: Path, study: "Study", sets: int) -> None:
    """Check in how many sets of assumptions a study is to be answered."""
    from cxsim.scenario.whole_numbers import MOST_SETS

    check_whole("sets", sets, 2, MOST_SETS)
    if study.uncertainty.use == "none":
        raise Mistake(f"{file}: uncertainty.use: found none, expected facts or ranges with --sets")


def check_numbers(replications: int, seed: int, workers: int | None) -> None:
    """Check the numbers a simulation is started with."""
    from cxsim.scenario.whole_numbers import LARGEST_SEED, MOST_REPLICATIONS, MOST_WORKERS

    check_whole("replications", replications, 1, MOST_REPLICATIONS)
    check_whole("seed", seed, 0, LARGEST_SEED)
    if workers is not None:
        check_whole("workers", workers, 1, MOST_WORKERS)


def check_whole(name: str, value: int, least: int, most: int) -> None:
    """Check a whole number that was given on the command line."""
    from cxsim.errors import ParameterError
    from cxsim.scenario.whole_numbers import whole_number

    try:
        whole_number(name, value, least, most)
    except ParameterError as error:
        raise Mistake(f"cxsim: {error}") from error


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Check a word that has to be one of some."""
    from cxsim.scenario.faults import shown

    if value not in choices:
        raise Mistake(f"cxsim: {name}: found {shown(value)}, expected {' or '.join(choices)}")


def say_size(
    scenario: "Scenario",
    replications: int,
    engine: str,
    workers: int,
    record: str,
    folder: bool = True,
    err: bool = False,
) -> None:
    """Say what a simulation takes, or refuse it if this machine does not have that."""
    from cxsim.results.sizes import check_size, size_of

    size = size_of(scenario, replications, engine, workers, record, folder and engine == "compiled")
    check_size(size, workers, as_recorded=not folder)
    put(f"{size}", err)


def from_here(file: Path) -> str:
    """Name a file from the working directory, so that a published notebook tells nothing of a machine."""
    try:
        return str(file.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(file)
