"""Leave: a sentence with a word of permission in; what it says beyond that leave (a ban, a condition, a question) out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.sentences.conditions import exception_applied, has_holes
from trialwright.compiler.sentences.notcounted import counted_without
from trialwright.compiler.setting import Reader, Setting, denied, flattened, joined_by, stripped
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Has, NoneOf, Not, Readings, children, walk
from trialwright.vocabulary.records import anew

_ARTICLES = frozenset({"a", "an", "the", "one", "two", "medically", "highly", "of", "any", "other", "use", "using", "other than"})
_ADJECTIVES = frozenset({"acceptable", "eligible", "allowed", "permitted", "preferred", "recommended"})
_NAMED_BEHIND = frozenset({Sort.WORD, Sort.CONCEPT, Sort.HEADNOUN, Sort.NARROWING, Sort.VARIABLE})
_CONDITIONS = re.compile(
    r"\b(?:provided|providing|as long as|so long as|once|until|unless|on condition|subject to|in the absence of"
    r"|with the exception)\b",
    re.IGNORECASE,
)
_TURNS_TO = frozenset({"no", "not", "without", "however no", "but no"})
_WELL = re.compile(r"(?:functions?|status|risks?|conditions?|health|toxicity|morbidity|quality|indices|values)$", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:and|but) (?:(?:patients?|subjects?|participants?|they) )?(?:is|are|has|have|had|must|should|shall|need)\b"
    r"(?! (?:not )?(?:required|mandatory|optional|necessary|encouraged|recommended|preferred|eligible|allowed|permitted))",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:no|not|without)$")
WHY = "a permission that was not understood"


def is_adjective(sentence: Sequence[Chunk], place: int) -> bool:
    """ "Willing to use an acceptable method", "with acceptable morbidity": the word is of a noun, and gives no leave."""
    if sentence[place].text.lower() not in _ADJECTIVES:
        return False
    before = sentence[place - 1].text.lower() if place else ""
    behind = sentence[place + 1] if place + 1 < len(sentence) else None
    of_noun = behind is not None and behind.sort in _NAMED_BEHIND and sentence[place].text.lower() == "acceptable"
    return before in _ARTICLES or (of_noun and place > 0)


_TUMORS = frozenset({"cancer", "histology"})


def with_leave_given(base: Criterion, spared: Sequence[Chunk], setting: Setting) -> Criterion:
    """What was read before a leave, with what it lifts: "stage IV breast cancer. Brain metastases are allowed" takes nobody away,
    and lets in nobody who has not that cancer."""
    within = None if setting.exclusion else _lifted_within(base, spared, setting) or counted_without(base, spared, setting)
    if within is not None:
        return within
    changed = exception_applied(base, spared, setting)
    condition = None if setting.exclusion else _taken_away(changed, base)
    if condition is None:
        return changed
    required = [leaf.target.concept for leaf in walk(base) if isinstance(leaf, Has)]
    leaves = [leaf for leaf in walk(condition) if not children(leaf)]
    if all(isinstance(leaf, Has) and _lifts_nothing(leaf.target.concept, required, setting) for leaf in leaves):
        return base
    wider = AnyOf(items=(base, condition), span=base.span.joined(condition.span))
    return Readings(items=(wider, base), why="how much of it the leave lifts is not said", span=wider.span)


def whom_it_lifts(before: Sequence[Criterion], spared: Sequence[Chunk], setting: Setting) -> int:
    """Which of the sentences before a leave it is of: "Current anticoagulants. Bleeding disorders. Anticoagulation of a line is
    permitted" lifts the first; the last, where none names what the leave does."""
    named = [name for chunk in flattened(spared) if chunk.sort is Sort.CONCEPT for name in chunk.names]
    for place in range(len(before) - 1, -1, -1) if setting.exclusion else ():
        banned = [leaf.target.concept for leaf in walk(before[place]) if isinstance(leaf, Has)]
        if any(setting.under(name, other) or setting.under(other, name) for name in named for other in banned):
            return place
    return len(before) - 1


