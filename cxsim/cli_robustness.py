"""The command that holds a ranking against not knowing the parameters."""

from typing import Any

from cxsim.cli_answers import Out, ask, check_out, heading, keep
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
from cxsim.shell import Mistake, progress_bar, put


def robustness(
    study: StudyFile,
    replications: StudyReplications = None,
    seed: StudySeed = None,
    band: Band = None,
    workers: Workers = None,
    out: Out = None,
) -> None:
    """Find out whether the ranking of a study holds if its assumptions are somewhat wrong.

    Draws parameters from the ranges beside them, with rival loyalty curves, and ranks the improvements for
    each set; then finds the assumptions that decide which improvement is ahead.

    \b
    Example:
      cxsim robustness scenarios/telecom_study.yaml
    """
    model, asked = load_study(study, replications, seed, band, workers)
    doubts = asked.doubts
    if not model.improvements:
        raise Mistake(f"{study}: improvements: found none, expected at least one to rank")
    if not doubts.draws:
        raise Mistake(f"{study}: doubts.draws: found 0, expected at least 1 set of parameters")
    check_out(out, "robustness", "sets")
    from cxsim.analysis.doubts import check_ranges
    from cxsim.analysis.drivers import drivers
    from cxsim.analysis.ranking import rank
    from cxsim.analysis.robustness import TOP
    from cxsim.analysis.robustness import robustness as hold
    from cxsim.reporting.answers.robustness_chart import robustness_chart
    from cxsim.reporting.answers.robustness_words import (
        conclude_drivers,
        conclude_robustness,
        drivers_table,
        robustness_table,
    )

    names = list(asked.improvements or model.improvements)
    moving = doubts.trajectories > 0 and len(names) > 1
    given: dict[str, Any] = {"replications": doubts.replications, "seed": asked.seed, "workers": workers}
    with asking(study):
        check_ranges(model, names, moving)
        ranking = ask(rank, model, asked, workers, names=names, band=asked.band / 100)
        with progress_bar("Trying assumptions", doubts.draws) as show:
            found = hold(
                model,
                names,
                doubts.draws,
                band=asked.band / 100,
                progress=lambda done: show("Trying assumptions", done),
                **given,
            )
    put(f"{conclude_robustness(found, ranking)}\n")
    shown = ["Improvement", f"Best {TOP} in", "First in", "Keeps in", "Kept, of 100"]
    print_table(heading(model, asked), robustness_table(found).frame[shown])
    if moving:
        points = doubts.trajectories * (len(found.doubts) + 1)
        with asking(study), progress_bar("Moving assumptions", points) as show:
            moved = drivers(
                model,
                *ranking.lead,
                doubts.trajectories,
                progress=lambda done: show("Moving assumptions", done),
                **given,
            )
        put(f"\n{conclude_drivers(moved)}\n")
        shown = ["Assumption", "Range", "Moves the lead by", "Moves the gain by"]
        print_table("What moves the lead", drivers_table(moved).frame[shown])
    if out is not None:
        tables = {"robustness": found.table.reset_index(), "sets": found.points.join(found.gains)}
        keep(out, tables, robustness_chart(found, ranking))
