"""Therapies: a phrase that says only "therapy" or "treatment" in; the same with the therapy named, so that it reads like any
other, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import STUDY_DISEASE, Criterion, Has, Not, Qualifier, Target
from trialwright.vocabulary.records import anew

NOUNS = frozenset({"therapy", "treatment", "therapies", "treatments", "regimen", "regimens"})
_CANCERS = frozenset({"cancer", "histology", "metastasis"})
_AROUND = frozenset(
    {
        *(Sort.FILL, Sort.HIST, Sort.NOW, Sort.MUST, Sort.EITHER, Sort.OTHER, Sort.NARROWING, Sort.PREP, Sort.FOR, Sort.WINDOW),
        *(Sort.AMOUNT, Sort.CMP, Sort.POST, Sort.HEADNOUN, Sort.SPAN_OF_TIME, Sort.FAILED, Sort.TAIL, Sort.COUNTED, Sort.IF),
    }
)
_PLAIN = frozenset({Sort.FILL, Sort.PREP, Sort.FOR, Sort.WINDOW, Sort.OTHER})
_TIMES = frozenset({Sort.HIST, Sort.NOW, Sort.SPAN_OF_TIME, Sort.FAILED})
_GIVEN_FOR = ("setting=adjuvant", "setting=neoadjuvant", "setting=perioperative", "setting=palliative", "setting=consolidation")
_UNTREATED = "treatment=untreated"


def with_named_therapy(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "No prior treatment for breast cancer", "adjuvant therapy": the noun is an anticancer therapy where nothing else names
    one, and nothing but a cancer stands with it."""
    place = next((index for index, chunk in enumerate(chunks) if _is_noun(chunk)), None)
    of_it = _of_it if any(chunk.sort is Sort.SPAN_OF_TIME for chunk in chunks) else _is_cancer
    if place is None or any(chunk.sort not in _AROUND and not of_it(chunk, setting) for chunk in chunks):
        return tuple(chunks)
    settings = any(name in _GIVEN_FOR or name.startswith("line=") for chunk in chunks for name in chunk.names)
    denied = setting.exclusion and all(chunk.sort in _PLAIN or _is_noun(chunk) or _is_cancer(chunk, setting) for chunk in chunks)
    if not (settings or denied or any(chunk.sort in _TIMES for chunk in chunks)):
        return tuple(chunks)
    before = [chunk for chunk in chunks[:place] if _is_cancer(chunk, setting)]
    if any(chunk.sort is Sort.AMOUNT for chunk in chunks):
        return tuple(chunks)  # how many there were is read with their lines
    therapy = anew(chunks[place], sort=Sort.CONCEPT, names=("anticancer therapy",), value="")
    failed = any(chunk.sort is Sort.FAILED for chunk in chunks[:place])
    if before and not failed:  # "tumors refractory to standard treatment" are asked for with the failure of the treatment
        kept = [chunk for chunk in chunks[:place] if chunk not in before]
        return (*kept, therapy, *before, *chunks[place + 1 :])
    return (*chunks[:place], therapy, *chunks[place + 1 :])


def _is_noun(chunk: Chunk) -> bool:
    return chunk.sort is Sort.HEADNOUN and chunk.text.lower() in NOUNS


def _of_it(chunk: Chunk, setting: Setting) -> bool:
    """True for a cancer, and for what became of it."""
    return _is_cancer(chunk, setting) or (chunk.sort is Sort.CONCEPT and MOVES.issuperset(chunk.names))


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _CANCERS for name in chunk.names)


def for_the_study_disease(node: Criterion | None, chunks: Sequence[Chunk]) -> Criterion | None:
    """ "No prior therapy": where the therapy has neither a purpose nor a setting, it is one for the disease that the trial
    treats."""
    if not isinstance(node, Has) or node.target.concept != "anticancer therapy":
        return node
    if not any(chunk.sort is Sort.CONCEPT and _as_noun(chunk) for chunk in chunks):
        return node
    if any(item.name in ("purpose", "setting") for item in node.target.qualifiers) or node.target.other:
        return node
    purpose = Qualifier(name="purpose", values=(STUDY_DISEASE,))
    return Has(
        target=Target(concept=node.target.concept, qualifiers=(*node.target.qualifiers, purpose)),
        window=node.window,
        span=node.span,
    )


