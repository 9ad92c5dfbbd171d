"""What goes wrong because of what a user asked: one error above all of them."""


class CxsimError(Exception):
    """Something that whoever asked has to change; the message says all there is to say.

    Every error that a user can cause is one. Jupyter shows its message, and no traceback.

    Examples
    --------
    >>> import cxsim as cx
    >>> try:
    ...     cx.load_scenario("nowhere.yaml")
    ... except cx.CxsimError as error:
    ...     print(error)
    nowhere.yaml: found no such file, expected a scenario file
    """

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class ParameterError(CxsimError, ValueError):
    """A parameter cannot be used; the message says which one, what was found and what is expected."""


class InterventionError(CxsimError, ValueError):
    """What cannot be done to a scenario, or asked of it; the text says why."""
