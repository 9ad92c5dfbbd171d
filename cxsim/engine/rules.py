"""The rules of behaviour: what customers feel and do, as small pure functions on numbers.

Change a rule here and every engine follows. A rule uses only arithmetic and `math`, so that it gives the
same bits in plain Python and compiled: no ``x**2`` (write ``x * x``), no numpy. Feelings run from -1 (awful)
through 0 (as expected) to 1 (wonderful), severities from 0 to 1, times are in days.

Each rule says where its form and its parameters are from, or that they are assumed; docs/model.md says the
same under "Evidence".
"""

import math

from numba.extending import register_jitable

# Whether a rule goes into its callers is the compiler's choice, not that of the first of them.
rule = register_jitable(forceinline=False, no_cfunc_wrapper=True)

LEAST_LEVEL, MOST_LEVEL = 0.25, 4.0  # of what a customer brings, against what the persona does


@rule
def shift_odds(probability: float, log_odds: float) -> float:
    """Return a probability after its log-odds are moved; 0 and 1 stay where they are.

    Source: Assumed: effects add up on the scale of log-odds, as in logistic regression.

    Examples
    --------
    >>> round(shift_odds(0.5, math.log(3)), 12)
    0.75
    """
    factor = math.exp(min(max(log_odds, -50.0), 50.0))
    return probability * factor / (1.0 - probability + probability * factor)


@rule
def clip(value: float, low: float, high: float) -> float:
    """Return the value, kept between low and high."""
    return min(max(value, low), high)


# --- what happens at a touchpoint
# ---------------------------------------------------------------------------------


@rule
def friction_probability(
    probability: float,
    log_odds: float,
    technology: float,
    familiarity: float,
    load_effect: float,
    load: float,
) -> float:
    """Return how likely a cause of friction strikes this customer now.

    Source: National Customer Rage Survey 2020, 2023 for the level in scenarios (households with a problem in
    the year); the form is assumed.

    Parameters
    ----------
    probability
        For an average customer at an idle touchpoint.
    log_odds
        Of this persona.
    technology, familiarity
        What the cause asks of the customer (log-odds, times what the channel asks), and what the customer
        brings (0 to 1).
    load_effect, load
        Log-odds at a load of 1, and the load: customers waiting per member of staff, at most 1.
    """
    return shift_odds(
        probability, log_odds + technology * (1.0 - 2.0 * familiarity) + load_effect * min(load, 1.0)
    )


@rule
def expectation_shortfall(expectation: float, quality: float) -> float:
    """Return by how much the expectation exceeds what is delivered.

    Source: Assumed.
    """
    return max(expectation - quality, 0.0)


@rule
def wait_severity(wait: float, tolerance: float) -> float:
    """Return how bad a wait is, as a share of not being served: nothing up to the tolerance, then towards 1.

    Source: Assumed.

    Examples
    --------
    >>> wait_severity(2.0, 4.0), wait_severity(8.0, 4.0)
    (0.0, 0.5)
    """
    return 0.0 if wait <= tolerance else 1.0 - tolerance / wait


@rule
def escalated(severity: float, memory: float, escalation: float) -> float:
    """Return the severity as felt by somebody who remembers earlier failures.

    Source: Maxham & Netemeyer 2002 for the direction (a second failure is worse); form and size are assumed.
    """
    return severity * (1.0 + escalation * memory)


# --- recovery
# -----------------------------------------------------------------------------------------------------


@rule
def complaint_probability(propensity: float, severity: float) -> float:
    """Return how likely a customer complains: the propensity holds for a severity of one half.

    Source: Assumed, the slope included; scenarios calibrate the propensity.
    """
    return shift_odds(propensity, 2.0 * (severity - 0.5))


@rule
def recovery_probability(skill: float, empowerment: float, hardness: float, severity: float) -> float:
    """Return how likely a recovery desk puts a friction right.

    Source: Assumed. What a result does is decided elsewhere: success lifts satisfaction, not repurchase
    (de Matos, Henrique & Rossi 2007); a failed recovery is worse than the failure (Maxham & Netemeyer 2002,
    who give no factor), and to complain in vain worse than not to (National Customer Rage Survey 2020).
    """
    return clip(skill * empowerment * (1.0 - hardness * severity), 0.0, 1.0)


