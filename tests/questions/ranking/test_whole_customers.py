"""Customers gained are told in whole numbers that add up."""

from hypothesis import given
from hypothesis import strategies as st

from cxsim.questions.ranking.whole_customers import adding_up

MEANS = st.one_of(
    st.integers(0, 20_000).map(lambda sum_of_20: sum_of_20 / 20),  # a mean of 20 replications
    st.floats(0.0, 1e6),
)


@given(MEANS, MEANS, MEANS)
def test_parts_give_the_whole_and_each_is_next_to_its_mean(stayed: float, won: float, lost: float) -> None:
    whole = adding_up(stayed, won, lost)
    assert whole.customers == whole.stayed + whole.won - whole.lost
    assert whole.customers == round(stayed + won - lost)
    for rounded, mean in zip(whole[1:], (stayed, won, lost), strict=True):
        assert rounded >= 0
        assert abs(rounded - mean) <= 1.0


def test_the_part_that_is_nearest_gives_way() -> None:
    assert adding_up(12.0, 0.0, 2.0) == (10, 12, 0, 2)
    assert adding_up(16.35, 3.25, 1.8) == (18, 17, 3, 2), "and not 16 + 3 - 2"
