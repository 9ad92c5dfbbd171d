"""Facts, and the assumptions that agree with them, in words."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxsim.language.speech import say, say_count, translated, written
from cxsim.language.wording import lasting, listed, one_by_one, percent, plain_number, quoted
from cxsim.questions.experiments.history_matching import CUTOFF
from cxsim.questions.experiments.history_words import whence
from cxsim.questions.experiments.met import MET, MISSED, UNCLEAR, UNKNOWN
from cxsim.questions.facts.estimate import ConsistentSets
from cxsim.questions.facts.odd import ALWAYS, BUSY, NO_HARM, ONE_PLACE, TOO_BUSY, TOO_IDLE, Oddity
from cxsim.questions.journey.assumptions import assumption, value_words
from cxsim.questions.journey.kpi_table import figure, readable
from cxsim.scenario.facts import ends
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import format_duration
from cxsim.scenario.ranges import UncertainParameter
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # in one breath
MUCH = 0.05  # of a range that facts narrow: less is not worth a word
SAID = (MET, MISSED, UNCLEAR, UNKNOWN)


def sentences(found: ConsistentSets) -> Sentences:
    """Say how many sets agree with the facts, which facts do not go together, and what they narrow.

    Examples
    --------
    >>> sentences(found)  # doctest: +SKIP
    'Of 256 sets of assumptions that were tried, 102 agree with all 9 facts; 100 of them are used. …'
    """
    said = [whence(found.screening)]
    if found.conflicts:
        said.append(_conflict(found))
    if len(found.figures):
        said.append(how_many_met(found.scenario, found.figures))
    if not found.screening.why:
        said += [_narrowed(found)] * (len(found.ranges) > 0)
        said += _switched(found)
    return Sentences(*said)


def how_many_met(scenario: Scenario, figures: pd.DataFrame) -> str:
    """Say how many facts the file's own values meet, and which they do not."""
    met, all_ = int((figures["status"] == MET).sum()), len(figures)
    if met == all_:
        return say_count(
            "With the file’s own values the fact is met.",
            "With the file’s own values all {number} facts are met.",
            all_,
        )
    rest = [measured_words(scenario, row) for _, row in figures[figures["status"] != MET].iterrows()]
    if all_ == 1:
        return say("With the file’s own values the fact is not met: {rest}.", rest=rest[0])
    return say_count(
        "With the file’s own values {number} of {all} facts is met; not met: {rest}.",
        "With the file’s own values {number} of {all} facts are met; not met: {rest}.",
        met,
        all=written(all_),
        rest=one_by_one(rest),
    )


def met_words(scenario: Scenario, figures: pd.DataFrame | None) -> list[str]:
    """Say of every fact whether the file's own values meet it: how many do first, then each."""
    if figures is None:
        return [say("The scenario states no facts that it could be held against.")]
    said = {
        MET: say("met"),
        MISSED: say("not met"),
        UNCLEAR: say("not met, but its limits reach into the range"),
        UNKNOWN: say("nothing to measure"),
    }
    return [
        how_many_met(scenario, figures),
        *(
            say("{fact}: {status}", fact=measured_words(scenario, row), status=said[str(row["status"])])
            for _, row in figures.iterrows()
        ),
    ]


def _conflict(found: ConsistentSets) -> str:
    """Say which facts too few sets agree with, alone or together."""
    conflicts, tried = found.conflicts, len(found.screening.shares)

    def called(name: str) -> str:
        return quoted(fact_words(found.scenario, found.figures.loc[name]))

    if all(len(one) == 1 for one in conflicts):
        told = [
            say(
                "{fact} ({share} of sets reach {range})",
                fact=called(name),
                share=percent(float(found.figures["reached"][name])),
                range=range_words(found.scenario, found.figures.loc[name]),
            )
            for (name,) in conflicts
        ]
        return say_count(
            "The ranges of the assumptions do not reach this fact: {facts}.",
            "The ranges of the assumptions do not reach these facts: {facts}.",
            len(told),
            facts=one_by_one(told),
        )
    if all(len(one) == 2 for one in conflicts):
        pairs = [say("{one} with {other}", one=called(a), other=called(b)) for a, b in conflicts[:NAMED]]
        return say(
            "Each fact is reached by enough sets, but these contradict each other: {pairs}.",
            pairs=one_by_one(pairs),
        )
    best = str(found.figures["without"].idxmax())
    return say(
        "No two facts contradict each other, all together do; without {fact}, {number} of {tried} sets agree "
        "with the rest.",
        fact=called(best),
        number=int(found.figures["without"][best]),
        tried=written(tried),
    )


