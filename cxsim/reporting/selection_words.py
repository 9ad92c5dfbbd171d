"""A selection in words: what to choose, with which promise, and what simulation it saved."""

from cxsim.analysis.selection import TODAY, Selection
from cxsim.reporting.picture import Sentence
from cxsim.reporting.wording import SPACE, percent, plain_number


def conclude_selection(selection: Selection) -> Sentence:
    """Say which improvement to choose, how sure that is, and how much simulation it took.

    Examples
    --------
    >>> conclude_selection(selection)  # doctest: +SKIP
    'Choose “Call centre open until 18:00”: if it is ahead of all others by 0.1 of 100 customers or more, …'
    """
    table, zone = selection.table, f"{100 * selection.zone:g} of 100 customers"
    title = f"“{table['title'][selection.best]}”"
    customers = selection.customers, selection.customers_equal
    taken, equally = (plain_number(float(f"{number:.1e}")) for number in customers)
    effort = (
        f"It took {taken} simulated customers; equally many for every improvement with draws of their own "
        f"would have taken {equally}"
    )
    saved = selection.customers_equal / selection.customers
    # One digit: how much chance there is among replications is known from few of them.
    effort += f", roughly {float(f'{saved:.0e}'):.0f} times as many." if saved >= 1.95 else "."
    if not selection.sure:
        replications = int(table["replications"].max())
        left = [f"“{row['title']}”" for _, row in table.iterrows() if row["beaten_by"] == ""]
        others = " and ".join(name for name in left if name != title)
        return Sentence(
            f"After {replications} replications it is not yet safe to choose: {title} is ahead, {others} may "
            f"still be better by {zone} or more."
        )
    promise = f"with a probability of at least {percent(selection.confidence).replace(SPACE, ' ')}"
    if selection.best == TODAY:
        return Sentence(
            f"Leave today’s journey as it is: were an improvement better than all others by {zone} or more, "
            f"it would have been found {promise}. {effort}"
        )
    return Sentence(
        f"Choose {title}: an improvement that is ahead of all others, and of today’s journey, by {zone} "
        f"or more is found {promise}. {effort}"
    )
