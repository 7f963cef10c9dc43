"""Targets: the concepts, narrowing words and purposes of one phrase in; what must be had (a target, or several) out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field, replace
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.badlyborne import any_of_them
from trialwright.compiler.phrasing.bothnames import named_as_one
from trialwright.compiler.phrasing.owncancers import of_the_own
from trialwright.compiler.phrasing.results import TESTED_KINDS, aimed_at
from trialwright.compiler.setting import COPULAS, Setting
from trialwright.compiler.tagging.narrowings import places_apart, qualifier_choices
from trialwright.findings import Span
from trialwright.protocol.criteria import (
    STUDY_DISEASE,
    AllOf,
    Compare,
    Criterion,
    Has,
    Limit,
    Qualifier,
    Quantity,
    Target,
    Window,
    WindowKind,
)
from trialwright.vocabulary.records import anew, record
from trialwright.vocabulary.time import TimeUnit

THERAPY_KINDS = frozenset({"drug", "drug class", "regimen", "radiotherapy", "surgery", "transplant", "procedure"})
DISEASE_KINDS = frozenset({"cancer", "histology", "metastasis", "condition", "finding"})
_ACTIVE = Qualifier(name="activity", values=("active",))
_WAYS_TO_TELL = frozenset({"imaging", "event"})


@record(frozen=True, kw_only=True, slots=True)
class Phrase:
    """The parts of one phrase by what they are, in the order of the text."""

    chunks: tuple[Chunk, ...]
    concepts: tuple[Chunk, ...] = ()
    narrowings: tuple[Chunk, ...] = ()
    windows: tuple[Chunk, ...] = ()
    others: tuple[Chunk, ...] = ()
    described: tuple[Chunk, ...] = ()
    leading: tuple[Chunk, ...] = ()
    failed: tuple[Chunk, ...] = ()
    other_disease: bool = False
    current: str = ""
    allergy: bool = False
    ever: bool = False
    prepositions: tuple[Chunk, ...] = field(default=())


_PASSED = frozenset({Sort.FILL, Sort.EITHER, Sort.MUST, Sort.COLON, Sort.COMMA, Sort.TAIL, Sort.BOTH, Sort.ALLERGY})


def sorted_out(chunks: Sequence[Chunk]) -> Phrase:
    """The chunks of a phrase by sort; what has no place in a plain phrase is in `others`."""
    bins: dict[str, list[Chunk]] = {
        key: [] for key in ("concepts", "narrowings", "windows", "others", "described", "prepositions", "failed")
    }
    other_disease, ever, current = False, False, ""
    allergy = any(chunk.sort is Sort.ALLERGY for chunk in chunks)
    narrowed_from = _first_narrow(chunks)
    if narrowed_from < len(chunks):
        chunks = _without_copulas(_without_rules(chunks))
        narrowed_from = _first_narrow(chunks)
    for index, chunk in enumerate(chunks):
        if index == 0 and chunk.sort is Sort.NARROW and chunk.text.lower().startswith("requir"):
            current = "current"
        elif index >= narrowed_from and chunk.sort is not Sort.WINDOW:
            bins["described"].append(chunk)
        elif chunk.sort is Sort.FAILED:
            bins["failed"].append(chunk)
        elif chunk.sort is Sort.CONCEPT:
            bins["concepts"].append(chunk)
        elif chunk.sort is Sort.NARROWING and chunk.text.lower() == "history":
            ever = True  # "history within 6 months of stroke"
        elif chunk.sort is Sort.NARROWING:
            bins["narrowings"].append(chunk)
        elif chunk.sort is Sort.WINDOW:
            bins["windows"].append(chunk)
            if chunk.window is None and _AT_JOINING.match(chunk.text) and not current:
                current = "current"  # "no chemotherapy at the time of randomization" asks about that time
        elif index == 0 and ((chunk.sort is Sort.PREP and chunk.text.lower() == "on") or chunk.value == "on"):
            current = "treated" if chunk.text.lower().endswith("treated with") else "current"
        elif chunk.sort in (Sort.PREP, Sort.FOR) or (chunk.sort is Sort.IF and chunk.value in ("with", "on")):
            bins["prepositions"].append(chunk)
        elif chunk.sort is Sort.OTHER:
            other_disease = True
        elif chunk.sort is Sort.HIST:
            ever = True
        elif chunk.sort is Sort.NOW:
            if bins["concepts"] and chunks[index - 1].sort in (Sort.FOR, Sort.PREP):
                continue  # "prior chemotherapy for current breast cancer": the disease is of the present
            current = chunk.value
        elif chunk.sort is Sort.HEADNOUN and (bins["concepts"] or bins["narrowings"]):
            continue
        elif chunk.sort not in _PASSED:
            bins["others"].append(chunk)
    return Phrase(
        chunks=tuple(chunks),
        concepts=tuple(bins["concepts"]),
        narrowings=tuple(bins["narrowings"]),
        windows=tuple(bins["windows"]),
        others=tuple(bins["others"]),
        described=tuple(bins["described"]),
        failed=tuple(bins["failed"]),
        prepositions=tuple(bins["prepositions"]),
        other_disease=other_disease,
        allergy=allergy,
        ever=ever,
        current=current,
    )


def _first_narrow(chunks: Sequence[Chunk]) -> int:
    """The place of the first word that narrows what stands before it; the end where there is none."""
    return next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.NARROW and index > 0), len(chunks))


def _without_copulas(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """ "Tumors that are metastatic or unresectable" are metastatic or unresectable tumors."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.NARROW and index), None)
    if place is None or chunks[place].text.lower() not in COPULAS:
        return chunks
    if all(chunk.sort in (Sort.WINDOW, Sort.FILL) for chunk in chunks[place + 1 :]):
        return (*chunks[:place], *chunks[place + 1 :])  # "radiation that is > 30 Gy within 6 months", the number taken out
    behind = chunks[place + 1 :]
    plain = all(chunk.sort in (Sort.NARROWING, Sort.FILL, Sort.WINDOW, Sort.EITHER) for chunk in behind)
    narrows = any(chunk.sort is Sort.NARROWING for chunk in behind)
    return (*chunks[:place], *behind) if plain and narrows else chunks


