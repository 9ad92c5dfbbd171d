"""The board: reviews that prospects read online, and warnings by word of mouth.

What is written on one day can be read from the next day on. Stars are summed as whole numbers, so that the
order in which reviews of one day arrive cannot change a rating.
"""

import math

from cxsim.engine.rules import rating


class Board:
    """Stars and reviews by day; those of days that are over are `published`."""

    def __init__(self, prior_rating: float, prior_reviews: float) -> None:
        self._prior_rating = prior_rating
        self._prior_reviews = prior_reviews
        self.published = (0, 0)
        self._day = 0
        self._pending: dict[int, list[int]] = {}

    def begin_with(self, prior_rating: float, prior_reviews: float) -> None:
        """Let what stood there before be something else."""
        self._prior_rating, self._prior_reviews = prior_rating, prior_reviews

    def write(self, time: float, stars: int) -> None:
        """Post a review."""
        day = self._pending.setdefault(math.floor(time), [0, 0])
        day[0] += stars
        day[1] += 1

    def read(self, time: float) -> float:
        """Return the rating as it stands in the morning of that day."""
        today = math.floor(time)
        if today > self._day:
            for day in [day for day in self._pending if day < today]:
                stars, reviews = self._pending.pop(day)
                self.published = (self.published[0] + stars, self.published[1] + reviews)
            self._day = today
        return rating(self._prior_rating, self._prior_reviews, *self.published)
