"""The command that receives well-known corpora."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.console import Data, console, errors, plain_errors, settings_of


def corpora(
    name: str | None = None,
    *,
    file: Annotated[Path | None, Parameter(help="A local copy: nothing is downloaded.")] = None,
    renew: Annotated[bool, Parameter(help="Take a file other than the first one.")] = False,
    data: Data = None,
) -> None:
    """Receive a well-known corpus by its name, or list those that are known.

    It is downloaded by its DOI and compared with the checksum its archive states; a local copy is
    read instead where --file names one. Licence, citation and SHA-256 are kept in data/corpora.

    Example: entente corpora un_general_debate --file UNGDC_1946-2024.tgz
    """
    from flows import corpora as known
    from flows.sources.guard import Guard
    from warehouse.lake import Lake

    settings = settings_of(data)
    with plain_errors():
        if name is None:
            for corpus in known.corpora():
                console.print(f"[bold]{corpus.name}[/bold]  {corpus.title}", highlight=False)
                console.print(f"    doi:{corpus.doi}  {corpus.licence}", highlight=False)
                console.print(f"    {corpus.citation}\n", highlight=False)
            return
        corpus, lake = known.find(name), Lake(settings.data)
        with lake.lock(settings.patience, errors.print):
            guard = Guard(frozenset(settings.admitted_ports))
            path = file or known.download(corpus, settings.data / "corpora", guard)
            receipt = known.receive(lake, corpus, path, is_renewed=renew)
        console.print(f"received {path.name} as {receipt}; next: entente build", highlight=False)
