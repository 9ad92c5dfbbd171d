"""What improvements are for: the objective that a study states beforehand, and its answers follow."""

from typing import Literal, get_args

Objective = Literal["stay", "join", "customers", "net_value"]
OBJECTIVES: tuple[Objective, ...] = get_args(Objective)
