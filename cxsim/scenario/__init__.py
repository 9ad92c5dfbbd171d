"""WHAT is simulated: a scenario is one readable YAML file, checked as a whole before anything runs.

The models (`model.Scenario` is the root) say what a scenario consists of. `load` reads a file into them:
`source` keeps the line of every entry, `extends` lets a file build on another, `document` takes out the
evidence notes, `translate` and `checks` say everything that is wrong at once. `improve` applies improvements;
`assessment` scores how mature a company is at each stage; `forecast` says how much
there will be to simulate; `schema` is for editors.
"""

from cxsim.scenario.faults import Fault, ScenarioError
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import load_scenario, scenario_from_dict, scenario_hash
from cxsim.scenario.model import Scenario
from cxsim.scenario.schema import json_schema

__all__ = [
    "Fault",
    "Scenario",
    "ScenarioError",
    "improve",
    "json_schema",
    "load_scenario",
    "scenario_from_dict",
    "scenario_hash",
    "with_changes",
]
