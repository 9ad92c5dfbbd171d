"""Small companies whose truth is known: what a journey says of itself is true, and says of whom."""

import pytest

import cxsim as cx
from cxsim.language.speech import speaking
from cxsim.questions.journey.staying import by_persona, not_all_decided, who_stays
from cxsim.questions.journey.survival import conclude_survival
from cxsim.questions.journey.words import sure
from cxsim.results.estimates import estimate
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import improve
from cxsim.scenario.model import Scenario
from cxsim.scenario.people import Churn
from tests.engine.scenarios import persona
from tests.questions.test_known_companies import STAYS, company


def lived(scenario: Scenario) -> cx.Run:
    return cx.simulate(scenario, replications=4, seed=5)


def of_long_contracts(**parts: object) -> Scenario:
    """Everybody signed a year ago, for three years; they are followed for one."""
    given = {"personas": {"anybody": persona(contract="3 y")}, "tenure": "1 y", "prospects": 0.0} | parts
    return company({}, **given)


def test_who_stays_is_what_renewals_say_with_its_limits() -> None:
    run = lived(company({}, prospects=0.0))
    table = run.kpis().set_index(["scope", "kpi"]).loc["journey"]
    stay = table.loc["stay"]
    assert stay["low"] <= STAYS <= stay["high"]
    assert who_stays(run) == (
        f"Of 2,000 customers of today, {100 * stay['mean']:.1f} of 100 are still customers after one year "
        f"(95\u00a0% interval {100 * stay['low']:.1f}–{100 * stay['high']:.1f})."
    )
    assert "prospect" not in str(run.summary())
    assert "ewest" not in sure(run), "there is one persona only"


def test_where_contracts_outlast_the_follow_up_the_answer_says_so() -> None:
    """Nobody could leave: that all stay says nothing about the company."""
    run = lived(of_long_contracts())
    assert by_persona(run, "stay").of("anybody").mean == 1.0
    assert str(run.summary()).splitlines()[0] == (
        "Of 2,000 customers of today, 100.0 of 100 are still customers after one year (95\u00a0% interval "
        "100.0–100.0); contracts last up to three years, longer than the follow-up, so that not everybody "
        "had to decide whether to stay."
    )
    french = str(run.summary(lang="fr")).splitlines()[0]
    assert "les contrats durent jusqu’à trois ans, plus que le suivi" in french
    assert conclude_survival(run) == (
        "All of today’s customers were in their first contract, and nobody became one since: how long "
        "customers stay is not told."
    ), "and not that nobody was a customer"


@pytest.mark.parametrize("days", ["1 y", "3 y"])
def test_it_is_said_just_where_the_follow_up_is_shorter(days: str) -> None:
    period = {"follow_up": days, "time_to_decide": "1 d"}
    short = bool(not_all_decided(of_long_contracts(period=period)))
    assert short == (days == "1 y")
    assert not not_all_decided(of_long_contracts(period=period, existing=0, prospects=4.0)), "nobody stays"


def test_so_it_is_where_somebody_is_lost_without_buying() -> None:
    retail = of_long_contracts().model_copy(
        update={"churn": Churn.model_validate({"definition": "no_purchase", "window": "300 d"})}
    )
    said = not_all_decided(retail)
    assert said == (
        "customers are lost only after 10 months without buying, so that not all who leave are seen leaving"
    )
    with speaking("fr"):
        assert not_all_decided(retail).startswith("un client n’est perdu qu’après 10 mois sans achat")


def test_answers_to_questions_say_so_too() -> None:
    library = {
        "offer": {
            "title": "Offer",
            "owner": "sales",
            "changes": [{"path": "loyalty.renewal", "operation": "set", "value": 0.9}],
        }
    }
    long = of_long_contracts(improvements=library)
    found = cx.compare(long, cx.Improve("offer"), replications=2, seed=5)
    assert found.figures["verdict"].item() == "no effect to speak of"
    assert (
        "This is about 2,000 customers of today, followed for one year; contracts last up to three years, "
        "longer than the follow-up, so that not everybody had to decide whether to stay."
    ) in str(found).splitlines()


def test_where_only_prospects_come_it_is_said_how_many_join() -> None:
    run = lived(company({}, existing=0))
    stay, join = (by_persona(run, one) for one in ("stay", "join"))
    assert not stay.names
    assert str(run.summary()).startswith(
        f"Of {estimate(run, 'came').mean:,.0f} prospects who come by themselves, "
        f"{100 * join.of('anybody').mean:.0f} of 100 become customers within 1 day (95"
    )
    assert "customers of today" not in str(run.summary())


def test_where_nobody_is_measured_that_is_all_that_is_said() -> None:
    run = lived(company({}, existing=0, prospects=1e-9))
    assert run.customers.empty
    assert who_stays(run) == "Nobody was a customer in this simulation, and nobody came to become one."
    with pytest.raises(ScenarioError, match="no existing customers and no prospects"):
        company({}, existing=0, prospects=0.0)


@pytest.mark.parametrize("branches", [True, False])
def test_referred_people_are_no_part_of_who_stays_or_joins(branches: bool) -> None:
    """Everybody recommends: more customers at the end, of today's as many as before."""
    library = {
        "friends": {
            "title": "Friends",
            "owner": "sales",
            "changes": [{"path": "advocacy.referral", "operation": "set", "value": 1.0}],
        }
    }
    today = company(library)
    other = cx.Improve("friends") if branches else improve(today, "friends")
    found = cx.compare(today, other, titles=["friends"], replications=4, seed=5)
    row = found.figures.loc["friends"]
    assert (row["verdict"], row["stay"], row["join"]) == ("no effect to speak of", 0.0, 0.0)
    assert row["customers"] == row["by_referral"] > 100.0
    assert (row["harmed"], row["conflict"]) == ((), False)
    said = str(found)
    assert said.startswith(
        "“friends” instead of “Small” makes no difference to speak of, none beyond ±0.25 of 100: of 100 of "
        "today’s customers 0.0 more stay after one year (95"
    )
    number = f"{row['customers']:.0f}"
    assert (
        f"At the end “friends” has {number} customers more: 0 among today’s customers, 0 among those who "
        f"came by themselves since, +{number} by referral, and 0 among those who had come before."
    ) in said
    assert found.table().frame.iloc[1, -1] == f"0 + 0 + {number} + 0"