_AT_JOINING = re.compile(r"at (?:the )?(?:time of )?(?:study )?(?:randomi[sz]|registr|enrol|entry|inclusion)", re.IGNORECASE)
"""The moment of joining; "at screening" is as often when something was looked at."""
_BY_RULE = frozenset(
    {"as per", "per", "according to", "based on", "as assessed", "as determined", "as evaluated", "evaluated by", "assessed by"}
)


def _without_rules(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Measurable disease according to RECIST 1.1": by which standard it is judged narrows nothing."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.NARROW and index > 0), None)
    if place is None or chunks[place].text.lower() not in _BY_RULE or len(chunks) <= place + 1:
        return tuple(chunks)
    behind = chunks[place + 1 :]
    ruled = (
        behind[0].sort is Sort.FILL
        and behind[0].value == ""
        and all(chunk.sort in (Sort.FILL, Sort.WINDOW, Sort.HEADNOUN) for chunk in behind)
    )
    return (*chunks[:place], *(chunk for chunk in behind if chunk.sort is Sort.WINDOW)) if ruled else tuple(chunks)


def has_of(phrase: Phrase, setting: Setting) -> Criterion | None:
    """What a plain phrase says the patient has; None when its concepts do not fit together."""
    groups = _grouped(phrase, setting)
    if not groups or _in_order(phrase) or _therapy_unnamed(phrase, setting) or _bare_test(groups, setting):
        return None
    if _failed_unnamed(phrase, groups, setting):
        return None
    if any(name in MOMENTS for part in groups for name in part.names):
        return None  # "may be enrolled before the start of treatment" asks for no event
    lasting = _lasting(phrase, groups, setting)
    if lasting is not None:
        return lasting
    phrase = _with_heirs(phrase, groups, setting)
    items = [_has(names, phrase, setting) for names in groups]
    return items[0] if len(items) == 1 else AllOf(items=tuple(items), span=setting.span(phrase.chunks))


def _in_order(phrase: Phrase) -> bool:
    """ "Neck dissection prior to radiotherapy": which of two was first is not kept, so it is not read."""
    return any(
        one.sort is Sort.HIST
        and one.text.lower() in ("prior", "previous")
        and other.sort is Sort.PREP
        and other.text.lower() == "to"
        for one, other in pairwise(phrase.chunks)
    )


def _failed_unnamed(phrase: Phrase, parts: Sequence[_Part], setting: Setting) -> bool:
    """ "Failed" is said of a therapy."""
    failed = any(chunk.sort is Sort.FAILED for chunk in phrase.chunks)
    return failed and any(setting.vocabulary.kind(name) not in THERAPY_KINDS for part in parts for name in part.names)


