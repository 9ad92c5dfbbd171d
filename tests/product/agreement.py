"""Sentences held against the tables they speak of."""

from tests.product.walk import Step


def disagreements(step: Step) -> list[str]:
    return []
