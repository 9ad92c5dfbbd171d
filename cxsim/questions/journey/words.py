"""The answer in three sentences, made from the numbers of a run: how many stay, where they go, how sure."""

from cxsim.language.speech import say, say_count, translated
from cxsim.language.wording import either, quoted, with_interval
from cxsim.questions.journey.assumptions import assumptions_table, count_assumptions
from cxsim.questions.journey.before import conclude_start
from cxsim.questions.journey.fit import fit_summary, fit_table
from cxsim.questions.journey.kpi_table import kpi_table
from cxsim.questions.journey.losses import conclude_losses
from cxsim.questions.journey.map.links import links_table
from cxsim.questions.journey.persona_cards import persona_cards
from cxsim.questions.journey.staying import by_persona, leading, period_of_stay, who_stays
from cxsim.results.run import Run
from cxsim.theme.picture import Fragment
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table


def sentences(run: Run) -> Sentences:
    """Answer in three sentences: how many stay and join, where and after what they leave, how sure that is.

    Without the customers, of which a run may have recorded nothing, it tells what the KPIs do.

    Every number in them is a KPI of the run with its 95 % interval over replications, or a count; places and
    personas that the run cannot tell apart are named together.

    Examples
    --------
    >>> print(sentences(run))  # doctest: +SKIP
    Of 5,000 customers of today, 78 of 100 are still customers after one year (95 % interval 77–79); of …
    …
    """
    if run.recorded_customers is None:
        return Sentences(
            who_stays(run),
            translated('Only KPIs were recorded; record="customers" tells where customers are lost as well.'),
            *conclude_start(run),
        )
    return Sentences(who_stays(run), conclude_losses(run), sure(run), *conclude_start(run))


def sure(run: Run) -> str:
    """Say how sure that is, and of whom fewest stay, or join."""
    number = run.manifest["replications"]
    if number == 1:
        basis = say(
            "This is a single replication, so no interval can be given and any difference may be chance"
        )
    else:
        basis = say_count(
            "The intervals come from {number} replication, and hold as far as the assumptions do",
            "The intervals come from {number} replications, and hold as far as the assumptions do",
            number,
        )
    assumed = count_assumptions(run.scenario)
    assumed = f"{assumed[0].lower()}{assumed[1:].rstrip('.')}"
    return say("{basis}: {assumed}{worst}.", basis=basis, assumed=assumed, worst=_worst(run))


def _worst(run: Run) -> str:
    """Say of whom fewest stay, or join, where there is more than one persona."""
    kpi = leading(run)
    shares = by_persona(run, kpi)
    if len(shares.names) < 2:
        return ""
    least = shares.leaders(least=True)
    if len(least) == len(shares.names):
        if kpi == "join":
            return say("; the personas cannot be told apart by how many of them join")
        return say("; the personas cannot be told apart by how many of them stay")
    told = {
        "names": either([quoted(run.scenario.personas[name].title) for name in least]),
        "share": with_interval(shares.of(least[0]), plain=True),
    }
    if kpi == "join":
        return say("; fewest join among {names}, of whom {share} do", **told)
    period = period_of_stay(run)
    return say(
        "; fewest stay among {names}, of whom {share} are still customers after {period}",
        period=period,
        **told,
    )


def _assumptions(run: Run) -> Table:
    return assumptions_table(run.scenario)


def _cards(run: Run) -> Fragment:
    return persona_cards(run.scenario, run)


TABLES = {
    "kpis": kpi_table,
    "links": links_table,
    "assumptions": _assumptions,
    "personas": _cards,
    "fit": fit_table,
    "fit_summary": fit_summary,
}
