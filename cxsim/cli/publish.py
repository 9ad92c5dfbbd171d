"""The command that makes a static site of reports."""

import time
from pathlib import Path
from typing import Annotated

import typer

from cxsim.cli.batch import batch
from cxsim.cli.inputs import Workers, check_choice, check_numbers
from cxsim.cli.shell import Failure, check_folder, progress_bar

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE…",
        help="Scenarios, studies, batches (YAML) whose reports are made first.",
        show_default=False,
    ),
]
Lang = Annotated[
    str, typer.Option("--lang", help="Language of the site's own pages: en, or fr; a report has its own.")
]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the site.  [default: reports]")]


def publish(files: Files = None, workers: Workers = None, out: Out = None, lang: Lang = "en") -> None:
    """Make a static site of every report below a folder: index, comparison, PDFs, tables, checklists.

    With files, their reports are made before, as `cxsim batch` does; what has not changed is not made again.
    The site needs no server and no network. PDFs are printed by an installed Chromium, Chrome or Edge
    (CXSIM_BROWSER names another); without one there are none. A report that is damaged, or whose page could
    do more than show itself, is left out; the first page says why.

    \b
    Examples:
      cxsim publish scenarios/telecom.yaml scenarios/retail.yaml
      cxsim publish --lang fr
    """
    from cxsim.language.speech import LANGUAGES

    check_numbers(1, 1, workers)
    check_choice("lang", lang, tuple(LANGUAGES))
    home = out or Path("reports")
    check_folder(home)
    failure = None
    if files:
        try:
            batch(files, workers=workers, out=out)
        except Failure as error:  # what could be made is published all the same
            failure = error
    from cxsim.reporting.site.publish_site import SiteError, publish_site

    started = time.monotonic()
    try:
        with progress_bar("Publishing", None) as show:
            site = publish_site(
                home, lang, workers, lambda place, done, of: show(f"Printing {place}", done, of)
            )
    except SiteError as error:
        raise Failure(str(error)) from error
    for notice in site.notices:
        typer.echo(notice, err=True)
    reports = f"{site.reports} report{'' if site.reports == 1 else 's'}"
    typer.echo(f"{site.page}: {reports}, {site.printed} with PDF ({time.monotonic() - started:.0f} s)")
    if failure is not None:
        raise failure
