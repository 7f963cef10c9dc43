"""This disease: "prior gemcitabine as treatment for this disease" in; the therapy with the disease that the trial treats as its
purpose out.

Read without it, whoever had the drug for another disease would be kept out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import LIST_SIGNS, Setting
from trialwright.compiler.wording.sought import needs
from trialwright.protocol.criteria import STUDY_DISEASE
from trialwright.vocabulary.records import anew

_THE_ONE = frozenset(
    {"this", "their", "his", "her", "current", "currently", "present", "the current", "the present", "study", "the study"}
)
_BETWEEN = frozenset({Sort.FILL, Sort.NOW})
_DISEASE = frozenset({"disease", "cancer", "tumor", "tumour", "malignancy", "condition", "diagnosis", "neoplasm", "indication"})
_LEADS = frozenset({"as", "treatment", "therapy", "a", "the", "given", "used", "administered"})
_TREATS = ("therap", "treatment")
_ENDS = LIST_SIGNS | {Sort.STOP, Sort.SEMICOLON, Sort.WINDOW, Sort.GROUP, Sort.EXC}


@needs(_THE_ONE)
def with_disease_of_trial(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "for this disease" behind a therapy as one word that says for what it was given."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        end = _end_of_purpose(chunks, place, setting)
        holder = _given(result, setting) if end is not None else None
        if (
            end is not None
            and holder is None
            and result
            and result[-1].sort is Sort.HEADNOUN
            and result[-1].text.lower().startswith(_TREATS)
        ):
            # "on all standard therapies for their disease": whose else; "neoadjuvant therapy for current NSCLC": not another's
            last = chunks[end - 1].end
            said = setting.normal.text[chunks[place].start : last]
            of_now = any(chunk.sort is Sort.NOW for chunk in chunks[place:end])
            of_now = of_now or (len(result) > 1 and any(name.startswith("setting=") for name in result[-2].names))
            sort, names = (Sort.NARROWING, (f"purpose={STUDY_DISEASE}",)) if of_now else (Sort.FILL, ())
            result.append(anew(chunks[place], sort=sort, value="" if of_now else "fill", names=names, end=last, text=said))
            place = end
            continue
        if end is None or holder is None:
            result.append(chunks[place])
            place += 1
            continue
        first = result[holder] if holder < len(result) else chunks[place]
        told = setting.normal.text[first.start : chunks[end - 1].end]
        purpose = anew(
            first, sort=Sort.NARROWING, names=(f"purpose={STUDY_DISEASE}",), value="", end=chunks[end - 1].end, text=told
        )
        result[holder:] = [purpose]
        place = end
    return tuple(_without_present(chunk, result[index + 1 : index + 2], setting) for index, chunk in enumerate(result))


_DIAGNOSIS = ("diagnosis",)
_PRESENT = frozenset({"current", "currently", "present", "the current", "the present"})


def _without_present(chunk: Chunk, behind: Sequence[Chunk], setting: Setting) -> Chunk:
    """ "Therapy with curative intent for the current breast cancer": it is the cancer that is of the present, not the therapy."""
    if chunk.sort is not Sort.NOW or chunk.text.lower() not in _PRESENT or not behind or not _is_cancer(behind[0], setting):
        return chunk
    of_it = _FOR_IT.search(setting.normal.text[: chunk.start]) is not None
    return anew(chunk, sort=Sort.FILL, value="fill") if of_it else chunk


_FOR_IT = re.compile(r"\bfor (?:the|their|his|her|this) $", re.IGNORECASE)


def _end_of_purpose(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """Where "for this disease" ends that begins at a place, and with it what is said of the therapy; None where none does."""
    if chunks[place].text.lower() not in ("for", "of") or chunks[place].sort not in (Sort.FOR, Sort.PREP):
        return None
    index = place + 1
    said = current = False
    while index < len(chunks) and chunks[index].sort in _BETWEEN:
        said = said or chunks[index].text.lower() in _THE_ONE
        current = current or chunks[index].sort is Sort.NOW or chunks[index].text.lower() == "this"
        index += 1
    named = index < len(chunks) and (chunks[index].text.lower() in _DISEASE or (current and _is_cancer(chunks[index], setting)))
    index += named and index + 1 < len(chunks) and chunks[index + 1].names == _DIAGNOSIS
    ends = index + 1 >= len(chunks) or chunks[index + 1].sort in _ENDS
    return index + 1 if said and named and ends else None


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    """ "For the current breast cancer": not for an earlier one, and not therapy at present."""
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) == "cancer" for name in chunk.names)


def _given(before: Sequence[Chunk], setting: Setting) -> int | None:
    """Where what leads on from a therapy begins ("as treatment"); None where no therapy stands before it."""
    place = len(before)
    while place and before[place - 1].text.lower() in _LEADS and before[place - 1].sort is not Sort.CONCEPT:
        place -= 1
    therapy = before[place - 1] if place else None
    named = therapy is not None and therapy.sort is Sort.CONCEPT
    return place if named and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in before[place - 1].names) else None
