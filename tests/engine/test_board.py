"""The board: what is written on one day is read from the next day on, whatever the order it came in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.engine.board import Board

reviews = st.lists(st.tuples(st.floats(0, 10), st.integers(1, 5)), max_size=30)


def test_a_review_is_read_from_the_next_morning_on():
    board = Board(prior_rating=4.0, prior_reviews=1.0)
    board.write(1.1, 1)
    assert board.read(1.2) == 4.0  # also for the first reader of the day
    board.write(1.3, 2)
    assert board.read(1.999) == 4.0
    assert board.read(2.0) == pytest.approx((4.0 + 1 + 2) / 3)
    board.write(2.5, 5)
    assert board.read(2.6) == pytest.approx((4.0 + 1 + 2) / 3)
    assert board.read(9.0) == pytest.approx((4.0 + 1 + 2 + 5) / 4)


@given(reviews, st.lists(st.floats(0, 12), min_size=1, max_size=10))
def test_a_rating_counts_all_reviews_of_the_days_before(reviews, times):
    board, todo = Board(3.5, 10.0), sorted(reviews, reverse=True)
    for time in sorted(times):
        while todo and todo[-1][0] <= time:
            board.write(*todo.pop())
        stars = [star for written, star in reviews if int(written) < int(time)]
        assert board.read(time) == pytest.approx((35.0 + sum(stars)) / (10 + len(stars)))


@given(reviews, st.randoms())
def test_the_order_of_a_day_changes_no_rating(reviews, rng):
    shuffled = reviews.copy()
    rng.shuffle(shuffled)
    boards = [Board(3.5, 10.0), Board(3.5, 10.0)]
    for board, written in zip(boards, (reviews, shuffled), strict=True):
        for time, star in sorted(written, key=lambda review: int(review[0])):
            board.write(time, star)
    assert boards[0].read(20.0) == boards[1].read(20.0)
