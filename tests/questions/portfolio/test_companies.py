"""Companies whose truth is known: the portfolio, its figures, and what is said of it are right."""

import math
from itertools import combinations

import pytest

import cxsim as cx
from cxsim.questions.portfolio import words
from cxsim.questions.portfolio.pair_words import pairs
from tests.engine.scenarios import changed, persona
from tests.questions.library import improvement
from tests.questions.portfolio.companies import CUSTOMERS, STAYS, STAYS_DESPITE, mend, stay_at, using

SPACE = "\u00a0"


def portfolio(data, budget, **asked):
    return cx.portfolio(cx.Scenario.model_validate(data), budget, **{"replications": 8, **asked})


def chosen(found) -> set[str]:
    return set(found.steps["improvement"])


def titled(data, **titles):
    """The same company, whose improvements have short titles."""
    return changed(data, {f"improvements.{name}.title": title for name, title in titles.items()})


TWICE = {"one": 1.0, "other": 1.0}  # two causes, each of which is enough


def complements(others: int):
    """Two improvements that do nothing alone and bring 28 of 100 together; others that keep 1 of 100."""
    places = {f"p{number}": {"one": 1.0} for number in range(others)}
    library = {f"p{number}": mend(f"p{number}", "one", one_off=10.0) for number in range(others)}
    library |= {name: mend("a", name, one_off=10.0) for name in TWICE}
    data = using({"a": TWICE, **places}, library)
    for name in places:
        data["touchpoints"][name]["gate"]["customer"] = 0.001
    return titled(data, one="Mend one", other="Mend other")


def test_two_that_do_nothing_alone_are_found_together_among_nine():
    found = portfolio(complements(7), 60.0)
    fine, passing = 0.999**7, (0.999 - 0.011048) ** 7
    assert not found.exact
    assert {"one", "other"} <= chosen(found)
    steps = found.steps.set_index("improvement")
    alone = found.tried.set_index("improvements")["gain"]
    assert alone[("one",)] == alone[("other",)] == 0.0
    left = len(found.steps) - 2
    truth = STAYS * fine ** (left / 7) * passing ** (1 - left / 7) - STAYS_DESPITE * passing
    last = found.steps.iloc[-1]
    assert last["together_low"] <= truth <= last["together_high"]
    both = found.interactions.iloc[0]
    assert {both["one"], both["other"]} == {"one", "other"}
    by_both = (STAYS - STAYS_DESPITE) * passing
    assert both["interaction_low"] <= by_both <= both["interaction_high"]
    assert by_both == pytest.approx(0.28, abs=0.005)
    assert both["found"]
    assert found.interactions["found"].sum() == 1
    assert steps.loc[["one", "other"], "within_low"].min() > 0.2, "without one the other does nothing"
    assert "“Mend one” and “Mend other” at once (+" in words.order(found)
    assert pairs(found).startswith("“Mend one” and “Mend other” help each other: +")
    assert "All 36 pairs that the budget allows were looked at (4 replications at least): an inter" in pairs(
        found
    )
    assert pairs(found).endswith("what only three or more do together was not sought.")
    more, low, high = (f"{100 * last[f'together{end}']:.1f}" for end in ("", "_low", "_high"))
    assert words.do(found).startswith(
        f"With {len(found.steps)} of 9 improvements together, of 100 of today’s customers {more} more stay "
        f"after 20 days (95{SPACE}% limits +{low} to +{high}), for EUR{SPACE}{10 * len(found.steps)} of the "
        f"EUR{SPACE}60 that the first year may cost; they bring EUR{SPACE}"
    )
    assert words.population(found) == (
        f"This is about {CUSTOMERS} customers of today, followed for 20 days; contracts last up to 50 years, "
        "longer than the follow-up, so that not everybody had to decide whether to stay."
    )


