"""Commands that answer a question about a journey, in sentences and a table."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from cxsim.cli_inputs import Replications, ScenarioFile, Seed, Workers, check_numbers, load, print_table
from cxsim.shell import Mistake, check_folder, progress_bar

if TYPE_CHECKING:
    import pandas as pd

    from cxsim.reporting.picture import Picture
    from cxsim.scenario.model import Scenario

T = TypeVar("T")

Band = Annotated[
    float, typer.Option(help="Effects within so many of 100 customers kept are as good as none.")
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder for the table and the picture.  [default: none]")
]


def moments(
    scenario: ScenarioFile,
    replications: Replications = 20,
    seed: Seed = 1,
    band: Band = 0.25,
    workers: Workers = None,
    out: Out = None,
) -> None:
    """Find the moments of truth: at which touchpoints the relationship is decided.

    Forces friction, delight and recovery at each touchpoint, everything else being as it is, and sorts the
    touchpoints by what that does to customers.

    \b
    Example:
      cxsim moments scenarios/telecom.yaml --out reports/telecom/moments
    """
    model = load(scenario)
    check_numbers(replications, seed, workers)
    check_band(band)
    if out is not None:
        check_folder(out)
    from cxsim.analysis.moments import moments as find
    from cxsim.analysis.usual_methods import usual_methods
    from cxsim.reporting.moment_words import conclude_moments, conclude_usual_methods, moments_table
    from cxsim.reporting.pain_break import pain_break_chart

    found = study(find, model, replications, seed, workers, band=band / 100)
    usual = usual_methods(found, min(replications, 5))
    typer.echo(f"{conclude_moments(found)}\n{conclude_usual_methods(usual)}\n")
    print_table(f"{model.title}, {replications} replications, seed {seed}", moments_table(found).frame)
    if out is not None:
        keep(out, {"moments": found.table.reset_index()}, pain_break_chart(found))


def rank(
    scenario: ScenarioFile,
    replications: Replications = 20,
    seed: Seed = 1,
    band: Band = 0.25,
    workers: Workers = None,
    out: Out = None,
) -> None:
    """Rank the improvements of a scenario: which keep the most customers, at what cost, how surely.

    \b
    Example:
      cxsim rank scenarios/telecom.yaml --out reports/telecom/ranking
    """
    model = load(scenario)
    check_numbers(replications, seed, workers)
    check_band(band)
    if not model.improvements:
        raise Mistake(f"{scenario}: improvements: found none, expected at least one to rank")
    if out is not None:
        check_folder(out)
    from cxsim.analysis.ranking import rank as ranked
    from cxsim.reporting.ranking_chart import ranking_chart
    from cxsim.reporting.ranking_words import conclude_ranking, ranking_table

    found = study(ranked, model, replications, seed, workers, band=band / 100)
    typer.echo(f"{conclude_ranking(found)}\n")
    table = ranking_table(found).frame
    shown = ["Improvement (owner)", "Kept, of 100", "Per customer", "Verdict"]
    print_table(f"{model.title}, {replications} replications, seed {seed}", table[shown])
    if out is not None:
        keep(out, {"ranking": found.table.reset_index()}, ranking_chart(found))


def study(
    question: Callable[..., T],
    model: "Scenario",
    replications: int,
    seed: int,
    workers: int | None,
    **more: Any,
) -> T:
    """Ask a question of a journey, with a progress bar; `more` is what only this question takes."""
    with progress_bar("Preparing the engine", replications) as show:
        return question(
            model,
            replications=replications,
            seed=seed,
            workers=workers,
            progress=lambda done: show("Living through journeys", done),
            **more,
        )


def check_band(band: float) -> None:
    """Check what is as good as none."""
    if not 0.0 < band < 100.0:
        raise Mistake(f"cxsim: band: found {band:g}, expected customers of 100, such as 0.25")


def keep(folder: Path, tables: "Mapping[str, pd.DataFrame]", picture: "Picture") -> None:
    """Write tables by name, and a picture under the name of the first, into a folder: all or none."""
    from cxsim.results.files import write_folder

    files = [
        *(f"{name}.{kind}" for name in tables for kind in ("csv", "parquet")),
        f"{next(iter(tables))}.png",
    ]

    def write(to: Path) -> None:
        for name, table in tables.items():
            table.to_csv(to / f"{name}.csv", index=False)
            table.to_parquet(to / f"{name}.parquet", index=False)
        (to / files[-1]).write_bytes(picture.png)

    write_folder(folder, write)
    typer.echo(f"\n{', '.join(files[:-1])} and {files[-1]} are in {folder}")
