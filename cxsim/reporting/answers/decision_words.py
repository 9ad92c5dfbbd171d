"""The answers to a study, put together for a page: the answer first, then what was asked for besides."""

from typing import Any

from cxsim.analysis.decision import Decision
from cxsim.reporting.answers.frontier_chart import frontier_chart
from cxsim.reporting.answers.persona_words import conclude_personas
from cxsim.reporting.answers.portfolio_words import conclude_portfolio, portfolio_table
from cxsim.reporting.answers.ranking_words import conclude_precision, conclude_ranking
from cxsim.reporting.answers.robustness_chart import robustness_chart
from cxsim.reporting.answers.robustness_words import (
    conclude_drivers,
    conclude_robustness,
    drivers_table,
    robustness_table,
)
from cxsim.reporting.answers.selection_words import conclude_selection
from cxsim.reporting.language import say
from cxsim.reporting.look.picture import Sentence, on_page
from cxsim.reporting.look.table_data import bundle, carried_by


class Shown:
    """Several parts of a report, one below the other: sentences, pictures, tables.

    Examples
    --------
    >>> print(Shown(Sentence("First."), Sentence("Second.")))
    First.
    Second.
    """

    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    def __str__(self) -> str:
        return "\n".join(str(part) for part in self.parts)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return "".join(
            part._repr_html_() if hasattr(part, "_repr_html_") else f"<p>{on_page(str(part))}</p>"
            for part in self.parts
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return bundle(*(table for part in self.parts for table in carried_by(part)))


def show(*parts: Any) -> Shown:
    """Show several parts one below the other."""
    return Shown(*parts)


def conclude_decision(decision: Decision) -> Shown:
    """Answer the study: which improvement, for whom, how surely, and what if the assumptions are wrong.

    Examples
    --------
    >>> conclude_decision(decision)  # doctest: +SKIP
    “Call centre open until 18:00” keeps the most customers: 1.2 more of 100 (…)
    …
    """
    parts: list[Any] = [
        conclude_ranking(decision.ranking),
        conclude_personas(decision.ranking),
        conclude_precision(decision.ranking, decision.study.precision / 100),
        conclude_selection(decision.choice),
    ]
    if decision.robustness is not None:
        parts.append(conclude_robustness(decision.robustness, decision.ranking))
    return Shown(*parts)


def budget_answer(decision: Decision) -> Shown:
    """Say and show what to do under the budget of a study."""
    chosen = decision.portfolio
    if chosen is None:
        return Shown(
            Sentence(say("The study names no budget, so improvements were looked at one by one only."))
        )
    return Shown(conclude_portfolio(chosen), frontier_chart(chosen), portfolio_table(chosen))


def doubts_answer(decision: Decision) -> Shown:
    """Say and show whether the ranking holds if the assumptions are others."""
    held, moved = decision.robustness, decision.drivers
    if held is None:
        return Shown(Sentence(say("That was not tried: the study asks for no sets of assumptions.")))
    parts: list[Any] = [robustness_chart(held, decision.ranking), robustness_table(held)]
    if moved is not None:
        parts += [conclude_drivers(moved), drivers_table(moved)]
    return Shown(*parts)