def _bare_test(parts: Sequence[_Part], setting: Setting) -> bool:
    """ "KRAS" alone, where a presence is asked for or drugs are spoken of, has not said which result."""
    bare = [
        name for part in parts for name in part.names if setting.vocabulary.kind(name) in TESTED_KINDS and not part.chunk.value
    ]
    return aimed_at(bare, setting) if setting.exclusion else bool(bare)


def _lasting(phrase: Phrase, parts: Sequence[_Part], setting: Setting) -> Criterion | None:
    """ "On warfarin for at least 4 weeks before registration": how long it has been going on; None for another phrase."""
    window = phrase.windows[0].window if len(phrase.windows) == 1 else None
    if window is None or window.amount is None or window.kind is not WindowKind.AT_LEAST_BEFORE or not phrase.current:
        return None
    therapy = all(setting.vocabulary.kind(name) in THERAPY_KINDS for part in parts for name in part.names)
    if not therapy or not phrase.windows[0].text.lower().startswith("for "):
        return None
    has = has_of(anew(phrase, windows=()), setting)
    if not isinstance(has, Has):
        return None
    quantity = Quantity(attribute="duration", of=has.target)
    low = Limit(value=window.amount.amount, inclusive=not window.strict)
    return Compare(quantity=quantity, low=low, unit=_UCUM[window.amount.unit], window=has.window, span=has.span)


_UCUM = {TimeUnit.HOUR: "h", TimeUnit.DAY: "d", TimeUnit.WEEK: "wk", TimeUnit.MONTH: "mo", TimeUnit.YEAR: "a"}
MOMENTS = frozenset({"registration", "enrollment", "screening", "baseline", "randomization", "start of study treatment"})
"""Moments of the trial itself: times to count from, nothing that a patient has."""
_THERAPY_NOUNS = frozenset(
    {"therapy", "treatment", "drug", "drugs", "medication", "agent", "agents", "regimen", "testing", "test"}
)


def _therapy_unnamed(phrase: Phrase, setting: Setting) -> bool:
    """ "Other neoadjuvant therapy for breast cancer", "DPD deficiency testing": what is meant is the therapy or the test, which
    has no name here, not the disease."""
    said = [chunk for chunk in phrase.chunks if chunk not in phrase.described and chunk.sort is not Sort.FILL]
    nouns = [
        chunk
        for before, chunk in pairwise(said)
        if chunk.sort is Sort.HEADNOUN
        and chunk.text.lower() in _THERAPY_NOUNS
        and before.sort in (Sort.NARROWING, Sort.CONCEPT, Sort.OTHER)
    ]
    kinds = {setting.vocabulary.kind(name) for chunk in phrase.concepts for name in chunk.names}
    return bool(nouns) and bool(kinds) and kinds <= DISEASE_KINDS | {"gene", "biomarker", "receptor status"}


LESIONS = "measurable or evaluable disease"  # "radiotherapy to target lesions" bans none to others


@record(frozen=True, kw_only=True, slots=True)
class _Part:
    """One thing that the phrase says the patient has: alternatives of a concept, and what further narrows it."""

    names: tuple[str, ...]
    chunk: Chunk
    extra: tuple[Qualifier, ...] = ()


_SYSTEMIC = frozenset({"chemotherapy", "systemic therapy", "systemic chemotherapy"})
""" "Anthracycline for systemic chemotherapy": what a drug given so is anyway, but for its way into the body."""
_PLACED = frozenset({"surgery", "radiotherapy", "procedure"})