@rule
def repaired(repair: float, fast: float, elapsed: float, tolerance: float) -> float:
    """Return the share of a friction's severity that an answer takes away: the sooner, the more.

    Source: Assumed.

    Examples
    --------
    >>> repaired(0.8, 0.5, 1.0, 4.0), repaired(0.8, 0.5, 9.0, 4.0)
    (0.875, 0.8)
    """
    return repair + (1.0 - repair) * fast * max(0.0, 1.0 - elapsed / tolerance)


@rule
def borne(times: int, overdue: float, double_deviation: float) -> float:
    """Return what it weighs that an answer was overdue so often: no more than an answer in vain does.

    Source: Assumed.

    Examples
    --------
    >>> borne(2, 0.3, 2.0), borne(9, 0.3, 2.0), borne(9, 0.3, 0.5)
    (0.6, 1.0, 0.0)
    """
    return max(min(times * overdue, double_deviation - 1.0), 0.0)


# --- feeling and memory
# -------------------------------------------------------------------------------------------


@rule
def felt_value(gap: float, loss_aversion: float, sensitivity: float) -> float:
    """Return how a gap between experience and expectation is felt (value function of prospect theory).

    Losses weigh `loss_aversion` times gains; `sensitivity` below 1 makes further gaps count less.

    Source: Kahneman & Tversky 1979 (losses loom larger, further ones count less); the power and its
    default of 0.88, Tversky & Kahneman 1992. The default loss aversion of 1.7 is assumed, between Brown et
    al. 2024 (1.955) and Walasek et al. 2024 (1.31). All these are about money; Mittal, Ross & Baldasare 1998
    found both principles in satisfaction, without an exponent.

    Examples
    --------
    >>> felt_value(0.25, 2.0, 0.5), felt_value(-0.25, 2.0, 0.5)
    (0.5, -1.0)
    """
    if gap == 0.0:
        return 0.0
    size = math.exp(sensitivity * math.log(abs(gap)))
    return size if gap > 0.0 else -loss_aversion * size


@rule
def mood_after(mood: float, felt: float, carry: float) -> float:
    """Return the mood after an event: part of it lasts, part of it is the event.

    Source: Assumed.
    """
    return clip(carry * mood + (1.0 - carry) * felt, -1.0, 1.0)


@rule
def memory_now(memory: float, elapsed: float, half_life: float) -> float:
    """Return what is left of the memory of failures after some time.

    Source: Maxham & Netemeyer 2002 for the direction (worse when close in time); the half-life is assumed.
    """
    if elapsed > 1_100.0 * half_life:
        return 0.0  # as the rule below would say, after long labour
    return memory * math.exp(-math.log(2.0) * elapsed / half_life)


@rule
def remembered_journey(
    total: float,
    count: int,
    peak: float,
    end: float,
    mean_weight: float,
    peak_weight: float,
    end_weight: float,
) -> float:
    """Return how a journey is remembered: by its mean, its peak and its end, -1 to 1.

    Source: Alaybek et al. 2022 (meta-analysis): peak and end predict about as well as the mean, hence
    similar weights. That the three add up is assumed.
    """
    return clip(mean_weight * total / count + peak_weight * peak + end_weight * end, -1.0, 1.0)


@rule
def satisfaction_after(
    satisfaction: float, remembered: float, learning: float, tenure: float, tenure_half: float
) -> float:
    """Return the relationship satisfaction after a journey; the longer the tenure, the slower it moves.

    Source: Assumed.
    """
    return satisfaction + learning / (1.0 + tenure / tenure_half) * (remembered - satisfaction)


# --- going on or leaving
# ------------------------------------------------------------------------------------------


@rule
def stop_probability(
    base: float,
    stakes: float,
    friction_weight: float,
    memory: float,
    mood_weight: float,
    mood: float,
    competition: float,
    holding_back: float,
) -> float:
    """Return how likely a customer stops at a touchpoint.

    `base` holds for a neutral, untroubled customer; unresolved friction and a bad mood weigh as much as is
    at stake here; competition draws away; switching cost (or good reviews) hold back.

    Source: SQM Group for the weight of friction (5 % mean to leave when their case was resolved, 25 % when it
    was not: 1.85 in log-odds; an intention, so an upper end); Gustafsson, Johnson & Roos 2005 for switching
    cost (the sign). The form, stakes, mood and competition are assumed.
    """
    push = stakes * (friction_weight * memory - mood_weight * mood)
    return shift_odds(base, push + competition - holding_back)


