"""The base of every scenario model: frozen, no unknown fields, no infinite numbers."""

from pydantic import BaseModel, ConfigDict


class StrictModel(BaseModel):
    """A part of a scenario. Unknown fields are refused, so a misspelt one cannot be silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)
