"""Sentences held against the tables they speak of, as they are said in English.

Numbers are read out of the sentences and of the cells; names are looked for between quotation marks.
"""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

import cxsim as cx
from cxsim.questions.choice.estimate import Selection
from cxsim.questions.comparison import words as comparison
from cxsim.questions.comparison.estimate import Comparison
from cxsim.questions.decision.estimate import Decision
from cxsim.questions.fragmentation.estimate import LINKS, Fragmentation
from cxsim.questions.journey import words as journey
from cxsim.questions.journey.losses import conclude_losses
from cxsim.questions.journey.survival import stays_by_persona
from cxsim.questions.maturity.estimate import Ladder
from cxsim.questions.moments import words as moments
from cxsim.questions.moments.estimate import Moments
from cxsim.questions.portfolio import words as portfolio
from cxsim.questions.portfolio.estimate import Portfolio
from cxsim.questions.ranking import words as ranking
from cxsim.questions.ranking.estimate import KEEPS, LOSES, NO_EFFECT, UNDECIDED, Ranking
from cxsim.questions.ranking.persona_words import conclude_personas
from cxsim.questions.shapley.estimate import Shapley
from cxsim.questions.spending import words as spending
from cxsim.questions.spending.estimate import WhereToSpend
from cxsim.questions.staffing import words as staffing
from cxsim.questions.staffing.estimate import Staffing
from cxsim.questions.targets.estimate import Targets
from cxsim.questions.usual_methods.estimate import UsualMethods
from cxsim.results.survival import durations
from tests.product.texts import pictures, read
from tests.product.walk import Part, Step

NUMBER = r"[−+-]?\d+(?:,\d{3})*(?:\.\d+)?"
UNIT = r"(?:\xa0?(?:%|min|h|s|days))?"
# A figure with its limits, however they are written.
LIMITS = re.compile(
    rf"(?<![\w.,–−+-])(?<!of )({NUMBER})({UNIT})(?: of 100| more of 100| fewer of 100)? ?"
    rf"(?:\((?:95\xa0% (?:interval|limits) )?|: )({NUMBER})({UNIT})(?:–| to )({NUMBER})({UNIT})\)"
)
SLACK = 0.051  # figures and limits are rounded each by itself


def disagreements(step: Step, parts: list[Part]) -> Iterator[str]:
    """Say where what is said of an answer, in English, is contradicted by its own figures."""
    for part in parts:
        text = read(part)
        yield from limits_in_order(text)
        yield from signs(text if not pictures(part) else str(pictures(part)[0].caption))
    check = CHECKS.get(step.name)
    if check is not None:
        yield from check(step.answer, "\n".join(str(part) for part in parts if not pictures(part)))


def limits_in_order(text: str) -> Iterator[str]:
    """Say which figures of a text do not lie between their limits."""
    for found in LIMITS.finditer(text):
        mean, low, high = (_number(found[at]) for at in (1, 3, 5))
        # Half of units apart: a limit that is said without unit has that of the other.
        units = {found[at] for at in (2, 4, 6) if found[at]}
        if len(units) > 1 or "fewer" in found[0]:
            continue
        room = 0.51 * 10.0 ** -min(_digits(found[at]) for at in (1, 3, 5))
        if not low - room <= mean <= high + room:
            yield f"{found[0]!r} does not lie between its limits"


def signs(text: str) -> Iterator[str]:
    """Say where a negative number is written with a hyphen."""
    for found in re.finditer(r"(?<![\w.’'-])-\d[\d.,]*(?! to 1)", text):
        yield f"{text[max(found.start() - 30, 0) : found.end() + 10]!r} has a hyphen for a minus"


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-").replace("+", ""))


def _digits(text: str) -> int:
    return len(text.partition(".")[2])


def _said(claim: bool, fact: Any, what: str) -> Iterator[str]:
    """Say where something is claimed that is not so, or is so and not claimed."""
    if bool(claim) != bool(fact):
        yield f"{what}: the sentence says {bool(claim)}, the table {bool(fact)}"


def _quoted(text: str) -> list[str]:
    """Whatever a text quotes; titles have no such quotation marks of their own."""
    return re.findall("“([^”]*)”", text)


def _same(said: list[str], wanted: list[str], what: str) -> Iterator[str]:
    one, other = sorted(" ".join(name.split()) for name in said), sorted(" ".join(n.split()) for n in wanted)
    if one != other:
        yield f"{what}: the sentence names {one}, the table {other}"


def _close(said: str, value: float, what: str) -> Iterator[str]:
    if abs(_number(said) - value) > 0.51 * 10.0 ** -_digits(said):
        yield f"{what}: the sentence says {said}, the table {value:.4g}"


# --- one question after the other


