"""Parts and whole against their targets, in words: where it is green, and what that hides."""

import pandas as pd

from cxsim.analysis.lights import AMBER, GREEN, RED, WHOLE, Lights
from cxsim.reporting.picture import Sentence
from cxsim.reporting.tables import Table, figure, readable
from cxsim.reporting.wording import SPACE, counted

NAMED = 3  # parts in one breath


def conclude_lights(found: Lights) -> Sentence:
    """Say whether the parts meet their targets, and whether the journey does.

    Examples
    --------
    >>> conclude_lights(found)  # doctest: +SKIP
    'Each of 8 channels meets its targets, but the journey does not: yearly retention 72.1 % (71.4–72.9), …'
    """
    parts, whole = found.parts, found.whole
    of_whole = found.table[found.table["scope"] == WHOLE]
    shown = of_whole[of_whole["light"] == whole]
    figures = "; ".join(_against(found, row) for _, row in shown.iterrows())
    said = _of_parts(found, parts)
    if of_whole.empty:
        return Sentence(f"{said}.")
    fine = len(parts) > 0 and (parts == GREEN).all()
    if whole == GREEN:
        return Sentence(f"{said}, and the journey does{' too' if fine else ''}: {figures}.")
    if whole == RED:
        return Sentence(f"{said}, {'but' if fine else 'and'} the journey does not: {figures}.")
    return Sentence(f"{said}; whether the journey does cannot be told yet: {figures}.")


def lights_table(found: Lights) -> Table:
    """Return every part and the journey with figures, target and light, as text."""
    rows = []
    for _, row in found.table.iterrows():
        who = "The journey" if row["scope"] == WHOLE else row["title"]
        figures = readable(row["kpi"]), _with_limits(found, row), _target(found, row)
        rows.append((who, *figures, row["light"]))
    names = [found.scope.capitalize(), "KPI", f"Figure (95{SPACE}% interval)", "Target", "Light"]
    caption = "Green: the whole interval meets the target. Red: none of it does. Amber: cannot be told."
    return Table(pd.DataFrame(rows, columns=names), caption)


def _of_parts(found: Lights, parts: pd.Series) -> str:
    if (parts == GREEN).all():
        return f"Each of {counted(len(parts), found.scope)} meets its targets"
    titles = found.table.drop_duplicates("name").set_index("name")["title"]
    green = int((parts == GREEN).sum())
    verb = "meets its targets" if green == 1 else "meet their targets"
    said = [f"{green} of {counted(len(parts), found.scope)} clearly {verb}"]
    for light, does in ((RED, "a target is missed at"), (AMBER, "it is too close to call at")):
        names = [f"“{titles[name]}”" for name in parts.index[parts == light]]
        if names:
            listed = " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
            said.append(f"{does} {listed if len(names) <= NAMED else f'{len(names)} others'}")
    return "; ".join(said)


def _against(found: Lights, row: pd.Series) -> str:
    name = readable(row["kpi"])
    name = name if name.isupper() else name[:1].lower() + name[1:]  # NPS stays NPS
    return f"{name} {_with_limits(found, row)}, target {_target(found, row)}"


def _with_limits(found: Lights, row: pd.Series) -> str:
    limits = f" ({_figure(found, row, 'low')} to {_figure(found, row, 'high')})"
    return _figure(found, row, "mean") + (limits if pd.notna(row["low"]) else "")


def _target(found: Lights, row: pd.Series) -> str:
    return f"{row['sense']} {_figure(found, row, 'target')}"


def _figure(found: Lights, row: pd.Series, column: str) -> str:
    return figure(row[column], row["unit"], found.scenario.currency)
