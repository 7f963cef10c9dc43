"""Narrowings: the narrowing words of a phrase in; the qualifiers that they stand for, in each way they can be read, out; and
words side by side in, one chunk that holds either out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.protocol.criteria import Qualifier
from trialwright.vocabulary.records import anew

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


_GIVEN = frozenset({"drug", "drug class", "regimen"})


def places_apart(narrowings: Sequence[Chunk], kinds: set[str | None]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]]:
    """The narrowing words of a thing of such kinds without those that say where it is, and those: "nasal surgery", "oral
    infection"; only a drug is given by the nose or the mouth."""
    ways = () if kinds & _GIVEN else tuple(chunk for chunk in narrowings if _way_in(chunk))
    return tuple(chunk for chunk in narrowings if chunk not in ways), ways


def _way_in(chunk: Chunk) -> bool:
    return all(name.startswith("route=") and name != "route=systemic" for name in chunk.names)


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


def merged_narrowings(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Narrowing words side by side ("recurrent or metastatic", "synchronous or metachronous") as one chunk that holds either."""
    result: list[Chunk] = []
    items = list(chunks)
    index = 0
    while index < len(items):
        end = index + 1
        while items[index].sort is Sort.NARROWING and (step := _next_narrowing(items, end)) is not None:
            end = step
        if end == index + 1:
            result.append(items[index])
            index = end
            continue
        behind = next((place for place in range(end, len(items)) if items[place].sort is not Sort.NARROWING), end)
        if behind > end and _goes_on(items, behind):
            result.extend(items[index:end])  # "recurrent, metastatic, locally advanced unresectable, or refractory disease"
            index = end
            continue
        together = end < len(items)
        if together and not any(_either(chunk, items[index]) for chunk in items[index:end]) and not _goes_on(items, end):
            result.extend(chunk for chunk in items[index:end] if chunk.sort is Sort.NARROWING)
            index = end
            continue
        run = [chunk for chunk in items[index:end] if chunk.sort is Sort.NARROWING]
        names = tuple(dict.fromkeys(name for chunk in run for name in chunk.names))
        result.append(anew(items[index], names=names, end=items[end - 1].end, value="or", inner=tuple(run)))
        index = end
    return tuple(result)


def _next_narrowing(items: Sequence[Chunk], place: int) -> int | None:
    """The end of one more narrowing word behind "or", "/", a comma, ", or", or "to" within one family ("moderate to severe")."""
    step = place
    while step < len(items) and items[step].sort in (Sort.OR, Sort.SLASH, Sort.COMMA):
        step += 1
    if step == place and place < len(items) and items[place].text.lower() == "to":
        step += 1
    found = step > place and step < len(items) and items[step].sort is Sort.NARROWING
    return step + 1 if found else None


def _either(chunk: Chunk, first: Chunk) -> bool:
    return chunk.sort in (Sort.OR, Sort.SLASH) or (chunk.sort is Sort.PREP and chunk is not first)


def _goes_on(items: Sequence[Chunk], place: int) -> bool:
    """True where the list of narrowing words goes on behind a conjunction ("unresectable, or metastatic disease")."""
    signs = [chunk for chunk in items[place : place + 2] if chunk.sort in (Sort.OR, Sort.AND, Sort.COMMA, Sort.SLASH)]
    return bool(signs) and items[place] is signs[0]


_STAGE = re.compile(r"[ -](?P<stage>stages?)$", re.IGNORECASE)


def with_stage_apart(chunks: Sequence[Chunk]) -> list[Chunk]:
    """ "Advanced stage IIIB NSCLC": behind the words for how far it has come stands its stage."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        coded = place + 1 < len(chunks) and chunks[place + 1].sort is Sort.CODES
        said = _STAGE.search(chunk.text) if chunk.sort is Sort.NARROWING and coded else None
        if said is None:
            result.append(chunk)
            continue
        start = chunk.end - len(said["stage"])
        result.append(anew(chunk, end=chunk.start + said.start(), text=chunk.text[: said.start()]))
        result.append(Chunk(sort=Sort.VARIABLE, start=start, end=chunk.end, text=said["stage"], names=("stage",)))
    return result
