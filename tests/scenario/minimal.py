"""A small scenario that uses everything once: the material of the tests of this folder."""

import copy
from typing import Any

import yaml

# Written as a file would be, so that tests can name its lines. Keep `line_of` in mind when you change it.
TEXT = """\
schema: 2
name: fibre
title: A small fibre provider
sector: telecom

period: {follow_up: 1 y, warm_up: 30 d, time_to_decide: 60 d}
population:
  existing: 100
  prospects_per_day: 0.5
  tenure: {distribution: exponential, mean: 2 y}
  rhythm: daytime
churn: {definition: contract_end}

departments:
  sales: {title: Sales}
  service: {title: Service}

channels:
  web: {title: Web, technology: 0.5}
  phone: {title: Phone}

personas:
  anna:
    title: Young and digital
    name: Anna
    age: 27
    occupation: designer
    family: lives alone
    share: 0.6
    technology: {value: 0.8, range: [0.7, 0.9], source: own survey, grade: b, status: calibrated}
    stakes: {invoice: 1.5}
    channels: {web: 1.2}
    satisfaction: {distribution: uniform, low: -0.2, high: 0.6}
    contract: 12 mo
    value_per_year: 120
  karl:
    title: Settled
    name: Karl
    age: 61
    occupation: retired
    family: married
    share: 0.4
    satisfaction: 0.2
    contract: 24 mo
    value_per_year: 150

touchpoints:
  shop:
    title: Web shop
    stage: consideration
    channel: web
    department: sales
    service: 6 min
    quality: 0.75
    frictions:
      slow_site:
        probability: 0.12
        severity: {distribution: beta, mean: 0.4, sd: 0.2}
        technology: 0.3
    gate: {prospect: 0.1}
    recovery: care
    reads_reviews: true
  invoice:
    title: Monthly invoice
    stage: use
    channel: web
    department: service
    frictions:
      wrong_amount:
        probability: 0.05
        severity: 0.6
    recovery: care
    survey: true
  hotline:
    title: Hotline
    stage: use
    channel: phone
    department: service
    team: agents
    service: {distribution: lognormal, median: 4 min, p90: 12 min}
    delight: {probability: 0.05, strength: 0.3}
    waiting:
      tolerance: 1 min
      patience: {distribution: weibull, shape: 0.8, scale: 8 min}
      redial: 0.3
      escape: {chat: 0.2}
    recovery: care
  chat:
    title: Chat
    stage: use
    channel: web
    department: service
    recovery: care

journeys:
  buy:
    title: Become a customer
    type: onboarding
    start: {shop: 1}
    links:
      shop: {goal: 0.7, stop: {share: 0.3, delay: 1 d}}
  pay:
    title: Pay the invoice
    type: use
    start: {invoice: 1}
    links:
      invoice: {goal: 1}
    every: 1 mo
  ask:
    title: Ask for help
    type: after_sales
    start: {hotline: 0.7, chat: 0.3}
    links:
      hotline: {goal: 0.9, chat: 0.1}
      chat: {goal: 0.8, hotline: 0.2}
    after_friction: 0.4
    rhythm: daytime
  renew:
    title: Renew the contract
    type: renewal
    start: {invoice: 1}
    links:
      invoice: {goal: 1}

teams:
  agents:
    title: Agents
    department: service
    staff: 2
    hours: mon-sat 08:00-20:00

desks:
  care:
    title: Customer care
    team: agents
    skill: 0.7
    time: {distribution: exponential, mean: 10 min}

rhythms:
  daytime:
    hours: [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]

handoffs: {severity: 0.5}
loyalty: {renewal: {value: 0.85, range: [0.8, 0.9], source: industry mean, grade: c, status: cited}}

improvements:
  faster_site:
    title: A faster web shop
    owner: sales
    changes:
      - {path: touchpoints.shop.frictions.slow_site.probability, operation: multiply, value: 0.5}
      - {path: touchpoints.shop.service, operation: multiply, value: 0.8}
    one_off: 20000
  more_agents:
    title: One agent more
    owner: service
    changes:
      - {path: teams.agents.staff, operation: add, value: 1}
    yearly: 45000
"""


def scenario_dict() -> dict[str, Any]:
    """The same as plain data, new each time."""
    data: dict[str, Any] = yaml.safe_load(TEXT)
    return copy.deepcopy(data)


def line_of(piece: str, text: str = TEXT) -> int:
    """The line on which a piece of the text stands; it must be there once."""
    assert text.count(piece) == 1, f"{piece!r} stands there {text.count(piece)} times"
    return text[: text.index(piece)].count("\n") + 1
