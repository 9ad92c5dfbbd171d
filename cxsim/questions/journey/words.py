"""The answer in three sentences, made from the numbers of a run: how many stay, where they go, how sure."""

import dataclasses

from cxsim.language.speech import say, say_count, translated
from cxsim.language.wording import capital, either, quoted, with_interval
from cxsim.questions.journey.assumptions import assumptions_table, count_assumptions
from cxsim.questions.journey.before import conclude_start, notable_start
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
            *notable_start(run),
        )
    return Sentences(who_stays(run), conclude_losses(run), sure(run), *notable_start(run))


def sure(run: Run) -> str:
    """Say of whom fewest stay, or join, and how sure all that is."""
    number = run.manifest["replications"]
    if number == 1:
        basis = translated(
            "from a single replication no interval can be given, and any difference may be chance"
        )
    else:
        basis = say(
            "the intervals come from {number} replications, and hold as far as the assumptions do",
            number=number,
        )
    notes = [note.status for note in run.scenario.evidence.values()]
    assumed = say_count(
        "of {number} parameter with a note {assumed} is assumed",
        "of {number} parameters with a note {assumed} are assumed",
        len(notes),
        assumed=notes.count("assumed"),
    )
    assumed = assumed if notes else translated("no parameter carries a note of where it comes from")
    worst = _worst(run)
    told = say("{worst}; {basis} ({assumed}).", worst=worst, basis=basis, assumed=assumed)
    return told if worst else capital(say("{basis} ({assumed}).", basis=basis, assumed=assumed))


def _worst(run: Run) -> str:
    """Say of whom fewest stay, or join, where there is more than one persona."""
    kpi = leading(run)
    shares = by_persona(run, kpi)
    if len(shares.names) < 2:
        return ""
    least = shares.leaders(least=True)
    if len(least) == len(shares.names):
        if kpi == "join":
            return translated("The personas cannot be told apart by how many of them join")
        return translated("The personas cannot be told apart by how many of them stay")
    told = {
        "names": either([quoted(run.scenario.personas[name].title) for name in least]),
        "share": with_interval(shares.of(least[0]), plain=True),
    }
    if kpi == "join":
        return say("Fewest join among {names}, of whom {share} do", **told)
    period = period_of_stay(run)
    return say(
        "Fewest stay among {names}, of whom {share} are still customers after {period}", period=period, **told
    )


def _assumptions(run: Run) -> Table:
    told = " ".join([count_assumptions(run.scenario), *conclude_start(run)])
    return dataclasses.replace(assumptions_table(run.scenario), caption=told)


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
