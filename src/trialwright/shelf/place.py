"""Nothing enters, the folder of the user's shelf leaves: where the platform keeps the data of programs."""

from __future__ import annotations

from pathlib import Path


def default_folder() -> Path:
    """The folder of the shelf where none is named, such as ~/.local/share/trialwright/shelf."""
    from platformdirs import user_data_path  # who names a folder needs none

    return user_data_path("trialwright", appauthor=False) / "shelf"
