"""The rules one by one: examples by hand, and which way each of them goes."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cxsim.engine import rules

probability = st.floats(0, 1)
inner = st.floats(1e-6, 1 - 1e-6)
feeling = st.floats(-1, 1)
severity = st.floats(0, 1)
log_odds = st.floats(-20, 20)
positive = st.floats(0.01, 1_000)
weight = st.floats(0, 5)


def logit(p):
    return math.log(p / (1 - p))


@given(inner, st.floats(-10, 10))
def test_odds_are_moved_on_the_scale_of_log_odds(p, shift):
    assert logit(rules.shift_odds(p, shift)) == pytest.approx(logit(p) + shift, abs=1e-6)


@given(log_odds)
def test_never_and_always_stay(shift):
    assert rules.shift_odds(0.0, shift) == 0.0
    assert rules.shift_odds(1.0, shift) == 1.0


@given(probability, st.floats(-1e9, 1e9))
def test_a_moved_probability_is_a_probability(p, shift):
    assert 0.0 <= rules.shift_odds(p, shift) <= 1.0


@given(probability)
def test_no_shift_changes_no_probability(p):
    assert rules.shift_odds(p, 0.0) == pytest.approx(p, abs=1e-15)


@pytest.mark.parametrize(
    ("rule", "arguments", "expected"),
    [
        (rules.clip, (2.0, -1.0, 1.0), 1.0),
        (rules.clip, (-2.0, -1.0, 1.0), -1.0),
        (rules.friction_probability, (0.2, math.log(2), math.log(4), 0.25, 0.0, 0.0), 0.5),
        (rules.friction_probability, (0.2, 0.0, 0.0, 0.9, math.log(4), 1.0), 0.5),
        (rules.friction_probability, (0.2, 0.0, 0.0, 0.9, math.log(4), 7.0), 0.5),
        (rules.friction_probability, (0.2, 0.0, 5.0, 0.5, 0.0, 0.0), 0.2),
        (rules.expectation_shortfall, (0.9, 0.5), 0.4),
        (rules.expectation_shortfall, (0.5, 0.9), 0.0),
        (rules.wait_severity, (3.0, 3.0), 0.0),
        (rules.wait_severity, (12.0, 3.0), 0.75),
        (rules.wait_severity, (0.0, math.inf), 0.0),
        (rules.escalated, (0.5, 2.0, 0.5), 1.0),
        (rules.own_factor, (0.0, 2.0), 1.0),
        (rules.own_factor, (0.5, 1.0), math.exp(0.375)),
        (rules.complaint_probability, (0.3, 0.5), 0.3),
        (rules.complaint_probability, (0.5, 1.0), math.e / (1 + math.e)),
        (rules.recovery_probability, (0.8, 1.1, 0.5, 0.5), 0.66),
        (rules.recovery_probability, (0.9, 1.5, 0.0, 0.5), 1.0),
        (rules.felt_value, (0.0, 1.7, 0.88), 0.0),
        (rules.felt_value, (1.0, 1.7, 0.88), 1.0),
        (rules.felt_value, (-1.0, 1.7, 0.88), -1.7),
        (rules.felt_value, (-0.25, 2.0, 0.5), -1.0),
        (rules.mood_after, (0.5, -1.0, 0.6), -0.1),
        (rules.mood_after, (-0.9, -3.0, 0.5), -1.0),
        (rules.memory_now, (0.8, 30.0, 30.0), 0.4),
        (rules.memory_now, (0.8, 0.0, 30.0), 0.8),
        (rules.remembered_journey, (-0.6, 3, -0.5, 0.2, 0.5, 0.25, 0.25), -0.175),
        (rules.remembered_journey, (-0.6, 3, -0.5, 0.2, 0.5, 0.4, 0.1), -0.28),
        (rules.remembered_journey, (-6.0, 2, -3.0, -3.0, 0.5, 0.25, 0.25), -1.0),
        (rules.satisfaction_after, (0.2, 0.7, 0.2, 0.0, 1_000.0), 0.3),
        (rules.satisfaction_after, (0.2, 0.7, 0.2, 1_000.0, 1_000.0), 0.25),
        (rules.stop_probability, (0.2, 2.0, 1.0, math.log(2) / 2, 0.0, 0.0, math.log(2), 0.0), 0.5),
        (rules.stop_probability, (0.2, 1.0, 0.0, 0.0, 1.0, -math.log(4), 0.0, 0.0), 0.5),
        (rules.stop_probability, (0.2, 1.0, 1.0, math.log(4), 0.0, 0.0, 0.0, math.log(4)), 0.2),
        (rules.renewal_probability, (0.1, 0.1, 0.8, 3.0, 1.0, 0.5, 0.0, 0.0), 0.8),
        (rules.renewal_probability, (0.6, 0.1, 0.8, 9.0, 2 * math.log(2), 0.5, 0.0, 0.0), 8 / 9),
        (rules.renewal_probability, (-0.4, 0.1, 0.8, 2 * math.log(4), 9.0, 0.5, 0.0, 0.0), 0.5),
        (rules.renewal_probability, (0.1, 0.1, 0.8, 3.0, 3.0, math.log(2), 2.0, 0.0), 0.5),
        (rules.rolling_probability, (0.64, 0.5), 0.8),
        (rules.level_probability, (0.2, 2.0 * math.log(2), 0.6, -0.4), 0.5),
        (rules.level_probability, (0.3, 5.0, 0.1, 0.1), 0.3),
        (rules.next_level, (1.5, 0.5), 0.75),
        (rules.next_level, (0.3, 0.5), 0.25),
        (rules.next_level, (3.0, 2.0), 4.0),
        (rules.rolling_probability, (0.0, 0.5), 0.0),
        (rules.rolling_probability, (0.0, 0.0), 1.0),
        (rules.response_probability, (0.2, math.log(4), -1.0), 0.5),
        (rules.response_probability, (0.2, math.log(4), 1.0), 0.5),
        (rules.score, (3.9, 1.6, 0.0, 0.0, 1, 5), 4),
        (rules.score, (3.9, 1.6, -1.0, -0.9, 1, 5), 1),
        (rules.score, (3.5, 0.0, 0.0, 0.0, 1, 5), 4),
        (rules.score, (3.4, 0.0, 0.0, 0.0, 1, 5), 3),
        (rules.score, (9.0, 5.0, 1.0, 0.0, 0, 10), 10),
        (rules.score, (-9.0, 5.0, 1.0, 0.0, 0, 10), 0),
        (rules.effort, (0.3, 0.4, 1), 0.75),
        (rules.effort, (0.9, 0.4, 3), 1.0),
        (rules.rating, (4.0, 100.0, 0, 0), 4.0),
        (rules.rating, (4.0, 100.0, 100, 50), 500 / 150),
    ],
)
def test_examples_by_hand(rule, arguments, expected):
    assert rule(*arguments) == pytest.approx(expected, abs=1e-12)


def rises(rule, arguments, place, larger, strict=False):
    """Whether a larger argument at that place never lowers the result."""
    more = (*arguments[:place], larger, *arguments[place + 1 :])
    return rule(*arguments) <= rule(*more) + 1e-12


FRICTION = st.tuples(inner, log_odds, weight, probability, weight, weight)
STOP = st.tuples(inner, weight, weight, weight, weight, feeling, log_odds, weight)
RENEWAL = st.tuples(feeling, feeling, inner, weight, weight, weight, weight, log_odds)

DIRECTIONS = [
    ("friction_probability", FRICTION, {0: 1, 1: 1, 3: -1, 5: 1}),
    ("expectation_shortfall", st.tuples(probability, probability), {0: 1, 1: -1}),
    ("wait_severity", st.tuples(positive, positive), {0: 1, 1: -1}),
    ("escalated", st.tuples(severity, weight, weight), {0: 1, 1: 1, 2: 1}),
    ("complaint_probability", st.tuples(probability, severity), {0: 1, 1: 1}),
    (
        "recovery_probability",
        st.tuples(probability, weight, probability, severity),
        {0: 1, 1: 1, 2: -1, 3: -1},
    ),
    ("felt_value", st.tuples(st.floats(-3, 3), positive, st.floats(0.1, 2)), {0: 1}),
    ("mood_after", st.tuples(feeling, st.floats(-3, 3), probability), {0: 1, 1: 1}),
    ("memory_now", st.tuples(weight, positive, positive), {0: 1, 1: -1, 2: 1}),
    ("satisfaction_after", st.tuples(feeling, feeling, probability, positive, positive), {0: 1, 1: 1}),
    ("stop_probability", STOP, {0: 1, 3: 1, 5: -1, 6: 1, 7: -1}),
    ("renewal_probability", RENEWAL, {0: 1, 2: 1, 6: -1, 7: 1}),
    ("own_factor", st.tuples(probability, feeling), {1: 1}),
    ("rolling_probability", st.tuples(probability, positive), {0: 1, 1: -1}),
    ("level_probability", st.tuples(probability, weight, feeling, feeling), {0: 1, 2: 1, 3: -1}),
    ("next_level", st.tuples(st.floats(0.25, 4), st.floats(0.25, 4)), {0: 1, 1: 1}),
    ("effort", st.tuples(severity, severity, st.integers(0, 5)), {0: 1, 1: 1, 2: 1}),
]


@pytest.mark.parametrize(
    ("name", "arguments", "directions"), DIRECTIONS, ids=[name for name, *_ in DIRECTIONS]
)
@given(st.data())
def test_rules_go_the_way_they_should(name, arguments, directions, data):
    rule, one, other = getattr(rules, name), data.draw(arguments), data.draw(arguments)
    for place, direction in directions.items():
        low, high = sorted((one[place], other[place]))
        values = [rule(*one[:place], value, *one[place + 1 :]) for value in (low, high)]
        assert values[0] <= values[1] + 1e-12 if direction > 0 else values[1] <= values[0] + 1e-12


@given(st.floats(0.001, 1), st.floats(1.0, 3.0), st.floats(0.3, 1.0))
def test_losses_weigh_more_than_gains_and_further_ones_count_less(gap, aversion, sensitivity):
    gain, loss = (rules.felt_value(sign * gap, aversion, sensitivity) for sign in (1, -1))
    assert loss == pytest.approx(-aversion * gain)
    assert rules.felt_value(2 * gap, aversion, sensitivity) <= 2 * gain + 1e-12


@given(feeling, feeling, probability, positive, positive)
def test_satisfaction_moves_towards_the_journey_and_never_beyond(before, remembered, learning, tenure, half):
    after = rules.satisfaction_after(before, remembered, learning, tenure, half)
    assert min(before, remembered) - 1e-12 <= after <= max(before, remembered) + 1e-12
    longer = rules.satisfaction_after(before, remembered, learning, 2 * tenure, half)
    assert abs(longer - before) <= abs(after - before) + 1e-12


@given(feeling, feeling, inner, weight, st.floats(0, 1))
def test_rival_loyalty_curves_agree_at_the_anchor_and_part_on_their_side(
    satisfaction, anchor, renewal, slope, flatness
):
    logistic, flat_top, convex_top = (
        rules.renewal_probability(satisfaction, anchor, renewal, below, above, 0.5, 0.0, 0.0)
        for below, above in ((slope, slope), (slope, flatness * slope), (flatness * slope, slope))
    )
    if satisfaction >= anchor:
        assert convex_top == logistic
        assert flat_top <= logistic + 1e-12
    else:
        assert flat_top == logistic
        assert logistic <= convex_top + 1e-12


@given(weight, st.integers(1, 9), st.floats(0.2, 2))
def test_memory_halves_with_every_half_life(memory, halves, half_life):
    assert rules.memory_now(memory, halves * half_life, half_life) == pytest.approx(memory / 2**halves)


@pytest.mark.parametrize("halves", [12, 50, 1_000])
def test_old_memory_is_still_halved_until_no_number_is_so_small(halves):
    assert rules.memory_now(1.0, halves * 30.0, 30.0) == pytest.approx(2.0**-halves, rel=1e-9, abs=0.0)
    assert rules.memory_now(1.0, 1_200 * 30.0, 30.0) == 0.0


@given(st.floats(1, 5), st.floats(0.1, 1e4), st.integers(0, 500), st.integers(0, 100))
def test_a_rating_lies_between_the_prior_and_the_reviews(prior, weight, stars, reviews):
    assume(reviews <= stars <= 5 * reviews)
    seen = rules.rating(prior, weight, stars, reviews)
    mean = stars / reviews if reviews else prior
    assert min(prior, mean) - 1e-9 <= seen <= max(prior, mean) + 1e-9
