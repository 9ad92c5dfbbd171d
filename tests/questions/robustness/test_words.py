"""What is said of robustness is what the numbers say."""

import dataclasses


def with_shares(found, **shares):
    """The same study with other shares of sets by improvement: best three, best, gains, and pays."""
    table = found.figures.copy()
    for name, values in shares.items():
        table.loc[name, ["top", "best", "gains", "pays"]] = *values, values[-1]
    return dataclasses.replace(found, figures=table.sort_values("top", ascending=False))


def test_who_stays_ahead_is_named(found, ranking):
    assert ranking.figures.index[0] == "half"
    some = with_shares(found, half=(0.5, 0.25, 0.75), links=(0.9, 0.75, 1.0), useless=(0.1, 0.0, 0.0))
    assert some.summary() == (
        "Over 6 sets of assumptions (2 parameters, rival loyalty curves among "
        "them), “Better links” stays among the best 3 in at least 80 % of cases. “Half of it”, which comes "
        "first on average, comes first in 25 %, is among the best 3 in 50 %, gains "
        "something to speak of in 75 %, and pays in 75 % of them."
    ).replace(" %", "\u00a0%")
    none = with_shares(found, half=(0.5, 0.2, 0.7), links=(0.7, 0.5, 1.0), useless=(0.1, 0.0, 0.0))
    sentence = none.summary()
    assert "no improvement stays among the best 3 in 80" in sentence
    assert "most often “Better links” does, in 70" in sentence
    both = with_shares(found, half=(0.9, 0.2, 0.7), links=(0.95, 0.5, 1.0), useless=(0.1, 0.0, 0.0))
    assert "“Better links” and “Half of it” stay among the best 3" in both.summary()


def test_of_a_few_improvements_only_the_first_place_tells_anything(found, ranking):
    """Of three improvements all are always among the best three; one alone has no place at all."""
    three = dataclasses.replace(found, figures=found.figures.drop(index="harmful"))
    some = with_shares(three, half=(1.0, 0.2, 0.75), links=(1.0, 0.8, 1.0), useless=(1.0, 0.0, 0.0))
    assert some.summary().partition("among them), ")[2] == (
        "“Better links” comes first in at least 80 % of cases. “Half of it”, which comes first on "
        "average, comes first in 20 %, gains something to speak of in 75 %, and pays in 75 % "
        "of them."
    ).replace(" %", "\u00a0%")
    none = with_shares(three, half=(1.0, 0.4, 0.75), links=(1.0, 0.6, 1.0), useless=(1.0, 0.0, 0.0))
    assert "no improvement comes first in 80\u00a0% of cases; most often “Better links” does, in 60" in (
        none.summary()
    )
    alone = with_shares(
        dataclasses.replace(found, figures=found.figures.loc[["half"]]), half=(1.0, 1.0, 0.75)
    )
    assert alone.summary().endswith(
        "), “Half of it” gains something to speak of in 75\u00a0% of cases, and pays in 75\u00a0%."
    )


def test_the_table_has_a_row_for_each_improvement(found):
    frame = found.table().frame
    assert list(frame["Improvement"]) == list(found.figures["title"])
    row = found.figures.iloc[0]
    assert frame.iloc[0]["By assumptions"] == f"±{100 * row['spread']:.2f}"
    assert frame.iloc[0]["By chance"] == f"±{100 * row['chance']:.2f}"
