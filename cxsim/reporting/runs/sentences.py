"""The answer in three sentences, made from the numbers of a run: how many stay, where they go, how sure."""

from typing import NamedTuple

from cxsim.reporting.estimates import estimate
from cxsim.reporting.language import say, say_count
from cxsim.reporting.look.picture import on_page
from cxsim.reporting.runs.assumptions import count_assumptions
from cxsim.reporting.runs.losses import conclude_losses
from cxsim.reporting.runs.survival import overall_stay, span_of_stay, stays_by_persona
from cxsim.reporting.wording import either, of_100, quoted, with_interval
from cxsim.results.run import Run


class Answer(NamedTuple):
    """The three sentences; a notebook shows them as paragraphs.

    Examples
    --------
    >>> print(Answer("Most stay.", "Some leave.", "We are fairly sure."))
    Most stay.
    Some leave.
    We are fairly sure.
    """

    kept: str
    lost: str
    sure: str

    def __str__(self) -> str:
        return "\n".join(self)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{on_page(sentence)}</p>" for sentence in self)


def answer(run: Run) -> Answer:
    """Answer in three sentences: how many are kept, where and after what they are lost, and how sure that is.

    Returns
    -------
    Answer
        A tuple of three sentences. Every number in them is a KPI of the run with its 95 % interval over
        replications, or a count; places and personas that the run cannot tell apart are named together.

    Examples
    --------
    >>> answer(run).kept  # doctest: +SKIP
    '78 of 100 customers stay a year (95 % interval 77–79), and 31 of 100 prospects become customers (…).'
    """
    return Answer(_kept(run), conclude_losses(run), _sure(run))


def _kept(run: Run) -> str:
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


def _sure(run: Run) -> str:
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
