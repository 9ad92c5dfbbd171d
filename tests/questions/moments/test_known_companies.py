"""Small companies whose truth is known: what is said of their touchpoints is true, verdict and sentence."""

import re

import pytest

from cxsim.errors import CxsimError
from cxsim.questions.moments import words
from cxsim.questions.moments.estimate import Moments, moments
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import Data, changed, exponential, persona, touchpoint
from tests.engine.theory import erlang_b
from tests.questions.small_worlds import BASE, FRICTION, goes_on, row_of, today
from tests.questions.test_known_companies import company

BAD, GOOD = goes_on(1.0, "friction"), goes_on(1.0, "ok")
PROSPECTS, SERVICE, STAFF = 100.0, 0.05, 2


def found(data: Data, replications: int = 10) -> Moments:
    return moments(Scenario.model_validate(data), replications=replications, seed=3)


def assert_covers(row, name: str, truth: float, sharp: float = 0.06) -> None:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    assert low <= truth <= high, (name, low, truth, high)
    assert high - low < sharp, "sharp enough to tell"


def bottleneck() -> Data:
    """Whoever passes the shop calls two agents without a queue; who finds both busy gives up."""
    data = row_of({"shop": 1.0, "call": 0.0}, delight=False, prospects=PROSPECTS, days=60.0)
    call = touchpoint(
        title="Call", team="agents", gate={"prospect": BASE}, service=exponential(SERVICE), waiting=PATIENT
    )
    changes = {
        "touchpoints.call": call,
        "touchpoints.shop.title": "Shop",
        "teams": {"agents": {"title": "Agents", "staff": STAFF, "lines": 0}},
    }
    return changed(data, changes, queues=True, handoffs=False, recovery=False)


PATIENT: Data = {"tolerance": "50 y"}


def served(passing: float) -> float:
    """How likely anybody who calls is served, if so many pass the shop (Erlang 1917)."""
    return (1.0 - BASE) * (1.0 - erlang_b(STAFF, PROSPECTS * passing * SERVICE))


def test_at_a_flooded_bottleneck_one_visit_and_everybody_are_told_apart() -> None:
    """A friction loses whom it befalls; if it befalls everybody, fewer call and more of these get through."""
    answer = found(bottleneck())
    row = answer.figures.loc["shop"]
    usual = FRICTION * BAD + (1.0 - FRICTION) * GOOD
    assert_covers(row, "break", (BAD - GOOD) * served(usual))
    assert_covers(row, "policy_break", BAD * served(BAD) - GOOD * served(GOOD))
    assert_covers(row, "loss", GOOD * served(GOOD) - usual * served(usual))
    assert row["crowding_break_low"] > 0.0
    each, policy = (answer.effects.of(name, "join").loc["shop"] for name in ("break", "policy_break"))
    assert each["high"] - each["low"] <= 1.3 * (policy["high"] - policy["low"])
    alone, everybody = (f"{-100 * row[name]:.1f}" for name in ("break", "policy_break"))
    assert float(alone) > 1.5 * float(everybody)
    assert words.policy(answer) == (
        "These are effects on each visitor while all others live as today; if a friction befalls everybody "
        "at once (the policy effect), queues and reviews respond: "
        f"at “Shop” it loses {everybody} of 100 who come instead of {alone}."
    )
    assert row["kind"] == "breaker"
    assert f"at “Shop”, after a friction that nobody puts right {-100 * row['break']:.0f} (" in words.truth(
        answer
    )


def test_what_waiting_costs_is_part_of_what_frictions_cost() -> None:
    """Nothing goes wrong at the call but that both agents are busy: without that nobody is lost there."""
    usual = FRICTION * BAD + (1.0 - FRICTION) * GOOD
    answer = found(bottleneck())
    assert_covers(answer.figures.loc["call"], "loss", usual * (1.0 - BASE - served(usual)))
    assert words.costs(answer).startswith("Today’s frictions, waiting included, cost most customers at “")


def test_of_a_large_company_four_groups_of_visitors_tell_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = found(bottleneck()).effects.of("break", "join").loc["shop"]
    monkeypatch.setattr("cxsim.questions.moments.forced.is_large", lambda customers: True)
    answer = found(bottleneck())
    row = answer.figures.loc["shop"]
    usual = FRICTION * BAD + (1.0 - FRICTION) * GOOD
    assert_covers(row, "break", (BAD - GOOD) * served(usual), sharp=0.12)
    assert_covers(row, "policy_break", BAD * served(BAD) - GOOD * served(GOOD), sharp=0.12)
    some = answer.effects.of("break", "join").loc["shop"]
    assert some["people"] == pytest.approx(0.4 * whole["people"], rel=0.05)


def test_where_nobody_meets_anybody_individual_and_policy_effect_are_one() -> None:
    answer = found(row_of({"a": 1.0, "b": 0.0}))
    table = answer.figures.loc[["a", "b"]]
    assert table["break"].equals(table["policy_break"])
    assert table["crowding_break"].isna().all()
    assert words.policy(answer) == ""