def _are_followed(run: cx.Run) -> bool:
    """Tell whether some customers were followed to the end, or each replication ends with nobody left."""
    followed = durations(run.customers, run.scenario)
    span = min(365.0, run.scenario.period.follow_up)
    last = followed[followed["duration"] == followed.groupby("replication")["duration"].transform("max")]
    return bool((followed["duration"] > span - 1e-6).any() or last["lost"].all())


def of_a_run(run: cx.Run, text: str) -> Iterator[str]:
    people, scenario = run.customers[run.customers["measured"]], run.scenario
    shares, lost_said = stays_by_persona(run), conclude_losses(run)
    stays = pd.Series({name: shares.of(name).mean for name in shares.names}, dtype=float)
    customers, prospects = people[people["was_customer"]], people[people["origin"] != "existing"]
    told = len(customers) and _are_followed(run)
    yield from _said("customers stay" in journey.kept(run), told, "customers were followed")
    yield from _said("prospects become" in journey.kept(run), len(prospects), "prospects came")
    titles = {name: persona.title for name, persona in scenario.personas.items()}
    for sentence in (journey.sure(run), run.chart("survival").caption):
        if worst := re.search("(?:worst for|fewest among) (“.*”)(?:, of|:)", sentence, re.DOTALL):
            named = _named_among(worst[1], titles)
            if stays.idxmin() not in named and min(stays[name] for name in named) > stays.min() + 1e-12:
                yield f"{sentence!r}, but fewest stay among {stays.idxmin()}"
            if len(named) == len(stays) > 1:
                yield f"{sentence!r} names all {len(stays)} personas"
    lost = people[people["outcome"].isin(["left", "lapsed"])]
    gone = lost if len(lost) else people[people["outcome"] == "not_converted"]
    yield from _said("Nobody was lost" not in lost_said, len(gone), "somebody was lost")
    if len(gone):
        yield from _said("customers who are lost" in lost_said, len(lost), "customers were lost")
        yield from _said(
            "none of them had a friction" not in lost_said, gone["cause"].notna().any(), "causes"
        )
        if "had no friction on their mind" in lost_said:
            yield from _said(
                "nobody had no" not in lost_said, gone["cause"].isna().any(), "no friction on mind"
            )
    visits = run.kpis().query("scope == 'journey' and kpi == 'visits'")["mean"].item()
    yield from _said("Nobody came to a touchpoint" not in run.chart("feelings").caption, visits > 0, "visits")


def _named_among(text: str, titles: dict[str, str]) -> list[str]:
    return [name for name, title in titles.items() if f"“{title}”" in text]


def of_moments(found: Moments, text: str) -> Iterator[str]:
    table, title = found.figures, {k: v.title for k, v in found.effects.scenario.touchpoints.items()}
    truth, pain = moments.truth(found), moments.pain(found)
    first, sure = moments.first(found), moments.sure(found)
    truths = found.moments_of_truth
    yield from _said(truth.startswith("A single visit decides"), truths, "moments of truth")
    if truths:
        counts = re.match(r"A single visit decides, .* at (\d+) of (\d+) touchpoints?:", truth)
        if not counts or int(counts[1]) != len(truths):
            yield f"{truth!r} counts other than {len(truths)} moments of truth"
        yield from _same(_quoted(truth), [title[name] for name in truths], "moments of truth")
        if re.search(r"”, [;.]|”, $", truth):
            yield f"{truth!r} says nothing of a touchpoint"
    if pain:
        most = table["pain"].idxmax()
        yield from _same(_quoted(pain), [title[most]], "most pain")
        yield from _said("moment of truth as well" in pain, most in truths, "pain at a moment of truth")
        if "loses nobody" in pain and table.loc[most, "kind"] in ("breaker", "both", "undecided"):
            yield f"{pain!r} of a touchpoint that is {table.loc[most, 'kind']}"
    makers = table.index[table["kind"].isin(["maker", "both"])]
    if "Delight decides at" in first:
        sentence = re.findall(r"Delight decides at [^.]*\.", first)[0]
        yield from _same(_quoted(sentence), [title[name] for name in makers], "delight decides")
    if most := re.search(rf"never more than ({NUMBER}) of 100", first):
        yield from _close(most[1], 100 * table["make_high"].max(), "most that delight keeps")
        if _number(most[1]) < 0:
            yield f"{first!r} has delight keep less than nobody"
    open_ = table.index[(table["kind"] == "undecided") & (table["people"] > 0)]
    replications = found.effects.manifest["replications"]
    if replications > 1:
        yield from _said("undecided" in sure, len(open_), "undecided touchpoints")
    for row, (_, of_table) in zip(found.table().frame.itertuples(index=False), table.iterrows(), strict=True):
        yield from _said("moment of truth" in row[1], of_table["moment_of_truth"], "class in the table")


