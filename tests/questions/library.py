"""A row of touchpoints at which something is at stake, with improvements of known effect."""

from tests.engine.scenarios import Data

STAKES = {"first": 0.0, "second": 1.0, "third": 0.4}


def improvement(path: str, value: float, operation: str = "multiply", **cost: float) -> Data:
    change = {"path": path, "operation": operation, "value": value}
    title = f"{operation} {path} by {value}"
    return {"title": title, "owner": "sales", "changes": [change], **cost}


def friction(place: str, factor: float, **cost: float) -> Data:
    return improvement(f"touchpoints.{place}.frictions.trouble.probability", factor, **cost)


LIBRARY = {
    "useless": friction("first", 0.1, yearly=500.0),
    "harmful": friction("third", 1.5),
    "half": friction("second", 0.5, one_off=100.0, yearly=365.0),
    "links": improvement("journeys.buy.links.second.third.context_loss", 0.0, one_off=50.0),
    "all": friction("second", 0.0),
}
