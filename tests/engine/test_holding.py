"""How many prospects come to a run before time 0, so that it keeps its number."""

import pytest

from cxsim.engine.holding import AT_MOST, Held


def test_as_many_come_as_given_where_nothing_is_short():
    held = Held(1_000)
    assert [held.factor(1_000) for _ in range(5)] == [1.0] * 5


def test_more_come_where_customers_are_short_and_fewer_where_there_are_too_many():
    assert Held(1_000).factor(990) > 1.05
    assert Held(1_000).factor(1_010) < 0.95


def test_no_month_has_more_than_is_possible():
    assert Held(1_000).factor(1) == AT_MOST
    assert Held(1_000).factor(1_000_000) == 1.0 / AT_MOST
    held = Held(1_000)
    for _ in range(100):
        held.factor(500)
    assert held.lasting == AT_MOST


def test_what_has_been_short_for_long_is_made_up_for_though_nothing_is_now():
    held = Held(1_000)
    for _ in range(12):
        held.factor(950)
    assert held.factor(1_000) == pytest.approx((1_000 / 950) ** (12 * 0.3))


def test_of_late_is_the_mean_of_three_years():
    held = Held(1_000, factors=[9.0, *([1.0, 3.0] * 18)])
    assert held.of_late() == 2.0


@pytest.mark.parametrize("needed", [0.3, 0.8, 1.5, 3.0])
def test_a_company_of_which_a_fifth_leaves_a_year_keeps_its_number(needed):
    """Against the sums of such a company, month by month, to which so many times as many should come."""
    held, customers, factor, found = Held(1_000), 1_000.0, 1.0, []
    for _ in range(72):
        customers += (1_000 / needed * factor - customers) * 0.2 / 12
        factor = held.factor(round(customers))
        found.append(customers)
    assert max(found) < 1_250
    assert min(found) > 900
    assert found[-36:] == pytest.approx([1_000] * 36, rel=0.06)
    assert held.of_late() == pytest.approx(needed, rel=0.08)
