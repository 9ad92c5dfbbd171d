"""What a run says of the years before time 0 from which its customers come."""

from cxsim.language.speech import say, written
from cxsim.results.run import Run


def conclude_start(run: Run) -> list[str]:
    """Say for how long the start was settled, and from how many customers; nothing if it is as given."""
    start, replications = run.manifest.get("start"), run.manifest["replications"]
    if start is None:
        return []
    if not start["customers"]:
        return [say("Nobody was left after the years before the start: customers begin as the file says.")]
    told = say(
        "At the start there are {existing} customers as up to {years} years leave them in which {prospects} "
        "prospects came a day, as many as kept their number.",
        existing=written(start["existing"]),
        years=written(start["years"]),
        prospects=written(float(f"{start['prospects']:.2g}")),
    )
    if start["settled"] == replications:
        return [told]
    return [
        told,
        say(
            "The company had settled by then in {settled} of {all} replications only: what drifts may be due "
            "to that.",
            settled=written(start["settled"]),
            all=written(replications),
        ),
    ]