def test_of_two_that_keep_the_same_customers_one_is_chosen():
    library = {"x": mend("a", "one", one_off=10.0), "y": mend("a", "one", one_off=9.0)}
    found = portfolio(titled(using({"a": {"one": 1.0}}, library), x="First", y="Second"), 50.0)
    assert chosen(found) == {"y"}, "the cheaper one"
    last = found.steps.iloc[-1]
    assert last["together_low"] <= STAYS - STAYS_DESPITE <= last["together_high"]
    (both,) = found.interactions.to_dict("records")
    assert both["interaction"] == pytest.approx(-last["together"])
    assert pairs(found).startswith("“First” and “Second” gain partly the same: −")
    assert words.do(found).startswith("With “Second”, of 100 of today’s customers ")
    assert "together" not in words.do(found)


def test_a_portfolio_that_loses_money_says_so_in_the_same_breath():
    library = {"x": mend("a", "one", one_off=90_000.0, yearly=5_000.0)}
    found = portfolio(titled(using({"a": {"one": 1.0}}, library), x="Gold"), 100_000.0)
    (last,) = found.steps.to_dict("records")
    assert last["first_year"] == 95_000.0
    assert 90_000.0 + 2 * 5_000.0 < last["cost"] < 90_000.0 + 3 * 5_000.0, "three years, discounted"
    assert last["net_low"] < last["net"] < last["net_high"] < 0.0
    assert last["net"] < CUSTOMERS * 0.4 * 3 * 100.0 - last["cost"], "at most three years of 100 for each"
    assert math.isinf(last["payback"])
    said = words.do(found)
    assert said.startswith("With “Gold”, of 100 of today’s customers ")
    assert f"; but this loses money: it costs EUR{SPACE}" in said
    low, high = (f"{abs(round(last[f'net_{end}'], -3)):,.0f}" for end in ("low", "high"))
    assert said.endswith(f"more than it brings over three years (95{SPACE}% limits EUR −{low} to −{high}).")
    assert said == str(found.summary()).splitlines()[0]
    worth = portfolio(titled(using({"a": {"one": 1.0}}, library), x="Gold"), 100_000.0, objective="net_value")
    assert worth.steps.empty
    assert words.do(worth).startswith(
        f"All that EUR{SPACE}100,000 buys does harm; the least with “Gold”: it costs EUR{SPACE}"
    )


def test_what_pays_is_said_to_with_its_limits():
    found = portfolio(using({"a": {"one": 1.0}}, {"x": mend("a", "one", one_off=10.0)}), 20.0)
    (last,) = found.steps.to_dict("records")
    assert 0.0 < last["net_low"] < last["net"]
    assert 0.0 < last["payback"] < 20.0
    assert "; it brings EUR" in words.do(found)
    assert "loses money" not in words.do(found)


def test_what_adds_nothing_is_left_out():
    """One does nothing at all, one keeps one in a thousand: less than what counts."""
    places = {"a": {"one": 1.0}, "b": {"one": 0.003, "never": 0.0}}
    library = {
        "much": mend("a", "one", one_off=1.0),
        "little": mend("b", "one", one_off=1.0),
        "none": mend("b", "never"),
    }
    found = portfolio(titled(using(places, library), much="Much", little="Little", none="None"), 50.0)
    assert chosen(found) == {"much"}
    assert set(found.left_out) <= {"little", "none"}
    if found.left_out == ("little",):
        assert words.left_out(found) == ("“Little” is left out: it does not surely add anything to speak of.")
    only = portfolio(using(places, {"none": mend("b", "never")}), 50.0)
    assert only.steps.empty
    assert words.do(only).startswith(f"Nothing that EUR{SPACE}50 buys surely adds anything to speak of; ")
    assert "more stay after 20 days (95" in words.do(only)


def test_what_surely_adds_less_than_counts_is_left_out():
    """A company in which one in five hundred is kept: surely some, but not enough to speak of."""
    data = using({"a": {"one": 0.008}}, {"x": mend("a", "one", one_off=1.0)})
    found = portfolio(
        changed(data, {"population.existing": 8_000}), 5.0, replications=10, equivalence_band=0.01
    )
    assert found.steps.empty
    assert found.left_out == ("x",)
    some = portfolio(
        changed(data, {"population.existing": 8_000}), 5.0, replications=10, equivalence_band=1e-6
    )
    assert chosen(some) == {"x"}
    (last,) = some.steps.to_dict("records")
    assert last["together_low"] <= stay_at(0.0) - stay_at(0.008) <= last["together_high"]


