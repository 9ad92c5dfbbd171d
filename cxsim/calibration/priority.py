"""Who is moved up in the queue, and by how much.

A priority caller who joins the queue is placed as if they had joined some seconds earlier: their head start.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def priority_share(calls: pd.DataFrame) -> float:
    """Share of priority calls among identified calls that had to wait.

    Only calls that had to wait were identified. Whether a call has to wait depends on whether an agent is
    free, not on priority, so the share holds for all calls of customers. Prospects are never identified.
    """
    known = calls[(calls["customer"] > 0) & calls["had_to_wait"]]
    return float(known["is_priority"].mean())


def overtaking_share(calls: pd.DataFrame, head_start: float) -> float:
    """Share of pairs of waiting calls served out of order if priority calls have `head_start` seconds.

    A pair is two calls of one type, identified, that waited at the same time and were both served. First
    come, first served with the true head start makes the share small; other rules of the centre keep it
    from being 0. NaN without any pair.
    """
    waited = calls[(calls["customer"] > 0) & calls["had_to_wait"] & (calls["outcome"] == "served")]
    pairs = wrong = 0
    for _, day in waited.groupby(["day", "type"]):
        joined = (day["asked_at"] - day["day"]).dt.total_seconds().to_numpy(dtype=float)
        left = joined + day["wait_seconds"].to_numpy(dtype=float)
        place = joined - head_start * day["is_priority"].to_numpy(dtype=float)
        order = np.argsort(left, kind="stable")
        joined, left, place = joined[order], left[order], place[order]
        for position in range(len(left) - 1):
            later = slice(position + 1, None)
            both = (joined[later] < left[position]) & (left[later] > left[position])
            pairs += int(both.sum())
            wrong += int((both & (place[later] < place[position])).sum())
    return wrong / pairs if pairs else float("nan")


def estimate_head_start(calls: pd.DataFrame, candidates: Sequence[float]) -> float:
    """Candidate head start in seconds with which the fewest pairs were served out of order."""
    shares = [overtaking_share(calls, candidate) for candidate in candidates]
    return float(candidates[int(np.nanargmin(shares))])