def _narrowed(found: ConsistentSets) -> str:
    """Say which ranges the facts narrow."""
    told = found.ranges[found.ranges["told"] & (found.ranges["narrowed"] >= MUCH)]
    rest = len(found.ranges) - len(told)
    if told.empty:
        return say_count(
            "They do not surely narrow the range of the assumption that was varied.",
            "They surely narrow none of the {number} ranges.",
            rest,
        )
    parts = [
        say(
            "{assumption} by {share} (from {low} to {high} down to {least} to {most})",
            assumption=assumption(found.scenario, str(path)),
            share=percent(float(row["narrowed"])),
            **limits_of(found, str(path)),
        )
        for path, row in told.head(NAMED).iterrows()
    ]
    said = say("They narrow, for nine tenths of the sets, {assumptions}", assumptions=listed(parts))
    if len(told) > NAMED:
        more = len(told) - NAMED
        said += say_count(", and {number} more", ", and {number} more", more)
    if not rest:
        return f"{said}."
    return say_count(
        "{said}; {number} other range they hardly narrow, if at all.",
        "{said}; {number} other ranges they hardly narrow, if at all.",
        rest,
        said=said,
    )


def facts_table(found: ConsistentSets) -> Table:
    """Return every fact beside what was measured, and how many sets reach it."""
    table, scenario = met_table(found.scenario, found.figures), found.scenario
    if found.figures.empty:
        return table
    facts = scenario.facts.values()
    rows = [
        (*cells, percent(float(row["reached"])), written(int(row["without"])), fact.source, fact.grade or "–")
        for cells, (_, row), fact in zip(
            table.frame.itertuples(index=False), found.figures.iterrows(), facts, strict=True
        )
    ]
    columns = [
        *table.frame.columns,
        say("Sets that reach it"),
        say("Sets without it"),
        say("Source"),
        say("Grade"),
    ]
    caption = say(
        "Facts, and what the journey shows with the file’s own values. A set of assumptions agrees with a "
        "fact if its figure lies in the range, or outside by no more than {number} standard deviations of "
        "chance. Sets without it: how many agree with all other facts.",
        number=f"{CUTOFF:g}",
    )
    return table_of(columns, rows, caption, found.figures, "facts", (0, 1, 2, 3))


def met_table(scenario: Scenario, figures: pd.DataFrame) -> Table:
    """Return every fact beside what was measured with the file's own values."""
    rows = [
        (
            fact_words(scenario, row),
            range_words(scenario, row),
            _measured(scenario, row),
            translated(str(row["status"])),
        )
        for _, row in figures.iterrows()
    ]
    columns = [say("Fact"), say("Range"), say("Measured (95\u00a0% interval)"), say("Status")]
    caption = say("Facts, and what the journey shows with the file’s own values")
    return table_of(columns, rows, caption, figures, "facts", (0, 1, 2, 3))


def ranges_table(found: ConsistentSets) -> Table:
    """Return the range of each assumption, and where the sets that agree with the facts lie."""
    rows = []
    for path, row in found.ranges.iterrows():
        said = limits_of(found, str(path))
        rows.append(
            (
                assumption(found.scenario, str(path)),
                said["today"],
                say("{low} to {high}", low=said["low"], high=said["high"]),
                say("{low} to {high}", low=said["least"], high=said["most"])
                if row["from"] == row["from"]
                else "–",
                percent(float(row["narrowed"])) if row["told"] else "–",
            )
        )
    columns = [
        say("Assumption"),
        say("Value"),
        say("Range"),
        say("Agrees with the facts"),
        say("Narrowed by"),
    ]
    caption = say(
        "Where nine tenths of the sets lie that agree with the facts, and by how much that is less than "
        "without facts; a dash where it could be chance"
    )
    return table_of(columns, rows, caption, found.ranges, "ranges", (0, 2, 3, 4))


