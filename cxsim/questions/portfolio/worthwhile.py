"""What a chosen set really consists of: improvements of which each surely adds something to the others."""

from cxsim.questions.portfolio.search import Names, Search
from cxsim.questions.portfolio.sets import Sets


def worthwhile(chosen: Names, search: Search, sets: Sets, band: float) -> tuple[Names, Names]:
    """Return a set without what does not surely add anything to speak of, and what was taken out of it.

    One after the other is taken out, what adds least first, and the rest is looked at again: of two that do
    the same one is left. Then the budget that became free is filled up with what surely adds something.

    Parameters
    ----------
    chosen
        The set.
    search, sets
        What the budget allows, and what tells gains.
    band
        What adds no more than this is none, in units of the objective.
    """
    left, taken_out = _each_adds(chosen, search, sets, band)
    while (more := _most_added(left, taken_out, search, sets, band)) is not None:
        left, without = _each_adds(left | more, search, sets, band)
        if without & more:  # it only seemed to: no set is looked at twice
            return left, taken_out | without
        taken_out |= without
    return left, taken_out


def _each_adds(chosen: Names, search: Search, sets: Sets, band: float) -> tuple[Names, Names]:
    """Return what is left if nothing stays that does not surely add anything, and what was taken out."""
    left = chosen
    while left:
        sets.learn(left - {name} for name in left)
        parts = [name for name in sets.ordered(left) if sets.possible(left - {name})]
        adds = sets.limits([sets.gains(left) - sets.gains(left - {name}) for name in parts], len(left))
        ends = zip(parts, adds.mean, adds.low_all, adds.high_all, strict=True)
        idle = [
            (mean, -search.cost([name]), name)
            for name, mean, low, high in ends
            if not low > 0.0 or high <= band
        ]
        if not idle:
            break
        left -= {min(idle)[2]}
    return left, chosen - left


def _most_added(chosen: Names, taken_out: Names, search: Search, sets: Sets, band: float) -> Names | None:
    """Return what surely adds most to a set and is still allowed; nothing if nothing does."""
    items = search.items(name for name in sets.names if name not in taken_out)
    items = [one for one in items if not one & chosen and search.fits(chosen | one)]
    sets.learn(chosen | one for one in items)
    items = [one for one in items if sets.possible(chosen | one)]
    if not items:
        return None
    adds = sets.limits([sets.gains(chosen | one) - sets.gains(chosen) for one in items])
    ends = zip(items, adds.mean, adds.low_all, adds.high_all, strict=True)
    sure = [(mean, one) for one, mean, low, high in ends if low > 0.0 and high > band]
    return max(sure, key=lambda found: found[0])[1] if sure else None
