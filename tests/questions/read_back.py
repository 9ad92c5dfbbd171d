"""Reads sentences, tables and pictures of answers back, and finds where they contradict the figures."""

import math
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from cxsim.errors import CxsimError
from cxsim.questions.choice.estimate import Selection
from cxsim.questions.decision.estimate import Decision
from cxsim.questions.decision.screen.budget import offer
from cxsim.questions.decision.screen.picture import BRINGS, COSTS, picture
from cxsim.questions.decision.screen.screen import Screen
from cxsim.questions.portfolio.estimate import Portfolio
from cxsim.questions.ranking.estimate import Ranking
from cxsim.questions.ranking.words import start
from cxsim.results.answer import Answer

# What no reader should meet: numbers that are none, places that were not filled in, zeros with a sign.
FOREIGN = re.compile(r"\bnan\b|\bNone\b(?! of)|\binf\b|[{}]|[+−]0(?:\.0+)?(?![.\d,])|  ")
SIGNED = re.compile(r"(?<![\d\w])([+−]\d[\d,]*(?:\.\d+)?)")
ENDS = (".", "!", "?", ":")


def faults(answer: Answer) -> Iterator[str]:
    """Tell what is wrong in what an answer says and shows."""
    yield from _readable(answer)
    yield from _of_the_figures(answer)
    for kind, checks in CHECKS.items():
        if isinstance(answer, kind):
            yield from checks(answer)


def _readable(answer: Answer) -> Iterator[str]:
    for sentence in str(answer.summary()).splitlines():
        if FOREIGN.search(sentence):
            yield f"says {sentence!r}"
        if not sentence.endswith(ENDS):
            yield f"does not end: {sentence!r}"
        if sentence[0].islower():
            yield f"does not begin: {sentence!r}"
    for name, shown in _shown(answer, "tables"):
        page = re.sub(r"<[^>]+>", " | ", shown._repr_html_().partition("</style>")[2])
        for text in page.split("|"):
            if FOREIGN.search(text.strip()):
                yield f"table {name} shows {text!r}"
    for name, shown in _shown(answer, "charts"):
        for text in (shown.title, shown.alt):
            if FOREIGN.search(text):
                yield f"picture {name} tells {text!r}"


def _shown(answer: Answer, what: str) -> Iterator[tuple[str, Any]]:
    """Return all tables, or charts, that ask for nothing more."""
    for name in getattr(answer, what):
        try:
            yield name, getattr(answer, what.removesuffix("s"))(name)
        except CxsimError as error:
            if "found nothing, expected" not in str(error):
                raise


def _of_the_figures(answer: Answer) -> Iterator[str]:
    """Every figure with a sign that is said stands, rounded, in the numbers of the answer."""
    if not isinstance(answer, (Ranking, Portfolio)):
        return
    values = [value for name in answer.frames for value in _numbers(answer.to_frame(name))]
    for sentence in str(answer.summary()).splitlines():
        for said in SIGNED.findall(sentence):
            number = float(said.replace("−", "-").replace(",", ""))
            decimals = len(said.partition(".")[2])
            if not any(_is_rounded(number, value, decimals) for value in values):
                yield f"says {said}, which is no figure of it: {sentence!r}"


def _numbers(frame: pd.DataFrame) -> Iterator[float]:
    for column in frame.select_dtypes("number"):
        yield from frame[column].dropna()


def _is_rounded(said: float, value: float, decimals: int) -> bool:
    if decimals and math.isclose(said, 100 * value, abs_tol=0.51 * 10**-decimals):
        return True
    if math.isclose(said, value, abs_tol=1.01):  # whole customers, which add up
        return True
    if math.isinf(value):  # a limit that nobody knows
        return False
    size = abs(value)
    step = 10.0 ** min(3, math.floor(math.log10(size)) - 1) if size else 1.0
    return math.isclose(said, value, abs_tol=0.51 * step)


