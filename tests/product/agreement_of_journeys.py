"""What is said of a journey and its moments of truth, held against its tables."""

import re
from collections.abc import Iterator

import cxsim as cx
from cxsim.questions.journey import words as journey
from cxsim.questions.journey.losses import conclude_losses
from cxsim.questions.journey.staying import who_stays
from cxsim.questions.journey.survival import conclude_survival
from cxsim.questions.moments import words as moments
from cxsim.questions.moments.estimate import Moments
from cxsim.questions.usual_methods.estimate import TOP, UsualMethods
from cxsim.results.survival import PAST_FIRST, durations
from tests.product.reading import (
    NUMBER,
    claim,
    close_to,
    number_of,
    quoted_in,
    same,
)


def of_a_run(run: cx.Run, text: str) -> Iterator[str]:
    people, scenario = run.customers[run.customers["measured"]], run.scenario
    todays, came = run.customers[run.customers["todays"]], run.customers[run.customers["came"]]
    said, lost_said = who_stays(run), conclude_losses(run)
    yield from claim("are still customers after" in said, len(todays), "there were customers of today")
    yield from claim("prospects who come by themselves" in said, len(came), "prospects came")
    for group, column, words in (
        (todays, "kept", rf"({NUMBER}) of 100 are still customers"),
        (came, "joined", rf"({NUMBER}) of 100 become customers"),
    ):
        if len(group) and (number := re.search(words, said)):
            yield from close_to(number[1], 100 * group[column].mean(), f"{column} of 100")
    titles = {name: persona.title for name, persona in scenario.personas.items()}
    group, column = (todays, "kept") if len(todays) else (came, "joined")
    past = durations(run.customers, scenario)
    past = past[past["group"] == PAST_FIRST]
    for sentence, shares in (
        (journey.sure(run), group.groupby(group["persona"].astype(str))[column].mean()),
        (conclude_survival(run), 1.0 - past.groupby(past["persona"].astype(str))["lost"].mean()),
    ):
        if worst := re.search(
            "(?:[Ff]ewest (?:stay |join )?among) (“.*”)(?: \\(which.*?\\))?(?:, of|:)", sentence, re.DOTALL
        ):
            named = _named_among(worst[1], titles)
            if shares.idxmin() not in named and min(shares[name] for name in named) > shares.min() + 1e-12:
                yield f"{sentence!r}, but fewest are among {shares.idxmin()}"
            if len(named) == len(shares) > 1:
                yield f"{sentence!r} names all {len(shares)} personas"
    lost = people[people["outcome"].isin(["left", "lapsed"])]
    gone = lost if len(lost) else people[people["outcome"] == "not_converted"]
    yield from claim("Nobody was lost" not in lost_said, len(gone), "somebody was lost")
    if len(gone):
        yield from claim("who are lost within" in lost_said, len(lost), "customers were lost")
        yield from claim(
            "none of them had a friction" not in lost_said, gone["cause"].notna().any(), "causes"
        )
        if gone["cause"].notna().any():
            yield from claim(
                "all of them had a friction" not in lost_said,
                gone["cause"].isna().any(),
                "no friction on mind",
            )
    visits = run.kpis().query("scope == 'journey' and kpi == 'visits'")["mean"].item()
    yield from claim("Nobody came to a touchpoint" not in run.chart("feelings").caption, visits > 0, "visits")


def _named_among(text: str, titles: dict[str, str]) -> list[str]:
    return [name for name, title in titles.items() if f"“{title}”" in text]


def of_moments(found: Moments, text: str) -> Iterator[str]:
    table, title = found.figures, {k: v.title for k, v in found.effects.scenario.touchpoints.items()}
    if not (table["people"] > 0).any():
        yield from claim("Nobody comes to any touchpoint" in text, True, "nobody comes")
        return
    visited = table[table["people"] > 0]
    truth, pain = moments.truth(found), moments.pain(found)
    first, sure, costs = moments.first(found), moments.sure(found), moments.costs(found)
    truths = found.moments_of_truth
    yield from claim(truth.startswith("A single visit decides"), truths, "moments of truth")
    if truths:
        counts = re.match(r"A single visit decides, .* at (\d+) of (\d+) touchpoints?:", truth)
        if not counts or int(counts[1]) != len(truths):
            yield f"{truth!r} counts other than {len(truths)} moments of truth"
        yield from same(quoted_in(truth), [title[name] for name in truths], "moments of truth")
        if re.search(r"”, [;.]|”, $", truth):
            yield f"{truth!r} says nothing of a touchpoint"
    surely = visited[visited["loss_low"] > 0]
    yield from claim(not costs.startswith("Nowhere"), len(surely), "frictions cost customers")
    if len(surely):
        alike = visited[visited["customers_high"] >= surely["customers_low"].iloc[0]]
        if quoted_in(costs)[0].split() != title[str(alike["customers"].idxmax())].split():
            yield f"{costs!r} begins with another than {alike['customers'].idxmax()}"
        if counts := re.search(r"They surely cost customers at (\d+) of (\d+)", costs):
            yield from close_to(counts[1], len(surely), "at how many frictions surely cost customers")
            yield from close_to(counts[2], len(visited), "of how many")
        if not (visited["customers"].diff().dropna() <= 1e-9).all():
            yield "touchpoints are not in the order of what they cost"
    counted = moments.classes(found).partition(" At a breaker")[0]
    told = {found[1]: int(found[2]) for found in re.finditer(r"([a-z][^,:]*?) (\d+)[,.]", counted)}
    if sum(told.values()) != len(visited):
        yield f"{moments.classes(found)!r} counts other than {len(visited)} touchpoints"
    if told.get("undecided") != (visited["kind"] == "undecided").sum():
        yield f"{moments.classes(found)!r} counts other undecided ones"
    most = visited["pain"].idxmax()
    yield from claim(pain, visited.loc[most, "pain_low"] > 0, "pain is felt")
    if pain:
        alike = re.sub(r" \(not clearly less at [^)]*\)", "", pain)
        yield from same(quoted_in(alike), [title[most]], "most pain")
        yield from claim("moment of truth as well" in pain, most in truths, "pain at a moment of truth")
        if "loses nobody" in pain and table.loc[most, "kind"] in ("breaker", "both", "undecided"):
            yield f"{pain!r} of a touchpoint that is {table.loc[most, 'kind']}"
    makers = table.index[table["kind"].isin(["maker", "both"])]
    yield from claim("Delight decides at" in first, len(makers), "delight decides")
    if "Delight decides at" in first:
        sentence = re.findall(r"Delight decides at [^.]*\.", first)[0]
        yield from same(quoted_in(sentence), [title[name] for name in makers], "delight decides")
    if limit := re.search(rf"never gains more than ({NUMBER}) of 100", first):
        yield from close_to(limit[1], 100 * table["make_high"].max(), "most that delight gains")
        if number_of(limit[1]) < 0:
            yield f"{first!r} has delight gain less than nobody"
    open_ = visited.index[visited["kind"] == "undecided"]
    if found.effects.manifest["replications"] > 1:
        yield from claim("undecided" in sure, len(open_), "undecided touchpoints")
    for row, (_, of_table) in zip(found.table().frame.itertuples(index=False), table.iterrows(), strict=True):
        yield from claim("moment of truth" in row[1], of_table["moment_of_truth"], "class in the table")


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
        yield from claim("names the same" in text, (right >= TOP).any(), "correlation names the same")
