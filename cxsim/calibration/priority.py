"""Who is moved up in the queue, and by how much.

A priority caller who joins at time t is queued as if they had joined some seconds earlier, their head start.
"""

import numpy as np
import pandas as pd


def priority_share(calls: pd.DataFrame) -> float:
    """Share of priority calls among identified calls that had to wait.

    Only calls that had to wait were identified. Whether a call has to wait depends on whether an agent is free, not on
    priority, so the share holds for all calls by customers. Callers who are not customers yet are never identified.
    """
    known = calls[(calls["customer"] > 0) & calls["had_to_wait"]]
    return float(known["is_priority"].mean())


def overtaking_share(calls: pd.DataFrame, head_start: float) -> float:
    """Share of pairs of waiting calls served in the wrong order if priority calls had `head_start` seconds.

    A pair is two calls of one type, identified, that were waiting at the same time and were both served. With the true
    head start, first come, first served makes the share small; other rules of the centre keep it from being 0.
    """
    waited = calls[(calls["customer"] > 0) & calls["had_to_wait"] & (calls["outcome"] == "served")]
    pairs = wrong = 0
    for _, day in waited.groupby(["day", "type"]):
        joined = (day["asked_at"] - day["day"]).dt.total_seconds().to_numpy()
        left = joined + day["wait_seconds"].to_numpy()
        place = joined - head_start * day["is_priority"].to_numpy()
        order = np.argsort(left, kind="stable")
        joined, left, place = joined[order], left[order], place[order]
        for position in range(len(left)):
            later = slice(position + 1, None)
            both = (joined[later] < left[position]) & (left[later] > left[position])
            pairs += int(both.sum())
            wrong += int((both & (place[later] < place[position])).sum())
    return wrong / pairs if pairs else float("nan")


def estimate_head_start(calls: pd.DataFrame, candidates: list[float]) -> float:
    """Candidate head start in seconds for which the fewest pairs were served in the wrong order."""
    shares = [overtaking_share(calls, candidate) for candidate in candidates]
    return candidates[int(np.nanargmin(shares))]
