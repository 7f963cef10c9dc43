"""A form of ours and plain values enter, a PDF leaves. Texts travel as data: none of them is ever read as typst's markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from trialwright.errors import UserError
from trialwright.portal.shown import shown

MISSING = "this server makes no PDF: the extra is not installed"


def can_print() -> bool:
    """Whether the extra `pdf` is installed."""
    return find_spec("typst") is not None


def printed(form: str, values: Mapping[str, Any]) -> bytes:
    """The PDF of a form ("match", "checklist") filled with values. Without the extra a `UserError`."""
    if not can_print():
        raise UserError(MISSING, hint="pip install 'trialwright[pdf]', or print the page")
    import typst

    source = (files("trialwright.portal.paper") / f"{form}.typ").read_bytes()
    data = json.dumps(_plain(values), ensure_ascii=False)
    made = typst.compile(source, format="pdf", sys_inputs={"data": data})
    if not isinstance(made, bytes):
        raise TypeError("the PDF is not one document")
    return made


def _plain(value: Any) -> Any:
    """The values without hidden signs, as JSON has them."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return shown(value)
