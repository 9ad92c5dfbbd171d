"""Sentences held against the tables they speak of, as they are said in English.

Numbers are read out of the sentences and of the cells; names are looked for between quotation marks.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

import cxsim as cx
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
from cxsim.questions.journey import words as journey
from cxsim.questions.journey.losses import conclude_losses
from cxsim.questions.journey.staying import who_stays
from cxsim.questions.journey.survival import conclude_survival
from cxsim.questions.maturity.estimate import Ladder
from cxsim.questions.moments import words as moments
from cxsim.questions.moments.estimate import Moments
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
from cxsim.questions.usual_methods.estimate import TOP, UsualMethods
from cxsim.results.survival import PAST_FIRST, durations
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


# --- what several questions say


def _unquoted(text: str) -> str:
    """A text without what it quotes."""
    return re.sub("“[^”]*”", "", text)


def _gains(said: str, row: Any, what: str) -> Iterator[str]:
    """Say where a gain is told with the other sign, with other limits, or with a verdict it does not have."""
    said = _unquoted(said)
    if found := re.search(rf"({NUMBER}) (?:of 100 )?(more|fewer) (?:stay|become|customers)", said):
        yield from _said(found[2] == "fewer", row["gain"] < 0.0, f"{what}: fewer")
    limits = re.search(rf"\(95\xa0% limits (?:[A-Z]{{3}} )?({NUMBER}) to ({NUMBER})\)", said)
    yield from _said(limits, pd.notna(row["gain_low"]), f"{what}: limits")
    if limits:
        signs_said = [_sign(_number(one)) for one in limits.groups()]
        signs_there = [_sign(row[f"gain_{end}"]) for end in ("low", "high")]
        if any(one * other < 0 for one, other in zip(signs_said, signs_there, strict=True)):
            yield f"{what}: the sentence has limits {limits[0]}, the table others"


def _sign(number: float) -> int:
    return int(np.sign(number))


def _pays(said: str, row: Any, what: str) -> Iterator[str]:
    """Say where something is told to pay, or not to, against its limits."""
    said, known = _unquoted(said), pd.notna(row["net_low"])
    undecided = known and row["net_low"] <= 0.0 <= row["net_high"]
    yield from _said("is undecided" in said, undecided, f"{what}: whether it pays is undecided")
    if not undecided:
        costs = re.search(r"(it costs|they cost) .* more than (it brings|they bring)", said)
        yield from _said(costs, row["net"] < 0.0, f"{what}: costs more than it brings")


def _adds_up(said: str, what: str) -> Iterator[str]:
    """Say where customers at the end are not the sum of the ways in which they were gained."""
    for found in re.finditer(
        rf"({NUMBER}) customers (more|fewer)[^:]*: ({NUMBER}) by staying, ({NUMBER}) by joining, "
        rf"({NUMBER}) by referral, and ({NUMBER}) who had come before",
        _unquoted(said),
    ):
        whole = _number(found[1]) * (-1 if found[2] == "fewer" else 1)
        if whole != sum(_number(found[at]) for at in range(3, 7)):
            yield f"{what}: {found[0]!r} does not add up"


# --- one question after the other


def of_a_run(run: cx.Run, text: str) -> Iterator[str]:
    people, scenario = run.customers[run.customers["measured"]], run.scenario
    todays, came = run.customers[run.customers["todays"]], run.customers[run.customers["came"]]
    said, lost_said = who_stays(run), conclude_losses(run)
    yield from _said("are still customers after" in said, len(todays), "there were customers of today")
    yield from _said("prospects who come by themselves" in said, len(came), "prospects came")
    for group, column, words in (
        (todays, "kept", rf"({NUMBER}) of 100 are still customers"),
        (came, "joined", rf"({NUMBER}) of 100 become customers"),
    ):
        if len(group) and (number := re.search(words, said)):
            yield from _close(number[1], 100 * group[column].mean(), f"{column} of 100")
    titles = {name: persona.title for name, persona in scenario.personas.items()}
    group, column = (todays, "kept") if len(todays) else (came, "joined")
    past = durations(run.customers, scenario)
    past = past[past["group"] == PAST_FIRST]
    for sentence, shares in (
        (journey.sure(run), group.groupby(group["persona"].astype(str))[column].mean()),
        (conclude_survival(run), 1.0 - past.groupby(past["persona"].astype(str))["lost"].mean()),
    ):
        if worst := re.search("(?:worst for|fewest among) (“.*”)(?:, of|:)", sentence, re.DOTALL):
            named = _named_among(worst[1], titles)
            if shares.idxmin() not in named and min(shares[name] for name in named) > shares.min() + 1e-12:
                yield f"{sentence!r}, but fewest are among {shares.idxmin()}"
            if len(named) == len(shares) > 1:
                yield f"{sentence!r} names all {len(shares)} personas"
    lost = people[people["outcome"].isin(["left", "lapsed"])]
    gone = lost if len(lost) else people[people["outcome"] == "not_converted"]
    yield from _said("Nobody was lost" not in lost_said, len(gone), "somebody was lost")
    if len(gone):
        yield from _said("customers who are lost" in lost_said, len(lost), "customers were lost")
        yield from _said(
            "none of them had a friction" not in lost_said, gone["cause"].notna().any(), "causes"
        )
        if gone["cause"].notna().any():
            yield from _said(
                "all of them had a friction" not in lost_said,
                gone["cause"].isna().any(),
                "no friction on mind",
            )
    visits = run.kpis().query("scope == 'journey' and kpi == 'visits'")["mean"].item()
    yield from _said("Nobody came to a touchpoint" not in run.chart("feelings").caption, visits > 0, "visits")


def _named_among(text: str, titles: dict[str, str]) -> list[str]:
    return [name for name, title in titles.items() if f"“{title}”" in text]


def of_moments(found: Moments, text: str) -> Iterator[str]:
    table, title = found.figures, {k: v.title for k, v in found.effects.scenario.touchpoints.items()}
    if not (table["people"] > 0).any():
        yield from _said("Nobody comes to any touchpoint" in text, True, "nobody comes")
        return
    visited = table[table["people"] > 0]
    truth, pain = moments.truth(found), moments.pain(found)
    first, sure, costs = moments.first(found), moments.sure(found), moments.costs(found)
    truths = found.moments_of_truth
    yield from _said(truth.startswith("A single visit decides"), truths, "moments of truth")
    if truths:
        counts = re.match(r"A single visit decides, .* at (\d+) of (\d+) touchpoints?:", truth)
        if not counts or int(counts[1]) != len(truths):
            yield f"{truth!r} counts other than {len(truths)} moments of truth"
        yield from _same(_quoted(truth), [title[name] for name in truths], "moments of truth")
        if re.search(r"”, [;.]|”, $", truth):
            yield f"{truth!r} says nothing of a touchpoint"
    surely = visited[visited["loss_low"] > 0]
    yield from _said(not costs.startswith("Nowhere"), len(surely), "frictions cost customers")
    if len(surely):
        if _quoted(costs)[0].split() != title[str(surely.index[0])].split():
            yield f"{costs!r} begins with another than {surely.index[0]}"
        if counts := re.search(r"They surely cost customers at (\d+) of (\d+)", costs):
            yield from _close(counts[1], len(surely), "at how many frictions surely cost customers")
            yield from _close(counts[2], len(visited), "of how many")
        if not (visited["customers"].diff().dropna() <= 1e-9).all():
            yield "touchpoints are not in the order of what they cost"
    told = {
        found[1]: int(found[2]) for found in re.finditer(r"([a-z][^,:]*?) (\d+)[,.]", moments.classes(found))
    }
    if sum(told.values()) != len(visited):
        yield f"{moments.classes(found)!r} counts other than {len(visited)} touchpoints"
    if told.get("undecided") != (visited["kind"] == "undecided").sum():
        yield f"{moments.classes(found)!r} counts other undecided ones"
    most = visited["pain"].idxmax()
    yield from _said(pain, visited.loc[most, "pain_low"] > 0, "pain is felt")
    if pain:
        yield from _same(_quoted(pain), [title[most]], "most pain")
        yield from _said("moment of truth as well" in pain, most in truths, "pain at a moment of truth")
        if "loses nobody" in pain and table.loc[most, "kind"] in ("breaker", "both", "undecided"):
            yield f"{pain!r} of a touchpoint that is {table.loc[most, 'kind']}"
    makers = table.index[table["kind"].isin(["maker", "both"])]
    yield from _said("Delight decides at" in first, len(makers), "delight decides")
    if "Delight decides at" in first:
        sentence = re.findall(r"Delight decides at [^.]*\.", first)[0]
        yield from _same(_quoted(sentence), [title[name] for name in makers], "delight decides")
    if limit := re.search(rf"never gains more than ({NUMBER}) of 100", first):
        yield from _close(limit[1], 100 * table["make_high"].max(), "most that delight gains")
        if _number(limit[1]) < 0:
            yield f"{first!r} has delight gain less than nobody"
    open_ = visited.index[visited["kind"] == "undecided"]
    if found.effects.manifest["replications"] > 1:
        yield from _said("undecided" in sure, len(open_), "undecided touchpoints")
    for row, (_, of_table) in zip(found.table().frame.itertuples(index=False), table.iterrows(), strict=True):
        yield from _said("moment of truth" in row[1], of_table["moment_of_truth"], "class in the table")


def of_usual_methods(found: UsualMethods, text: str) -> Iterator[str]:
    for sentence in text.splitlines():
        if top := re.match(r"Of the (\d+) (?:touchpoints? )?where", sentence):
            counts = [
                float(number)
                for number in re.findall(r"(?<!first )([\d.]+) (?:would be among|by )", sentence)
            ]
            if int(top[1]) > len(found.figures):
                yield f"{sentence!r} of {len(found.figures)} touchpoints"
            if not counts or max(counts) > int(top[1]):
                yield f"{sentence!r} finds more than there are"
    if len(found.figures) > TOP and found.first["in_a_year"]:
        right = found.agreement.loc["correlation", ["in_top", "in_top_one_visit"]]
        yield from _said("names the same" in text, (right >= TOP).any(), "correlation names the same")


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
    yield from _said("None of the improvements" not in best, len(reaching), "something gains")
    if len(reaching):
        leader = reaching.iloc[0]
        if _quoted(best)[0].split() != str(leader["title"]).split():
            yield f"{best!r} leads with another than {leader['title']!r}"
        yield from _gains(best.partition("; whether it or ")[0], leader, "the best")
        if aim != "net_value":
            yield from _pays(best.partition("; whether it or ")[0], leader, "the best")
        if of := re.search(r"of all (\d+)", best):
            yield from _close(of[1], len(table), "how many were ranked")
            if leader["best"] < table["best"].max():
                yield f"{best!r}, but another is likelier the best"
    yield from _adds_up(beside, "the best")
    sound = table[
        (table["net_low"] > 0.0)
        & (table["verdict"] != verdicts.worse)
        & (table["harmed"].map(len) == 0)
        & ~((table["stay_low"] > 0.0) & (table["join_high"] < 0.0))
        & ~((table["stay_high"] < 0.0) & (table["join_low"] > 0.0))
    ]
    yield from _said(start.startswith("Start with"), len(sound), "something surely pays and harms nobody")
    if len(sound) and _quoted(start)[0].split() != str(sound.loc[sound["net"].idxmax(), "title"]).split():
        yield f"{start!r}, but {sound['net'].idxmax()} brings most"
    for verdict, words in ((NO_EFFECT, "no effect to speak of"), (UNDECIDED, "undecided")):
        yield from _said(words in rest, (table["verdict"] == verdict).any(), verdict)
    losing = table[table["verdict"] == verdicts.worse]
    for title in losing["title"]:
        if " ".join(title.split()) not in " ".join(found.summary().split()) and len(losing) <= 3:
            yield f"nothing is said of {title!r}, which clearly does worse"
    hurting = table[table["harmed"].map(bool) & (table["verdict"] != verdicts.worse)]
    yield from _said(harm_of_personas(found), len(hurting), "personas are harmed")
    personas = conclude_personas(found)
    if found.manifest["replications"] > 1 and "From one replication" in personas:
        yield f"{personas!r} from {found.manifest['replications']} replications"


def of_portfolio(found: Portfolio, text: str) -> Iterator[str]:
    steps, do, best = found.steps, portfolio.do(found), portfolio.best(found)
    if len(steps) and steps["first_year_so_far"].iloc[-1] > found.budget + 1e-6:
        yield "costs more than the budget"
    if counts := re.search(r"(\d+) of (\d+) improvements together", do):
        yield from _close(counts[1], len(steps), "how many are done")
        yield from _close(counts[2], len(found.first_year), "of how many")
    yield from _said(not do.startswith("Nothing"), len(steps), "something is done")
    tried = len(found.tried) - 1
    if counts := re.match(r"All (\d+) sets|([\d,]+) of the sets", best):
        yield from _close(counts[1] or counts[2], tried, "how many sets were tried")
    yield from _said("It does harm" in text, len(steps) and found.harmed, "harms a persona")
    if steps.empty:
        return
    last = steps.iloc[-1]
    if not (steps["within_low"] > 0.0).all():
        yield "something is chosen that does not surely add anything"
    if not last["together_low"] > 0.0:
        yield f"{do!r}, but it does not surely gain anything"
    if abs(steps["gain"].sum() - last["together"]) > 1e-9:
        yield "what each adds does not add up to the whole"
    yield from _gains(do, {f"gain{end}": last[f"together{end}"] for end in ("", "_low", "_high")}, "all")
    if found.objective != "net_value":
        yield from _said("this loses money" in do, last["net_high"] < 0.0, "loses money")
        yield from _pays(do, last, "all")
    if found.exact and not found.left_out and found.tried["gain"].max() > last["together"] + 1e-9:
        yield f"{best!r}, but one gains {found.tried['gain'].max()}"


def of_shapley(found: Shapley, text: str) -> Iterator[str]:
    total, table = found.total, found.figures
    yield from _said("It is not clear" not in text, total["low"] > 0, "friction costs customers")
    if abs(table["mean"].sum() - total["mean"]) > 1e-9:
        yield "the parts do not add up to the whole"
    if abs(table["value"].sum() - total["value"]) > 1e-6 * max(abs(total["value"]), 1.0):
        yield "the values do not add up to the whole"
    yield from _said("It does harm" in text, total["harmed"], "harms a persona")
    if part := re.search(rf"({NUMBER})\xa0% of the gain is due to (.*)", text):
        if not 50.0 - SLACK <= _number(part[1]) <= 100.0 + SLACK:
            yield f"{text!r} is no part of it"
        said = _quoted(part[2].partition("; but ")[0])
        wanted = [found.scenario.touchpoints[str(name)].title for name in table.index[: len(said)]]
        yield from _same(said, wanted, "responsible")


def of_fragmentation(found: Fragmentation, text: str) -> Iterator[str]:
    row = found.figures.loc[LINKS]
    yield from _said("It is not clear" not in text, row["low_all"] > 0, "links cost customers")
    yield from _said("It does harm" in text, row["harmed"], "harms a persona")
    part = re.search(rf"responsible for ({NUMBER})\xa0% of that \(({NUMBER})–({NUMBER})\)", text)
    if part and not all(-SLACK <= _number(one) <= 100.0 + SLACK for one in part.groups()):
        yield f"{part[0]!r} is no part"


def of_staffing(found: Staffing, text: str) -> Iterator[str]:
    keeps, fewer_said, pays = staffing.keeps(found), staffing.fewer(found), staffing.pays(found)
    steps = found.figures[found.figures.index > 0]
    clear = len(steps) and steps["step_gain_low"].iloc[0] > 0
    yield from _said(keeps and "nobody in addition" not in keeps, clear, "the first gains")
    if clear:
        first = {f"gain{end}": steps[f"step_gain{end}"].iloc[0] for end in ("", "_low", "_high")}
        yield from _gains(keeps.partition("; ")[0], first, "the first")
    if pays:
        paid = steps["step_net_low"].iloc[0] > 0
        yield from _said("clearly pays for itself" in pays, paid, "the first pays for itself")
    fewer = found.figures[found.figures.index < 0]
    if len(fewer):
        last = fewer.iloc[-1]
        yield from _said(
            "cannot be told" in fewer_said,
            not (last["gain_low"] > 0 or last["gain_high"] < 0),
            "fewer is open",
        )
        yield from _gains(fewer_said.partition("; ")[0], last, "fewer")


def of_spending(found: WhereToSpend, text: str) -> Iterator[str]:
    best, table = spending.best(found), found.figures
    first = table.loc[table["gain"].idxmax()]
    yield from _said("none of prevention" not in best, first["gain_low"] > 0, "a kind gains")
    if first["gain_low"] > 0:
        yield from _gains(best.partition("; ")[0], first, "the first kind")
        if found.objective != "net_value":
            yield from _said("this loses money" in best, first["net_high"] < 0, "loses money")
            yield from _pays(best, first, "the first kind")
    for kind, row in table.iterrows():
        if row["first_year"] > found.budget + 1e-6:
            yield f"{kind} costs more than the budget"


def of_maturity(found: Ladder, text: str) -> Iterator[str]:
    stages = found.stages
    if stages.empty or found.manifest["replications"] < 2:
        return
    yield from _said("At no single stage" not in text, (stages["gain_low"] > 0).any(), "a level gains")
    yield from _said("ess than today with" in text, (stages["gain_high"] < 0).any(), "a level loses")
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
                yield from _gains(best, row, str(name))
            yield from _said("points both ways" in best, row["conflict"], "points both ways")
            others = [one for one in comparison.measures(found) if one != found.objective]
            clear = any(row[f"{one}_low"] > 0 or row[f"{one}_high"] < 0 for one in others)
            yield from _said("Secondary figures in which" in comparison.also(found), clear, "clearly differs")
            harms = row["harmed"] and not row["gain_high"] < 0.0
            yield from _said("It surely harms" in comparison.for_whom(found), harms, "harms a persona")
    yield from _adds_up(comparison.ways(found), "the comparison")


def of_targets(found: Targets, text: str) -> Iterator[str]:
    said, parts = str(found.summary()), found.parts
    if counts := re.match(r"Each of (\d+)|(\d+) of (\d+) ", said):
        yield from _close(counts[1] or counts[3], len(parts), "how many parts")
        yield from _close(counts[1] or counts[2], (parts == "green").sum(), "how many are green")
    yield from _said("does not:" in said or "misses" in said, found.whole == "red", "the journey is red")


def of_robustness(found: Robustness, text: str) -> Iterator[str]:
    said, table = str(found.summary()), found.figures
    first = str(found.ranking.figures["title"].iloc[0])
    if " ".join(first.split()) not in [" ".join(name.split()) for name in _quoted(said)]:
        yield f"{said!r} does not name {first!r}, which comes first on average"
    if sets := re.match(r"Over (\d+) sets?", said):
        yield from _close(sets[1], len(found.sets), "how many sets there are")
    if (top := re.search(r"among the best (\d+)", said)) and int(top[1]) >= len(table):
        yield f"{said!r} of {len(table)} improvements"
    if len(table) == 1 and not (table["top"] == 1.0).all():
        yield "the only one is not always among the best"
    if abs(table["best"].sum() - 1.0) > 1e-9:
        yield f"one comes first in {table['best'].sum()} of the sets"


def of_information(found: Information, text: str) -> Iterator[str]:
    sure = found.figures["sure"]
    yield from _said("Nothing is worth finding out" not in text, sure.any(), "something is worth finding out")
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
    yield from _said("No improvement with several" in text or "None of these" in text, none, "nothing gains")


def of_a_decision(found: Decision, text: str) -> Iterator[str]:
    rank = found.answers.get("ranking")
    if rank is None:
        return
    said, table = read(found.screen()), rank.figures
    start = ranking.start(rank)
    yield from _said("Start with" in said, start is not None, "there is something to start with")
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
    yield from _said("not yet safe" not in text, found.sure, "safe")
    if found.sure and len(left) > 1:
        yield f"{text!r}, but {list(left.index)} are not beaten"
    if found.sure:
        leave = "Leave today’s journey as it is" in text
        yield from _said(leave, found.best == choice.TODAY, "today's journey is the best")
        if found.best != choice.TODAY and found.objective != "net_value":
            money = next((line for line in text.splitlines() if line.startswith("With “")), "")
            yield from _pays(money, found.figures.loc[found.best], "the choice")


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