def _grouped(phrase: Phrase, setting: Setting) -> list[_Part] | None:
    """The concepts of a phrase as parts: a therapy with its purpose and site, a disease with its place, else one beside the
    other."""
    parts: list[_Part] = []
    for chunk in phrase.concepts:
        kinds = {setting.vocabulary.kind(name) for name in chunk.names}
        before = parts[-1] if parts else None
        if before and (kinds <= _WAYS_TO_TELL or (chunk.names == ("infection",) and setting.under(before.names[0], "vaccine"))):
            continue  # how it was found ("on CT"), or that a vaccine is against infections, adds no condition
        if before is not None:
            earlier = {setting.vocabulary.kind(name) for name in before.names}
            between = {item.text.lower() for item in phrase.prepositions if before.chunk.end <= item.start < chunk.start}
            if earlier <= THERAPY_KINDS and set(chunk.names) <= _SYSTEMIC and between & {"for", "as"}:
                route = Qualifier(name="route", values=("systemic",)) if chunk.text.lower().startswith("systemic") else None
                parts[-1] = replace(before, extra=(*before.extra, *([route] if route else [])))
                continue
            if earlier <= THERAPY_KINDS and kinds <= THERAPY_KINDS and between & {"for", "as"}:
                return None  # what one therapy is given for or as is a condition that was not read
            if earlier <= THERAPY_KINDS and all(setting.under(name, LESIONS) for name in chunk.names) and between & {"to", "of"}:
                told = Qualifier(name="described", values=(f"to {chunk.text}",))
                parts[-1] = replace(before, extra=(*before.extra, told))  # where it was aimed at, no record tells
                continue
            placed = _metastasis_in(before.names, chunk, setting) or named_as_one(before.names, chunk.names, setting)
            if placed:
                parts[-1] = replace(before, names=placed)
                continue
            if set(before.names) <= {"systemic therapy", "anticancer therapy"} and between == {"with"} and kinds <= THERAPY_KINDS:
                # "Systemic treatment with warfarin": the drug is what is given
                by = () if setting.under(chunk.names[0], *before.names) else (Qualifier(name="route", values=("systemic",)),)
                parts[-1] = _Part(names=chunk.names, chunk=chunk, extra=by)
                continue
            if kinds <= THERAPY_KINDS and earlier <= _AIMS and _joined_up(before.chunk, chunk, setting):
                parts = _with_aim(parts, chunk, setting)
                continue
            extra = _relation(earlier, kinds, chunk, setting)
            if extra:
                parts[-1] = replace(before, extra=(*before.extra, *extra))
                continue
            if earlier == {"organ"} and kinds <= _PLACED and before.chunk.end + 1 >= chunk.start and not between:
                site = Qualifier(name="site", values=before.names)  # "prostate surgery"
                parts[-1] = _Part(names=chunk.names, chunk=chunk, extra=(site,))
                continue
        parts.append(_Part(names=chunk.names, chunk=chunk))
    if any({setting.vocabulary.kind(name) for name in part.names} == {"organ"} for part in parts):
        return None
    return _without_repeats(parts, setting)


_OF_THERAPY = ("extent=", "setting=palliative", "setting=adjuvant", "setting=neoadjuvant")
_AIMS = frozenset({"cancer", "histology", "metastasis", "gene", "biomarker", "receptor status"})


def _with_aim(parts: list[_Part], therapy: Chunk, setting: Setting) -> list[_Part]:
    """ "Breast cancer vaccine", "PSA vaccine", "HER2 breast cancer vaccine": what stands right before a therapy is what it is
    aimed at."""
    before, aims = parts[:-1], [parts[-1]]
    while before and _joined_up(before[-1].chunk, aims[0].chunk, setting):
        before, aims = before[:-1], [before[-1], *aims]
    ill = [part for part in aims if {setting.vocabulary.kind(name) for name in part.names} <= DISEASE_KINDS]
    extra = tuple(Qualifier(name="purpose", values=part.names) for part in ill[-1:])
    if len(ill) < len(aims):
        told = setting.words(tuple(part.chunk for part in aims if part not in ill))
        extra = (*extra, Qualifier(name="described", values=(told,)))
    return [*before, _Part(names=therapy.names, chunk=therapy, extra=extra)]


def _joined_up(first: Chunk, second: Chunk, setting: Setting) -> bool:
    """True for two names with nothing but a blank or a hyphen between them."""
    return setting.normal.text[first.end : second.start] in (" ", "-")


def _with_heirs(phrase: Phrase, parts: Sequence[_Part], setting: Setting) -> Phrase:
    """The phrase without the concepts that another says too ("infection" in "infection with HIV"), whose narrowing words go to
    that one; "metastatic" of a disease that a therapy is for is kept for the therapy, "recurrent" as a description."""
    kept = [part.chunk for part in parts]
    dropped = [chunk for chunk in phrase.concepts if chunk not in kept]
    if not dropped:
        return phrase
    repeated = [chunk for chunk in dropped if any(setting.under(name, *chunk.names) for part in parts for name in part.names)]
    purposes = [chunk for chunk in dropped if chunk not in repeated]
    lost = [
        word
        for word in phrase.narrowings
        if next((chunk for chunk in phrase.concepts if chunk.start >= word.end), None) in purposes
        and not ("intent" in word.text or any(name.startswith(_OF_THERAPY) for name in word.names))
        and any(chunk.start < word.start for chunk in kept)
    ]
    restricts = tuple(word for word in lost if any(name.startswith("recurrence=") for name in word.names))
    narrowings = tuple(word for word in phrase.narrowings if word not in lost)
    return anew(phrase, concepts=tuple(kept), narrowings=narrowings, described=(*phrase.described, *restricts))


