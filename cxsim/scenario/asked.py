"""The questions that a study may ask: the rooms of `cxsim.questions`, in the order in which it does."""

from typing import Literal, get_args

Asked = Literal[
    "journey",
    "ranking",
    "choice",
    "portfolio",
    "moments",
    "shapley",
    "fragmentation",
    "usual_methods",
    "robustness",
    "drivers",
    "information",
    "targets",
    "spending",
    "maturity",
]
DECISION: tuple[Asked, ...] = get_args(Asked)[:11]
