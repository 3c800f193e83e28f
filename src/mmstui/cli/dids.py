"""`mmstui dids`."""

from __future__ import annotations

import argparse

from mmstui.cli.account import opened
from mmstui.cli.exit_codes import Exit
from mmstui.cli.json_output import did_json
from mmstui.cli.output import write_json, write_line
from mmstui.domain.phone import numbers


def run(options: argparse.Namespace) -> Exit:
    """List the account's numbers, as last fetched. Makes no request."""
    with opened(reads=True) as center:
        dids = center.directory.dids()
        if options.json:
            write_json({"dids": [did_json(did) for did in dids]})
            return Exit.DONE
        for did in dids:
            number = numbers.formatted(did.number)
            write_line(f"{did.ability:>7}  {number}  {did.note}  {did.city}".rstrip())
        if not dids:
            write_line("No numbers known yet. mmstui sync fetches them.")
    return Exit.DONE
