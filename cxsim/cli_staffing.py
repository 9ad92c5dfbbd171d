"""The command that says what more or fewer people on duty at a team bring."""

from typing import Annotated

import typer

from cxsim.cli_answers import Out, check_out, heading, keep
from cxsim.cli_inputs import (
    StudyFile,
    StudyReplications,
    StudySeed,
    Workers,
    asking,
    check_whole,
    load_study,
    print_table,
)
from cxsim.shell import Mistake, progress_bar, put

MOST = 20  # people more or fewer

Team = Annotated[str, typer.Argument(metavar="TEAM", help="A team of the scenario.", show_default=False)]
Fewest = Annotated[
    int | None,
    typer.Option("--from", help="Least number, against today.  [default: -1, where that leaves somebody]"),
]
Largest = Annotated[int, typer.Option("--to", help="Largest number, against today.")]


def staffing(
    study: StudyFile,
    team: Team,
    least: Fewest = None,
    largest: Largest = 3,
    replications: StudyReplications = None,
    seed: StudySeed = None,
    workers: Workers = None,
    out: Out = None,
) -> None:
    """Find out what more or fewer people on duty at a team keep, and what they cost.

    Each number is simulated with the same customers and the same luck, in every shift of the team.

    \b
    Example:
      cxsim staffing scenarios/telecom.yaml care_agents --to 2 --out reports/telecom/staffing
    """
    model, asked = load_study(study, replications, seed, None, workers)
    for name, value in (("--from", least), ("--to", largest)):
        if value is not None:
            check_whole(name, value, -MOST, MOST)
    if least is not None and least > largest:
        raise Mistake(f"cxsim: --from: found {least}, expected at most {largest}, as --to says")
    check_out(out, "staffing")
    from cxsim.analysis.staffing import fewest
    from cxsim.analysis.staffing import staffing as curves
    from cxsim.reporting.answers.staffing_chart import staffing_chart
    from cxsim.reporting.answers.staffing_words import conclude_staffing, staffing_table

    with asking(study):
        least = max(fewest(model, team), -1) if least is None else least
        people = range(min(least, largest), largest + 1)
        with progress_bar("Preparing the engine", asked.replications) as show:
            found = curves(
                model,
                team,
                people,
                asked.replications,
                asked.seed,
                workers,
                lambda done: show("Living through journeys", done),
            )
    put(f"{conclude_staffing(found)}\n")
    table = staffing_table(found).frame
    shown = ["On duty", "Give up", "Kept, of 100", f"Staff cost, {model.currency}", "Per customer"]
    print_table(heading(model, asked), table[shown])
    if out is not None:
        keep(out, {"staffing": found.table.reset_index()}, staffing_chart(found))