def _as_noun(chunk: Chunk) -> bool:
    return chunk.names == ("anticancer therapy",) and chunk.text.lower() in NOUNS


def never_treated(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Treatment naive" of nobody in particular: no therapy for the disease that the trial treats. None for anything else."""
    said = [chunk for chunk in chunks if chunk.sort not in (Sort.FILL, Sort.MUST, Sort.HEADNOUN)]
    if len(said) != 1 or set(said[0].names) != {_UNTREATED} or setting.subject:
        return None
    purpose = Qualifier(name="purpose", values=(STUDY_DISEASE,))
    span = setting.span(chunks)
    return Not(item=Has(target=Target(concept="anticancer therapy", qualifiers=(purpose,)), span=span), span=span)


def since_the_same(pieces: Sequence[tuple[Chunk, ...]]) -> tuple[Chunk, ...]:
    """The first of two pieces with what only the second names ("at least 4 weeks since prior and no concurrent surgery")."""
    first = pieces[0]
    spans = any(chunk.sort is Sort.SPAN_OF_TIME for chunk in first)
    bare = all(chunk.sort in (Sort.SPAN_OF_TIME, Sort.HIST, Sort.FILL, Sort.CMP) for chunk in first)
    if not spans or not bare or not pieces[1:]:
        return first
    return (*first, *(chunk for chunk in pieces[1] if chunk.sort is not Sort.NOW))


def at_either_time(members: Sequence[tuple[Chunk, ...]]) -> list[tuple[Chunk, ...]]:
    """ "Received or currently receiving any chemotherapy": both times of one thing, so ever."""
    result = list(members)
    for place in range(len(result) - 1):
        first, second = result[place], result[place + 1]
        past, now = _only_time(first, Sort.HIST), _only_time(first, Sort.NOW)
        if past and second and any(chunk.sort is Sort.NOW for chunk in second[:2]):
            result[place + 1] = tuple(
                anew(chunk, sort=Sort.HIST, value="ever") if chunk.sort is Sort.NOW else chunk for chunk in second
            )
        if (past or now) and any(chunk.sort is Sort.HIST for chunk in result[place + 1][:2]):
            result[place] = ()
    return [member for member in result if member]


def without_bare_nouns(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Other anticancer agents or treatment", "experimental drug or therapy": a bare noun is one more word for what is before
    it, never any therapy at all; its time is that of the list."""
    result: list[tuple[Chunk, ...]] = []
    for member in members:
        bare = any(_is_noun(chunk) for chunk in member) and all(
            chunk.sort in (Sort.FILL, Sort.WINDOW, Sort.TAIL) or _is_noun(chunk) for chunk in member
        )
        before = result[-1] if result else ()
        named = [name for chunk in before if chunk.sort is Sort.CONCEPT for name in chunk.names]
        if bare and named and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named):
            result[-1] = (*before, *(chunk for chunk in member if chunk.sort is Sort.WINDOW))
        elif bare:
            result.append(tuple(anew(chunk, sort=Sort.WORD) if _is_noun(chunk) else chunk for chunk in member))
        else:
            result.append(member)
    return result


def _only_time(member: Sequence[Chunk], sort: Sort) -> bool:
    return any(chunk.sort is sort for chunk in member) and all(chunk.sort in (sort, Sort.FILL, Sort.MUST) for chunk in member)


MOVES = frozenset({"disease progression", "radiographic progression", "clinical progression", "recurrence"})
AFTER = frozenset(
    {
        *("after", "following", "on", "during", "on or after", "while on", "while on or after", "during or after", "on/after"),
        *("during or following", "during and after", "during and following", "on or following", "on and after", "after or on"),
        *("on or immediately after", "on or shortly after", "after or during", "following or during", "following or on"),
        *("while on or following", "while receiving or after", "during/after", "on/following", "on, or after,", "on, or after"),
        *("during, or after,", "on, or following,", "during, or following,", "during, or after", "on, or following"),
        *("during, or following", "either during or after", "either on or after", "during or immediately after"),
        *("during or immediately following", "during or shortly after"),
    }
)
"""Words between what became of a disease and the therapy that it was given."""


def progressed_on(chunks: Sequence[Chunk], setting: Setting) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """ "Progression after at least one platinum-based regimen", "lung cancer after failure of a platinum": the disease, and the
    therapy that was counted or failed; None for any other phrase."""
    place = next(
        (index for index, chunk in enumerate(chunks) if index and (_turns_to_therapy(chunk) or _counts_lines(chunks, index))),
        None,
    )
    if place is None:
        return None
    head, behind = tuple(chunks[:place]), tuple(chunks[place:])
    named = [chunk for chunk in head if chunk.sort is Sort.CONCEPT]
    if not named or not all(_is_cancer(chunk, setting) or chunk.names[0] in MOVES for chunk in named):
        return None
    counted = any(chunk.sort is Sort.AMOUNT and chunk.amount is not None and chunk.amount.unit is None for chunk in behind)
    failed = any(chunk.sort is Sort.FAILED for chunk in behind)
    if not (counted or failed) and MOVES.issuperset(named[-1].names) and _only_called_therapy(behind[1:]):
        return head, (anew(behind[0], sort=Sort.HIST, value="ever"), *behind[1:])
    if not (counted or failed) or any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in head):
        return None
    while head and set(head[-1].text.lower().split()) <= _RELATIVE:
        head = head[:-1]
    return head, behind if behind[0].sort is Sort.FAILED else behind[1:]


_RELATIVE = frozenset({"which", "that", "who", "has", "have", "had", "is", "are"})
_LINES = frozenset({"line", "lines", "regimen", "regimens"})


def _counts_lines(chunks: Sequence[Chunk], place: int) -> bool:
    """ "(Relapsed myeloma) with at least 3 prior lines": the state is of the cancer, the number of the lines."""
    if chunks[place].sort is not Sort.PREP or chunks[place].text.lower() != "with":
        return False
    behind = chunks[place + 1 :]
    counted = any(chunk.sort is Sort.AMOUNT and chunk.amount is not None and chunk.amount.unit is None for chunk in behind)
    return counted and any(chunk.sort in (Sort.HEADNOUN, Sort.NUMBEROF) and chunk.text.lower() in _LINES for chunk in behind)


def _only_called_therapy(chunks: Sequence[Chunk]) -> bool:
    """ "On standard therapy", "on prior treatment": a therapy that only the noun names."""
    nouns = [chunk for chunk in chunks if _is_noun(chunk)]
    return bool(nouns) and all(chunk.sort in (Sort.FILL, Sort.HIST) or chunk in nouns for chunk in chunks)


def _turns_to_therapy(chunk: Chunk) -> bool:
    return chunk.sort is Sort.FAILED or (chunk.sort in (Sort.PREP, Sort.FILL) and chunk.text.lower() in AFTER)


def with_failures(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Refractory to standard therapy" of nothing that was named before is said of the therapy, not of a disease."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.NARROW), None)
    if place is None or chunks[place].text.lower() != "refractory to":
        return tuple(chunks)
    if any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.WORD) for chunk in chunks[:place]):
        return tuple(chunks)
    kept = (chunk for chunk in chunks[:place] if chunk.sort is not Sort.HEADNOUN)
    return (*kept, anew(chunks[place], sort=Sort.FAILED, value="failed"), *chunks[place + 1 :])


def with_its_label(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Biologic therapy: no prior therapy", "Transplant: none prior": what is denied is what the label names."""
    colon = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), None)
    if colon is None:
        return tuple(chunks)
    label = [chunk for chunk in chunks[:colon] if chunk.sort is not Sort.FILL]
    right = [chunk for chunk in chunks[colon + 1 :] if chunk.sort not in (Sort.FILL, Sort.HIST, Sort.NOW, Sort.STOP)]
    named = len(label) == 1 and label[0].sort is Sort.CONCEPT
    if not named or not all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in label[0].names):
        return tuple(chunks)
    if not right or right[0].sort is not Sort.NEG or not all(_is_noun(chunk) for chunk in right[1:]):
        return tuple(chunks)
    return (*(chunk for chunk in chunks[colon + 1 :] if not _is_noun(chunk)), label[0])


def without_other(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Chemotherapy, radiotherapy or other anticancer therapy": other than those before it, which exclude as well."""
    if not setting.exclusion or any(chunk.sort is Sort.NARROW for member in members for chunk in member):
        return members  # "disorders requiring steroids or other immunosuppressants" names remedies
    result = members[:1]
    for member in members[1:]:
        named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
        of_therapy = bool(named) and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named)
        result.append(tuple(chunk for chunk in member if not (of_therapy and chunk.sort is Sort.OTHER)) or member)
    return result
