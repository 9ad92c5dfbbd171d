"""Call logs to try estimates with: rows in the Technion layout, and tidy calls without a file."""

import pandas as pd

SUNDAY = pd.Timestamp("2010-08-01")


def clock(seconds: float) -> str:
    seconds = int(seconds) % 86_400
    return f"{seconds // 3_600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def logged(
    start: float,
    wait: float = 0,
    talk: float = 100,
    *,
    outcome: str = "AGENT",
    day: int = 0,
    menu: float = 10,
    customer: int = 0,
    priority: int = 1,
    kind: str = "PS",
    server: str = "DORIT",
) -> dict[str, object]:
    """One row of a log in the Technion layout; times are seconds after midnight of the given day."""
    asked, queued, served = start + max(menu, 0), wait > 0, outcome == "AGENT"
    return {
        "vru+line": "AA0101",
        "call_id": 1,
        "customer_id": customer,
        "priority": priority,
        "type": kind,
        "date": (SUNDAY + pd.Timedelta(days=day)).strftime("%Y-%m-%d"),
        "vru_entry": clock(start),
        "vru_exit": clock(start + menu),
        "vru_time": menu,
        "q_start": clock(asked) if queued else "0:00:00",
        "q_exit": clock(asked + wait) if queued else "0:00:00",
        "q_time": int(wait),
        "outcome": outcome,
        "ser_start": clock(asked + wait) if served else "0:00:00",
        "ser_exit": clock(asked + wait + talk) if served else "0:00:00",
        "ser_time": int(talk) if served else 0,
        "server": server if served else "NO_SERVER",
    }


def tidy(asked_at, **columns) -> pd.DataFrame:
    """Tidy calls without the detour over a file."""
    asked_at = pd.Series(pd.to_datetime(asked_at))
    return pd.DataFrame(
        {
            "customer": 0,
            "type": "PS",
            "outcome": "served",
            "had_to_wait": False,
            "wait_seconds": 0.0,
            "talk_seconds": 1.0,
            "called_at": asked_at,
            "asked_at": asked_at,
            "day": asked_at.dt.normalize(),
            "hour": asked_at.dt.hour,
            **columns,
        }
    )
