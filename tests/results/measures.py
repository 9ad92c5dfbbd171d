"""What KPIs count, from the event log and the customer table alone: sums within each replication.

They are over the measured population and after the warm-up.

Every function returns a table indexed by (replication, name), where the name is a persona, a touchpoint and
so on, or ``all``.
"""

from typing import Any

import numpy as np
import pandas as pd

from cxsim.engine.parts import Plan
from cxsim.scenario.model import Scenario

MINUTES = 1_440.0
NOT_SERVED = ("abandoned", "closed", "busy")
NOTICED = ("detected", "complained")
INDEX = ["replication", "name"]
PERSON = ["replication", "customer"]
VISIT = ["replication", "customer", "journey", "occurrence", "touchpoint", "visit"]
JOURNEY = ["replication", "customer", "journey", "occurrence"]


def visit_table(events: pd.DataFrame, customers: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return one row for each measured visit, with its scores and its place in the company."""
    everything, events = events, _measured(events, customers, scenario)
    visits = events[events["event"] == "visit"].drop(columns=["event", "score"])
    for score in ("csat", "ces"):
        answers = events.loc[events["event"] == score, [*VISIT, "score"]].rename(columns={"score": score})
        visits = visits.merge(answers, how="left", on=VISIT)
    lost = everything.loc[everything["event"] == "context_lost", VISIT].assign(context_lost=1.0)
    visits = visits.merge(lost, how="left", on=VISIT).fillna({"context_lost": 0.0})
    points = scenario.touchpoints
    places: dict[str, dict[str, str | None]] = {
        "stage": {name: point.stage for name, point in points.items()},
        "channel": {name: point.channel for name, point in points.items()},
        "department": {name: point.department for name, point in points.items()},
        "team": {name: point.team for name, point in points.items()},
    }
    for column, of_touchpoint in places.items():
        visits[column] = visits["touchpoint"].astype(object).map(of_touchpoint.get)
    visits["link"] = visits["origin"].astype(str) + " → " + visits["touchpoint"].astype(str)
    return visits


def people(
    customers: pd.DataFrame,
    table: pd.DataFrame,
    events: pd.DataFrame,
    scenario: Scenario,
    by: str | None = None,
) -> pd.DataFrame:
    """Count people; the visits in `table` tell who met a friction, and events who was when a customer."""
    rows = customers[customers["measured"]]
    began, end = scenario.period.warm_up, scenario.period.warm_up + scenario.period.follow_up
    joined = pd.MultiIndex.from_frame(rows[PERSON])
    became = events[events["event"] == "converted"].set_index(PERSON)["time"].reindex(joined).to_numpy()
    gone = events[events["event"].isin(["left", "lapsed"])].set_index(PERSON)["time"].reindex(joined)
    gone = gone.fillna(np.inf).to_numpy()
    since = np.where(rows["origin"] == "existing", rows["since"], became)
    # Nobody of them left before: they would not be measured.
    todays = (since < began) & (gone >= began)
    first = {name: one.contract.first if one.contract else 0.0 for name, one in scenario.personas.items()}
    contract = rows["persona"].astype(object).map(first)
    past_first = todays & (since + contract.to_numpy(dtype=float) <= began + 1e-6)
    worth = {name: one.value_per_year for name, one in scenario.personas.items()}
    margin = rows["persona"].astype(object).map(worth).to_numpy(dtype=float)
    long_enough = end - began > 365 - 1e-6
    in_a_year = todays & (gone >= began + 365) & long_enough
    came = (rows["origin"] == "prospect").to_numpy() & (rows["arrived"] >= began).to_numpy()
    in_time = became - rows["arrived"].to_numpy() <= (scenario.period.time_to_decide or np.inf)
    frictions = table.loc[~table["outcome"].isin(["ok", "delight"]) | (table["context_lost"] > 0), PERSON]
    troubled = pd.MultiIndex.from_frame(rows[PERSON]).isin(pd.MultiIndex.from_frame(frictions))
    lost = rows["outcome"].isin(["left", "lapsed"])
    counted: dict[str, Any] = {
        "people": 1.0,
        "customers": rows["was_customer"],
        "kept": rows["kept"],
        "todays": todays,
        "stayed": todays & ~(gone < np.inf),
        "margin_then": todays * rows["level_then"] * margin,
        "margin_kept": (todays & ~(gone < np.inf)) * rows["level"] * margin,
        "todays_for_a_year": todays & long_enough,
        "stayed_year": in_a_year,
        "past_first": past_first & long_enough,
        "past_first_stayed": past_first & in_a_year,
        "came": came,
        "joined": came & in_time,
        "lost": lost,
        "silent_lost": lost & (rows["complaints"] == 0),
        "bound": lost & (contract > 0.0),
        "lost_bound": lost & (rows["rest"] > 0.0),
        "intending": rows["kept"] & rows["intends"],
        "troubled": rows["was_customer"] & troubled,
        "cost": rows["cost"],
        "years": rows["years"],
        "satisfaction": rows["satisfaction"].where(rows["kept"], 0.0),
        "all_lost": lost | (rows["outcome"] == "not_converted"),
    }
    return _sums(rows, counted, by)


def visits(table: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Count visits and what happened at them."""
    outcome, notice = table["outcome"], table["notice"]
    friction = ~outcome.isin(["ok", "delight"])
    served = ~outcome.isin(NOT_SERVED)
    staffed = table["team"].notna()
    noticed = notice.isin(["detected", "complained"])
    counted: dict[str, Any] = {
        "visits": 1.0,
        "frictions": friction,
        "unresolved": friction & (outcome != "recovered"),
        "delights": outcome == "delight",
        "complaints": notice == "complained",
        "silences": notice == "silent",
        "noticed": noticed,
        "recoveries": outcome == "recovered",
        "felt": table["felt"],
        "pain": table["felt"].clip(upper=0.0),
        "csat": table["csat"].fillna(0.0),
        "csat_answers": table["csat"].notna(),
        "csat_satisfied": table["csat"] >= 4,
        "ces": table["ces"].fillna(0.0),
        "ces_answers": table["ces"].notna(),
        "arrived": staffed,
        "served": staffed & served,
        "wait": (table["wait"] * MINUTES).where(staffed & served, 0.0),
        "abandoned": outcome == "abandoned",
        "queued": staffed & ~outcome.isin(["closed", "busy"]),
        "closed": outcome == "closed",
        "busy": outcome == "busy",
        "context_lost": table["context_lost"],
        "passages": table["origin"].notna()
        & (table["origin"].astype(str) != table["touchpoint"].astype(str)),
    }
    return _sums(table, counted, by)


def cases(
    events: pd.DataFrame, customers: pd.DataFrame, scenario: Scenario, by: str | None = None
) -> pd.DataFrame:
    """Count cases that stay open while life goes on, by the visits at which they were opened."""
    later = {name for name, point in scenario.touchpoints.items() if point.recovery}
    later = {
        name for name in later if not scenario.desks[scenario.touchpoints[name].recovery or ""].on_the_spot
    }
    opened, is_open = [], {}
    for row in events.sort_values(["replication", "customer", "step"]).to_dict("records"):
        who = row["replication"], row["customer"]
        if row["touchpoint"] not in later:
            continue
        if row["event"] == "visit" and row["outcome"] == "friction" and row["notice"] in NOTICED:
            if who not in is_open:
                is_open[who] = {**row, "answer": np.nan, "right": False}
                opened.append(is_open[who])
        elif row["event"] == "recovery":
            case = is_open.pop(who)
            assert case["time"] == row["began"]
            if row["outcome"] in ("friction", "recovered"):
                case |= {"answer": row["time"] - row["began"], "right": row["outcome"] == "recovered"}
    table = _measured(pd.DataFrame(opened, columns=[*events, "answer", "right"]), customers, scenario)
    points = scenario.touchpoints
    for place in ("stage", "channel", "department"):
        table[place] = [getattr(points[name], place) for name in table["touchpoint"]]
    table["link"] = table["origin"].astype(str) + " → " + table["touchpoint"].astype(str)
    desks = [scenario.desks[points[name].recovery or ""] for name in table["touchpoint"]]
    target = np.array([desk.target or np.nan for desk in desks], float)
    answered, right = table["answer"].notna(), table["right"].astype(bool)
    counted: dict[str, Any] = {
        "unanswered": ~answered,
        "cases": 1.0,
        "answers": answered,
        "answer_days": table["answer"].fillna(0.0),
        "targeted": answered & ~np.isnan(target),
        "in_target": answered & (table["answer"] <= target),
        "right": right,
    }
    return _sums(table, counted, by)


def with_cases(sums: pd.DataFrame, of_cases: pd.DataFrame) -> pd.DataFrame:
    """Add what was counted of cases: what they put right counts as recovered."""
    both = sums.join(of_cases, how="left")
    both[of_cases.columns] = both[of_cases.columns].fillna(0.0)
    both["recoveries"] += both["right"]
    both["unresolved"] -= both["right"]
    return both


def surveys(
    events: pd.DataFrame, customers: pd.DataFrame, scenario: Scenario, by: str | None = None
) -> pd.DataFrame:
    """Count answers to the NPS survey."""
    rows = _measured(events, customers, scenario)
    rows = rows[rows["event"] == "nps"]
    points = 100.0 * ((rows["score"] >= 9).astype(float) - (rows["score"] <= 6).astype(float))
    return _sums(rows, {"nps": points, "nps_answers": 1.0}, by)


def decisions(
    events: pd.DataFrame, customers: pd.DataFrame, scenario: Scenario, by: str | None = None
) -> pd.DataFrame:
    """Count decisions to leave, notices, and those taken back."""
    rows = _measured(events, customers, scenario)
    kinds = {"intended": "intended", "notices": "notice", "won_back": "won_back"}
    return _sums(rows, {name: rows["event"] == kind for name, kind in kinds.items()}, by)


def journeys(
    events: pd.DataFrame,
    customers: pd.DataFrame,
    table: pd.DataFrame,
    scenario: Scenario,
    by: str | None = None,
) -> pd.DataFrame:
    """Count journeys that ended, that reached their goal, and after-sales ones settled by one contact.

    Each of these is a matter of its own: no help calls for help. Contacts follow each other in it.
    """
    rows = _measured(events, customers, scenario)
    rows = rows[rows["event"] == "journey_ended"]
    contacts = table[table["team"].notna() & ~table["outcome"].isin(NOT_SERVED)]
    waited = (contacts["outcome"] == "friction") & (contacts["cause"] == "long_wait")
    good = contacts["outcome"].isin(["ok", "delight", "recovered"]) | waited
    counts = good.groupby([contacts[column] for column in JOURNEY], observed=True).agg(["size", "sum"])
    rows = rows.merge(counts.reset_index(), how="left", on=JOURNEY)
    after_sales = [name for name, journey in scenario.journeys.items() if journey.type == "after_sales"]
    contacted = rows["journey"].isin(after_sales) & (rows["size"] > 0)
    goal = rows["outcome"] == "goal"
    counted: dict[str, Any] = {
        "journeys": 1.0,
        "goals": goal,
        "matters": contacted,
        "resolved_first": contacted & goal & (rows["size"] == 1) & (rows["sum"] == 1),
    }
    again = contacts[contacts["journey"].isin(after_sales)].sort_values([*JOURNEY, "began"])
    gaps = again.groupby(JOURNEY, observed=True)["began"].diff()
    repeated = {f"again_{days}": gaps <= days for days in (7, 30)}
    about = _sums(again, {"about_matters": 1.0, **repeated}, by)
    return _sums(rows, counted, by).join(about, how="outer").fillna(0.0)


def losses(customers: pd.DataFrame, scenario: Scenario, scope: str) -> pd.DataFrame:
    """Count losses of a touchpoint (or stage, channel, department) by place of leaving and of cause."""
    rows = customers[customers["measured"] & customers["outcome"].isin(["left", "lapsed", "not_converted"])]
    names = {
        name: name if scope == "touchpoint" else getattr(point, scope)
        for name, point in scenario.touchpoints.items()
    }
    tables = []
    for kpi, column in (("left_here", "left_touchpoint"), ("lost_after", "cause_touchpoint")):
        placed = rows.assign(name=rows[column].astype(object).map(names))
        tables.append(_sums(placed[placed["name"].notna()], {kpi: 1.0}, "name"))
    return tables[0].join(tables[1], how="outer").fillna(0.0)


def teams(events: pd.DataFrame, plan: Plan, scenario: Scenario) -> pd.DataFrame:
    """Count what each team does, for everybody after the warm-up, and its time on duty."""
    rows = events[
        (events["event"].isin(["visit", "recovery"])) & (events["began"] >= scenario.period.warm_up)
    ]
    points, desks = scenario.touchpoints, scenario.desks
    at_touchpoint = {name: point.team for name, point in points.items()}
    at_desk = {name: desks[point.recovery].team for name, point in points.items() if point.recovery in desks}
    place, case = rows["touchpoint"].astype(object), rows["event"] == "recovery"
    rows = rows.assign(team=place.map(at_desk).where(case, place.map(at_touchpoint)))
    rows = rows[rows["team"].notna()]
    visit, outcome = rows["event"] == "visit", rows["outcome"]
    served = visit & ~outcome.isin(NOT_SERVED)
    counted: dict[str, Any] = {
        "busy_days": rows["duration"],  # cases of recovery desks included, as in nothing else
        "arrived": visit,
        "served": served,
        "wait": (rows["wait"] * MINUTES).where(served, 0.0),
        "abandoned": outcome == "abandoned",
        "queued": visit & ~outcome.isin(["closed", "busy"]),
        "closed": outcome == "closed",
        "busy": outcome == "busy",
    }
    everywhere = pd.MultiIndex.from_product(
        [events["replication"].unique(), list(scenario.teams)], names=INDEX
    )
    sums = _sums(rows, counted, "team").reindex(everywhere, fill_value=0.0)
    on_duty = {
        name: team.staff.duty.staffed_days(scenario.period.warm_up, plan.horizon)
        for name, team in zip(scenario.teams, plan.teams, strict=True)
    }
    return sums.assign(staffed_days=sums.index.get_level_values("name").map(on_duty))


def _measured(events: pd.DataFrame, customers: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    after = events[events["time"] >= scenario.period.warm_up]
    people = customers.loc[customers["measured"], ["replication", "customer"]]
    return after.merge(people, on=["replication", "customer"])


def _sums(rows: pd.DataFrame, counted: dict[str, Any], by: str | None) -> pd.DataFrame:
    counts = pd.DataFrame(counted, index=rows.index).astype(float)
    name = pd.Series("all", rows.index) if by is None else rows[by].astype(object)
    return counts.groupby([rows["replication"].to_numpy(), name.to_numpy()]).sum().rename_axis(INDEX)
