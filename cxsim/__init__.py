"""Which improvements at which moments keep the most customers, for whom, at what cost, and how sure are we.

>>> import cxsim as cx
>>> scenario = cx.load_scenario("scenarios/telecom.yaml")  # doctest: +SKIP
>>> run = cx.simulate(scenario, replications=20, seed=1)  # doctest: +SKIP
>>> run.kpis()  # doctest: +SKIP

The way through the house: `scenario` says what is simulated, `engine` how customers live it, `results` what
happened, `analysis` what it means for a decision, `reporting` what people see; `calibration` estimates
parameters from a company's own data. Imports go one way, in this order.
"""

import lazy_loader

__version__ = "0.1.0"

# The names are in __init__.pyi, for type checkers too. Each is imported when it is first asked for, because
# the engine takes seconds to import and `cxsim --help` should not.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
