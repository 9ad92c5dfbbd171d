"""Sentences say what the numbers say, and no more than they are sure of."""

import io
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import cxsim as cx
from cxsim.language.estimate import Estimate
from cxsim.language.speech import say
from cxsim.language.wording import of_100, percent, with_interval
from cxsim.questions.journey.assumptions import STATUSES, assumptions, count_assumptions
from cxsim.questions.journey.loss_shares import AFTER, LEFT, LOST, loss_shares, loss_table, place_name
from cxsim.questions.journey.losses import conclude_losses
from cxsim.questions.journey.map.journey_map import conclude_map, passages
from cxsim.questions.journey.persona_shares import of_whom, persona_shares
from cxsim.questions.journey.queues import conclude_queues
from cxsim.questions.journey.staying import by_persona, who_stays
from cxsim.questions.journey.survival import conclude_survival
from cxsim.questions.journey.words import sure
from cxsim.results.estimates import estimate
from cxsim.results.run import Run
from cxsim.scenario.load import scenario_from_dict
from cxsim.theme.picture import table_html
from cxsim.theme.style import house_style
from tests.reporting.crowded import crowded, crowded_run

CHARTS = ("map", "losses", "survival", "queues", "feelings")
OF_100 = re.compile(
    r"([Oo]f [\d,]+ [a-z ]+), ([\d.]+) of 100 [a-z0-9 ]+(?:\(95.% interval ([\d.]+)–([\d.]+)\))?[;.]"
)


@pytest.fixture(scope="module")
def run() -> Run:
    return crowded_run()


def small(**parts: Any) -> Run:
    """A run in which something is missing."""
    numbers = {key: parts.pop(key) for key in ("replications", "seed") if key in parts}
    return cx.simulate(
        crowded(**({"existing": 25, "prospects": 0.2} | parts)), **({"replications": 2, "seed": 4} | numbers)
    )


def everything(run: Run) -> str:
    """Every sentence and picture of a run, as one text."""
    pictures = [run.chart(name) for name in CHARTS]
    for picture in pictures:
        with house_style():
            picture.figure.savefig(io.BytesIO(), dpi=20)
        table_html(picture.data)
    said = [run.summary(), *(picture.alt for picture in pictures), run.table("personas")]
    text = "\n".join(said)
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", text)
    return text


def test_numbers_read_back_are_the_kpis(run: Run) -> None:
    found = {match[1]: match.groups()[1:] for match in OF_100.finditer(who_stays(run))}
    people = run.customers
    for who, kpi, column in (
        ("Of {} customers of today", "stay", "todays"),
        ("of {} prospects who come by themselves", "join", "came"),
    ):
        expected = estimate(run, kpi)
        who = who.format(f"{people[column].sum() / 3:,.0f}")
        for said, number in zip(found[who], expected, strict=False):
            digits = len(said.partition(".")[2])
            assert float(said) == pytest.approx(100 * number, abs=0.5 * 10**-digits + 1e-9)


def test_the_answer_is_three_sentences(run: Run) -> None:
    said = run.summary()
    sentences = said.splitlines()
    assert len(sentences) == 3
    assert all(sentence[0].isupper() or sentence[0].isdigit() for sentence in sentences)
    assert all(sentence.endswith(".") for sentence in sentences)
    assert said._repr_html_().count("<p>") == 3
    assert "<script>" not in said._repr_html_()
    assert said == f"{who_stays(run)}\n{conclude_losses(run)}\n{sure(run)}" == str(run)
    assert all(sentence.count(":") <= 1 and sentence.count(". ") == 0 for sentence in sentences)
    assert "after one year" in sentences[0]
    assert "within one year" in sentences[1]


def test_the_place_of_leaving_named_is_the_most_frequent_one(run: Run) -> None:
    shares = loss_shares(loss_table(run), LOST, LEFT)
    first = max(shares.names, key=lambda place: shares.of(place).mean)
    said = conclude_losses(run)
    assert with_interval(shares.of(first)) in said
    name = {"contract end": "not renewing at the end of the contract"}.get(first, place_name(run, first))
    assert name in said.partition(", but ")[0]


def test_worst_persona_is_named(run: Run) -> None:
    stays = by_persona(run, "stay")
    worst = min(stays.names, key=lambda persona: stays.of(persona).mean)
    assert run.scenario.personas[worst].title in sure(run)
    assert percent(stays.of(worst).mean, 0) in sure(run)
    assert sure(run).startswith("Fewest stay among ")
    assert sure(run).endswith(
        "; the intervals come from 3 replications, and hold as far as the assumptions do (of 1 parameter "
        "with a note 1 is assumed)."
    )


def test_one_replication_one_persona_half_a_year_no_teams() -> None:
    run = small(replications=1, personas=1, teams=False, period={"follow_up": "200 d"})
    text = everything(run)
    assert "single replication" in text
    assert "95\u00a0% interval" not in text
    assert "ewest" not in sure(run)
    assert "fewest" not in conclude_survival(run)
    assert "still customers after 7 months" in text
    assert "year" not in who_stays(run)
    assert conclude_queues(run) == "No customer waits for staff in this scenario."
    assert run.chart("queues").data.empty


def test_without_prospects_and_with_little_to_go_by() -> None:
    run = small(prospects=0.0, existing=40)
    text = everything(run)
    assert "prospects" not in who_stays(run)
    assert set(loss_table(run)["group"]) == {LOST}
    assert "cannot be told apart" in text


