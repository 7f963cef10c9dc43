"""`trialwright mcp`: a shelf enters; its verbs are tools for a language model over standard input and output."""

from __future__ import annotations

from importlib.util import find_spec

from trialwright.cli.library_folder import ShelfOption
from trialwright.errors import UserError
from trialwright.shelf.place import default_folder


def mcp_command(shelf: ShelfOption = None) -> None:
    """Offer search, trials, matching, related trials and findings to a model over the Model Context Protocol (stdio)."""
    missing = [name for name in ("mcp", "fastapi", "tantivy") if find_spec(name) is None]
    if missing:
        hint = "pip install 'trialwright[mcp]'"
        raise UserError(f"the tools are not installed ({', '.join(missing)} missing)", hint=hint)
    from trialwright.portal.mcp_tools import serve_tools

    serve_tools(shelf or default_folder())
