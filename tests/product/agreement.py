"""Sentences held against the tables they speak of, as they are said in English.

Numbers are read out of the sentences and of the cells; names are looked for between quotation marks.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from cxsim.questions.bundles.estimate import Bundles
from cxsim.questions.choice import words as choice
from cxsim.questions.choice.estimate import Selection
from cxsim.questions.comparison import words as comparison
from cxsim.questions.comparison.estimate import Comparison
from cxsim.questions.decision.estimate import Decision
from cxsim.questions.drivers.estimate import Drivers
from cxsim.questions.experiments.objectives import NO_EFFECT, UNDECIDED, VERDICTS
from cxsim.questions.fragmentation.estimate import LINKS, Fragmentation
from cxsim.questions.information.estimate import Information
from cxsim.questions.maturity.estimate import Ladder
from cxsim.questions.portfolio import words as portfolio
from cxsim.questions.portfolio.estimate import Portfolio
from cxsim.questions.ranking import words as ranking
from cxsim.questions.ranking.estimate import Ranking
from cxsim.questions.ranking.persona_words import conclude_personas
from cxsim.questions.ranking.persona_words import harm as harm_of_personas
from cxsim.questions.robustness.estimate import Robustness
from cxsim.questions.shapley.estimate import Shapley
from cxsim.questions.spending import words as spending
from cxsim.questions.spending.estimate import WhereToSpend
from cxsim.questions.staffing import words as staffing
from cxsim.questions.staffing.estimate import Staffing
from cxsim.questions.targets.estimate import Targets
from tests.product.agreement_of_journeys import of_a_run, of_moments, of_usual_methods
from tests.product.reading import (
    NUMBER,
    SLACK,
    adding_up,
    claim,
    close_to,
    gains_told,
    limits_in_order,
    number_of,
    paying_told,
    quoted_in,
    same,
    signs,
)
from tests.product.texts import pictures, read
from tests.product.walk import Part, Step


def disagreements(step: Step, parts: list[Part]) -> Iterator[str]:
    """Say where what is said of an answer, in English, is contradicted by its own figures."""
    for part in parts:
        text = read(part)
        yield from limits_in_order(text)
        yield from signs(text if not pictures(part) else str(pictures(part)[0].caption))
    check = CHECKS.get(step.name)
    if check is not None:
        yield from check(step.answer, "\n".join(str(part) for part in parts if not pictures(part)))


def of_ranking(found: Ranking, text: str) -> Iterator[str]:
    table, aim, band = found.figures, found.objective, found.band
    verdicts = VERDICTS[aim]
    best, rest, beside, start = (
        say(found) for say in (ranking.best, ranking.rest, ranking.beside, ranking.first)
    )
    if not (table["gain"].diff().dropna() <= 1e-9).all():
        yield "the ranking is not in order"
    for _, row in table.iterrows():
        low, high = row["gain_low"], row["gain_high"]
        fits = {
            NO_EFFECT: low >= -band and high <= band,
            verdicts.better: low > 0.0,
            verdicts.worse: high < 0.0,
            UNDECIDED: np.isnan(low) or (low <= 0.0 <= high and (low < -band or high > band)),
        }
        if not fits[row["verdict"]]:
            yield f"{row['verdict']} with limits from {low:.5f} to {high:.5f}, band {band}"
        ways = sum(row[way] for way in ("by_staying", "by_joining", "by_referral", "by_the_rest"))
        if abs(ways - row["customers"]) > 1e-6:
            yield f"{row['title']}: customers are {row['customers']}, the ways to them add up to {ways}"
    reaching = table[table["verdict"] == verdicts.better]
    yield from claim("None of the improvements" not in best, len(reaching), "something gains")
    if len(reaching):
        leader = reaching.iloc[0]
        if quoted_in(best)[0].split() != str(leader["title"]).split():
            yield f"{best!r} leads with another than {leader['title']!r}"
        yield from gains_told(best.partition("; whether it or ")[0], leader, "the best")
        if aim != "net_value":
            yield from paying_told(best.partition("; whether it or ")[0], leader, "the best")
        if of := re.search(r"of all (\d+)", best):
            yield from close_to(of[1], len(table), "how many were ranked")
            if leader["best"] < table["best"].max():
                yield f"{best!r}, but another is likelier the best"
    yield from adding_up(beside, "the best")
    sound = table[
        (table["net_low"] > 0.0)
        & (table["verdict"] != verdicts.worse)
        & (table["harmed"].map(len) == 0)
        & ~((table["stay_low"] > 0.0) & (table["join_high"] < 0.0))
        & ~((table["stay_high"] < 0.0) & (table["join_low"] > 0.0))
    ]
    yield from claim(start.startswith("Start with"), len(sound), "something surely pays and harms nobody")
    if len(sound):
        tier = next(one for one in (verdicts.better, UNDECIDED, NO_EFFECT) if (sound["verdict"] == one).any())
        most = sound[sound["verdict"] == tier]["net_as_staffed"].idxmax()
        if quoted_in(start)[0].split() != str(sound.loc[most, "title"]).split():
            yield f"{start!r}, but {most} brings most of what is {tier}"
    for verdict, words in ((NO_EFFECT, "no effect to speak of"), (UNDECIDED, "undecided")):
        yield from claim(words in rest, (table["verdict"] == verdict).any(), verdict)
    losing = table[table["verdict"] == verdicts.worse]
    for title in losing["title"]:
        if " ".join(title.split()) not in " ".join(found.summary().split()) and len(losing) <= 3:
            yield f"nothing is said of {title!r}, which clearly does worse"
    hurting = table[table["harmed"].map(bool) & (table["verdict"] != verdicts.worse)]
    yield from claim(harm_of_personas(found), len(hurting), "personas are harmed")
    personas = conclude_personas(found)
    if found.manifest["replications"] > 1 and "From one replication" in personas:
        yield f"{personas!r} from {found.manifest['replications']} replications"


def of_portfolio(found: Portfolio, text: str) -> Iterator[str]:
    steps, do, best = found.steps, portfolio.do(found), portfolio.best(found)
    if len(steps) and steps["first_year_so_far"].iloc[-1] > found.budget + 1e-6:
        yield "costs more than the budget"
    if counts := re.search(r"(\d+) of (\d+) improvements together", do):
        yield from close_to(counts[1], len(steps), "how many are done")
        yield from close_to(counts[2], len(found.first_year), "of how many")
    yield from claim(not do.startswith(("Nothing", "All that")), len(steps), "something is done")
    tried = len(found.tried) - 1
    if counts := re.match(r"All (\d+) sets|([\d,]+) of the sets", best):
        yield from close_to(counts[1] or counts[2], tried, "how many sets were tried")
    yield from claim("It does harm" in text, len(steps) and found.harmed, "harms a persona")
    if steps.empty:
        return
    last = steps.iloc[-1]
    if not (steps["within_low"] > 0.0).all():
        yield "something is chosen that does not surely add anything"
    if not last["together_low"] > 0.0:
        yield f"{do!r}, but it does not surely gain anything"
    if abs(steps["gain"].sum() - last["together"]) > 1e-9:
        yield "what each adds does not add up to the whole"
    yield from gains_told(do, {f"gain{end}": last[f"together{end}"] for end in ("", "_low", "_high")}, "all")
    if found.objective != "net_value":
        yield from claim("this loses money" in do, last["net_high"] < 0.0, "loses money")
        yield from paying_told(do, last, "all")
    if found.exact and not found.left_out and found.tried["gain"].max() > last["together"] + 1e-9:
        yield f"{best!r}, but one gains {found.tried['gain'].max()}"


def of_shapley(found: Shapley, text: str) -> Iterator[str]:
    total, table = found.total, found.figures
    yield from claim("It is not clear" not in text, total["low"] > 0, "friction costs customers")
    if abs(table["mean"].sum() - total["mean"]) > 1e-9:
        yield "the parts do not add up to the whole"
    if abs(table["value"].sum() - total["value"]) > 1e-6 * max(abs(total["value"]), 1.0):
        yield "the values do not add up to the whole"
    yield from claim("It does harm" in text, total["harmed"], "harms a persona")
    if part := re.search(rf"({NUMBER})\xa0% of the gain is due to (.*)", text):
        if not 50.0 - SLACK <= number_of(part[1]) <= 100.0 + SLACK:
            yield f"{text!r} is no part of it"
        said = quoted_in(part[2].partition("; but ")[0])
        wanted = [found.scenario.touchpoints[str(name)].title for name in table.index[: len(said)]]
        yield from same(said, wanted, "responsible")


def of_fragmentation(found: Fragmentation, text: str) -> Iterator[str]:
    row = found.figures.loc[LINKS]
    yield from claim("It is not clear" not in text, row["low_all"] > 0, "links cost customers")
    yield from claim("It does harm" in text, row["harmed"], "harms a persona")
    part = re.search(rf"responsible for ({NUMBER})\xa0% of that \(({NUMBER})–({NUMBER})\)", text)
    if part and not all(-SLACK <= number_of(one) <= 100.0 + SLACK for one in part.groups()):
        yield f"{part[0]!r} is no part"


def of_staffing(found: Staffing, text: str) -> Iterator[str]:
    keeps, fewer_said, pays = staffing.keeps(found), staffing.fewer(found), staffing.pays(found)
    steps = found.figures[found.figures.index > 0]
    clear = len(steps) and steps["step_gain_low"].iloc[0] > 0
    yield from claim(keeps and "nobody in addition" not in keeps, clear, "the first gains")
    if clear:
        first = {f"gain{end}": steps[f"step_gain{end}"].iloc[0] for end in ("", "_low", "_high")}
        yield from gains_told(keeps.partition("; ")[0], first, "the first")
    if pays:
        paid = steps["step_net_low"].iloc[0] > 0
        yield from claim("clearly pays for itself" in pays, paid, "the first pays for itself")
    fewer = found.figures[found.figures.index < 0]
    if len(fewer):
        last = fewer.iloc[-1]
        yield from claim(
            "cannot be told" in fewer_said,
            not (last["gain_low"] > 0 or last["gain_high"] < 0),
            "fewer is open",
        )
        yield from gains_told(fewer_said.partition("; ")[0], last, "fewer")


def of_spending(found: WhereToSpend, text: str) -> Iterator[str]:
    best, table = spending.best(found), found.figures
    first = table.loc[table["gain"].idxmax()]
    yield from claim("none of prevention" not in best, first["gain_low"] > 0, "a kind gains")
    if first["gain_low"] > 0:
        yield from gains_told(best.partition("; ")[0], first, "the first kind")
        if found.objective != "net_value":
            yield from claim("this loses money" in best, first["net_high"] < 0, "loses money")
            yield from paying_told(best, first, "the first kind")
    for kind, row in table.iterrows():
        if row["first_year"] > found.budget + 1e-6:
            yield f"{kind} costs more than the budget"


def of_maturity(found: Ladder, text: str) -> Iterator[str]:
    stages = found.stages
    if stages.empty or found.manifest["replications"] < 2:
        return
    yield from claim("At no single stage" not in text, (stages["gain_low"] > 0).any(), "a level gains")
    yield from claim("ess than today with" in text, (stages["gain_high"] < 0).any(), "a level loses")
    if not (stages["gain"].diff().dropna() <= 1e-9).all():
        yield "stages are not in order"


def of_comparison(found: Comparison, text: str) -> Iterator[str]:
    best, verdicts = comparison.best(found), VERDICTS[found.objective]
    words = {
        verdicts.better: ("With ", " more"),
        verdicts.worse: ("With ", " fewer"),
        NO_EFFECT: ("", " makes no difference to speak of"),
        UNDECIDED: ("Whether ", " is undecided"),
    }
    for name, row in found.figures.iterrows():
        if len(found.figures) > comparison.NAMED:
            break
        before, after = words[row["verdict"]]
        if pd.isna(row["gain"]):
            before, after = "", " cannot be compared with"
        title = re.escape(" ".join(str(name).split()))
        of_it = re.search(rf"{before}“{title}” .*?(?=(?:With |Whether )?“|$)", " ".join(best.split()))
        if f"{before}“{' '.join(str(name).split())}”" not in " ".join(best.split()) or after not in best:
            yield f"{best!r}, but {name} is {row['verdict']}"
        if of_it and len(found.figures) == 1:
            if pd.notna(row["gain"]):
                yield from gains_told(best, row, str(name))
            yield from claim("points both ways" in best, row["conflict"], "points both ways")
            others = [one for one in comparison.measures(found) if one != found.objective]
            clear = any(row[f"{one}_low"] > 0 or row[f"{one}_high"] < 0 for one in others)
            yield from claim("Secondary figures in which" in comparison.also(found), clear, "clearly differs")
            harms = row["harmed"] and not row["gain_high"] < 0.0
            yield from claim("It surely harms" in comparison.for_whom(found), harms, "harms a persona")
    yield from adding_up(comparison.ways(found), "the comparison")


def of_targets(found: Targets, text: str) -> Iterator[str]:
    said, parts = str(found.summary()), found.parts
    if counts := re.match(r"Each of (\d+)|(\d+) of (\d+) ", said):
        yield from close_to(counts[1] or counts[3], len(parts), "how many parts")
        yield from close_to(counts[1] or counts[2], (parts == "green").sum(), "how many are green")
    yield from claim("does not:" in said or "misses" in said, found.whole == "red", "the journey is red")


def of_robustness(found: Robustness, text: str) -> Iterator[str]:
    said, table = str(found.summary()), found.figures
    first = str(found.ranking.figures["title"].iloc[0])
    gaining = (found.gains > 0.0).any(axis=1).mean()
    if not gaining:
        yield from claim("no improvement gains anything in any of them" in said, True, "nothing ever gains")
    elif " ".join(first.split()) not in [" ".join(name.split()) for name in quoted_in(said)]:
        yield f"{said!r} does not name {first!r}, which comes first on average"
    if sets := re.match(r"Over (\d+) sets?", said):
        yield from close_to(sets[1], len(found.sets), "how many sets there are")
    if (top := re.search(r"among the best (\d+)", said)) and int(top[1]) >= len(table):
        yield f"{said!r} of {len(table)} improvements"
    if len(table) == 1 and not (table["top"] == gaining).all():
        yield "the only one is not among the best whenever it gains anything"
    if abs(table["best"].sum() - gaining) > 1e-9:
        yield f"one comes first in {table['best'].sum()} of the sets, something gains in {gaining}"


def of_information(found: Information, text: str) -> Iterator[str]:
    sure = found.figures["sure"]
    nothing = "Nothing is worth finding out" in text or "too few to tell what is worth" in text
    yield from claim(not nothing, sure.any(), "something is worth finding out")
    if not (found.figures["worth"] >= -1e-9).all():
        yield "to know something is worth less than nothing"


def of_drivers(found: Drivers, text: str) -> Iterator[str]:
    for column in ("gain", "lead"):
        if (found.figures[column] < -1e-12).any() or (found.figures[f"{column}_sign"].abs() > 1 + 1e-9).any():
            yield f"{column} moves by less than nothing, or beyond always"
    if not (found.figures["lead"].diff().dropna() <= 1e-9).all():
        yield "assumptions are not in the order of what they move"


def of_bundles(found: Bundles, text: str) -> Iterator[str]:
    for name, whole in found.whole.iterrows():
        parts = found.figures[found.figures["improvement"] == name]
        if abs(parts["share"].sum() - whole["gain"]) > 1e-9 * max(abs(whole["gain"]), 1.0):
            yield f"{name}: the shares of its parts do not add up to its gain"
    none = found.whole.empty or not (found.whole["gain_low"] > 0).any()
    yield from claim("No improvement with several" in text or "None of these" in text, none, "nothing gains")


def of_a_decision(found: Decision, text: str) -> Iterator[str]:
    rank = found.answers.get("ranking")
    if rank is None:
        return
    said, table = read(found.screen()), rank.figures
    start = ranking.start(rank)
    yield from claim("Start with" in said, start is not None, "there is something to start with")
    if start is not None and " ".join(str(table.loc[start, "title"]).split()) not in " ".join(said.split()):
        yield f"the screen does not name {start}, with which to start"
    for name, row in table[table["harmed"].map(bool)].head(3).iterrows():
        if " ".join(str(row["title"]).split()) not in " ".join(said.split()):
            yield f"the screen does not say that {name} harms {row['harmed']}"
    if "robustness" in found.answers:
        yield from of_robustness(found.answers["robustness"], text)
    if "information" in found.answers:
        told = found.answers["information"]
        yield from of_information(told, str(told.summary()))


def of_a_selection(found: Selection, text: str) -> Iterator[str]:
    left = found.figures[found.figures["beaten_by"] == ""]
    yield from claim("not yet safe" not in text, found.sure, "safe")
    if found.sure and len(left) > 1:
        yield f"{text!r}, but {list(left.index)} are not beaten"
    if found.sure:
        leave = "Leave today’s journey as it is" in text
        yield from claim(leave, found.best == choice.TODAY, "today's journey is the best")
        if found.best != choice.TODAY and found.objective != "net_value":
            money = next((line for line in text.splitlines() if line.startswith("With “")), "")
            yield from paying_told(money, found.figures.loc[found.best], "the choice")


CHECKS: dict[str, Callable[[Any, str], Iterator[str]]] = {
    "simulate": of_a_run,
    "moments": of_moments,
    "usual_methods": of_usual_methods,
    "rank": of_ranking,
    "select": of_a_selection,
    "portfolio": of_portfolio,
    "shapley": of_shapley,
    "fragmentation": of_fragmentation,
    "staffing": of_staffing,
    "where_to_spend": of_spending,
    "maturity": of_maturity,
    "compare": of_comparison,
    "targets": of_targets,
    "robustness": of_robustness,
    "information": of_information,
    "drivers": of_drivers,
    "bundles": of_bundles,
    "decide": of_a_decision,
}