def test_a_placebo_touchpoint_is_neutral_and_costs_nobody() -> None:
    titles = {"touchpoints.decides.title": "Decides", "touchpoints.placebo.title": "Placebo"}
    data = changed(row_of({"decides": 1.0, "placebo": 0.0}, prospects=40.0), titles, handoffs=False)
    data["touchpoints"]["placebo"]["frictions"]["trouble"]["severity"] = 0.001
    answer = found(data)
    row = answer.figures.loc["placebo"]
    assert (row["kind"], row["loss"], row["break"]) == ("neutral", 0.0, 0.0)
    said = words.costs(answer)
    assert said.startswith(
        "Today’s frictions cost most customers at “Decides”. Without them, at “Decides” of "
    )
    assert said.endswith("They surely cost customers at 1 of 2 touchpoints.")
    assert "Placebo" not in said + words.truth(answer)


def test_one_touchpoint_alone_is_told_as_it_is() -> None:
    """Nothing stands out among one, but what a friction and delight do there is known."""
    answer = found(changed(row_of({"shop": 1.0}, prospects=40.0), {"touchpoints.shop.title": "Shop"}))
    row = answer.figures.loc["shop"]
    assert_covers(row, "break", BAD - GOOD)
    assert_covers(row, "loss", today(1.0, 0.0, friction=0.0) - today(1.0, 0.0))
    assert (row["kind"], row["moment_of_truth"]) == ("breaker", True)
    lines = answer.summary().splitlines()
    assert lines[0].startswith(
        "Today’s frictions cost most customers at “Shop”. Without them, at “Shop” of 100 "
    )
    assert lines[1].endswith("All touchpoints are judged by whether these prospects join.")
    assert lines[2].startswith(
        "A single visit decides, as a moment of truth, at 1 of 1 touchpoint: at “Shop”, "
    )


def test_a_company_that_only_writes_messages_has_moments_too() -> None:
    """Three in ten messages are irrelevant, which is felt as a friction; nobody meets anybody."""
    data = row_of({"mail": 1.0, "text": 0.0}, delight=False, prospects=40.0)
    message = {"relevance": 1.0 - FRICTION, "latest": "50 y", "severity": 0.5}
    for name in ("mail", "text"):
        del data["touchpoints"][name]["frictions"]
        data["touchpoints"][name] |= {"message": message, "title": name.title()}
    answer = found(changed(data, messages=True, handoffs=False, recovery=False))
    row = answer.figures.loc["mail"]
    assert_covers(row, "break", (BAD - GOOD) * (1.0 - BASE))
    assert_covers(row, "loss", FRICTION * (GOOD - BAD) * (1.0 - BASE))
    assert row["kind"] == "breaker"
    assert answer.figures.loc["text", "loss"] == 0.0
    assert answer.summary().startswith("Today’s frictions cost most customers at “Mail”. ")


def test_where_only_prospects_come_nothing_is_said_to_decide_who_stays() -> None:
    """Two thousand customers renew by letter, where nothing goes wrong; all trouble is in the shop."""
    answer = moments(company({}), replications=4, seed=5)
    row = answer.figures.loc["shop"]
    assert (row["judged_by"], row["todays"]) == ("join", 0)
    assert answer.figures.loc["letter", "judged_by"] == "stay"
    assert row["loss_low"] > 0.0
    for sentence in answer.summary().replace("; ", "\n").replace(". ", "\n").splitlines():
        assert "“Shop”" not in sentence or "stay" not in sentence, sentence
        assert "“Shop”" not in sentence or "still customers" not in sentence, sentence
    assert "“Shop” is judged by whether these prospects join, as more of them come there" in answer.summary()
    assert words.costs(answer).startswith(
        "Today’s frictions cost most customers at “Shop”. Without them, at “Shop” of 100 prospects "
    )


def test_where_only_customers_come_staying_is_told_with_its_period() -> None:
    """Every customer comes to the desk once in a year, where whoever is let down may leave."""
    data = row_of({"desk": 1.0}, delight=False, prospects=0.0, days=365.0, existing=2_000)
    data["touchpoints"]["desk"] |= {"title": "Desk", "gate": {"customer": BASE, "stakes": 1.0}}
    ask = {"title": "Ask", "type": "use", "every": "365 d", "start": {"desk": 1.0}}
    data["journeys"]["ask"] = {**ask, "links": {"desk": {"goal": 1.0}}}
    answer = found(data)
    row = answer.figures.loc["desk"]
    assert_covers(row, "break", BAD - GOOD)
    assert_covers(row, "loss", FRICTION * (GOOD - BAD))
    assert (row["judged_by"], row["prospects"], row["kind"]) == ("stay", 0, "breaker")
    said = answer.summary()
    assert re.match(
        r"Today’s frictions cost most customers at “Desk”. Without them, at “Desk” of 100 of today’s "
        r"customers \d+\.\d \([\d.]+–[\d.]+\) more would stay after one year, \d+ customers\.",
        said,
    )
    assert "All touchpoints are judged by whether today’s customers stay." in said
    assert "are still customers after one year" in words.truth(answer)
    assert "prospect" not in said
    assert "join" not in said


def test_nobody_measured_is_one_clear_line() -> None:
    with pytest.raises(CxsimError, match="nobody was measured in a replication, expected somebody") as caught:
        found(row_of({"a": 1.0}, prospects=0.001, days=5.0), 2)
    assert "\n" not in str(caught.value)


def test_where_nobody_comes_to_any_touchpoint_that_is_all_that_is_said() -> None:
    quiet = row_of({"a": 1.0, "b": 0.5}, prospects=0.0, existing=20, days=20.0)
    quiet["personas"] = {"anybody": persona()}
    said = found(quiet, 2).summary()
    assert said == "Nobody comes to any touchpoint after the warm-up, so that none can decide."
