"""Which passages from touchpoint to touchpoint a journey map shows: a map of all of them would be black."""

import pandas as pd

# A passage is drawn if it is this common among those from the same touchpoint, or among all …
COMMON, FREQUENT = 0.2, 0.02
# … but neither if it is this rare among all, nor if so many others are more common.
RARE, MOST = 0.003, 26


def worth_drawing(links: pd.DataFrame) -> pd.Series:
    """Tell of each passage whether a map shows it.

    Parameters
    ----------
    links
        ``source``, ``target`` and ``passages``, the most frequent first.

    Examples
    --------
    >>> links = pd.DataFrame({"source": ["a", "a", "a"], "target": ["b", "a", "c"], "passages": [9, 2, 0.01]})
    >>> worth_drawing(links).tolist()
    [True, False, False]
    """
    passages = links["passages"]
    of_source = passages / passages.groupby(links["source"]).transform("sum")
    of_all = passages / passages.sum()
    wanted = (
        (of_all >= RARE)
        & ((of_source >= COMMON) | (of_all >= FREQUENT))
        & (links["source"] != links["target"])
    )
    return wanted & (wanted.cumsum() <= MOST)
