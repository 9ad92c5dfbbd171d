"""One run of a small but complete company, shared by the tests of the results."""

import pytest
import yaml

import cxsim as cx
from cxsim.results.run import Run
from cxsim.scenario.load import scenario_from_dict

COMPANY = """
schema: 2
name: small
title: A small company
sector: any
start: 2026-01-05
period: {follow_up: 200 d, warm_up: 20 d, time_to_decide: 20 d}
population: {existing: 120, prospects_per_day: 0.8, tenure: {distribution: exponential, mean: 2 y}}
churn: {definition: contract_end}
departments: {sales: {title: Sales}, care: {title: Care}}
channels: {web: {title: Web, technology: 0.5}, phone: {title: Phone}}
personas:
  ana:
    {title: Ana, name: Ana, age: 30, occupation: x, family: x, share: 0.6, contract: 180 d,
     value_per_year: 200.0, survey_response: 0.5,
     satisfaction: {distribution: triangular, low: -0.4, mode: 0.1, high: 0.6}}
  bo:
    {title: Bo, name: Bo, age: 60, occupation: x, family: x, share: 0.4, contract: 180 d,
     value_per_year: 100.0, satisfaction: 0.0, technology: 0.1, friction_odds: 2.0, complaint: 0.6}
rhythms: {day: {hours: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]}}
teams: {agents: {title: Agents, staff: 1, hours: "08:00-18:00", cost_per_hour: 30.0}}
desks: {desk: {title: Desk, team: agents, skill: 0.7, time: 20 min}}
touchpoints:
  site:
    title: Site
    stage: interest
    channel: web
    department: sales
    frictions:
      slow: {probability: 0.2, severity: {distribution: beta, mean: 0.4, sd: 0.2}, technology: 1.0}
    gate: {prospect: 0.2, customer: 0.004}
  call:
    title: Call
    stage: use
    channel: phone
    department: care
    team: agents
    service: {distribution: lognormal, mean: 40 min, sd: 30 min}
    waiting: {tolerance: 5 min, patience: {distribution: exponential, mean: 30 min}, redial: 0.4,
              redial_delay: 1 h}
    frictions: {rude: {probability: 0.3, severity: 0.5}}
    delight: {probability: 0.2, strength: 0.5}
    gate: {prospect: 0.05, customer: 0.02}
    recovery: desk
    survey: true
    cost: 1.5
  offer:
    title: Offer
    stage: advocacy
    channel: web
    department: sales
journeys:
  buy:
    title: Buy
    type: onboarding
    start: {site: 1.0}
    links: {site: {call: {share: 0.7, delay: 1 d}, stop: 0.3}, call: {goal: 0.8, site: 0.2}}
    rhythm: day
  use:
    title: Use
    type: use
    every: {distribution: exponential, mean: 40 d}
    start: {site: 1.0}
    links: {site: {goal: 1.0}}
  help:
    title: Help
    type: after_sales
    after_friction: 0.4
    every: {distribution: exponential, mean: 60 d}
    start: {call: 1.0}
    links: {call: {goal: 1.0}}
    rhythm: day
  renew: {title: Renew, type: renewal, start: {offer: 1.0}, links: {offer: {goal: 1.0}}}
handoffs: {severity: 0.3, across_departments: 0.3}
loyalty: {renewal: 0.8}
"""


@pytest.fixture(scope="session")
def scenario() -> cx.Scenario:
    return scenario_from_dict(yaml.safe_load(COMPANY))


@pytest.fixture(scope="session")
def run(scenario: cx.Scenario) -> Run:
    return cx.simulate(scenario, replications=4, seed=3)
