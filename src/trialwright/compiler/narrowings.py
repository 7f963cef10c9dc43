"""Narrowings: the narrowing words of a phrase in; the qualifiers that they stand for, in each way they can be read, out."""

from __future__ import annotations

from collections.abc import Iterable

from trialwright.compiler.chunks import Chunk
from trialwright.protocol.criteria import Qualifier

_THERAPY_FAMILIES = frozenset({"setting", "route", "persistence"})


def qualifier_choices(narrowings: Iterable[Chunk], *, therapy: bool) -> list[tuple[Qualifier, ...]]:
    """The ways to read the narrowing words: families together, two words of one family as alternatives ("metastatic or
    unresectable locally advanced"); an "or" of two families is a choice between them."""
    choices: list[dict[str, tuple[str, ...]]] = [{}]
    either = False
    for chunk in narrowings:
        options = _options(chunk, therapy=therapy)
        if chunk.value == "or" and len(options) > 1:
            # "Confirmed, unresectable or metastatic": however it is, it is confirmed.
            proof = {family: options.pop(family) for family in ("proof",) if family in options}
            choices = [
                {**_without_local(choice, values), **proof, family: values}
                for choice in choices
                for family, values in options.items()
            ]
        else:
            family, values = _fitting(options, therapy=therapy)
            # "Metastatic or unresectable locally advanced": what follows is of the last alternative.
            choices = [choice if either and family in choice else {**choice, family: values} for choice in choices]
        either = either or chunk.value == "or"
    choices = [{family: tuple(dict.fromkeys(values)) for family, values in choice.items()} for choice in choices]
    return [tuple(Qualifier(name=family, values=values) for family, values in choice.items()) for choice in choices]


def _without_local(choice: dict[str, tuple[str, ...]], values: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """ "Locally recurrent unresectable or metastatic": what is metastatic need not have come back where it was."""
    spread = "metastatic" in values and choice.get("recurrence") == ("locally recurrent",)
    return {family: told for family, told in choice.items() if family != "recurrence"} if spread else choice


def _options(chunk: Chunk, *, therapy: bool) -> dict[str, tuple[str, ...]]:
    """The values of a narrowing word by family; of several words joined by "or", each in the family that fits it."""
    options: dict[str, tuple[str, ...]] = {}
    if chunk.value == "or" and chunk.inner:
        for word in chunk.inner:
            family, values = _fitting(_options(word, therapy=therapy), therapy=therapy)
            options[family] = (*options.get(family, ()), *values)
        return options
    for name in chunk.names:
        family, value = name.split("=", 1)
        options[family] = (*options.get(family, ()), value)
    return options


def _fitting(options: dict[str, tuple[str, ...]], *, therapy: bool) -> tuple[str, tuple[str, ...]]:
    """A word of several families ("metastatic": extent of a disease, setting of a therapy) is read by what it narrows."""
    ranked = sorted(options, key=lambda family: (family in _THERAPY_FAMILIES) != therapy)
    return ranked[0], options[ranked[0]]