def _without_repeats(parts: list[_Part], setting: Setting) -> list[_Part]:
    """A concept that another of the phrase already implies ("invasive breast cancer (breast cancer)") is said once."""
    kept: list[_Part] = []
    for part in parts:
        if any(
            not part.extra and _implied(part, other, setting)
            for other in parts
            if (other is not part and other not in kept) or other in kept
        ):
            continue
        kept.append(part)
    return kept or parts


def _implied(part: _Part, other: _Part, setting: Setting) -> bool:
    if part is other or len(part.names) != 1 or len(other.names) != 1:
        return False
    told = part.names == ("diagnosis",) and setting.vocabulary.kind(other.names[0]) in DISEASE_KINDS  # "diagnosis of melanoma"
    return told or (part.names[0] != other.names[0] and setting.vocabulary.is_a(other.names[0], part.names[0]))


def _metastasis_in(names: tuple[str, ...], chunk: Chunk, setting: Setting) -> tuple[str, ...]:
    """ "Metastases in the bone" are bone metastases; none where there is no such name."""
    if names != ("distant metastasis",):
        return ()
    named = tuple(f"{name} metastasis" for name in chunk.names)
    return named if all(setting.vocabulary.kind(name) == "metastasis" for name in named) else ()


def _relation(earlier: set[str | None], later: set[str | None], chunk: Chunk, setting: Setting) -> tuple[Qualifier, ...]:
    before_it = setting.normal.text[max(0, chunk.start - _NEAR) : chunk.start]
    if earlier <= THERAPY_KINDS | DISEASE_KINDS and later <= {"organ"}:
        return (Qualifier(name="site", values=chunk.names),)
    if earlier <= {"surgery"} and set(chunk.names) == {"primary tumor"}:
        return (Qualifier(name="purpose", values=("primary tumor",)),)
    if not earlier <= THERAPY_KINDS:
        return ()
    if _DIAGNOSING.search(before_it) and (earlier & {"surgery", "procedure"} or "diagnosing" in before_it.lower()):
        return (Qualifier(name="setting", values=("diagnostic",)),)
    if set(chunk.names) <= {"distant metastasis", "advanced disease"}:
        return (Qualifier(name="setting", values=("palliative",)),)
    if chunk.names == ("malignancy",) and _THE_ONE.search(before_it):
        return (Qualifier(name="purpose", values=(STUDY_DISEASE,)),)
    of = _EARLIER.search(before_it) if later <= {"cancer", "histology"} else None
    told = (Qualifier(name="described", values=(f"for {of[1]}{chunk.text}",)),) if of is not None else ()
    if told and chunk.names == ("malignancy",):
        return told
    aims = {"cancer", "histology", "metastasis", "condition", *(["finding"] if _FOR.search(before_it) else [])}
    return (Qualifier(name="purpose", values=chunk.names), *told) if later <= aims else ()


_THE_ONE = re.compile(
    r"\b(?:this|their|his|her|his or her|his/her|the(?: current| present| study| same)?|current|present) $", re.IGNORECASE
)
""" "For this cancer", "for their malignancy": the disease that the trial treats."""
_EARLIER = re.compile(
    r"\b(?:for|of|to treat) ((?:an? |any |the |their )?"
    r"(?:previous|prior|past|earlier|second|different|unrelated|separate|first|secondary) )$",
    re.IGNORECASE,
)
_FOR = re.compile(r"\bfor (?:(?:the|relief|control|palliation|treatment|management) (?:of )?)*$", re.IGNORECASE)
_DIAGNOSING = re.compile(r"\b(?:for|of) (?:the )?diagnos(?:ing|is of) (?:(?:a|an|any|the|new|their) )*$", re.IGNORECASE)
_NEAR = 24


