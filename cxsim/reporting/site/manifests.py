"""What a manifest has to hold so that a site can show its report; whatever else is in it is left alone."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from cxsim.scenario.faults import Fault, path_text
from cxsim.scenario.translate import problems
from cxsim.scenario.whole_numbers import LARGEST_SEED


def is_utf8(text: str) -> bool:
    r"""Tell whether a text can be written as UTF-8, which has no halves of characters.

    Examples
    --------
    >>> is_utf8("café"), is_utf8("caf\udce9")
    (True, False)
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _writable(text: str) -> str:
    if not is_utf8(text):
        raise ValueError("text without halves of characters")
    return text


Text = Annotated[str, AfterValidator(_writable)]
Texts = tuple[Text, ...]
Count = Annotated[int, Field(strict=True, ge=0, le=10**12)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class _Table(BaseModel):
    name: Text
    title: Text
    rows: Count
    columns: Texts


class _Period(BaseModel):
    follow_up: Number = 0.0
    warm_up: Number = 0.0
    time_to_decide: Number = 0.0


class _Churn(BaseModel):
    definition: Text = ""
    window: Number | None = None


class _Evidence(BaseModel):
    cited: Count = 0
    calibrated: Count = 0
    assumed: Count = 0
    sources: Texts = ()


class _Improvement(BaseModel):
    title: Text
    paths: Texts


class _Study(BaseModel):
    title: Text = ""
    description: Text = ""
    improvements: tuple[_Improvement, ...] = ()
    precision: Number
    confidence: Number
    smallest_difference: Number
    budget: Number | None = None
    sets: Count = 0


class ModelFacts(BaseModel):
    """What was simulated, as `cxsim.reporting.model_facts` says it; what it does not say is empty or None."""

    description: Text = ""
    currency: Text = ""
    period: _Period | None = None
    existing: Count = 0
    prospects_per_day: Number = 0.0
    churn: _Churn | None = None
    loyalty_curve: Text = ""
    mechanisms_off: Texts = ()
    personas: Texts = ()
    touchpoints: Texts = ()
    journeys: Texts = ()
    teams: Texts = ()
    desks: Texts = ()
    evidence: _Evidence | None = None
    study: _Study | None = None


class _Figure(BaseModel):
    meaning: Text = ""
    unit: Text
    source: Text


class _Manifest(BaseModel):
    title: Text = ""
    question: Text = ""
    answer: Text = ""
    lang: Text = ""
    made: Text = ""
    scenario: Text = ""
    scenario_hash: Text = ""
    engine: Text = ""
    seed: Annotated[int, Field(strict=True, ge=0, le=LARGEST_SEED)] = 0
    replications: Count = 0
    python: Text = ""
    versions: dict[Text, Text] = {}
    figures: dict[Text, _Figure] = {}
    model: ModelFacts | None = None
    tables: tuple[_Table, ...] = ()


def wrong_in(manifest: dict[str, Any]) -> str:
    """Say what is wrong with a manifest first, and where in it; nothing if a site can show its report.

    Examples
    --------
    >>> wrong_in({"title": "Telecom", "seed": 1, "own": [1]})
    ''
    >>> wrong_in({"seed": "one"})
    'seed: found "one", expected a whole number from 0 to 9,223,372,036,854,775,807'
    >>> wrong_in({"model": {"touchpoints": 5}})
    'model.touchpoints: found 5, expected a list, each text'
    """
    try:
        _Manifest.model_validate(manifest)
    except ValidationError as error:
        first = problems(error, _Manifest, manifest)[0]
        fault = Fault("", None, path_text(first.path), first.found, first.expected)
        return f"{fault.path}: {fault.message}"
    return ""