def test_nobody_is_lost() -> None:
    calm = crowded(existing=20, prospects=0.0).model_dump(mode="json", by_alias=True)
    for point in calm["touchpoints"].values():
        point["gate"] = {}
    for persona in calm["personas"].values():
        persona["switching_cost"] = 1000.0
    run = cx.simulate(scenario_from_dict(calm), replications=2, seed=1)
    assert estimate(run, "stay").mean == 1
    assert who_stays(run).startswith(
        "Of 20 customers of today, 100 of 100 are still customers after one year"
    )
    assert conclude_losses(run) == "Nobody was lost in this simulation."
    everything(run)


def test_without_customers_at_the_start() -> None:
    run = small(existing=0, period={"follow_up": "365 d"})
    everything(run)
    assert "who come by themselves" in who_stays(run)
    assert "customers of today" not in who_stays(run)


def test_of_customers_who_were_not_followed_long_enough_nothing_is_said() -> None:
    run = small(existing=0, prospects=1.0, period={"follow_up": "365 d"})  # all of them are new
    text = everything(run)
    assert run.customers["was_customer"].any()
    assert "past their first contract" not in conclude_survival(run)
    assert "New customers, in their first contract: " in conclude_survival(run)
    assert "Nobody was a customer" not in text
    assert not by_persona(run, "stay").names
    assert "join" in sure(run)


def test_without_anybody() -> None:
    run = small(existing=0, prospects=1e-9)
    assert run.customers.empty
    text = everything(run)
    assert "Nobody was a customer" in text
    assert "Nobody was lost" in text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Estimate(0.784, 0.762, 0.806, 20), "78 of 100 people stay (95\u00a0% interval 76–81)"),
        (Estimate(0.784, 0.779, 0.789, 20), "78.4 of 100 people stay (95\u00a0% interval 77.9–78.9)"),
        (Estimate(0.996, 0.99, 1.0, 20), "99.6 of 100 people stay (95\u00a0% interval 99.0–100.0)"),
        (Estimate(0.5, float("nan"), float("nan"), 1), "50 of 100 people stay"),
    ],
)
def test_people_of_a_hundred(value: Estimate, said: str) -> None:
    assert say("{number} of 100 people stay{limits}", **of_100(value)) == said


def test_assumptions_come_first_and_are_counted() -> None:
    scenario = cx.load_scenario("scenarios/telecom.yaml")
    table = assumptions(scenario)
    ranks = table["Status"].map(STATUSES.index)
    assert len(table) == len(scenario.evidence) > 0
    assert ranks.is_monotonic_increasing
    number = int((table["Status"] == "assumed").sum())
    assert f"{number} are assumed" in count_assumptions(scenario)
    assert f"Of {len(table)} parameters" in count_assumptions(scenario)
    by_path = table.set_index("Path")
    assert by_path.loc["value.sector_retention", "Parameter"] == "Value: sector retention"
    assert table.map(lambda cell: isinstance(cell, str)).all(axis=None)


def test_a_scenario_without_notes_says_so() -> None:
    bare = crowded().model_copy(update={"evidence": {}})
    assert "all of them are assumptions" in count_assumptions(bare)
    assert isinstance(assumptions(bare), pd.DataFrame)
    assert assumptions(bare).empty


def test_the_map_says_how_many_handoffs_cannot_be_told_apart(run: Run) -> None:
    kpis = run.kpis().query("scope == 'link' and kpi == 'context_lost'").set_index("name")
    drawn = passages(run).query("drawn")
    kpis = kpis.loc[drawn["source"] + " → " + drawn["target"]]
    first = kpis["mean"].idxmax()
    rivals = int((kpis["high"] >= kpis.loc[first, "low"]).sum()) - 1
    said = conclude_map(run)
    assert "loses the largest share of contexts" in said
    assert rivals > 0
    assert f"though {rivals} other" in said
    one = replace(run, counts=run.counts[:1])
    assert f"though {len(passages(one).query('drawn')) - 1} other" in conclude_map(one)


def test_a_place_is_not_set_against_itself(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where customers leave at several places, the friction on their mind may have struck at one of them."""
    losses = loss_table(run)
    one, other, third = [name for name in losses[AFTER].unique() if name in run.scenario.touchpoints][:3]
    for where, sources, words in (
        ([one, other], [one], "; the friction most often on their mind had happened at "),
        ([one], [one], ", where the friction most often on their mind had happened, too "),
        ([one, other], [third], ", but the friction most often on their mind had happened at "),
    ):
        told = iter((where, sources))
        monkeypatch.setattr(
            type(loss_shares(losses, LOST, LEFT)), "leaders", lambda self, told=told: next(told)
        )
        assert words in conclude_losses(run)


def test_personas_have_the_shares_of_todays_customers_where_there_are_any(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = small()
    todays = run.customers[run.customers["todays"]]["persona"].value_counts(normalize=True)
    shares = persona_shares(run)
    assert sum(shares.values()) == pytest.approx(1.0)
    for name, share in shares.items():
        assert share == pytest.approx(todays.get(name, 0.0))
    assert of_whom(run, 0.25).endswith(" of today’s customers")
    personas = run.scenario.personas
    monkeypatch.setattr(
        "cxsim.questions.journey.persona_shares._todays", lambda _: dict.fromkeys(personas, 0.0)
    )
    assert persona_shares(run) == {name: one.share for name, one in personas.items()}
    assert of_whom(run, 0.25).endswith(" of those who come")