def _switched(found: ConsistentSets) -> list[str]:
    """Say of each switch in how many sets it is on, and whether facts tell the rival structures apart."""
    said = []
    for path, row in found.switches.iterrows():
        told = {"assumption": assumption(found.scenario, str(path)), "share": percent(float(row["on"]))}
        if row["told"]:
            said.append(say("{assumption}: yes in {share} of these sets.", **told))
        else:
            said.append(say("{assumption}: facts do not tell yes ({share} of these sets) from no.", **told))
    return said


def limits_of(found: ConsistentSets, path: str) -> dict[str, str]:
    """Write the range of an assumption, its value, and where nine tenths of the consistent sets lie."""
    parameter = next(one for one in found.screening.parameters if one.path == path)
    columns = {"low": "low", "high": "high", "today": "today", "least": "from", "most": "to"}
    return {name: _value(parameter, found.ranges[column][path]) for name, column in columns.items()}


def _value(parameter: UncertainParameter, value: float) -> str:
    if np.isnan(value):
        return "–"
    return value_words(format_duration(value)) if parameter.is_duration else plain_number(value)


def fact_words(scenario: Scenario, row: Any) -> str:
    """Say of what a fact speaks: KPI, part of the journey, and how long it is measured."""
    name, where = readable(row["kpi"]), place_words(scenario, str(row["scope"]), str(row["name"]))
    if row["persona"]:
        where = f"{where}, {scenario.personas[row['persona']].title}"
    told = {"period": lasting(float(row["after"])), "place": where}
    if not where:
        return say("{kpi} over {period}", kpi=name, **told)
    return say(
        "{place}: {kpi} over {period}", kpi=name if name.isupper() else name[:1].lower() + name[1:], **told
    )


def place_words(scenario: Scenario, scope: str, name: str) -> str:
    """Say which part of the journey it is; nothing of the whole."""
    if scope == "journey":
        return ""
    if scope == "stage":
        return translated(name).capitalize()
    if scope == "link":
        return " → ".join(scenario.touchpoints[end].title for end in ends(name))
    entries: Mapping[str, Any] = getattr(scenario, f"{scope}s")
    return str(entries[name].title)


def range_words(scenario: Scenario, row: Any) -> str:
    """Write the range in which a fact is known to lie."""
    low, high = (figure(float(row[end]), row["unit"], scenario.currency) for end in ("lowest", "highest"))
    return say("{low} to {high}", low=low, high=high)


def measured_words(scenario: Scenario, row: Any) -> str:
    """Say of a fact what was measured in its place."""
    return say(
        "{fact} {measured}, for {range}",
        fact=quoted(fact_words(scenario, row)),
        measured=_measured(scenario, row),
        range=range_words(scenario, row),
    )


def _measured(scenario: Scenario, row: Any) -> str:
    mean, low, high = (
        figure(float(row[one]), row["unit"], scenario.currency) for one in ("mean", "low", "high")
    )
    return (
        say("{mean} ({low} to {high})", mean=mean, low=low, high=high) if row["low"] == row["low"] else mean
    )


def odd_words(scenario: Scenario, odd: Oddity) -> str:
    """Say what no company looks like."""
    return say("No company looks like this: {what}.", what=_odd(scenario, odd))


def _odd(scenario: Scenario, odd: Oddity) -> str:
    share = percent(odd.figure)
    if odd.kind == NO_HARM:
        return say("of {number} who left, nobody had a friction on their mind", number=written(odd.figure))
    if odd.kind == ONE_PLACE:
        title = quoted(scenario.touchpoints[odd.name].title)
        return say("{share} of those who leave do so at one touchpoint, {title}", share=share, title=title)
    team = quoted(scenario.teams[odd.name].title)
    if odd.kind == ALWAYS:
        return say(
            "{journey} comes around the clock, and of those who come to {team}, {share} find it closed",
            journey=quoted(odd.other),
            team=team,
            share=share,
        )
    limit = percent(TOO_BUSY if odd.kind == BUSY else TOO_IDLE)
    told = {"team": team, "share": share, "limit": limit}
    if odd.kind == BUSY:
        return say("{team} is busy for {share} of its time on duty, more than {limit}", **told)
    return say("{team} is busy for {share} of its time on duty, less than {limit}", **told)


TABLES = {"facts": facts_table, "ranges": ranges_table}
