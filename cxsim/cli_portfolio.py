"""The command that chooses improvements under a budget."""

import math
from typing import Annotated

import typer

from cxsim.cli_answers import Out, check_out, heading, keep
from cxsim.cli_inputs import StudyFile, StudyReplications, StudySeed, Workers, asking, load_study, print_table
from cxsim.shell import Mistake, progress_bar, put

Budget = Annotated[
    float | None,
    typer.Option(
        help="What they may cost together over the follow-up, in the currency of the scenario.  "
        "[default: the study's]"
    ),
]


def portfolio(
    study: StudyFile,
    budget: Budget = None,
    replications: StudyReplications = None,
    seed: StudySeed = None,
    workers: Workers = None,
    out: Out = None,
) -> None:
    """Choose improvements under a budget: which together keep the most customers, and in which order.

    Gains do not add up, so sets are simulated: all that the budget allows where these are few, otherwise the
    most promising.

    \b
    Example:
      cxsim portfolio scenarios/telecom.yaml --budget 60000 --out reports/telecom/portfolio
    """
    model, asked = load_study(study, replications, seed, workers=workers)
    amount = asked.budget if budget is None else budget
    if amount is None or not 0.0 < amount < math.inf:
        found_there = "none" if amount is None else f"{amount:g}"
        expected = f"an amount of {model.currency} above 0, such as 60000"
        raise Mistake(f"cxsim: budget: found {found_there}, expected {expected}")
    if not model.improvements:
        raise Mistake(f"{study}: improvements: found none, expected at least one to choose from")
    check_out(out, "portfolio", "portfolio_sets")
    from cxsim.analysis.portfolio import portfolio as choose
    from cxsim.reporting.answers.frontier_chart import frontier_chart
    from cxsim.reporting.answers.portfolio_words import conclude_portfolio, portfolio_table

    with asking(study), progress_bar("Preparing the engine", None) as show:
        found = choose(
            model,
            amount,
            asked.improvements,
            replications=asked.replications,
            seed=asked.seed,
            workers=workers,
            progress=lambda done: show("Simulating sets of improvements", done),
        )
    put(f"{conclude_portfolio(found)}\n")
    if len(found.steps):
        table = portfolio_table(found).frame
        print_table(
            heading(model, asked), table[["Improvement (owner)", "Adds, of 100", f"So far, {model.currency}"]]
        )
    if out is not None:
        sets = found.tried.assign(improvements=found.tried["improvements"].map(" + ".join))
        keep(out, {"portfolio": found.steps, "portfolio_sets": sets}, frontier_chart(found))