def _has(part: _Part, phrase: Phrase, setting: Setting) -> Criterion:
    windows = [chunk.window for chunk in phrase.windows if chunk.window is not None]
    window = windows[0] if windows else _at_present(part, phrase, setting)
    therapy = all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in part.names)
    kinds = {setting.vocabulary.kind(name) for name in part.names}
    own, places = places_apart(_own_narrowings(part, phrase, setting), kinds)
    own = tuple(chunk for chunk in own if not windows or chunk.names != ("recency=recent",))  # "recent pneumonia within 2 weeks"
    choices = qualifier_choices(own, therapy=therapy)
    told = "; ".join(setting.words(words) for words in (phrase.leading, places, phrase.described) if words)
    described = (Qualifier(name="described", values=(told,)),) if told else ()
    became = tuple(dict.fromkeys(value for chunk in phrase.failed for value in chunk.value.split(";")))
    described = (Qualifier(name="outcome", values=became), *described) if became else described
    span = setting.span(phrase.chunks)
    if part.chunk.value and part.chunk.sort is Sort.CONCEPT:
        choices = [(*choice, Qualifier(name="value", values=(part.chunk.value,))) for choice in choices]
    allergy = (Qualifier(name="allergy", values=("true",)),) if phrase.allergy else ()
    if phrase.current == "continuous" and therapy:
        steady = Qualifier(name="persistence", values=("continuous",))
        choices = [choice if any(item.name == "persistence" for item in choice) else (*choice, steady) for choice in choices]
    if phrase.current and not therapy and window is None and kinds != {"demographic"}:
        choices = [choice if any(item.name == "activity" for item in choice) else (*choice, _ACTIVE) for choice in choices]
    earlier = bool(phrase.windows or phrase.ever)
    items = tuple(
        _composite(
            Target(
                concept=name,
                qualifiers=(*choice, *part.extra, *described, *allergy),
                other=(phrase.other_disease and not phrase.allergy)
                or (_unnamed(name, phrase, setting) and not of_the_own(choice, earlier=earlier)),
            ),
            window,
            span,
            setting,
        )
        for name in part.names
        for choice in choices
    )
    return any_of_them(items, (phrase.chunks, span), setting)


def _unnamed(name: str, phrase: Phrase, setting: Setting) -> bool:
    """ "Active malignancy", "prior invasive cancer" among the exclusions cannot mean the disease that the trial treats."""
    timed = name == "invasive cancer" and bool(phrase.current or phrase.ever or phrase.windows)
    return setting.exclusion and (timed or name == "malignancy")


def _composite(target: Target, window: Window | None, span: Span, setting: Setting) -> Criterion:
    """ "Colorectal liver metastases" asks for the cancer and for the metastasis, which a sheet may record apart."""
    concept = setting.vocabulary.concepts.get(target.concept)
    parents = concept.parents if concept is not None and concept.kind == "metastasis" else ()
    cancers = [name for name in parents if setting.vocabulary.kind(name) == "cancer"]
    if not cancers or len(parents) == len(cancers):
        return Has(target=target, window=window, span=span)
    own = [replace(target, concept=name, qualifiers=()) for name in cancers]
    sites = [replace(target, concept=name) for name in parents if name not in cancers]
    return AllOf(items=tuple(Has(target=item, window=window, span=span) for item in (*own, *sites)), span=span)


def _at_present(part: _Part, phrase: Phrase, setting: Setting) -> Window | None:
    kinds = {setting.vocabulary.kind(name) for name in part.names}
    done = phrase.current == "treated" and kinds & {"surgery", "radiotherapy", "transplant"}  # "with a mastectomy": had one
    now = (phrase.current and not done) or (setting.now and not phrase.ever)
    return Window(kind=WindowKind.CURRENT) if now and kinds <= THERAPY_KINDS else None


def _names_the_tumor(chunk: Chunk, part: _Part, setting: Setting) -> bool:
    """ "Progression of their tumor": no mutation that is the tumor's own."""
    kinds = {setting.vocabulary.kind(name) for name in part.names}
    return chunk.text.lower() in ("tumor", "tumors") and not kinds & {"gene", "biomarker", "receptor status"}


def _own_narrowings(part: _Part, phrase: Phrase, setting: Setting) -> tuple[Chunk, ...]:
    """With one concept every narrowing word is its own; with several, the nearest concept at or behind the word takes it."""
    if len(phrase.concepts) <= 1:
        return tuple(chunk for chunk in phrase.narrowings if not _names_the_tumor(chunk, part, setting))
    own = []
    for chunk in phrase.narrowings:
        after = [concept for concept in phrase.concepts if concept.start >= chunk.end]
        holder = after[0] if after else phrase.concepts[-1]
        if holder is part.chunk or (not part.extra and holder.start == part.chunk.start):
            own.append(chunk)
    return tuple(own)
