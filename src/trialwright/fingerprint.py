"""Rooms of the package enter; a mark leaves that changes with their code or data, and with a user's own vocabulary."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary, package_vocabulary


def fingerprint(rooms: tuple[str, ...]) -> str:
    """What tells these rooms (folders or files of the package), with the vocabulary in use, from any other version of them."""
    words = default_vocabulary()
    return _of_package(rooms) if words is package_vocabulary() else f"{_of_package(rooms)}+{_of_vocabulary(words)}"


@cache
def _of_package(rooms: tuple[str, ...]) -> str:
    package = files("trialwright")
    digest = hashlib.sha256()
    for room in rooms:
        _feed(digest.update, package / room)
    return digest.hexdigest()[:20]


def _feed(update: Callable[[bytes], object], item: Traversable) -> None:
    if item.is_dir():
        for inner in sorted(item.iterdir(), key=lambda found: found.name):
            if inner.name != "__pycache__":
                _feed(update, inner)
    else:
        update(item.name.encode() + b"\0" + item.read_bytes())


def _of_vocabulary(words: Vocabulary) -> str:
    text = "\n".join(repr(concept) for _, concept in sorted(words.concepts.items()))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
