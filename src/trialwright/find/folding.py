"""The name of a place enters, the same as it is looked up leaves."""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    """Small letters, no accents, no blanks or signs.

    >>> folded("Alcalá de Henares"), folded("  A CORUÑA ")
    ('alcaladehenares', 'acoruna')
    """
    return "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if char.isalnum())