def referring():
    """Everybody uses the service each day and recommends it; an improvement makes more of them do so."""
    data = using(
        {"a": {"one": 0.0}},
        {"refer": {**improvement("advocacy.referral", 0.02, "set", one_off=1.0), "title": "Bonus"}},
        advocacy={"referral": 0.0, "referral_delay": "1 d"},
        surveys={"nps": {"centre": 10.0, "gain": 0.0, "noise": 0.0}},
    )
    data["touchpoints"]["a"]["gate"]["customer"] = 0.0
    data["journeys"]["use"]["every"] = "2 d"
    data["mechanisms"] |= {"referrals": True, "surveys": True}
    return data


def test_referred_newcomers_are_customers_but_nobody_who_stays():
    """They enlarge no denominator: of today's customers as many stay, and nobody came by themselves."""
    staying = portfolio(referring(), 5.0)
    assert staying.steps.empty
    assert staying.tried["gain"].tolist() == [0.0, 0.0]
    assert words.do(staying).startswith(f"Nothing that EUR{SPACE}5 buys surely adds anything")
    more = portfolio(referring(), 5.0, objective="customers")
    (last,) = more.steps.to_dict("records")
    # 400 customers recommend it with each of their ten journeys; who comes in the end has no time to join.
    expected = CUSTOMERS * 10 * 0.02
    assert 0.7 * expected < last["customers"] < 1.4 * expected, "and those whom the referred refer"
    assert last["stay"] == 0.0
    assert math.isnan(last["join"])
    said = words.do(more)
    assert said.startswith(
        f"With “Bonus”, there are {last['customers']:.0f} more customers after 20 days (95{SPACE}% limits +"
    )


def test_who_is_harmed_and_what_is_lost_elsewhere_is_said_first():
    """More of the young stay and fewer of the old; fewer prospects become customers."""
    shift = {
        "title": "Shift",
        "owner": "sales",
        "changes": [
            {"path": "personas.young.friction_odds", "operation": "set", "value": 0.001},
            {"path": "personas.old.friction_odds", "operation": "set", "value": 3.0},
            {"path": "touchpoints.shop.gate.prospect", "operation": "set", "value": 0.5},
        ],
        "one_off": 1.0,
    }
    data = using(
        {"a": {"one": 0.5}},
        {"shift": shift},
        personas={
            "young": persona(title="Young", share=0.8),
            "old": persona(title="Old", share=0.2),
        },
    )
    data["population"] |= {"prospects_per_day": 10.0}
    data["touchpoints"]["shop"] = {**data["touchpoints"]["a"], "title": "Shop"}
    data["touchpoints"]["shop"] |= {"frictions": {}, "gate": {"prospect": 0.1}}
    data["journeys"]["buy"] |= {"start": {"shop": 1.0}, "links": {"shop": {"goal": 1.0}}}
    found = portfolio(data, 5.0)
    assert chosen(found) == {"shift"}
    assert found.harmed == ("old",)
    lost = found.steps["join"].item()
    assert lost == pytest.approx(-0.4, abs=0.05)
    assert words.do(found).endswith(".")
    assert f"; but of 100 prospects {-100 * lost:.1f} fewer become customers within 1 day (95" in words.do(
        found
    )
    assert str(found.summary()).splitlines()[1] == "It does harm: among “Old” fewer stay."


def test_all_pairs_are_looked_at_once():
    found = portfolio(complements(3), 1e3)
    assert found.exact, "five improvements make 32 sets"
    names = [set(pair) for pair in combinations(found.first_year, 2)]
    there = [{row.one, row.other} for row in found.interactions.itertuples()]
    assert sorted(map(sorted, names)) == sorted(map(sorted, there))
    assert (found.interactions["replications"] == 8).all()
    assert "not sought" not in pairs(found)
