"""Distributions that do not exist, do not fit, or cannot be."""

from tests.scenario.mistakes.mistake import Mistake

SHOP_SEVERITY = "{distribution: beta, mean: 0.4, sd: 0.2}"
SATISFACTION = "{distribution: uniform, low: -0.2, high: 0.6}"
PATIENCE = "{distribution: weibull, shape: 0.8, scale: 8 min}"

DISTRIBUTIONS = [
    Mistake(
        "an unknown distribution",
        {PATIENCE: "{distribution: weibul, shape: 0.8, scale: 8 min}"},
        "weibul,",
        "touchpoints.hotline.waiting.patience.distribution",
        ("expected one of constant, exponential,", 'did you mean "weibull"?'),
    ),
    Mistake(
        "a distribution that does not fit",
        {SHOP_SEVERITY: "{distribution: lognormal, mean: 0.4, sd: 0.2}"},
        "distribution: lognormal, mean",
        "touchpoints.shop.frictions.slow_site.severity.distribution",
        ('found "lognormal", expected one of constant, beta, triangular, uniform, empirical',),
    ),
    Mistake(
        "no distribution",
        {PATIENCE: "{shape: 0.8, scale: 8 min}"},
        "patience:",
        "touchpoints.hotline.waiting.patience",
        ("expected a field distribution (one of constant, exponential,",),
    ),
    Mistake(
        "a wrong parameter",
        {PATIENCE: "{distribution: weibull, shape: 0.8, scale: 8}"},
        "patience:",
        "touchpoints.hotline.waiting.patience.scale",
        ("found 8, expected a duration",),
    ),
    Mistake(
        "an unknown parameter",
        {"{distribution: exponential, mean: 10 min}": "{distribution: exponential, maen: 10 min}"},
        "maen",
        "desks.care.time.maen",
        ('did you mean "mean"?',),
    ),
    Mistake(
        "two parameters too many",
        {"{distribution: exponential, mean: 10 min}": "{distribution: exponential, mean: 1 h, median: 1 h}"},
        "median: 1 h",
        "desks.care.time",
        ("expected either mean or median",),
    ),
    Mistake(
        "an impossible beta",
        {SHOP_SEVERITY: "{distribution: beta, mean: 0.9, sd: 0.4}"},
        "distribution: beta",
        "touchpoints.shop.frictions.slow_site.severity",
        ("expected a beta with mean 0.9 to have an sd below 0.294",),
    ),
    Mistake(
        "a beta that is no beta",
        {SHOP_SEVERITY: "{distribution: beta, mean: 0.9, sd: 1e-200}"},
        "distribution: beta",
        "touchpoints.shop.frictions.slow_site.severity.sd",
        ("expected a number of at least 0.0001 and below 0.5",),
    ),
    Mistake(
        "a mean beyond floats",
        {"median: 4 min, p90: 12 min": "median: 1e-300 s, p90: 12 min"},
        "1e-300 s",
        "touchpoints.hotline.service",
        ("expected a distribution with a mean of at most 100 years",),
    ),
    Mistake(
        "bounds the wrong way round",
        {SATISFACTION: "{distribution: uniform, low: 0.6, high: 0.2}"},
        "low: 0.6",
        "personas.anna.satisfaction",
        ("expected low < high",),
    ),
    Mistake(
        "quantiles that fall",
        {SATISFACTION: "{distribution: empirical, quantiles: [0.1, 0.3, 0.2]}"},
        "quantiles:",
        "personas.anna.satisfaction",
        ("expected quantiles that never fall",),
    ),
    Mistake(
        "a wrong quantile",
        {SATISFACTION: "{distribution: empirical, quantiles: [0.1, x, 0.2]}"},
        "quantiles:",
        "personas.anna.satisfaction.quantiles.1",
        ('found "x", expected a number from -1 to 1',),
    ),
    Mistake(
        "a value beyond the scale",
        {"satisfaction: 0.2": "satisfaction: -3"},
        "satisfaction: -3",
        "personas.karl.satisfaction",
        ("found -3, expected a number from -1 to 1",),
    ),
]
