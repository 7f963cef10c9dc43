"""Opened: a phrase with brackets in; the same out, an abbreviation or a repetition dropped, a time or a narrowing word taken
in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import LIST_SIGNS, Setting, flattened
from trialwright.compiler.tagging.moments import anchor_at
from trialwright.compiler.tagging.narrowings import merged_narrowings
from trialwright.vocabulary.words import tokens


def opened(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The phrase with its brackets dealt with: an abbreviation or a repetition is dropped, a window or narrowing word taken
    in."""
    result: list[Chunk] = []
    for chunk in chunks:
        if chunk.sort is not Sort.GROUP:
            result.append(chunk)
            continue
        inner = flattened(chunk.inner)
        if _says_nothing_new(inner, result, setting):
            continue
        result.extend(merged_narrowings(inner))
    return tuple(result)


def _says_nothing_new(inner: Sequence[Chunk], before: Sequence[Chunk], setting: Setting) -> bool:
    several = [chunk for chunk in before if chunk.sort is Sort.CODES and len(chunk.names) > 1]
    if several and all(chunk.sort is Sort.TNM for chunk in inner):
        return True  # "stage II, IIIA or IIIB (N2)": of the last stage only
    words = [chunk for chunk in inner if chunk.sort not in (Sort.FILL, Sort.COMMA)]
    if not words or all(len(chunk.text) == 1 for chunk in words):
        return True
    moment = anchor_at(setting.normal.text, inner[0].start)
    if moment is not None and moment[0] >= inner[-1].end:
        return True  # "(Day 1 visit)" names the moment again
    if words[0].sort is Sort.TAIL:
        return True
    named = {name for chunk in before for name in chunk.names}
    untreated = all(set(chunk.names) == {"treatment=untreated"} for chunk in words)
    if untreated and any(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named):
        return True  # "no prior systemic therapy (treatment-naive)"
    if all(
        chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) and (set(chunk.names) & named or _abbreviates(chunk, named, setting))
        for chunk in words
    ):
        return True
    if _same_result(words, before, setting):
        return True
    if all(chunk.sort is Sort.CONCEPT and setting.vocabulary.kind(chunk.names[0]) == "demographic" for chunk in words) and named:
        return True
    return len(words) == 1 and words[0].sort is Sort.WORD and words[0].text.isupper() and len(words[0].text) <= 6 and bool(named)


_LISTS = frozenset({Sort.OR, Sort.SLASH, Sort.OTHER_SIGN, Sort.EITHER})


def _same_result(words: Sequence[Chunk], before: Sequence[Chunk], setting: Setting) -> bool:
    """ "Hormone receptor positive (ER and/or PR positive)": the same result of the tests of which one makes the first."""
    said = [chunk.text.lower() for chunk in before if chunk.sort is Sort.WORD]
    result = said[-1] if said and said[-1] in ("positive", "negative") else ""
    tests = [chunk for chunk in words if chunk.names]
    family = [name for chunk in before if chunk.sort in (Sort.VARIABLE, Sort.CONCEPT) for name in chunk.names]
    if not result or not tests or not all(_abbreviated(chunk, family, setting) for chunk in tests):
        return False
    either = any(chunk.sort in (Sort.OR, Sort.SLASH) for chunk in words)
    rest = [chunk for chunk in words if chunk not in tests and chunk.sort not in _LISTS]
    told = [chunk.text.lower() for chunk in rest]
    same = all(word in (result, "+" if result == "positive" else "-") for word in told if word != "and")
    return same and bool(told) and (either or len(tests) == 1 if result == "positive" else not either)


def _abbreviated(chunk: Chunk, family: Sequence[str], setting: Setting) -> bool:
    return all(any(setting.under(name, other) and name != other for other in family) for name in chunk.names)


def _abbreviates(chunk: Chunk, named: set[str], setting: Setting) -> bool:
    return any(setting.vocabulary.is_a(other, name) for name in chunk.names for other in named)


def bracketed_variant(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...] | None:
    """ "Uncontrolled (bacterial) infections": the chunks with the bracket drawn into the concept behind it, where that is one
    too."""
    for index, chunk in enumerate(chunks[:-1]):
        after = chunks[index + 1]
        if chunk.sort is not Sort.GROUP or after.sort is not Sort.CONCEPT or not chunk.inner:
            continue
        together = tokens(f"{setting.words(chunk.inner)} {after.text}")
        hit = setting.tagger.concepts.longest(together, 0)
        if hit is not None and hit[0] == len(together):
            return (*chunks[:index], replace(after, names=hit[1], start=chunk.start), *chunks[index + 2 :])
    return None


def class_with_members(chunks: Sequence[Chunk], setting: Setting) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """ "An mTOR inhibitor (sirolimus, temsirolimus)": the chunks with the class alone, and with any of the drugs in its place;
    None where the bracket names anything that is not of the class."""
    for place in range(1, len(chunks)):
        head, bracket = chunks[place - 1], chunks[place]
        if (
            bracket.sort is not Sort.GROUP
            or head.sort is not Sort.CONCEPT
            or setting.vocabulary.kind(head.names[0]) != "drug class"
        ):
            continue
        members = [chunk for chunk in bracket.inner if chunk.sort not in _BESIDE_MEMBERS]
        names = tuple(dict.fromkeys(name for chunk in members for name in chunk.names))
        plain = bool(members) and all(chunk.sort is Sort.CONCEPT for chunk in members)
        if plain and all(name not in head.names and setting.under(name, *head.names) for name in names):
            rest = chunks[place + 1 :]
            alone = (*chunks[:place], *rest)
            examples = any(chunk.sort is Sort.EG for chunk in bracket.inner)
            return alone, alone if examples else (*chunks[: place - 1], replace(head, names=names), *rest)
    return None


_BESIDE_MEMBERS = frozenset({*LIST_SIGNS, Sort.FILL, Sort.EITHER, Sort.EG})