@rule
def renewal_probability(
    satisfaction: float,
    anchor: float,
    renewal: float,
    slope_below: float,
    slope_above: float,
    friction_weight: float,
    memory: float,
    log_odds: float,
) -> float:
    """Return how likely a customer renews: the loyalty curve, a line in log-odds with a knee at the anchor.

    Logistic: the same slope on both sides. Flat-top: less above the anchor. Convex-top: less below it.

    Source: Qualtrics XM Institute (flat-top) and Jones & Sasser 1995 (convex-top) for the rival shapes;
    Soares & Proença 2015 for friction (severity lowers repurchase); Paddle for the level (retention by
    industry). No published slope was found: it is assumed, and so is the logistic shape.
    """
    gap = satisfaction - anchor
    slope = slope_below if gap < 0.0 else slope_above
    return shift_odds(renewal, slope * gap - friction_weight * memory + log_odds)


@rule
def rolling_probability(stays: float, power: float) -> float:
    """Return how likely a customer lets a contract go on for a term of another length than the first.

    Source: Assumed: the hazard of the first term, times its inertia, holds for the length of the later one.
    Crawford, Tosini & Waehrer 2011 for the sign of inertia (35 % fewer switch where contracts roll on); AdC,
    Portugal 2017 for contracts that hold (68 % of those who switch do so only when no longer bound).
    """
    if stays <= 0.0:
        return 1.0 if power == 0.0 else 0.0
    return math.exp(power * math.log(stays))


@rule
def level_probability(share: float, slope: float, satisfaction: float, anchor: float) -> float:
    """Return how likely a customer takes more at a renewal (or less: by a slope below 0), or keeps a part.

    Source: Bolton, Lemon & Verhoef 2008 for the sign (the satisfied upgrade); form and size are assumed, and
    so is all about taking less.
    """
    return shift_odds(share, slope * (satisfaction - anchor))


@rule
def next_level(level: float, factor: float) -> float:
    """Return at what level a customer goes on, against what their persona brings: never beyond the limits.

    Source: Assumed.

    Examples
    --------
    >>> next_level(1.0, 1.25), next_level(3.5, 1.25), next_level(0.5, 0.25)
    (1.25, 4.0, 0.25)
    """
    return clip(level * factor, LEAST_LEVEL, MOST_LEVEL)


# --- how customers of one persona differ
# ------------------------------------------------------------------------------


@rule
def own_factor(spread: float, place: float) -> float:
    """Return a factor of a person's own: lognormal with mean 1, where they stand so many sd from the middle.

    Source: Fader & Hardie 2007 for the direction (customers of a subscription differ, and do not change); the
    form is assumed.

    Examples
    --------
    >>> own_factor(0.0, 1.5), round(own_factor(0.5, 0.25), 12)
    (1.0, 1.0)
    """
    return math.exp(spread * place - 0.5 * spread * spread)


# --- perception
# ---------------------------------------------------------------------------------------------------


@rule
def response_probability(base: float, extremity: float, feeling: float) -> float:
    """Return how likely somebody answers (or writes a review): strong feelings answer more.

    Source: Assumed.
    """
    return shift_odds(base, extremity * abs(feeling))


@rule
def score(centre: float, gain: float, state: float, noise: float, low: int, high: int) -> int:
    """Return a survey score: how a state is read, rounded and kept on the scale.

    Source: Qualtrics XM Institute for the centre of NPS (-6 to 30 by industry); all else is assumed.
    """
    return int(clip(math.floor(centre + gain * state + noise + 0.5), float(low), float(high)))


@rule
def effort(severity: float, wait_excess: float, repeats: int) -> float:
    """Return how much effort a visit asked, 0 to 1: trouble, waiting, and having to come again.

    Source: Assumed.
    """
    return min(1.0, severity + 0.5 * wait_excess + 0.25 * repeats)


@rule
def rating(prior_rating: float, prior_reviews: float, stars: int, reviews: int) -> float:
    """Return the rating that a prospect reads online.

    Source: Assumed: a mean, in which the prior counts as so many reviews.
    """
    return (prior_rating * prior_reviews + stars) / (prior_reviews + reviews)
