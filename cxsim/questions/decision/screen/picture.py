"""The picture of the first screen: each improvement's gain with limits, what it brings, and how safely."""

import math
from typing import Any, NamedTuple

from matplotlib.ticker import MaxNLocator

from cxsim.language.points import signed_points
from cxsim.language.speech import say, say_count, translated, written
from cxsim.language.wording import capital, lasting, listed, plain_number, quoted
from cxsim.questions.decision.estimate import Decision
from cxsim.questions.decision.screen.budget import offer
from cxsim.questions.experiments.besides_words import both_ways
from cxsim.questions.experiments.objective_words import amount, amounts, horizon, is_share, rounded, unit
from cxsim.questions.experiments.sets_words import sets_told
from cxsim.questions.ranking.estimate import Ranking
from cxsim.questions.ranking.words import SURELY, start
from cxsim.scenario.objective import Objective

BRINGS, COSTS, OPEN = "brings", "costs", "open"
KINDS = {
    BRINGS: "brings more than it costs",
    COSTS: "costs more than it brings",
    OPEN: "gain or net value undecided",
}
FIGURE = 16.0  # per cent of the width that a figure takes
LEFT, RIGHT = 3.0, 80.0  # per cent of the width between which the scale lies: figures stand beside the marks
SAID = (*KINDS.values(),)


class Row(NamedTuple):
    """An improvement: places on the scale in per cent of its width, and all that stands in its row."""

    title: str
    kind: str
    first: bool
    chosen: bool
    harm: str
    low: float
    place: float
    high: float
    beside: float
    gain: str
    net: str
    sets: str
    exact: str


class PictureOf(NamedTuple):
    """The whole picture."""

    title: str
    unit: str
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]
    note: str


def paying(row: Any) -> str:
    """Return what a net value stands for, whatever the gain."""
    return COSTS if row["net_high"] < 0.0 else BRINGS if row["net_low"] > 0.0 else OPEN


def kind(row: Any) -> str:
    """Return what a mark stands for; what is undecided in gain or in value is undecided."""
    if row["net_high"] < 0.0:
        return COSTS
    return BRINGS if row["net_low"] > 0.0 and row["gain_low"] > 0.0 else OPEN


def picture(decision: Decision) -> PictureOf:
    """Lay out the improvements on one scale, the largest gain first."""
    ranking: Ranking = decision.answers["ranking"]
    table, objective, portfolio = ranking.figures, ranking.objective, decision.answers.get("portfolio")
    found = offer(portfolio, ranking) if portfolio is not None else None
    chosen = found.names if found is not None and found.pays else ()
    factor = 100.0 if is_share(objective) else 1.0
    ends = [
        value for name in ("gain", "gain_low", "gain_high") for value in table[name] if math.isfinite(value)
    ]
    low, high = min(0.0, *ends) * factor, max(0.0, *ends) * factor
    if high <= low:
        high = low + 1.0

    def at(value: float) -> float:
        return float(LEFT + (RIGHT - LEFT) * (value * factor - low) / (high - low))

    first = start(ranking)
    rows = tuple(
        Row(
            str(row["title"]),
            kind(row),
            name == first,
            name in chosen,
            _harm(ranking, row),
            at(row["gain"] if math.isnan(row["gain_low"]) else row["gain_low"]),
            at(row["gain"]),
            (to := at(row["gain"] if math.isnan(row["gain_high"]) else row["gain_high"])),
            # No figure stands across the line of nothing gained.
            at(0.0) if to < at(0.0) < to + FIGURE else to,
            amount(objective, row["gain"]),
            translated("undecided")
            if row["net_low"] <= 0.0 <= row["net_high"]
            else amount("net_value", row["net"]),
            "" if math.isnan(row["pays_in"]) else written(sets_told(ranking.assumed) * row["pays_in"]),
            _exact(decision, row),
        )
        for name, row in table.iterrows()
    )
    ticks = [float(tick) for tick in MaxNLocator(4).tick_values(low, high) if low <= tick <= high]
    return PictureOf(
        _title(ranking),
        say("{unit} (95\u00a0% limits)", unit=capital(unit(objective, ranking.scenario.currency))),
        tuple((at(tick / factor), _tick(objective, tick / factor)) for tick in ticks),
        rows,
        _together(ranking, len(rows)) if ranking.manifest["replications"] > 1 else "",
    )


def _title(ranking: Ranking) -> str:
    table = ranking.figures
    good = int(((table["pays"] == SURELY) & ~table["harmed"].map(bool) & ~table["conflict"]).sum())
    told = {"all": len(table)}
    if len(table) == 1:
        if good:
            return say("The only improvement surely pays and harms nobody")
        return say("The only improvement does not surely pay and harm nobody")
    if not good:
        return say("None of {all} improvements surely pays and harms nobody", **told)
    return say_count(
        "{number} of {all} improvements surely pays and harms nobody",
        "{number} of {all} improvements surely pay and harm nobody",
        good,
        **told,
    )


def _together(ranking: Ranking, number: int) -> str:
    """Say what limits are of, and that they hold together."""
    if ranking.assumed.varied:
        return say(
            "The limits of all {number} hold together with 95\u00a0% probability; they are limits of the "
            "mean over {sets} sets of assumptions.",
            number=number,
            sets=len(ranking.assumed.sets),
        )
    return say(
        "The limits of all {number} hold together with 95\u00a0% probability, if the assumptions do.",
        number=number,
    )


def _harm(ranking: Ranking, row: Any) -> str:
    personas = [quoted(ranking.scenario.personas[name].title) for name in row["harmed"]]
    if personas:
        return say("loses {personas}", personas=listed(personas))
    return both_ways(row) if row["conflict"] else ""


def _tick(objective: Objective, value: float) -> str:
    if not is_share(objective):
        return amount(objective, value)
    digits = next(
        digits for digits in range(4) if math.isclose(round(100 * value, digits), 100 * value, abs_tol=1e-9)
    )
    return signed_points(100 * value, digits)


def _exact(decision: Decision, row: Any) -> str:
    """Tell the figures of a row more exactly, for who points at it."""
    scenario, objective = decision.scenario, decision.answers["ranking"].objective
    told = [
        f"{unit(objective, scenario.currency)}: {amounts(objective, row, 'gain', 2)}",
        say(
            "first year {first}, {horizon} {cost} ({currency})",
            first=plain_number(rounded(row["first_year"])),
            horizon=horizon(scenario),
            cost=plain_number(rounded(row["cost"])),
            currency=scenario.currency,
        ),
        say("net value {currency} {net}", currency=scenario.currency, net=amounts("net_value", row, "net")),
    ]
    if math.isfinite(row["payback"]):
        told.append(say("paid back after {time}", time=lasting(max(row["payback"], 1.0))))
    return translated("; ").join(told)