def _lifted_within(base: Criterion, spared: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Breast cancer, no brain metastases. Treated brain metastases are allowed": of what is denied, and the rest stays."""
    bans = [item for item in base.items if isinstance(item, Not | NoneOf)] if isinstance(base, AllOf) else []
    if not isinstance(base, AllOf) or len(bans) != 1:
        return None
    named = [name for chunk in flattened(spared) if chunk.sort is Sort.CONCEPT for name in chunk.names]
    denied_too = [leaf.target.concept for leaf in walk(bans[0]) if isinstance(leaf, Has)]
    if not named or not all(any(setting.under(name, other) for other in denied_too) for name in named):
        return None
    changed = exception_applied(bans[0], spared, setting)
    return replace(base, items=tuple(changed if item is bans[0] else item for item in base.items))


def _taken_away(changed: Criterion, base: Criterion) -> Criterion | None:
    """What an exception took away from a requirement, surely or in one reading of it; None where it took nothing."""
    match changed:
        case AllOf(items=(first, Not(item=condition))) if first == base:
            return condition
        case Readings(items=(_, AllOf(items=(first, Not(item=condition))))) if first == base:
            return condition
        case _:
            return None


def _lifts_nothing(name: str, required: Sequence[str], setting: Setting) -> bool:
    """True for what is no cancer, and for a kind of the cancer that is required."""
    return setting.vocabulary.kind(name) not in _TUMORS or any(setting.under(name, other) for other in required)


def not_even_permitted(sentence: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "No prior malignancy is allowed except skin cancer" gives no leave: what it denies is required to be absent."""
    said = stripped(sentence)
    place = next((index for index, chunk in enumerate(said) if chunk.sort is Sort.PERMIT), None)
    if place is None or said[0].sort is not Sort.NEG or said[place].value != "permitted" or not plainly_denies(said[:place]):
        return None
    node = read((*said[:place], *said[place + 1 :]), anew(setting, exclusion=False))
    return denied(node, node.span) if setting.exclusion else node


def asked_for(sentence: Sequence[Chunk], place: int, setting: Setting) -> Criterion | None:
    """ "Eligible for liver resection", "liver function acceptable", "a non-permitted drug": a question for a person. None for
    leave and for what introduces a list."""
    if "following" in setting.words(sentence).lower():
        return None
    leave = sentence[place].text.lower()
    behind = setting.words(sentence[place + 1 :])
    before = sentence[place - 1].text.lower() if place else ""
    treated = leave.endswith("eligible") and matching("eligible for", behind, whole=False) is not None
    judged = leave == "acceptable" and _WELL.search(before) is not None
    unspecified = before == "non" or setting.normal.text[: sentence[place].start].lower().endswith("non-")
    return question(sentence, setting) if treated or judged or unspecified else None


def beyond_leave(sentence: Sequence[Chunk], place: int, setting: Setting, read: Reader) -> Criterion | None:
    """The ban or condition behind the leave: "allowed, however no prior temozolomide", "allowed provided that …". None where
    leave is all that is given."""
    behind = sentence[place + 1 :]
    said = setting.words(sentence)
    if said.count("(") != said.count(")"):
        return setting.unread(sentence, WHY)
    for index, chunk in enumerate(behind):
        if chunk.sort is Sort.ALSO and _DENIES.search(chunk.text.lower()):
            return _barred(behind[index + 1 :], sentence, setting, read)
        apart = index > 0 and behind[index - 1].text.lower() in (",", "however", "but", "and", "although")
        if chunk.sort is Sort.NEG and chunk.text.lower().split()[0] in _TURNS_TO and apart:
            return _barred(behind[index + 1 :], sentence, setting, read)
        if chunk.sort is Sort.EXC and chunk.value != "unless" and "unless" not in chunk.text.lower():
            if any(item.sort in (Sort.PREP, Sort.FOR) for item in behind[index + 1 : index + 2]):
                return setting.unread(sentence, WHY)  # "radiotherapy allowed except to target lesions": bars no lesion
            return _barred(behind[index + 1 :], sentence, setting, read)
    if (
        _CONDITIONS.search(setting.words(behind))
        or any(chunk.sort is Sort.EXC for chunk in flattened(behind))
        or _CLAUSE.search(setting.words(behind))
    ):
        return setting.unread(sentence, WHY)
    return None


def leaves_open(sentence: Sequence[Chunk], place: int) -> bool:
    """ "Steroids permitted: single doses for nausea", "allowed up to 300 mg/m2", "only as premedication": leave within limits
    that stand behind it."""
    behind = stripped(sentence[place + 1 :])
    flat = flattened(behind)
    told = any(chunk.sort is Sort.COLON for chunk in sentence[place + 1 : place + 2]) and bool(behind)
    limited = any(chunk.sort in _LIMITS for chunk in flat)
    return told or limited or any(chunk.text.lower().split()[0] == "only" for chunk in flat if chunk.text.strip())


_LIMITS = frozenset({Sort.CMP, Sort.AMOUNT, Sort.CODES, Sort.POST, Sort.SPAN_OF_TIME})


def _barred(named: Sequence[Chunk], sentence: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion:
    """What a sentence bars behind its leave, in the polarity of the list; unread where it was not understood."""
    if not stripped(named):
        return setting.unread(sentence, WHY)
    barring = anew(setting, exclusion=True, spares=True)
    members = _each_barred(stripped(named))
    if any(chunk.sort is Sort.OTHER for member in members for chunk in member):
        node = joined_by("or", [read(member, barring) for member in members])  # "no other cancer and no surgery": any surgery
    else:
        node = read(_with_or_between(members), barring)
    if has_holes(node):
        return setting.unread(sentence, WHY)
    return node if setting.exclusion else denied(node, setting.span(named))


def _each_barred(named: tuple[Chunk, ...]) -> list[tuple[Chunk, ...]]:
    """The members of "chemotherapy, no surgery and no radiotherapy", where each names something: behind a sign, the word of
    denial that stood before the first of them is said again."""
    members, rest = [], named
    for place in range(len(named) - 2, 0, -1):
        first = _said_again_from(named, place)
        if first:
            members.append(rest[place + 1 :])
            rest = named[:first]
    members = [rest, *reversed(members)]
    each_named = all(any(chunk.sort in (Sort.CONCEPT, Sort.WORD) for chunk in flattened(member)) for member in members)
    return members if each_named else [named]


_SAYS_NO = re.compile(r"\b(?:no|not|without)\b", re.IGNORECASE)


def _said_again_from(named: Sequence[Chunk], place: int) -> int:
    """Where the signs before a word of denial begin ("and no", ", no", ", and no"); 0 where none stands before it."""
    if named[place].sort not in (Sort.ALSO, Sort.NEG) or _SAYS_NO.search(named[place].text) is None:
        return 0
    first = place
    while first and named[first - 1].sort in (Sort.AND, Sort.OR, Sort.COMMA):
        first -= 1
    return first if first < place or named[place].sort is Sort.ALSO else 0


def _with_or_between(members: Sequence[tuple[Chunk, ...]]) -> tuple[Chunk, ...]:
    joined = members[0]
    for member in members[1:]:
        joined = (*joined, anew(member[0], sort=Sort.OR, text="or", value="or", end=member[0].start), *member)
    return joined


def leave_with_bar(sentence: Sequence[Chunk], place: int, setting: Setting, read: Reader) -> Criterion | None:
    """ "Prior gemcitabine is allowed, but not within 6 months": the ban behind the leave, in the polarity of the list; None
    where there is none."""
    behind = stripped(sentence[place + 1 :])
    barring = len(behind) > 1 and behind[0].sort in (Sort.ALSO, Sort.NEG) and _BARS.search(behind[0].text.lower())
    if not barring or any(chunk.sort not in (Sort.WINDOW, Sort.FILL) for chunk in behind[1:]):
        return None
    node = read((*stripped(sentence[:place]), *behind[1:]), anew(setting, exclusion=True))
    return node if setting.exclusion else denied(node, setting.span(sentence))


_BARS = re.compile(r"\b(?:no|not)$")


_OF_PEOPLE = re.compile(r"(?:patients?|subjects?|participants?|individuals?|those who)\b", re.IGNORECASE)


def lets_join_only(limit: Criterion, leave: str) -> bool:
    """ "0-2 prior lines. Patients who have received immunotherapy are eligible": it is counted as any other line."""
    return isinstance(limit, Compare) and limit.quantity.attribute == "lines" and _OF_PEOPLE.match(leave) is not None


def with_leave_last(sentence: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "Basal cell carcinoma is allowed, as are DCIS and melanoma in situ": what stands behind the leave is allowed too."""
    place = next(
        (index for index, chunk in enumerate(sentence) if chunk.sort is Sort.PERMIT and chunk.value == "permitted"), None
    )
    if not place:
        return sentence
    joint = next((index for index in range(place + 1, len(sentence)) if _goes_on(sentence, index)), None)
    if joint is None:
        return sentence
    tail = stripped(sentence[joint + 1 :])
    apart = (Sort.NEG, Sort.IF, Sort.EXC, Sort.PERMIT, Sort.AMOUNT, Sort.MUST)
    named = any(chunk.sort is Sort.CONCEPT for chunk in sentence[:place]) and any(chunk.sort is Sort.CONCEPT for chunk in tail)
    between = sentence[place + 1 : joint]
    timed = any(chunk.sort in (Sort.WINDOW, Sort.AMOUNT, Sort.SPAN_OF_TIME, Sort.CONCEPT) for chunk in between)
    if not named or timed or any(chunk.sort in apart for chunk in tail):
        return sentence
    return (*sentence[:place], anew(sentence[joint], sort=Sort.OR, value="or"), *tail, sentence[place])


def with_exceptions_last(sentence: tuple[Chunk, ...], setting: Setting) -> tuple[Chunk, ...]:
    """ "Vitiligo and hypothyroidism are exceptions to this": leave for those, as if "are allowed" stood there."""
    if not any(chunk.sort is Sort.EXC for chunk in sentence):
        return sentence
    place = next((index for index, chunk in enumerate(sentence) if index and _IS_EXCEPTION.match(chunk.text)), None)
    if place is None or sentence[place].sort is not Sort.EXC:
        return sentence
    named = any(chunk.sort is Sort.CONCEPT for chunk in sentence[:place])
    named = named and _ARE.search(setting.normal.text[: sentence[place].start]) is not None
    if not named or any(chunk.sort not in (Sort.WORD, Sort.FILL, Sort.PREP, Sort.STOP) for chunk in sentence[place + 1 :]):
        return sentence
    return (*sentence[:place], anew(sentence[place], sort=Sort.PERMIT, value="permitted"))


_ARE = re.compile(r"\b(?:are|is)(?: an| the)? \Z", re.IGNORECASE)
_IS_EXCEPTION = re.compile(r"exceptions?\b", re.IGNORECASE)


def _goes_on(sentence: Sequence[Chunk], place: int) -> bool:
    behind = sentence[place + 1].text.lower() if place + 1 < len(sentence) else ""
    said = sentence[place].text.lower()
    return said in ("as well as", "as are", "as is") or (said == "as" and behind in ("are", "is"))


def lets_in(sentence: Sequence[Chunk]) -> bool:
    """True for a sentence that ends in leave to join: among the exclusions nobody is required to be one of those let in."""
    said = stripped(sentence)
    leave = bool(said) and said[-1].sort is Sort.PERMIT and said[-1].value == "permitted"
    return leave and not any(chunk.sort in (Sort.NEG, Sort.BARRED, Sort.MUST) for chunk in said)


def goes_on_in_leave(sentence: Sequence[Chunk], place: int) -> bool:
    """ "Patients positive for HBsAg but with undetectable HBV DNA are allowed": the "but" parts no sentence, both are asked of
    those let in."""
    before, behind = sentence[:place], sentence[place + 1 :]
    of_people = bool(before) and _OF_PEOPLE.match(" ".join(chunk.text for chunk in before)) is not None
    own = any(chunk.sort in (Sort.PERMIT, Sort.BARRED, Sort.MUST, Sort.STOP, Sort.SEMICOLON) for chunk in before)
    leave = lets_in(behind) and sum(chunk.sort is Sort.PERMIT for chunk in behind) == 1
    if not (of_people and leave) or own or before[-1].sort is Sort.COMMA:
        return False
    return any(chunk.sort is Sort.VARIABLE for chunk in behind) or behind[0].text.lower() in ("undetectable", "normal")


def lets_and_obliges(sentence: Sequence[Chunk]) -> bool:
    """ "Palliative radiotherapy is allowed but must be completed before the first dose": nobody must have had it."""
    leave = next((place for place, chunk in enumerate(sentence) if chunk.sort is Sort.PERMIT), 0)
    return leave > 0 and any(chunk.sort is Sort.MUST for chunk in sentence[leave:])


def of_the_ill(subject: Sequence[Chunk], setting: Setting) -> bool:
    """ "Patients with Gilbert's syndrome and bilirubin < 2 x ULN", "alopecia and neuropathy <= grade 2": who has it is let in as
    far as that limit, and nobody must have it."""
    named = next((index for index, chunk in enumerate(subject) if chunk.sort is Sort.CONCEPT), None)
    limit = next((index for index, chunk in enumerate(subject) if chunk.sort is Sort.CMP), len(subject))
    kinds = {setting.vocabulary.kind(name) for chunk in subject if chunk.sort is Sort.CONCEPT for name in chunk.names}
    if named is None or kinds != {"condition"}:
        return False
    return named < limit or any(chunk.sort is Sort.GRADEOF for chunk in subject)


def lets_others(subject: Sequence[Chunk], setting: Setting) -> bool:
    """ "Other anticoagulants are allowed" behind a ban on one: leave for others lets nobody off from that one."""
    kinds = {setting.vocabulary.kind(name) for chunk in subject if chunk.sort is Sort.CONCEPT for name in chunk.names}
    others = bool(subject) and subject[0].sort is Sort.OTHER and subject[0].text.lower() in ("other", "all other", "any other")
    plain = all(chunk.sort in (Sort.OTHER, Sort.CONCEPT, Sort.FILL, Sort.OR, Sort.AND, Sort.COMMA) for chunk in subject)
    return others and plain and bool(kinds) and kinds <= THERAPY_KINDS


def moves_no_limit(limit: Criterion, spared: Sequence[Chunk], setting: Setting) -> bool:
    """ "ANC >= 1500, growth factors permitted": leave to use a means lets nobody off from a limit."""
    if not all(isinstance(leaf, Compare) for leaf in walk(limit) if not children(leaf)):
        return False
    named = [name for chunk in flattened(spared) if chunk.sort is Sort.CONCEPT for name in chunk.names]
    if _of_other_therapies(limit, named, setting):
        return True
    raises = bool(named) and all(any(setting.under(name, means) for means in _RAISE) for name in named)
    raises = raises or _brings_about(limit, (named, spared), setting)
    return raises or _MEANS.match(setting.words(spared)) is not None


def _of_other_therapies(limit: Criterion, named: Sequence[str], setting: Setting) -> bool:
    """ "At least 4 weeks since chemotherapy; patients on bisphosphonates are eligible": the time is of another means."""
    leaves = [leaf for leaf in walk(limit) if not children(leaf)]
    of = [leaf.quantity.of for leaf in leaves if isinstance(leaf, Compare) and leaf.quantity.attribute == "interval"]
    timed = [target.concept for target in of if target is not None]
    if setting.exclusion or not named or not timed or len(timed) < len(leaves):
        return False
    if not {setting.vocabulary.kind(name) for name in (*named, *timed)} <= THERAPY_KINDS:
        return False
    return not any(setting.under(name, other) or setting.under(other, name) for name in named for other in timed)


def _brings_about(limit: Criterion, leave: tuple[Sequence[str], Sequence[Chunk]], setting: Setting) -> bool:
    """ "WBC < 25; hydroxyurea is permitted": a therapy beside the limit of a measured value is one that may bring it about; only
    who takes an anticoagulant is let off from the limit of a clotting time."""
    named, spared = leave
    limited = {leaf.quantity.variable for leaf in walk(limit) if isinstance(leaf, Compare) and leaf.quantity.attribute is None}
    if setting.exclusion or not named or not limited or None in limited or limited & _CLOTTING:
        return False
    if _OF_PEOPLE.search(setting.words(spared)):
        return False  # "Creatinine <= 2; patients on dialysis are allowed"
    return all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named)


_OF_PEOPLE = re.compile(r"\b(?:patients|subjects|participants|those|individuals|people|women|men|who)\b", re.IGNORECASE)
_CLOTTING = frozenset(
    {"international normalized ratio", "prothrombin time", "activated partial thromboplastin time", "partial thromboplastin time"}
)
_RAISE = ("growth factor", "colony stimulating factor", "blood transfusion", "antihypertensive")
"""What brings a value to its limit; an anticoagulant lets off from the limit of a clotting time."""

_MEANS = re.compile(
    r"(?:the )?(?:use of|treatment with|administration of|re-?screening|transfusion|supplementation|support)", re.IGNORECASE
)


def prevents_another(ban: Criterion, spared: Sequence[Chunk], setting: Setting) -> bool:
    """ "Active infection. Prophylactic antibiotics are allowed": what only prevents an illness lets nobody off who has it."""
    if not setting.exclusion or _PREVENTS.search(setting.words(spared)) is None:
        return False
    kinds = {setting.vocabulary.kind(name) for chunk in flattened(spared) if chunk.sort is Sort.CONCEPT for name in chunk.names}
    banned = {setting.vocabulary.kind(leaf.target.concept) for leaf in walk(ban) if isinstance(leaf, Has)}
    return bool(kinds) and kinds <= THERAPY_KINDS and bool(banned) and not banned & THERAPY_KINDS


_PREVENTS = re.compile(r"\bprophyla|\bprevent", re.IGNORECASE)


def perhaps_bans(subject: Sequence[Chunk], setting: Setting) -> bool:
    """ "A; B; or C are allowed" in one sentence: A may be banned, or required, and which of them are allowed is not said. So "at
    least 2 weeks since A, B allowed"."""
    parted = any(chunk.sort is Sort.COMMA and chunk.text == ";" for chunk in subject)
    said = stripped(subject)
    if said and said[0].sort is Sort.SPAN_OF_TIME and any(chunk.sort is Sort.COMMA for chunk in said):
        return True
    return parted and (setting.exclusion or any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in subject))


def plainly_denies(subject: Sequence[Chunk]) -> bool:
    """True for "no X", without a limit ("no more than one line") and without an exception of its own."""
    apart = (Sort.EXC, Sort.CMP, Sort.IF, Sort.SEMICOLON)
    return subject[0].text.lower().split()[0] == "no" and not any(chunk.sort in apart for chunk in subject)


def lets_treat(sentence: Sequence[Chunk], place: int, ban: Criterion, setting: Setting) -> bool:
    """ "Uncontrolled brain metastases. Patients may undergo radiotherapy": leave to be treated spares nobody who is ill."""
    subject, behind = sentence[:place], sentence[place + 1 :]
    given = {setting.vocabulary.kind(name) for chunk in behind if chunk.sort is Sort.CONCEPT for name in chunk.names}
    banned = {setting.vocabulary.kind(leaf.target.concept) for leaf in walk(ban) if isinstance(leaf, Has) if not children(leaf)}
    of_people = not any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.HIST, Sort.IF) for chunk in subject)
    return of_people and bool(given) and given <= THERAPY_KINDS and bool(banned) and banned <= DISEASE_KINDS
