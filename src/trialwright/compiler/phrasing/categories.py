"""Categories: a phrase with categories of the TNM ("cT2-4a N0 M0", "T2b or higher") in; what they ask for on their scales out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.ranges import Range, limits_of, runs
from trialwright.compiler.setting import Setting, joined_by
from trialwright.compiler.tagging.tnm import PREFIX
from trialwright.compiler.tagging.ways import words_of
from trialwright.protocol.criteria import Criterion, Limit, NoConstraint, Quantity
from trialwright.vocabulary.records import anew

_CLINICAL, _PATHOLOGIC = re.compile(r"\bclinical(?:ly)?\b"), re.compile(r"\bpathologic(?:al)?\b")
_OF = {"c": "clinical", "p": "pathologic"}


def tnm_of(chunks: Sequence[Chunk], setting: Setting) -> tuple[Criterion, tuple[Chunk, ...]] | None:
    """What the categories of a phrase ask for, and the rest of the phrase; None for a phrase without any."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.TNM), None)
    if place is None or sum(chunk.sort is Sort.TNM for chunk in chunks) > 1:
        return None
    sign, used = _sign(chunks, place)
    words = " ".join(chunk.text.lower() for chunk in chunks[max(place - 2, 0) : place])
    by_words = "clinical" if _CLINICAL.search(words) else "pathologic" if _PATHOLOGIC.search(words) else ""
    cases = chunks[place].inner or (anew(chunks[place], value=sign),)
    if sign and len(cases) > 1:
        return None  # of which of the cases the sign is, is not said
    read = [_case(case, by_words, setting) for case in cases]
    if any(item is None for item in read):
        return None
    asked = [item for item in read if item is not None]
    rest = tuple(chunk for index, chunk in enumerate(chunks) if index != place and index not in used)
    rest = () if all(_says_stage(chunk) for chunk in rest) else _without_bare_stage(rest)
    return joined_by("or", asked), rest


def _case(case: Chunk, by_words: str, setting: Setting) -> Criterion | None:
    """What one case asks for ("T3-4 N0"), all of its categories together."""
    if case.value and len(case.names) > 1:
        return None  # "> T2N0M0": of which of the categories the sign is, is not said
    nodes = [_node(name, (by_words, case.value), setting, case) for name in case.names]
    asked = [node for node in nodes if node is not None]
    if len(asked) < len(nodes):
        return None
    return joined_by("and", asked) if asked else NoConstraint(why="any category", span=setting.span((case,)))


def _without_bare_stage(chunks: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "Clinical stage T2b prostate cancer": the word "stage" has been used up by the categories."""
    if any(chunk.sort in (Sort.CODES, Sort.AMOUNT) for chunk in chunks):
        return chunks
    return tuple(chunk for chunk in chunks if not (chunk.sort is Sort.VARIABLE and chunk.names[0].endswith("stage")))


_OF_A_TREATMENT = frozenset({"adjuvant", "neoadjuvant", "perioperative", "palliative"})
""" "T4 in the neoadjuvant setting" is not every T4."""


def _says_stage(chunk: Chunk) -> bool:
    bare = chunk.sort is Sort.VARIABLE and chunk.names[0].endswith("stage")
    timed = chunk.sort is Sort.NARROWING and all(name.startswith(("setting=", "recurrence=")) for name in chunk.names)
    timed = timed and chunk.text.lower().replace("-", "") not in _OF_A_TREATMENT
    plain = chunk.sort in (Sort.FILL, Sort.HEADNOUN, Sort.PREP, Sort.COUNTED, Sort.COLON, Sort.HIST, Sort.MUST, Sort.IF)
    return bare or timed or plain or set(chunk.text.lower().split()) <= words_of("staging")


def _sign(chunks: Sequence[Chunk], place: int) -> tuple[str, tuple[int, ...]]:
    if place + 1 < len(chunks) and chunks[place + 1].sort is Sort.POST:
        return chunks[place + 1].value, (place + 1,)
    if place and chunks[place - 1].sort is Sort.CMP:
        return chunks[place - 1].value, (place - 1,)
    return "", ()


def _node(name: str, said: tuple[str, str], setting: Setting, chunk: Chunk) -> Criterion | None:
    letter, prefix, written = name.split("|", 2)
    by_words, sign = said
    kind = _OF.get(prefix[-1:], "") or by_words
    variable = f"{kind} {letter} stage".strip()
    codes, ranged = _codes(letter, written)
    if sign and len(codes) > 1:
        return None
    low, high = limits_of(sign or "=", codes[0]) if len(codes) == 1 else (Limit(value=codes[0]), Limit(value=codes[-1]))
    limits = Range(low=low, high=high, listed=() if ranged or len(codes) == 1 else tuple(codes))
    quantity = Quantity(variable=variable)
    return joined_by("or", [run.of(quantity, window=None, setting=setting, chunks=(chunk,)) for run in runs(limits, variable)])


def _codes(letter: str, written: str) -> tuple[list[str], bool]:
    """ "2-4a" as T2 and T4a, "1b,c" as T1b and T1c; and whether they are the two ends of a range."""
    parts = [part for part in re.split(r"\s?(?:-|/|,|\bto\b|\bthrough\b|\band/or\b|\bor\b|\band\b)\s?", written) if part]
    ranged = len(parts) == 2 and re.search(r"-|\bto\b|\bthrough\b", written) is not None
    codes: list[str] = []
    for part in parts:
        code = re.sub(rf"^{PREFIX}{letter}", "", part)
        if re.fullmatch(r"[a-e]", code) and codes:
            code = re.sub(r"[a-e]$", "", codes[-1][1:]) + code
        code = code.replace("o", "0").replace("O", "0") if letter == "M" else code
        codes.append(letter + code)
    return codes, ranged
