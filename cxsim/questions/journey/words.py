"""The answer in three sentences, made from the numbers of a run: how many stay, where they go, how sure."""

from cxsim.language.speech import say, say_count, translated
from cxsim.language.wording import either, of_100, quoted, with_interval
from cxsim.questions.journey.assumptions import assumptions_table, count_assumptions
from cxsim.questions.journey.fit import fit_summary, fit_table
from cxsim.questions.journey.kpi_table import kpi_table
from cxsim.questions.journey.losses import conclude_losses
from cxsim.questions.journey.map.links import links_table
from cxsim.questions.journey.persona_cards import persona_cards
from cxsim.questions.journey.survival import horizon_of_stay, overall_stay, span_of_stay, stays_by_persona
from cxsim.results.estimates import estimate
from cxsim.results.run import Run
from cxsim.results.survival import YEAR
from cxsim.theme.picture import Fragment
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table


def sentences(run: Run) -> Sentences:
    """Answer in three sentences: how many are kept, where and after what they are lost, and how sure that is.

    Without the customers, of which a run may have recorded nothing, it tells what the KPIs do.

    Every number in them is a KPI of the run with its 95 % interval over replications, or a count; places and
    personas that the run cannot tell apart are named together.

    Examples
    --------
    >>> print(sentences(run))  # doctest: +SKIP
    78 of 100 customers stay a year (95 % interval 77–79), and 31 of 100 prospects become customers (…).
    …
    """
    if run.recorded_customers is None:
        said = [kept(run)] if horizon_of_stay(run) == YEAR else []
        return Sentences(
            *said,
            translated('Only KPIs were recorded; record="customers" tells where customers are lost as well.'),
        )
    return Sentences(kept(run), conclude_losses(run), sure(run))


def kept(run: Run) -> str:
    """Say how many stay, and how many prospects become customers."""
    stay, conversion = overall_stay(run), estimate(run, "conversion")
    if not stay.known and not conversion.known:
        return say("Nobody was a customer in this simulation, and nobody came to become one.")
    parts = []
    if stay.known:
        span = span_of_stay(run)
        parts.append(say("{number} of 100 customers stay {span}{limits}", span=span, **of_100(stay)))
    if conversion.known:
        parts.append(say("{number} of 100 prospects become customers{limits}", **of_100(conversion)))
    if len(parts) == 1:
        return f"{parts[0][0].upper()}{parts[0][1:]}."
    return say("{first}, and {second}.", first=parts[0], second=parts[1])


def sure(run: Run) -> str:
    """Say how sure that is, and for whom it is worst."""
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
    """Say for whom it is worst, where there is more than one persona."""
    stays = stays_by_persona(run)
    if len(stays.names) < 2:
        return ""
    least = stays.leaders(least=True)
    if len(least) == len(stays.names):
        return say("; the personas cannot be told apart by how many of them stay")
    return say(
        "; it is worst for {names}, of whom {share} stay {span}",
        names=either([quoted(run.scenario.personas[name].title) for name in least]),
        share=with_interval(stays.of(least[0]), plain=True),
        span=span_of_stay(run),
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
