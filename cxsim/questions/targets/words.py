"""Parts and whole against their targets, in words: where it is green, and what that hides."""

import pandas as pd

from cxsim.language.speech import say, say_count, translated
from cxsim.language.wording import between, capital, listed, quoted
from cxsim.questions.journey.kpi_table import figure, readable
from cxsim.questions.targets.estimate import AMBER, GREEN, RED, SCOPES, WHOLE, Targets
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # parts in one breath
SENSES = {"at least": "at least {figure}", "at most": "at most {figure}"}
COUNTED = {
    "channel": ("{number} channel", "{number} channels"),
    "department": ("{number} department", "{number} departments"),
    "touchpoint": ("{number} touchpoint", "{number} touchpoints"),
    "stage": ("{number} stage", "{number} stages"),
}

WITHOUT = {
    "channel": "No channel has figures to hold against its targets",
    "department": "No department has figures to hold against its targets",
    "touchpoint": "No touchpoint has figures to hold against its targets",
    "stage": "No stage has figures to hold against its targets",
}
SAID = (
    *(one for one, _ in COUNTED.values()),
    *(*SENSES.values(), *WITHOUT.values(), GREEN, AMBER, RED),
    *(scope.capitalize() for scope in SCOPES),
)


def sentences(found: Targets) -> Sentences:
    """Say whether the parts meet their targets, and whether the journey does.

    Examples
    --------
    >>> sentences(found)  # doctest: +SKIP
    'Each of 8 channels meets its targets, but the journey does not: yearly retention 72.1 % (71.4–72.9), …'
    """
    parts, whole = found.parts, found.whole
    of_whole = found.figures[found.figures["scope"] == WHOLE]
    shown = of_whole[of_whole["status"] == whole]
    said = translated(WITHOUT[found.scope]) if parts.empty else _of_parts(found, parts)
    if of_whole.empty:
        return Sentences(f"{said}.")
    told = {
        "said": said,
        "figures": translated("; ").join(against(found, row) for _, row in shown.iterrows()),
    }
    if parts.empty:
        return Sentences(_of_whole(whole, told))
    fine = (parts == GREEN).all()
    if whole == GREEN and fine:
        return Sentences(say("{said}, and the journey does too: {figures}.", **told))
    if whole == GREEN:
        return Sentences(say("{said}, though the journey meets its own: {figures}.", **told))
    if whole == RED and fine:
        return Sentences(say("{said}, but the journey does not: {figures}.", **told))
    if whole == RED:
        return Sentences(say("{said}, and the journey misses its own: {figures}.", **told))
    return Sentences(say("{said}; whether the journey does cannot be told yet: {figures}.", **told))


def targets_table(found: Targets) -> Table:
    """Return every part and the journey with figures, target and status, as text."""
    rows = []
    for _, row in found.figures.iterrows():
        who = titled(row)
        figures = readable(row["kpi"]), _with_limits(found, row), target_of(found, row)
        status: str = row["status"]
        rows.append((who, *figures, translated(status)))
    names = [
        translated(found.scope.capitalize()),
        say("KPI"),
        say("Figure (95\u00a0% interval)"),
        say("Target"),
        say("Light"),
    ]
    caption = say("Green: the whole interval meets the target. Red: none of it does. Amber: cannot be told.")
    return table_of(names, rows, caption, brief=(0, 1, 2, 4))


def _of_whole(whole: str, told: dict[str, str]) -> str:
    """Say of the journey alone whether it meets its targets."""
    if whole == GREEN:
        return say("{said}. The journey meets its targets: {figures}.", **told)
    if whole == RED:
        return say("{said}. The journey misses its targets: {figures}.", **told)
    return say("{said}. Whether the journey meets its targets cannot be told yet: {figures}.", **told)


def _of_parts(found: Targets, parts: pd.Series) -> str:
    all_ = say_count(*COUNTED[found.scope], len(parts))
    if (parts == GREEN).all():
        return say("Each of {parts} meets its targets", parts=all_)
    titles = found.figures.drop_duplicates("name").set_index("name")["title"]
    said = []
    if len(parts) > 1:
        said.append(
            say_count(
                "{number} of {parts} clearly meets its targets",
                "{number} of {parts} clearly meet their targets",
                int((parts == GREEN).sum()),
                parts=all_,
            )
        )
    missed, close = ([quoted(titles[name]) for name in parts.index[parts == one]] for one in (RED, AMBER))
    if missed:
        said.append(say("a target is missed at {titles}", titles=_few(missed)))
    if close:
        said.append(say("it is too close to call at {titles}", titles=_few(close)))
    return capital(translated("; ").join(said))


def _few(names: list[str]) -> str:
    return listed(names) if len(names) <= NAMED else say("{number} of them", number=len(names))


def titled(row: pd.Series) -> str:
    """Say whose figure it is."""
    title: str = row["title"]
    return say("The journey") if row["scope"] == WHOLE else title


def against(found: Targets, row: pd.Series) -> str:
    """Say a figure and its target."""
    name = readable(row["kpi"])
    return say(
        "{kpi} {figure}, target {target}",
        kpi=name if name.isupper() else name[:1].lower() + name[1:],  # NPS stays NPS
        figure=_with_limits(found, row),
        target=target_of(found, row),
    )


def _with_limits(found: Targets, row: pd.Series) -> str:
    mean, low, high = (_figure(found, row, column) for column in ("mean", "low", "high"))
    return between((mean, low, high), known=pd.notna(row["low"]))


def target_of(found: Targets, row: pd.Series) -> str:
    """Say what it should be."""
    sense: str = row["sense"]
    return say(SENSES[sense], figure=_figure(found, row, "target"))


def _figure(found: Targets, row: pd.Series, column: str) -> str:
    return figure(row[column], row["unit"], found.scenario.currency)


TABLES = {"targets": targets_table}
