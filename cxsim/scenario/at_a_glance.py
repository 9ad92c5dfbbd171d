"""What notebooks show of a scenario and of a study: a short table, with everything in it escaped."""

from collections.abc import Iterable, Sequence

from cxsim.language.wording import in_short

COUNTED = ("touchpoints", "personas", "journeys", "teams", "improvements")  # where it is told in short
NAMED = 6  # titles in one cell


def at_a_glance(title: str, columns: list[str], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table of what is in something."""
    import pandas as pd  # takes half a second to import, and only a notebook needs it

    from cxsim.theme.tables import Table

    return Table(pd.DataFrame(rows, columns=columns), title)._repr_html_()


def first_of(titles: Iterable[str]) -> str:
    """Name the first few, and say how many more there are.

    Examples
    --------
    >>> first_of("abcdefgh")
    'a, b, c, d, e, f, and 2 more'
    """
    each = [in_short(title) for title in titles]
    more = [f"and {len(each) - NAMED} more"] if len(each) > NAMED else []
    return ", ".join([*each[:NAMED], *more]) or "none"