def _ranking(ranking: Ranking) -> Iterator[str]:
    said, table = str(ranking.summary()), ranking.figures
    first = start(ranking)
    if ("Start with" in said) != (first is not None):
        yield f"starts with {first}, and says {said!r}"
    if first is not None:
        row: Any = table.loc[first]
        if not (row["net_low"] > 0 and not row["harmed"] and not row["conflict"]):
            yield f"starts with {first}, which does not surely pay or does harm"
    for name, row in table.iterrows():
        if row["verdict"].startswith("keeps") and not row["gain_low"] > 0:
            yield f"{name} keeps customers, at limits from {row['gain_low']}"
        if row["verdict"].startswith("loses") and not row["gain_high"] < 0:
            yield f"{name} loses customers, at limits to {row['gain_high']}"
        parts = sum(row[way] for way in ("by_staying", "by_joining", "by_referral", "by_the_rest"))
        if not math.isclose(parts, row["customers"], abs_tol=1e-9):
            yield f"{name}: ways of gaining customers do not add up"
        if "loses some of" in said and not table["harmed"].map(bool).any():
            yield "says that somebody is harmed, and nobody is"


def _portfolio(portfolio: Portfolio) -> Iterator[str]:
    steps = portfolio.steps
    if len(steps) and steps["first_year_so_far"].iloc[-1] > portfolio.budget * (1 + 1e-9):
        yield "costs more than the budget"
    said = str(portfolio.summary())
    if len(steps) and steps["net_high"].iloc[-1] < 0 and "loses money" not in said and "costs" not in said:
        yield "loses money, and does not say so"
    if set(portfolio.left_out) & set(steps["improvement"]):
        yield "does what it leaves out"


def _selection(selection: Selection) -> Iterator[str]:
    said = str(selection.summary())
    besides = selection.besides
    if selection.sure and besides and bool(besides["harmed"]) != ("It does harm" in said):
        yield f"harms {besides['harmed']}, and says {said!r}"
    if selection.sure == ("not yet safe" in said):
        yield f"is {'' if selection.sure else 'not '}sure, and says {said!r}"


def _decision(decision: Decision) -> Iterator[str]:
    if "ranking" not in decision.answers:
        return
    screen, ranking = Screen(decision), decision.answers["ranking"]
    page = screen._repr_html_()
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    if found := re.search(r"\bnan\b|\bNone\b(?! of)|\binf\b|\{|\}", text):
        yield f"the first screen shows {text[max(0, found.start() - 60) : found.end() + 20]!r}"
    for row, (_, figures) in zip(picture(decision).rows, ranking.figures.iterrows(), strict=True):
        if (row.kind == COSTS) != bool(figures["net_high"] < 0):
            yield f"{row.title} is drawn as {row.kind} at a net value to {figures['net_high']}"
        if row.kind == BRINGS and not (figures["net_low"] > 0 and figures["gain_low"] > 0):
            yield f"{row.title} is drawn as {row.kind}"
        if row.first and not screen.parts[0].answer.count(row.title):
            yield f"{row.title} is marked first, and {screen.parts[0].answer!r} is said"
        if bool(row.harm) != bool(figures["harmed"] or figures["conflict"]):
            yield f"{row.title}: harm {row.harm!r}"
        if not all(0.0 <= place <= 100.0 for place in (row.low, row.place, row.high)):
            yield f"{row.title} is drawn outside the picture"
    if (portfolio := decision.answers.get("portfolio")) is not None and (bought := offer(portfolio, ranking)):
        names = set(bought.names)
        of_it = portfolio.tried[portfolio.tried["improvements"].map(set) == names]
        if bought.pays and len(names) > 1 and (of_it["harmed"].map(bool) | of_it["conflict"]).any():
            yield f"{sorted(names)} are bought, though together they harm somebody"
    for part in screen.parts:
        if FOREIGN.search(part.answer) or any(FOREIGN.search(told) for told in part.told):
            yield f"says {part}"


CHECKS: dict[type[Any], Any] = {
    Ranking: _ranking,
    Portfolio: _portfolio,
    Selection: _selection,
    Decision: _decision,
}
