"""Large companies: of so many customers, fewer worlds and replications tell enough."""

LARGE = 5_000  # customers


def is_large(customers: int) -> bool:
    """Tell whether a company is large.

    Examples
    --------
    >>> is_large(800), is_large(14_000)
    (False, True)
    """
    return customers >= LARGE