def of_usual_methods(found: UsualMethods, text: str) -> Iterator[str]:
    for sentence in text.splitlines():
        counts = [
            float(number) for number in re.findall(r"(?<!first )([\d.]+) (?:would be among|by )", sentence)
        ]
        if top := re.match(r"Of the (\d+) (?:touchpoints? )?where", sentence):
            if int(top[1]) > len(found.figures):
                yield f"{sentence!r} of {len(found.figures)} touchpoints"
            if not counts or max(counts) > int(top[1]):
                yield f"{sentence!r} finds more than there are"


def of_ranking(found: Ranking, text: str) -> Iterator[str]:
    table = found.figures
    best, value, rest = (say(found) for say in (ranking.best, ranking.value, ranking.rest))
    first = table.iloc[0]
    equivalence_band = found.equivalence_band
    if not (table["kept"].diff().dropna() <= 1e-12).all():
        yield "the ranking is not in order"
    for _, row in table.iterrows():
        low, high = row["kept_low"], row["kept_high"]
        fits = {
            NO_EFFECT: low >= -equivalence_band and high <= equivalence_band,
            KEEPS: low > 0.0,
            LOSES: high < 0.0,
            UNDECIDED: math.isnan(low)
            or (low <= 0.0 <= high and (low < -equivalence_band or high > equivalence_band)),
        }
        if not fits[row["verdict"]]:
            yield f"{row['verdict']} with limits from {low:.5f} to {high:.5f}, band {equivalence_band}"
    yield from _said("None of the improvements" not in best, first["verdict"] == KEEPS, "something keeps")
    if first["verdict"] == KEEPS:
        if _quoted(best)[0].split() != str(first["title"]).split():
            yield f"{best!r} leads with another than {first['title']!r}"
        heads = re.search(
            r"(-?[\d,−]+) customers: ([\d,]+) who would have left and ([\d,]+) who .* against ([\d,]+)",
            best,
        )
        if not heads:
            yield f"{best!r} counts nobody"
        else:
            customers, stayed, won, lost = map(_number, heads.groups())
            if customers != stayed + won - lost:
                yield f"{best!r} does not add up"
        if of := re.search(r"best of (\d+)", best):
            yield from _close(of[1], len(table), "how many were ranked")
    priced = table[(table["verdict"] == KEEPS) & table["cost_per_customer"].notna()]
    yield from _said(value, len(priced), "something has a price")
    if value:
        cheapest = priced["cost_per_customer"].idxmin()
        if _quoted(value)[0].split() != str(table.loc[cheapest, "title"]).split():
            yield f"{value!r} names another than the cheapest, {cheapest}"
    for verdict, words in ((NO_EFFECT, "no effect to speak of"), (UNDECIDED, "undecided")):
        yield from _said(words in rest, (table["verdict"] == verdict).any(), verdict)
    losing = table[table["verdict"] == LOSES]
    for title in losing["title"]:
        if " ".join(title.split()) not in " ".join(found.summary().split()) and len(losing) <= 3:
            yield f"nothing is said of {title!r}, which clearly loses customers"
    personas = conclude_personas(found)
    if found.manifest["replications"] > 1 and "From one replication" in personas:
        yield f"{personas!r} from {found.manifest['replications']} replications"


def of_portfolio(found: Portfolio, text: str) -> Iterator[str]:
    steps, do, best = found.steps, portfolio.do(found), portfolio.best(found)
    if len(steps) and steps["cost_so_far"].iloc[-1] > found.budget + 1e-6:
        yield "costs more than the budget"
    if counts := re.search(r"(\d+) of (\d+) improvements together", do):
        yield from _close(counts[1], len(steps), "how many are done")
        yield from _close(counts[2], len(found.costs), "of how many")
    clearly = len(steps) and steps["kept_low"].iloc[-1] > 0
    yield from _said(not do.startswith("Nothing"), clearly, "something is clearly kept")
    tried = len(found.tried) - 1
    if counts := re.match(r"All (\d+) sets|([\d,]+) of the sets", best):
        yield from _close(counts[1] or counts[2], tried, "how many sets were tried")
    if found.exact and len(steps) and found.tried["kept"].max() > steps["kept"].iloc[-1] + 1e-9:
        yield f"{best!r}, but one keeps {found.tried['kept'].max()}"


