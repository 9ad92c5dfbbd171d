"""Prevention, recovery and delight drawn: what each keeps for the money, and at any cost."""

from cxsim.language.points import kept_more, of_each
from cxsim.language.speech import say, translated
from cxsim.language.wording import money
from cxsim.questions.spending.estimate import WhereToSpend
from cxsim.questions.spending.words import best
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import SMALL, house_style

KEPT = ("kept", "kept_low", "kept_high")
COLUMNS = ("what", *KEPT, "cost", "cost_per_customer")
SAID = COLUMNS
LEFT = 1.3  # inches


@named("spending_chart")
def spending_chart(found: WhereToSpend) -> Picture:
    """Draw what each kind keeps within the budget, beside what it could keep at any cost.

    Returns
    -------
    Picture
        `data` has one row for each kind, with what it keeps and costs, `more` what it could keep; columns as
        in `WhereToSpend`.

    Examples
    --------
    >>> spending_chart(found)  # doctest: +SKIP
    <Picture "Prevent, put right or delight, for the same money": 3 rows>
    """
    types = [translated(str(kind).capitalize()) for kind in found.figures.index]
    title = say("Prevent, put right or delight, for the same money")
    note = say(
        "Customers kept at the end, more than today, of 100 measured. Lines are 95 % limits that hold for "
        "the three of a panel together. The scales differ: at the right nothing costs anything."
    )
    head = say("For up to {money}", money=money(found.budget, found.scenario.currency))
    panels = {head: found.figures, say("At any cost"): found.potential}
    with house_style():
        figure, scales = rows_figure(title, note, len(types), LEFT, 2.9, 0.45, 0.42, panels=2, gap=0.5)
        for axes, (head, table) in zip(scales, panels.items(), strict=True):
            rows = [
                Row.of(kind if axes is scales[0] else "", row, KEPT, bold=True)
                for kind, (_, row) in zip(types, table.iterrows(), strict=True)
            ]
            axes.set_title(head, pad=8, size=SMALL)
            draw_rows(axes, rows, say("more customers kept, of 100"), LEFT)
    said = best(found)
    told, at_any_cost = (of_each(zip(types, table["kept"], strict=True), 2) for table in panels.values())
    alt = say("{told} At any cost: {each}.", told=kept_more(title, said, told), each=at_any_cost)
    data, further = (table.reset_index().assign(what=types) for table in panels.values())
    more = ((say("At any cost"), further[["what", *KEPT]]),)
    return Picture(figure, title, alt, data[list(COLUMNS)], said, more)


CHARTS = {"spending": spending_chart}
