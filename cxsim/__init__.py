"""Which improvements at which moments keep the most customers, for whom, at what cost, and how sure are we.

>>> import cxsim as cx
>>> scenario = cx.load_scenario("scenarios/telecom.yaml")  # doctest: +SKIP
>>> run = cx.simulate(scenario, replications=20, seed=1)  # doctest: +SKIP
>>> run.kpis()  # doctest: +SKIP

The way through the house: `scenario` says what is simulated, `engine` how customers live it, `results` what
happened, `reporting` what people see; `calibration` estimates parameters from a company's own data. Imports
go one way, in this order.
"""

from cxsim.results.events import to_process_mining
from cxsim.results.run import Run, simulate
from cxsim.results.survival import durations, survival_curve
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario

__version__ = "0.1.0"

__all__ = [
    "Run",
    "Scenario",
    "durations",
    "load_scenario",
    "simulate",
    "survival_curve",
    "to_process_mining",
]
