"""The command that publishes a report of a scenario or of a study."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from cxsim.cli.announced import of_a_decision
from cxsim.cli.inputs import (
    StudyFile,
    StudyReplications,
    StudySeed,
    StudySets,
    Workers,
    check_choice,
    from_here,
    load_study,
    say_size,
)
from cxsim.cli.shell import Failure, Mistake, check_folder, check_free, progress_bar, put


def report(
    file: StudyFile,
    replications: StudyReplications = None,
    sets: StudySets = None,
    seed: StudySeed = None,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the page.  [default: reports/NAME]")
    ] = None,
    about: Annotated[
        str | None,
        typer.Option(
            help="journey: what becomes of customers; decision: what to improve.  "
            "[default: decision for a study, journey for a scenario]"
        ),
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Language of the page: en or fr.  [default: the study's, or en]")
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Python file with figures of your own, for a report of a journey."),
    ] = None,
) -> None:
    """Simulate a scenario, or answer a study, and publish a report.

    Runs a report notebook; writes one page that needs no network (index.html), the notebook, a manifest.

    \b
    Examples:
      cxsim report scenarios/telecom.yaml --out reports/telecom
      cxsim report scenarios/telecom_study.yaml --sets 100
      cxsim report scenarios/telecom_fr.yaml --lang fr
      cxsim report scenarios/telecom.yaml --figures my_figures.py
    """
    from cxsim.files.overwriting import report_would_overwrite
    from cxsim.language.speech import LANGUAGES
    from cxsim.questions.registry import impossible
    from cxsim.reporting.notebooks import (
        REPORTS,
        NotebookError,
        Progress,
        report_notebook,
        run_notebook,
    )
    from cxsim.reporting.publish import PublishError, publish
    from cxsim.scenario.source import name_of
    from cxsim.scenario.study import is_study

    model, study = load_study(file, replications, seed, workers, sets)
    asked = is_study(file)
    about = about or ("decision" if asked else "journey")
    check_choice("about", about, tuple(REPORTS))
    if about == "decision" and not model.improvements:
        raise Mistake(f"{file}: improvements: found none, expected at least one to rank, or --about journey")
    if figures is not None:
        check_figures(figures, about)
    if about == "decision" and (fault := impossible(model, study)):
        raise Mistake(str(replace(fault, file=name_of(file.parent / study.scenario))))
    if sets is not None and about == "journey":
        raise Mistake("cxsim: --sets: a report of a journey has none; add --about decision")
    lang = lang or study.lang
    check_choice("lang", lang, tuple(LANGUAGES))
    beside = ["decision"] if about == "decision" and not asked else []
    folder = out or Path("reports", study.name, *beside)
    check_folder(folder)
    check_free(report_would_overwrite(folder))
    if about == "journey":
        from cxsim.engine.replications import available_cores

        say_size(model, study.replications, "compiled", workers or available_cores(), "events", folder=False)
    elif said := of_a_decision(model, study, workers):
        put(said, err=True)
    started = time.monotonic()
    given: dict[str, Any] = {"replications": study.replications, "seed": study.seed}
    given |= {"workers": workers or 0, "lang": lang}
    if about == "decision":
        given |= {"study": from_here(file), "quick": False, "sets": sets or 0}
    else:
        given["scenario"] = from_here(file.parent / study.scenario)
        given["figures"] = "" if figures is None else from_here(figures)
    with progress_bar("Starting", study.replications) as show:

        def tell(progress: Progress) -> None:
            working = 0 < progress.done < progress.replications
            doing = "Simulating" if about == "journey" else "Answering"
            show(doing if working else progress.section, progress.done, progress.replications or None)

        try:
            page = publish(run_notebook(report_notebook(about), given, tell), folder)
        except (NotebookError, PublishError) as error:
            raise Failure(str(error)) from error
    put(f"{page} ({time.monotonic() - started:.0f} s)")


def check_figures(file: Path, about: str) -> None:
    """Refuse figures that cannot be run, or that the report does not have."""
    from cxsim.errors import ParameterError
    from cxsim.reporting.figures_file import figures_in
    from cxsim.reporting.parameters import file_parameter

    if about != "journey":
        raise Mistake("cxsim: --figures: a report of a decision has none; add --about journey")
    try:
        figures_in(file_parameter("figures", file))
    except ParameterError as error:
        raise Mistake(f"cxsim: {error}") from error
