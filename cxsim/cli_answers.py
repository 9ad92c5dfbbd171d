"""Commands that answer a question about a journey, in sentences and a table."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from cxsim.cli_inputs import (
    Band,
    StudyFile,
    StudyReplications,
    StudySeed,
    Workers,
    asking,
    load_study,
    print_table,
)
from cxsim.drafts import naming
from cxsim.shell import Mistake, check_folder, check_free, progress_bar, put

if TYPE_CHECKING:
    import pandas as pd

    from cxsim.reporting.look.picture import Picture
    from cxsim.scenario.model import Scenario
    from cxsim.scenario.study import Study

T = TypeVar("T")

Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder for the table and the picture.  [default: none]")
]


def moments(
    study: StudyFile,
    replications: StudyReplications = None,
    seed: StudySeed = None,
    band: Band = None,
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
    model, asked = load_study(study, replications, seed, band, workers)
    check_out(out, "moments")
    from cxsim.analysis.moments import moments as find
    from cxsim.analysis.usual_methods import usual_methods
    from cxsim.reporting.answers.moment_words import conclude_moments, conclude_usual_methods, moments_table
    from cxsim.reporting.answers.pain_break import pain_break_chart

    with asking(study):
        found = ask(find, model, asked, workers, band=asked.band / 100)
        usual = usual_methods(found, min(asked.replications, 5))
    put(f"{conclude_moments(found)}\n{conclude_usual_methods(usual)}\n")
    print_table(heading(model, asked), moments_table(found).frame)
    if out is not None:
        keep(out, {"moments": found.table.reset_index()}, pain_break_chart(found))


def rank(
    study: StudyFile,
    replications: StudyReplications = None,
    seed: StudySeed = None,
    band: Band = None,
    workers: Workers = None,
    out: Out = None,
) -> None:
    """Rank the improvements of a study: which keep the most customers, at what cost, how surely.

    And choose one, simulating no longer than it takes to be safe.

    \b
    Examples:
      cxsim rank scenarios/telecom_study.yaml
      cxsim rank scenarios/telecom.yaml --replications 40 --out reports/telecom/ranking
    """
    model, asked = load_study(study, replications, seed, band, workers)
    if not model.improvements:
        raise Mistake(f"{study}: improvements: found none, expected at least one to rank")
    check_out(out, "ranking")
    from cxsim.analysis.ranking import rank as ranked
    from cxsim.analysis.selection import select
    from cxsim.reporting.answers.ranking_chart import ranking_chart
    from cxsim.reporting.answers.ranking_words import conclude_precision, conclude_ranking, ranking_table
    from cxsim.reporting.answers.selection_words import conclude_selection

    names, choice = asked.improvements, asked.choice
    with asking(study):
        found = ask(ranked, model, asked, workers, names=names, band=asked.band / 100)
        with progress_bar("Choosing", choice.replications) as show:
            chosen = select(
                model,
                names,
                zone=choice.smallest_difference / 100,
                confidence=choice.confidence,
                most=choice.replications,
                seed=asked.seed,
                workers=workers,
                progress=lambda done: show("Choosing", done),
            )
    said = (
        conclude_ranking(found),
        conclude_precision(found, asked.precision / 100),
        conclude_selection(chosen),
    )
    put("\n".join(str(sentence) for sentence in said) + "\n")
    table = ranking_table(found).frame
    shown = ["Improvement (owner)", "Kept, of 100", f"Cost (each), {model.currency}", "Verdict"]
    print_table(heading(model, asked), table[shown])
    if out is not None:
        keep(out, {"ranking": found.table.reset_index()}, ranking_chart(found))


def ask(
    question: Callable[..., T], model: "Scenario", study: "Study", workers: int | None, **given: Any
) -> T:
    """Ask a question of a journey, with a progress bar."""
    with progress_bar("Preparing the engine", study.replications) as show:
        return question(
            model,
            replications=study.replications,
            seed=study.seed,
            workers=workers,
            progress=lambda done: show("Living through journeys", done),
            **given,
        )


def heading(model: "Scenario", study: "Study") -> str:
    """Say over a table what it was made from."""
    return f"{model.title}, {study.replications} replications, seed {study.seed}"


def check_out(folder: Path | None, *tables: str) -> None:
    """Be sure that tables, and a picture, can be written before they are made; as `keep`."""
    if folder is not None:
        from cxsim.results.written import not_ours

        check_folder(folder)
        check_free(not_ours(folder, _files(tables)))


def keep(folder: Path, tables: "Mapping[str, pd.DataFrame]", picture: "Picture") -> None:
    """Write tables by name, and a picture under the name of the first, into a folder: all or none."""
    from cxsim.results.csv import write_csv
    from cxsim.results.files import write_folder
    from cxsim.results.written import not_ours

    files = _files(tables)

    def write(to: Path) -> None:
        for name, table in tables.items():
            write_csv(table, to / f"{name}.csv")
            with naming(to / f"{name}.parquet"):
                table.to_parquet(to / f"{name}.parquet", index=False)
        (to / files[-1]).write_bytes(picture.png)

    write_folder(folder, write, in_the_way=lambda there: not_ours(there, files))
    put(f"\n{', '.join(files[:-1])} and {files[-1]} are in {folder}")


def _files(tables: Iterable[str]) -> list[str]:
    names = list(tables)
    return [*(f"{name}.{kind}" for name in names for kind in ("csv", "parquet")), f"{names[0]}.png"]
