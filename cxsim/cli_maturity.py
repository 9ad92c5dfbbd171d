"""The command that says what the next level of CEM maturity is worth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxsim.cli_answers import Out, ask, check_out, heading, keep
from cxsim.cli_inputs import (
    StudyFile,
    StudyReplications,
    StudySeed,
    Workers,
    asking,
    caution,
    load_study,
    print_table,
)
from cxsim.shell import Mistake, put

if TYPE_CHECKING:
    from cxsim.scenario.assessment import Assessment


def maturity(
    study: StudyFile,
    assessment: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A self-assessment, whose levels replace those of the scenario."),
    ] = None,
    replications: StudyReplications = None,
    seed: StudySeed = None,
    workers: Workers = None,
    out: Out = None,
) -> None:
    """Find out what the next level of CEM maturity is worth, stage by stage and for the whole company.

    \b
    Examples:
      cxsim maturity scenarios/telecom.yaml
      cxsim maturity scenarios/telecom.yaml --assessment scenarios/assessment.yaml
    """
    model, asked = load_study(study, replications, seed, workers=workers)
    today = None if assessment is None else assessed(assessment)
    if assessment is not None:
        caution(assessment)
    check_out(out, "maturity", "ladder")
    from cxsim.analysis.maturity import maturity as climb
    from cxsim.reporting.answers.maturity_chart import maturity_chart
    from cxsim.reporting.answers.maturity_words import (
        assessment_table,
        conclude_maturity,
        ladder_table,
        maturity_table,
    )

    with asking(study):
        found = ask(climb, model, asked, workers, today=today)
    put(f"{conclude_maturity(found)}\n")
    if today is not None:
        print_table(today.title, assessment_table(today).frame.drop(columns="For the next level"))
        typer.echo()
    shown = ["Stage", "Today", "Next level", "Kept, of 100"]
    print_table(heading(model, asked), maturity_table(found).frame[shown])
    typer.echo()
    print_table("The whole company", ladder_table(found).frame)
    if out is not None:
        keep(
            out,
            {"maturity": found.stages.reset_index(), "ladder": found.rungs.reset_index()},
            maturity_chart(found),
        )


def assessed(file: Path) -> "Assessment":
    """Read an assessment, or say everything that is wrong with it."""
    from cxsim.scenario.assessment import AssessmentError, assess

    try:
        return assess(file)
    except AssessmentError as error:
        raise Mistake(str(error)) from error
