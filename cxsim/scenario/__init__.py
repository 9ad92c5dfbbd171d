"""WHAT is simulated: a scenario is one readable YAML file, checked as a whole before anything runs.

The models (`model.Scenario` is the root) say what a scenario consists of; `load` reads files into them with every
fault named by file and line, `extends` lets a file build on another, `evidence` keeps where parameters come from,
`checks` holds the parts against each other, and `changes` applies improvements.
"""

from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario, scenario_from_dict
from cxsim.scenario.model import Scenario

__all__ = ["Scenario", "ScenarioError", "load_scenario", "scenario_from_dict"]
