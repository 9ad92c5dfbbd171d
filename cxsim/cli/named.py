"""Commands by name: a wrong name is answered with the right one."""

from collections.abc import Mapping
from typing import Any, ClassVar

from typer.core import TyperGroup

from cxsim.cli.shell import Mistake


class Named(TyperGroup):
    """Commands of which the nearest is offered where there is none of a name.

    Attributes
    ----------
    also
        Other names under which people look for commands.
    """

    also: ClassVar[Mapping[str, str]] = {}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is named first."""
        name = args[0]
        if name.startswith("-") or self.get_command(ctx, name) is not None:
            return super().resolve_command(ctx, args)
        from cxsim.scenario.faults import either, nearest, shown

        names = self.list_commands(ctx)
        within = {
            one: f"{group} {one}"
            for group in names
            for one in getattr(self.get_command(ctx, group), "commands", ())
        }
        elsewhere = {**within, **self.also}.get(name)
        hint = f'did you mean "{elsewhere}"?' if elsewhere else nearest(name, names)
        said = f"; {hint}" if hint else f", expected {either(names)}"
        raise Mistake(f"{ctx.command_path}: found {shown(name)}{said}")
