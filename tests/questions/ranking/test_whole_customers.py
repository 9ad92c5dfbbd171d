"""Customers gained are told in whole numbers that add up."""

from hypothesis import given
from hypothesis import strategies as st

from cxsim.questions.ranking.whole_customers import adding_up

MEANS = st.one_of(
    st.integers(-20_000, 20_000).map(lambda sum_of_20: sum_of_20 / 20),  # a mean of 20 replications
    st.floats(-1e6, 1e6),
)


@given(MEANS, MEANS, MEANS, MEANS)
def test_parts_give_the_whole_and_each_is_next_to_its_mean(
    staying: float, joining: float, referral: float, rest: float
) -> None:
    ways = (staying, joining, referral, rest)
    whole = adding_up(sum(ways), *ways)
    assert whole.customers == sum(whole[1:]) == round(sum(ways))
    for rounded, mean in zip(whole[1:], ways, strict=True):
        assert abs(rounded - mean) <= 1.0


def test_the_part_that_is_nearest_gives_way() -> None:
    assert adding_up(10.0, 12.0, 0.0, 0.0, -2.0) == (10, 12, 0, 0, -2)
    assert adding_up(18.0, 16.4, 1.3, 0.3, 0.0) == (18, 17, 1, 0, 0), "and not 16 + 1 + 0 + 0"
