"""Planted moments of truth are found wherever they stand; nothing is called decisive that decides nothing."""

import itertools

import numpy as np
import pytest

from cxsim.questions.moments.estimate import classify, moments
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.planted import TRUTH, planted
from tests.questions.small_worlds import row_of

ORDERS = list(itertools.permutations(TRUTH))


def found_in(order: tuple[str, ...], seed: int):
    return moments(Scenario.model_validate(planted(order, prospects=40.0)), replications=10, seed=seed)


def assert_found(found) -> None:
    kinds = found.figures["kind"].to_dict()
    assert {name: kinds[name] for name in TRUTH} == TRUTH
    assert set(found.moments_of_truth) == {"breaks", "makes"}
    unjustified = found.figures["unjustified_delight"]
    assert unjustified["pleases"]
    assert not unjustified["makes"]


@pytest.mark.parametrize("order", ORDERS[:3], ids=" ".join)
def test_what_was_planted_is_found_in_any_order(order):
    assert_found(found_in(order, seed=1))


@pytest.mark.verify
def test_what_was_planted_is_found_as_often_as_promised(verification):
    right = 0
    for seed, order in enumerate(ORDERS, 1):
        try:
            assert_found(found_in(order, seed))
        except AssertionError:
            continue
        right += 1
    verification("planted breaker, maker, pain and delight all found", right / len(ORDERS), "at least", 0.95)


def test_where_all_are_alike_none_decides():
    alike = {f"touchpoints.{name}.gate.prospect": 0.0 for name in "abcd"}
    data = changed(row_of(dict.fromkeys("abcd", 0.0)), alike, handoffs=False)
    found = moments(Scenario.model_validate(data), replications=10)
    assert found.moments_of_truth == []
    assert set(found.figures["kind"]) == {"neutral"}
    assert found.figures.loc[list("abcd"), "unjustified_delight"].all()


def test_with_few_customers_it_stays_open():
    """Nobody was moved, but so few came that an effect might have been missed."""
    few = Scenario.model_validate(row_of(dict.fromkeys("ab", 0.0), prospects=0.1))
    found = moments(few, replications=5).figures
    assert set(found.loc[["a", "b"], "kind"]) == {"undecided"}


def test_the_band_decides_what_is_as_good_as_none():
    found = moments(Scenario.model_validate(planted(prospects=40.0)), replications=10)
    wide = classify(found.effects, equivalence_band=0.5).figures
    assert set(wide["kind"]) <= {"pain point", "delight", "neutral"}
    assert not wide["moment_of_truth"].any()
    assert wide.loc["hurts", "kind"] == "pain point"
    tiny = classify(found.effects, equivalence_band=1e-9).figures["kind"]
    assert set(tiny[["hurts", "pleases", "nothing"]]) == {"undecided"}
    with pytest.raises(ValueError, match="a share of customers between 0 and 1"):
        classify(found.effects, equivalence_band=0.0)


def test_limits_hold_each_other():
    table = moments(Scenario.model_validate(planted(prospects=20.0)), replications=5).figures
    for effect in ("loss", "customers", "break", "make", "gate", "gate_delight", "pain", "joy"):
        known = table[table[effect].notna()]
        assert (known[f"{effect}_low"] <= known[effect]).all()
        assert (known[effect] < known[f"{effect}_high"]).all()
    assert list(table.index[:2]) == ["breaks", "makes"], "what costs most first"
    assert np.isfinite(table.loc["breaks", "people"])
