"""Notes of evidence beside numbers: a range in which they may lie."""

PROBABILITY = "touchpoints.{}.frictions.trouble.probability"


def noted(value, low, high):
    return {"value": value, "range": [low, high], "status": "assumed"}


def with_note(data, path, *range_):
    """Put a range beside a number of a scenario."""
    node, parts = data, path.split(".")
    for part in parts[:-1]:
        node = node[part]
    node[parts[-1]] = noted(node[parts[-1]], *range_)
    return data
