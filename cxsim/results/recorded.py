"""What a run recorded besides its KPIs: its customers and events, and what is asked of them."""

import functools
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from cxsim.errors import CxsimError
from cxsim.results.answer import Answer, check_part
from cxsim.results.events import to_process_mining
from cxsim.results.survival import NEW, PAST_FIRST, durations, stay_curve
from cxsim.results.table_file import TableFile

if TYPE_CHECKING:
    from cxsim.theme.shown import Shown

FRAMES = ("kpis", "customers", "events")


class NotRecordedError(CxsimError, ValueError):
    """Something was asked of a run that it was told not to record."""


class Recorded(Answer, frames={}):
    """A run with the customers and events that it recorded, in memory or in files; or without."""

    if TYPE_CHECKING:  # fields of a run

        @property
        def recorded_customers(self) -> pa.Table | TableFile | None:
            """The customer table, if it was recorded."""

        @property
        def recorded_events(self) -> pa.Table | TableFile | None:
            """The event log, if it was recorded."""

    @property
    def customers_table(self) -> pa.Table:
        """The customer table, in Arrow."""
        if self.recorded_customers is None:
            raise NotRecordedError(
                'this run recorded KPIs only; for the customers, simulate with record="customers", or with '
                'record="events" for all there is'
            )
        if isinstance(self.recorded_customers, TableFile):
            return self.recorded_customers.table()
        return self.recorded_customers

    @property
    def events_table(self) -> pa.Table:
        """The event log, in Arrow."""
        if self.recorded_events is None:
            raise NotRecordedError(
                'this run recorded no events; for the event log, simulate with record="events"'
            )
        if isinstance(self.recorded_events, TableFile):
            return self.recorded_events.table()
        return self.recorded_events

    @functools.cached_property
    def events(self) -> pd.DataFrame:
        """The event log; columns as in `cxsim.results.events`."""
        frame: pd.DataFrame = self.events_table.to_pandas()
        return frame

    @functools.cached_property
    def customers(self) -> pd.DataFrame:
        """The customer table; columns as in `cxsim.results.customers`."""
        frame: pd.DataFrame = self.customers_table.to_pandas()
        return frame

    def to_frame(self, name: str | None = None) -> pd.DataFrame:
        """Return the ``kpis``, or ``customers`` or ``events`` where they were recorded, as numbers."""
        figures = getattr(self, self._one_of({one: one for one in FRAMES}, name, "frame"))
        frame: pd.DataFrame = (figures() if callable(figures) else figures).copy()
        return frame

    @property
    def frames(self) -> tuple[str, ...]:
        """The names that `to_frame` knows."""
        recorded = (True, self.recorded_customers is not None, self.recorded_events is not None)
        return tuple(name for name, there in zip(FRAMES, recorded, strict=True) if there)

    @property
    def shown(self) -> "Shown":
        """What a notebook displays: sentences, where customers are lost, and the KPIs."""
        from cxsim.theme.shown import Shown

        drawn = [] if self.recorded_customers is None else [self.chart()]
        return Shown(self.summary(), *drawn, self.table())

    def survival(self, persona: str | None = None, new: bool = False) -> pd.DataFrame:
        """Return how long customers stay: Kaplan–Meier, day by day.

        Parameters
        ----------
        persona
            Of whom; by default of everybody.
        new
            Of new customers, in their first contract; by default of today's customers past theirs. The two
            are not told together: hardly anybody leaves in a first contract.

        Returns
        -------
        pandas.DataFrame
            ``day``, and ``share`` (of those who have stayed so long) with ``low`` and ``high`` (95 % over
            replications).

        Raises
        ------
        CxsimError
            If there is no such persona, or the customers were not recorded.
        """
        if persona is not None:
            check_part("Run.survival", "persona", persona, self.scenario)
        followed = durations(self.customers, self.scenario)
        mine = followed[followed["group"] == (NEW if new else PAST_FIRST)]
        mine = mine if persona is None else mine[mine["persona"] == persona]
        return stay_curve(mine, self.scenario.period.follow_up)

    def to_process_mining(self, recorded_only: bool = False) -> pd.DataFrame:
        """Return the visits as process-mining tools expect them; see `cxsim.results.events`.

        Parameters
        ----------
        recorded_only
            Only what the company's own records would hold.
        """
        return to_process_mining(self.events, self.scenario, recorded_only)
