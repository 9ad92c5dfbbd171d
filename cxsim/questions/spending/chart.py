"""Prevention, recovery and delight drawn: what each gains for the money, and at any cost."""

from cxsim.language.speech import say, translated
from cxsim.language.wording import capital, lasting, money
from cxsim.questions.experiments.objective_words import gains_told, is_share, unit
from cxsim.questions.spending.estimate import WhereToSpend
from cxsim.questions.spending.words import best
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import SMALL, house_style

GAIN = ("gain", "gain_low", "gain_high")
COLUMNS = ("what", *GAIN, "first_year", "cost", "net", "net_low", "net_high")
SAID = COLUMNS
LEFT = 1.3  # inches


@named("spending_chart")
def spending_chart(found: WhereToSpend) -> Picture:
    """Draw what each kind gains within the budget, beside what it could gain at any cost.

    Returns
    -------
    Picture
        `data` has one row for each kind, with what it gains and costs, `more` what it could gain; columns as
        in `WhereToSpend`.

    Examples
    --------
    >>> spending_chart(found)  # doctest: +SKIP
    <Picture "Prevent, put right or delight, for the same money": 3 rows>
    """
    types = [translated(str(kind).capitalize()) for kind in found.figures.index]
    label = unit(found.objective, found.scenario.currency)
    title = say("Prevent, put right or delight, for the same money")
    note = say(
        "{unit}, against today, after {period}. Lines are 95 % limits that hold for the three of a panel "
        "together. The scales differ: at the right nothing costs anything.",
        unit=capital(label),
        period=lasting(found.scenario.period.follow_up),
    )
    head = say("For up to {money}", money=money(found.budget, found.scenario.currency))
    panels = {head: found.figures, say("At any cost"): found.potential}
    factor = 100 if is_share(found.objective) else 1
    with house_style():
        figure, scales = rows_figure(title, note, len(types), LEFT, 2.9, 0.45, 0.42, panels=2, gap=0.5)
        for axes, (head, table) in zip(scales, panels.items(), strict=True):
            rows = [
                Row.of(kind if axes is scales[0] else "", row, GAIN, factor, bold=True)
                for kind, (_, row) in zip(types, table.iterrows(), strict=True)
            ]
            axes.set_title(head, pad=8, size=SMALL)
            draw_rows(axes, rows, label, LEFT)
    said = best(found)
    told, at_any_cost = (
        gains_told(found.objective, zip(types, table["gain"], strict=True)) for table in panels.values()
    )
    alt = say(
        "{title}. {said} {told}. At any cost: {each}.",
        title=title,
        said=said,
        told=f"{label}: {told}",
        each=at_any_cost,
    )
    data, further = (table.reset_index().assign(what=types) for table in panels.values())
    more = ((say("At any cost"), further[["what", *GAIN]]),)
    return Picture(figure, title, alt, data[list(COLUMNS)], said, more)


CHARTS = {"spending": spending_chart}
