"""Same sentence: "must be stopped or they are not eligible", "A within 2 weeks, B within 4 weeks before registration", "using
warfarin" in; the same without what only repeats, with each thing timed as the sentence says, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.protocol.criteria import WindowKind
from trialwright.vocabulary.records import anew

_PERSON = re.compile(
    r"(?:the |a |this |that |he|she|they|patients?|subjects?|participants?|or|she/he|he/she|is|are|will be|\W)+", re.IGNORECASE
)
_BARE = re.compile(r"(?:within|in|during|for) (?:the )?[\w.-]+ (?:hours?|days?|weeks?|months?|years?)", re.IGNORECASE)
_OF_THE_TRIAL = re.compile(
    r"(?:(?:for|to|from|in|the|this|enter|participat\w+|enrol\w*|study|trial|protocol)\W*)*", re.IGNORECASE
)
_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})


def without_stray_stops(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Agree to contraception. and refrain from": a full stop before a small "and" or "or" ends no sentence."""
    behind = (*chunks[1:], None)
    return tuple(chunk for chunk, after in zip(chunks, behind, strict=True) if chunk.sort is not Sort.STOP or not _joins(after))


def _joins(after: Chunk | None) -> bool:
    return after is not None and after.sort in (Sort.AND, Sort.OR) and after.text.isalpha() and after.text.islower()


