"""How a report was simulated, as STRESS-DES asks for it (sections 4, 5 and 6)."""

from cxsim.files.overwriting import NOTEBOOK
from cxsim.files.own import MANIFEST
from cxsim.language.speech import say, say_count, translated, written
from cxsim.reporting.site.published import Report
from cxsim.reporting.site.stress_about import Says, asked, count, part

LICENCE = "MIT"


def experimentation(report: Report) -> Says:
    """Return section 4: warm-up, run length, and how figures and their limits were estimated."""
    period, study, said = part(report.model, "period"), asked(report), report.manifest
    start, length, estimates = [], [], []
    if period:
        warm_up = _days(period.get("warm_up"))
        start = [
            say("A warm-up of {days} days is simulated and not measured.", days=warm_up)
            if period.get("warm_up")
            else translated("There is no warm-up."),
            translated(
                "Existing customers start with the tenure and satisfaction of their distributions, queues "
                "and cases empty. How the length of the warm-up was chosen is not stated."
            ),
        ]
        length = [
            say(
                "{days} days from the end of the warm-up to the end of the simulation.",
                days=_days(period.get("follow_up")),
            ),
        ]
        if period.get("time_to_decide"):
            length.append(
                say(
                    "Prospects who come in the last {days} days are simulated and not measured.",
                    days=_days(period["time_to_decide"]),
                )
            )
    if "replications" in said:
        replications = say_count("{number} replication", "{number} replications", count(said, "replications"))
        estimates.append(
            say(
                "{replications}, independent of each other; limits are 95 % limits over them.",
                replications=replications,
            )
        )
        if study:
            estimates.append(
                say(
                    "Scenarios share all draws (common random numbers), customer by customer. Limits of "
                    "gains were wanted within ±{precision} of 100 customers kept; the report says whether "
                    "they are.",
                    precision=written(study["precision"], 2),
                )
            )
        else:
            estimates.append(translated("How their number was chosen is not stated."))
    return {
        translated("Initialisation"): start,
        translated("Run length"): length,
        translated("Estimation approach"): estimates,
    }


def implementation(report: Report) -> Says:
    """Return section 5: software, random numbers, how events are executed, and on what."""
    said = report.manifest
    versions = part(said, "versions")
    software, sampling, execution = [], [], []
    if versions:
        packages = ", ".join(f"{name} {version}" for name, version in versions.items())
        software = [say("Python {python}; {packages}.", python=said.get("python", "?"), packages=packages)]
    if "seed" in said:
        sampling = [
            say(
                "Philox-4x64-10, a counter-based generator, seed {seed}. Every draw has an address (seed, "
                "replication, customer, journey, touchpoint, visit, purpose), which alone decides its value; "
                "distributions are sampled by inversion.",
                seed=said["seed"],
            )
        ]
    if "engine" in said:
        execution = [
            say("Engine: {engine}.", engine=said["engine"]),
            translated(
                "Discrete events; time is a number of days (64 bits); events at the same time have one fixed "
                "order. The SimPy engine defines the model, and the compiled one gives the same events to "
                "the last bit. No result depends on the number of workers."
            ),
        ]
    return {
        translated("Software or programming language"): software,
        translated("Random sampling"): sampling,
        translated("Model execution"): execution,
        translated("System specification"): [],  # nothing is noted of the machine
    }


def code_access(report: Report) -> Says:
    """Return section 6: where the model is, and what identifies it."""
    said = report.manifest
    if not said.get("scenario_hash"):
        return {translated("Computer model sharing statement"): []}
    return {
        translated("Computer model sharing statement"): [
            say(
                "The report was made by cxsim {version} ({licence} licence) from scenario {scenario}, hash "
                "{hash}.",
                version=part(said, "versions").get("cxsim", "?"),
                licence=LICENCE,
                scenario=said.get("scenario", "?"),
                hash=said["scenario_hash"],
            ),
            say(
                "The notebook that was run ({notebook}) and the manifest ({manifest}) are beside it: the "
                "same scenario, seed and versions give the same figures.",
                notebook=NOTEBOOK,
                manifest=MANIFEST,
            ),
        ]
    }


def _days(days: object) -> str:
    value = float(days) if isinstance(days, int | float) else 0.0
    return written(value) if value == round(value) else written(value, 1)
