"""What a page shows enters, its address in the portal leaves."""

from __future__ import annotations

from urllib.parse import quote


def trial_path(key: str, part: str = "") -> str:
    """The address of a trial's page, or of a part of it.

    >>> trial_path("CTRI/2020/01/000001", "checklist")
    '/trial/CTRI/2020/01/000001/checklist'
    """
    path = f"/trial/{quote(key, safe='/')}"
    return f"{path}/{part}" if part else path