def with_lost_stops(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "ALP <= 2.5 x ULN Patients with bone metastases …": patients with a capital behind a limit or a time begin a sentence; and
    behind other words of one, where what they begin has a verb of its own. So does a name with a capital that leave is given
    for ("active brain metastases Treated metastases are allowed")."""
    result: list[Chunk] = []
    leave = any(chunk.sort is Sort.PERMIT for chunk in chunks)
    if not leave and not any(_BEGINS.match(chunk.text) for chunk in chunks[1:]):
        return tuple(chunks)
    for place, chunk in enumerate(chunks):
        before = result[-1] if result else None
        begins = before is not None and _BEGINS.match(chunk.text) is not None
        if before is not None and (
            (begins and (_ends_limit(before, result[:-1]) or _says_its_own(result, chunks[place + 1 :])))
            or (leave and _begins_leave(result, chunks[place:]))
        ):
            result.append(Chunk(sort=Sort.STOP, start=before.end, end=before.end, text=".", value="."))
        result.append(chunk)
    return tuple(result)


@needs("but ")
def with_duties_apart(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "CML in chronic or accelerated phase but patients must have failed imatinib": the duty is a sentence of its own, asked of
    either; behind a leave ("allowed but must be stable") it is asked only of those who have what is allowed."""
    place = next((place for place in range(1, len(chunks) - 1) if _begins_duty(chunks, place)), None)
    if setting.exclusion or place is None:
        return tuple(chunks)
    start = next((at + 1 for at in range(place - 1, -1, -1) if chunks[at].sort in _ENDS), 0)
    before = chunks[start:place]
    kinds = [setting.vocabulary.kind(name) for chunk in before for name in chunk.names if chunk.sort is Sort.CONCEPT]
    lets = any(chunk.sort in _LEAVES or chunk.text.lower() in _MAY for chunk in before)
    if lets or not kinds or kinds[0] not in _DISEASES:
        return tuple(chunks)
    stop = Chunk(sort=Sort.STOP, start=chunks[place].start, end=chunks[place].end, text=".", value=".")
    end = place - (chunks[place - 1].sort is Sort.COMMA)
    return (*chunks[:end], stop, *chunks[place + 1 :])


def _begins_duty(chunks: Sequence[Chunk], place: int) -> bool:
    said = chunks[place].sort in (Sort.WORD, Sort.FILL) and chunks[place].text.lower() == "but"
    behind = next((chunk for chunk in chunks[place + 1 :] if chunk.sort is not Sort.FILL), None)
    return said and behind is not None and (behind.sort is Sort.MUST or _MUST_NOT.search(behind.text) is not None)


_MUST_NOT = re.compile(r"\b(?:must|should|shall) not\b", re.IGNORECASE)

_DISEASES = frozenset({"cancer", "histology"})
_LEAVES = frozenset({Sort.PERMIT, Sort.MUST, Sort.NEG, Sort.UNMET, Sort.IF, Sort.EXC, Sort.BARRED, Sort.EITHERWAY})
_MAY = frozenset({"may", "can", "could", "might", "may have", "may be"})


def with_denials_apart(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Uncontrolled hypertension, and no stroke within 12 weeks", among what excludes: nobody is kept out for the lack of an
    illness, so the denial is a sentence of its own."""
    place = next((place for place in range(1, len(chunks) - 1) if chunks[place].text.lower() in _AND_NO), None)
    if not setting.exclusion or place is None or chunks[place - 1].sort is not Sort.COMMA:
        return tuple(chunks)
    before, behind = chunks[: place - 1], chunks[place + 1 :]
    lately = any(chunk.window is not None and chunk.window.kind is WindowKind.WITHIN_BEFORE for chunk in behind)
    turned = any(chunk.sort in (*_LEAVES, Sort.STOP) or chunk.text.lower() in _AND_NO for chunk in (*before, *behind[:-1]))
    kinds = [setting.vocabulary.kind(name) for chunk in behind for name in chunk.names if chunk.sort is Sort.CONCEPT]
    named = any(chunk.sort is Sort.CONCEPT for chunk in before) and kinds
    if not lately or turned or not named or not _ILL.issuperset(kinds):
        return tuple(chunks)
    joint = chunks[place]
    stop = anew(chunks[place - 1], sort=Sort.STOP, text=".", value=".")
    denial = anew(joint, sort=Sort.NEG, start=joint.end - len("no"), text="no", value="not")
    return (*before, stop, denial, *behind)


_AND_NO = frozenset({"and no", "with no", "but no"})
_ILL = frozenset({"condition", "finding", "event"})


_RESULTS = frozenset({"negative", "non-reactive", "nonreactive", "positive", "undetectable", "normal"})
_DENIED = frozenset(
    {Sort.CONCEPT, Sort.NARROWING, Sort.FILL, Sort.HIST, Sort.OR, Sort.COMMA, Sort.SLASH, Sort.EITHER, Sort.HEADNOUN, Sort.NOW}
)


@needs(_RESULTS)
def with_results_apart(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "No HIV infection and negative HBsAg", of what is required: a result with a word of its own is not denied with what stands
    before it."""
    result = list(chunks)
    for place in range(2, len(chunks) - 2):
        joint, word, named = chunks[place : place + 3]
        begins = joint.sort is Sort.AND and word.text.lower() in _RESULTS and named.sort in (Sort.CONCEPT, Sort.VARIABLE)
        if setting.exclusion or not begins or not _only_denied(chunks[:place]):
            continue
        result[place] = anew(joint, sort=Sort.STOP, text=".", value=".")
    return tuple(result)


def _only_denied(before: Sequence[Chunk]) -> bool:
    """Whether nothing but a denial with what it denies stands there."""
    start = next((at + 1 for at in range(len(before) - 1, -1, -1) if before[at].sort in _ENDS), 0)
    said = [chunk for chunk in before[start:] if chunk.sort is not Sort.FILL]
    return bool(said) and said[0].sort is Sort.NEG and all(chunk.sort in _DENIED for chunk in said[1:])


def with_notes_apart(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Distant metastases on CT Note: nodal ones are acceptable": a note begins a sentence, with or without a stop before it."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        noted = chunk.text in ("Note", "NOTE", "Notes", "NOTES") and place + 1 < len(chunks)
        if result and noted and chunks[place + 1].sort is Sort.COLON and result[-1].sort not in (*_ENDS, Sort.COLON):
            result.append(Chunk(sort=Sort.STOP, start=result[-1].end, end=result[-1].end, text=".", value="."))
        result.append(chunk)
    return tuple(result)


def with_leave_apart(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Hemoglobin >= 9 g/dL, no transfusions allowed within 14 days", "breast cancer, no prior chemotherapy permitted": what a
    leave or its denial says behind a comma is a sentence of its own; of "surgery, radiotherapy, or chemotherapy is allowed" all
    is let."""
    place = next((at for at, chunk in enumerate(chunks) if chunk.sort in (Sort.PERMIT, Sort.BARRED)), 0)
    start = next((at + 1 for at in range(place - 1, -1, -1) if chunks[at].sort in _ENDS), 0)
    comma = next((at for at in range(place - 1, start, -1) if chunks[at].sort is Sort.COMMA), None)
    if comma is None or not _stands_alone(chunks[start:comma], chunks[comma + 1 : place]):
        return tuple(chunks)
    return (*chunks[:comma], anew(chunks[comma], sort=Sort.STOP, text=".", value="."), *chunks[comma + 1 :])


def with_higher_limit_of_some(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "AST <= 2.5 x ULN, <= 5 x ULN allowed with liver metastases": the second limit is of those who have them, as "in case of"
    says it."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        before, behind = chunks[max(place - 2, 0) : place], chunks[place + 1 : place + 3]
        limit = [item.sort for item in before] == [Sort.CMP, Sort.AMOUNT] and len(behind) > 1
        some = limit and behind[0].sort in (Sort.PREP, Sort.FOR, Sort.IF) and behind[1].sort is Sort.CONCEPT
        if chunk.sort is Sort.PERMIT and some and any(item.sort is Sort.AMOUNT for item in chunks[: place - 2]):
            continue
        if result and result[-1] is not chunks[place - 1] and chunk.text.lower() in ("with", "in", "for"):
            result.append(anew(chunk, sort=Sort.IF, value="if"))  # the word of leave before it was left out
        else:
            result.append(chunk)
    return tuple(result)


def _stands_alone(before: Sequence[Chunk], leave: Sequence[Chunk]) -> bool:
    """Whether a limit stands before the comma, or "no" behind it; and a thing that is let or not, which no sign
    joins to others."""
    denies = leave[:1] != () and leave[0].sort is Sort.NEG and leave[0].text.lower().split()[0] == "no"
    limits = any(_ends_limit(chunk, before[:at]) for at, chunk in enumerate(before)) and not any(
        chunk.sort in (Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.IF, Sort.NEG) for chunk in before
    )
    named = any(chunk.sort is Sort.CONCEPT for chunk in leave) and any(chunk.sort in _SUBJECTS for chunk in before)
    joined = any(chunk.sort in (Sort.AND, Sort.OR, Sort.ALSO, Sort.IF, Sort.EXC) for chunk in leave)
    return named and (denies or (limits and not joined)) and not any(chunk.sort in _LEAVES for chunk in before)


_SUBJECTS = frozenset({Sort.CONCEPT, Sort.VARIABLE, Sort.NUMBEROF, Sort.COUNTED})


def _begins_leave(before: Sequence[Chunk], behind: Sequence[Chunk]) -> bool:
    """True before a capital behind a thing named in small letters, where what begins there ends in leave."""
    end = next((index for index, chunk in enumerate(behind) if chunk.sort in _ENDS), len(behind))
    last = next((chunk for chunk in reversed(behind[:end]) if chunk.sort is not Sort.FILL), None)
    if last is None or last.sort is not Sort.PERMIT or any(chunk.sort in _LEAVES | {Sort.NEG} for chunk in behind[: end - 1]):
        return False
    named = [chunk for chunk in behind[:end] if chunk.sort is Sort.CONCEPT]
    closes = before[-1].sort in (Sort.CONCEPT, Sort.HEADNOUN) and before[-1].text.split()[-1][:1].islower()
    return closes and bool(named) and _CAPITAL.match(behind[0].text) is not None and any(item.names for item in before)


_CAPITAL = re.compile(r"[A-Z][a-z]{2,}(?!')")


def _says_its_own(before: Sequence[Chunk], behind: Sequence[Chunk]) -> bool:
    """True between two sentences that each say something: "Infection Patients with …" begins with a label."""
    end = next((index for index, chunk in enumerate(behind) if chunk.sort in _ENDS), len(behind))
    said = before[-1].sort in _CLOSES and any(chunk.sort in _SAYS | {Sort.AMOUNT, Sort.POST, Sort.NEG} for chunk in before)
    return said and any(chunk.sort in _SAYS for chunk in behind[:end])


_SAYS = frozenset({Sort.MUST, Sort.PERMIT, Sort.BARRED})
_CLOSES = frozenset({Sort.CONCEPT, Sort.GROUP, Sort.HEADNOUN, Sort.CODES})


def _ends_limit(chunk: Chunk, before: Sequence[Chunk]) -> bool:
    amount = chunk.amount
    limits = amount is not None and bool(amount.unit or amount.relative or (before and before[-1].sort in _BEFORE_NUMBER))
    return limits or chunk.sort in (Sort.POST, Sort.WINDOW)


_BEFORE_NUMBER = frozenset({Sort.CMP, Sort.VARIABLE})
_BEGINS = re.compile(r"(?:Patients|Subjects|Participants)\b")


@needs("must", "should", "shall")
def without_consequence(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Smoking must be stopped or the patient is not eligible": the clause behind "or" says again what "must" says."""
    kept: list[Chunk] = []
    place = 0
    while place < len(chunks):
        end = _consequence_end(chunks, place, setting) if chunks[place].sort is Sort.OR and _bound(kept) else None
        if end is None:
            kept.append(chunks[place])
            place += 1
        else:
            place = end
    return tuple(kept)


def _bound(before: Sequence[Chunk]) -> bool:
    """True where the sentence so far says what must be."""
    for chunk in reversed(before):
        if chunk.sort in _ENDS:
            return False
        if chunk.sort in (Sort.MUST, Sort.ENDED, Sort.ASKED) and re.search(r"\b(?:must|should|shall)\b", chunk.text, re.I):
            return True
    return False


def _consequence_end(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """Where the clause ends that an "or" begins and that says no more than that the patient is then not eligible."""
    bar = next((index for index in range(place + 1, len(chunks)) if chunks[index].sort is not Sort.FILL), None)
    if bar is None or bar == place + 1 or not _bars(chunks[bar]):
        return None
    end = next((index for index in range(bar, len(chunks)) if chunks[index].sort in _ENDS), len(chunks))
    said = _PERSON.fullmatch(setting.words(chunks[place:bar]))
    return end if said is not None and _OF_THE_TRIAL.fullmatch(setting.words(chunks[bar + 1 : end])) else None


def _bars(chunk: Chunk) -> bool:
    return chunk.sort is Sort.BARRED or (
        chunk.sort is Sort.ASKED and chunk.text.lower() in ("not eligible for", "ineligible for")
    )


def with_anchors_shared(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "A within 2 weeks, B within 4 weeks before the first dose": both times count back from the moment that is named."""
    result = list(chunks)
    named: str | None = None
    for place in range(len(result) - 1, -1, -1):
        chunk = result[place]
        if chunk.sort in _ENDS:
            named = None
        window = chunk.window
        if chunk.sort is not Sort.WINDOW or window is None or window.kind is not WindowKind.WITHIN_BEFORE or window.event:
            continue
        if _BARE.fullmatch(chunk.text) is None:
            named = window.anchor
        elif named is not None and not _goes_on(result, place):
            result[place] = anew(chunk, window=replace(window, anchor=named))
    return tuple(result)


def _goes_on(chunks: Sequence[Chunk], place: int) -> bool:
    """True where words behind the time may say from when it counts ("within 2 weeks of surgery")."""
    behind = chunks[place + 1] if place + 1 < len(chunks) else None
    return behind is not None and behind.sort not in (Sort.COMMA, Sort.OR, Sort.AND, Sort.GROUP, Sort.SLASH)


def with_present_use(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Using warfarin" excludes for what is used now, "women using estrogens" those of the women who use them now; "concomitant
    therapy with A or use of B" for both now."""
    result: list[Chunk] = []
    beside = _beside_the_trial(chunks)
    for chunk in chunks:
        if beside and chunk.sort is Sort.HIST and chunk.text.lower() in _GIVEN:
            result.append(anew(chunk, sort=Sort.NOW, value="current"))
            continue
        people = bool(result) and _people(result[-1], setting)
        begins = all(before.sort in (Sort.FILL, Sort.IF) or _people(before, setting) for before in result)
        uses = chunk.sort is Sort.TAIL and chunk.text.lower() == "using" and (begins or people)
        if begins and people and (uses or (chunk.sort is Sort.NOW and chunk.value == "current" and chunk.text.endswith("ing"))):
            result.append(anew(chunk, sort=Sort.ALSO, value="also", end=chunk.start, text="and"))
        result.append(anew(chunk, sort=Sort.NOW, value="current") if uses else chunk)
    return tuple(result)


_GIVEN = frozenset({"use of", "administration of", "treatment with", "therapy with", "receipt of"})


def _beside_the_trial(chunks: Sequence[Chunk]) -> bool:
    """True for a sentence that begins with what goes on beside the trial, and tells no other time."""
    first = next((chunk for chunk in chunks if chunk.sort is not Sort.FILL), None)
    begins = first is not None and first.sort is Sort.NOW and first.text.lower().startswith(("concomitant", "concurrent"))
    apart = (Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.STOP, Sort.SEMICOLON)
    return begins and not any(chunk.sort in apart for chunk in chunks[:-1])


@needs("using")
def with_drugs_used(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "BRCA mutation using olaparib", "atrial fibrillation using warfarin": the drug is what such a patient takes, no way of
    telling."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        uses = chunk.sort is Sort.TAIL and chunk.text.lower() == "using" and bool(result) and _names_state(result, setting)
        if uses and _drug_behind(chunks[place + 1 :], setting):
            result.append(anew(chunk, sort=Sort.ALSO, value="also", end=chunk.start, text="and"))
            result.append(anew(chunk, sort=Sort.NOW, value="current"))
        else:
            result.append(chunk)
    return tuple(result)


_CHANGE = re.compile(
    r"mutations?|mutated|mutant|positive|negative|fusions?|amplifications?|rearrangements?|alterations?", re.IGNORECASE
)
_WHOM = frozenset({"patients", "patient", "subjects", "subject", "participants", "participant", "who are", "currently"})
_TREATED = re.compile(r"treat|therap|manage", re.IGNORECASE)
_STATES = frozenset({"cancer", "histology", "metastasis", "condition", "finding", "gene", "biomarker", "receptor status"})


def _names_state(before: Sequence[Chunk], setting: Setting) -> bool:
    """True behind a disease or a result of a test, with no value among what is said of it."""
    before = [chunk for chunk in before if chunk.text.lower() not in _WHOM]
    told = any(chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.CMP) or _TREATED.match(chunk.text) for chunk in before)
    if told or not before:
        return False
    last = before[-1] if before[-1].sort is not Sort.WORD or not _CHANGE.fullmatch(before[-1].text) else before[-2:][0]
    return last.sort in (Sort.CONCEPT, Sort.VARIABLE) and all(setting.vocabulary.kind(name) in _STATES for name in last.names)


def _drug_behind(behind: Sequence[Chunk], setting: Setting) -> bool:
    first = next((chunk for chunk in behind if chunk.sort not in (Sort.FILL, Sort.NARROWING)), None)
    named = first is not None and first.sort is Sort.CONCEPT
    return named and first is not None and all(setting.vocabulary.kind(name) in ("drug", "drug class") for name in first.names)


def _people(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) == "demographic" for name in chunk.names)