def of_shapley(found: Shapley, text: str) -> Iterator[str]:
    total, table = found.total, found.figures
    yield from _said("would not clearly" not in text, total["low"] > 0, "friction costs customers")
    if abs(table["mean"].sum() - total["mean"]) > 1e-9:
        yield "the parts do not add up to the whole"
    if part := re.search(rf"responsible for ({NUMBER})\xa0% of that", text):
        if not 50.0 - SLACK <= _number(part[1]) <= 100.0 + SLACK:
            yield f"{text!r} is no part of it"
        said = _quoted(text.partition("kept")[2])
        wanted = [found.scenario.touchpoints[str(name)].title for name in table.index[: len(said)]]
        yield from _same(said, wanted, "responsible")


def of_fragmentation(found: Fragmentation, text: str) -> Iterator[str]:
    yield from _said(
        "not clearly" not in text, found.figures.loc[LINKS, "low_all"] > 0, "links cost customers"
    )
    part = re.search(rf"responsible for ({NUMBER})\xa0% of that \(({NUMBER})–({NUMBER})\)", text)
    if part and not all(-SLACK <= _number(one) <= 100.0 + SLACK for one in part.groups()):
        yield f"{part[0]!r} is no part"


def of_staffing(found: Staffing, text: str) -> Iterator[str]:
    keeps, fewer_said = staffing.keeps(found), staffing.fewer(found)
    steps = found.figures[found.figures.index > 0]
    clear = len(steps) and steps["step_gain_low"].iloc[0] > 0
    yield from _said(keeps and "nobody in addition" not in keeps, clear, "the first keeps")
    fewer = found.figures[found.figures.index < 0]
    yield from _said("would lose" in fewer_said, len(fewer) and fewer["gain_high"].iloc[-1] < 0, "fewer lose")
    if "cannot be told" in fewer_said and fewer["gain_low"].iloc[-1] > 0:
        yield f"{fewer_said!r}, but fewer clearly keep more"


def of_spending(found: WhereToSpend, text: str) -> Iterator[str]:
    best, table = spending.best(found), found.figures
    clear = table["kept_low"].loc[table["kept"].idxmax()] > 0
    yield from _said("none of prevention" not in best, clear, "a kind keeps")
    for kind, row in table.iterrows():
        if row["cost"] > found.budget + 1e-6:
            yield f"{kind} costs more than the budget"


def of_maturity(found: Ladder, text: str) -> Iterator[str]:
    stages = found.stages
    if stages.empty or found.manifest["replications"] < 2:
        return
    yield from _said("At no single stage" not in text, (stages["kept_low"] > 0).any(), "a level keeps")
    yield from _said("would be lost by" in text, (stages["kept_high"] < 0).any(), "a level loses")


def of_comparison(found: Comparison, text: str) -> Iterator[str]:
    kept, also = comparison.kept(found), comparison.also(found)
    for name, row in found.figures.iterrows():
        words = {
            KEEPS: " more of 100 than",
            LOSES: " fewer of 100 than",
            NO_EFFECT: "keeps as many customers",
            UNDECIDED: "cannot be told",
        }
        mine = [s for s in kept.split("“") if s.split("”")[0].split() == str(name).split()]
        if len(found.figures) <= 3 and not any(words[row["verdict"]] in kept for _ in mine):
            yield f"{kept!r}, but {name} is {row['verdict']}"
        clearly = any(
            row[f"{measure}_low"] > 0 or row[f"{measure}_high"] < 0
            for measure in ("retention", "satisfaction", "lifetime_value")
        )
        if len(found.figures) == 1:
            yield from _said("clearly differs in" in also, clearly, "differs clearly")


def of_targets(found: Targets, text: str) -> Iterator[str]:
    said, parts = str(found.summary()), found.parts
    if counts := re.match(r"Each of (\d+)|(\d+) of (\d+) ", said):
        yield from _close(counts[1] or counts[3], len(parts), "how many parts")
        yield from _close(counts[1] or counts[2], (parts == "green").sum(), "how many are green")
    yield from _said("does not:" in said or "misses" in said, found.whole == "red", "the journey is red")


def of_a_decision(found: Decision, text: str) -> Iterator[str]:
    if "robustness" not in found.answers:
        return
    said, table = str(found.answers["robustness"].summary()), found.answers["ranking"].figures
    first = table.iloc[0]
    if "keeps most if all assumptions are right" in said and first["verdict"] != KEEPS:
        yield f"{said!r}, but as the assumptions are it is {first['verdict']}"
    if (top := re.search(r"among the best (\d+)", said)) and int(top[1]) >= len(table):
        yield f"{said!r} of {len(table)} improvements"


def of_a_selection(found: Selection, text: str) -> Iterator[str]:
    left = found.figures[found.figures["beaten_by"] == ""]
    yield from _said("not yet safe" not in text, found.sure, "safe")
    if found.sure and len(left) > 1:
        yield f"{text!r}, but {list(left.index)} are not beaten"


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
    "decide": of_a_decision,
}
