"""Misplaced denials: "Active infection. No chemotherapy within 4 weeks" among what excludes in; the later denial as the
requirement that it is, or in doubt, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, denied, joined_by
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Quantity,
    Readings,
    Target,
    Unread,
    When,
    Window,
    WindowKind,
    children,
    walk,
)
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.normal import fit_side, usual_value
from trialwright.vocabulary.time import TimeUnit

_DENIES = re.compile(r"(?:no|not|must not|may not|cannot|should not)\b", re.IGNORECASE)
KEPT_OUT = THERAPY_KINDS | {"condition", "metastasis", "infection"}
"""What trials keep out, rather than ask for."""
WHY = "a denial among the exclusions may be meant as a requirement"


def as_required(node: Criterion, sentence: Sequence[Chunk], vocabulary: Vocabulary, *, first: bool) -> Criterion:
    """What a sentence says among the exclusions. One that ends in "is required" is a duty where it stands behind others, and may
    be one where it is the `first`. Behind others, who has had what it denies lately is excluded, not who has not; where no time
    is said, in doubt. Any other sentence as it was read."""
    if says_required(sentence):
        duty = denied(node, node.span)
        if not first:
            return duty
        leaves = [leaf for leaf in walk(node) if not children(leaf)]
        needs = all(isinstance(leaf, Has) and vocabulary.kind(leaf.target.concept) in THERAPY_KINDS for leaf in leaves)
        past = any(chunk.sort is Sort.HIST for chunk in sentence)
        return node if needs and not past else Readings(items=(node, duty), why=WHY_FIT, span=node.span)
    if _interval_required(node, sentence):
        return denied(node, node.span)
    if _since_a_therapy(node, sentence, vocabulary):
        return Readings(items=(node, denied(node, node.span)), why=WHY_SINCE, span=node.span)
    if first:
        return node
    return _as_denied(node, sentence, vocabulary)


WHY_SINCE = "a time that must have passed may be meant as a requirement"


def _since_a_therapy(node: Criterion, sentence: Sequence[Chunk], vocabulary: Vocabulary) -> bool:
    """ "More than 4 weeks since prior chemotherapy" (and "no concurrent chemotherapy"): no trial keeps out those whose therapy is
    long ago."""
    first = next((chunk for chunk in sentence if chunk.sort not in (Sort.FILL, Sort.COMMA)), None)
    parts = node.items if isinstance(node, AllOf) else (node,)
    parts = tuple(part for part in parts if part is parts[0] or not _denies_therapies(part, vocabulary))
    leaves = [leaf for part in parts for leaf in walk(part) if not children(leaf)]
    intervals = [leaf for leaf in leaves if isinstance(leaf, Compare) and leaf.quantity.attribute == "interval"]
    if first is None or first.sort is not Sort.SPAN_OF_TIME or not leaves or len(intervals) < len(leaves):
        return False
    of = [leaf.quantity.of.concept for leaf in intervals if leaf.quantity.of is not None and leaf.high is None]
    return len(of) == len(leaves) and all(vocabulary.kind(name) in THERAPY_KINDS for name in of)


def _denies_therapies(node: Criterion, vocabulary: Vocabulary) -> bool:
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    therapies = all(isinstance(leaf, Has) and vocabulary.kind(leaf.target.concept) in THERAPY_KINDS for leaf in leaves)
    return isinstance(node, Not | NoneOf) and therapies


WHY_RUN_ON = "where one sentence ends and the next begins is not told"
_BEGINS = re.compile(r"(?:Patients|Subjects|Participants)")
_FORBIDS = re.compile(r"(?:must|should|shall|may) not\b|cannot\b", re.IGNORECASE)
_SEVERAL = 2


def runs_on(sentence: Sequence[Chunk]) -> bool:
    """ "Prior gefitinib or other drugs that target EGFR Patients must not be receiving …": a ban that runs into a duty."""
    for place, chunk in enumerate(sentence[:-1]):
        behind = sentence[place + 1]
        duty = behind.sort is Sort.MUST or (behind.sort is Sort.NEG and _FORBIDS.match(behind.text) is not None)
        named = sum(earlier.sort is Sort.CONCEPT for earlier in sentence[:place])
        if duty and named >= _SEVERAL and _BEGINS.fullmatch(chunk.text) and sentence[place - 1].sort in _RUNS_INTO:
            return True
    return False


_RUNS_INTO = frozenset({Sort.CONCEPT, Sort.HEADNOUN, Sort.WORD, Sort.GROUP})
_MUST_PASS = re.compile(r"\b(?:is|are) (?:required|needed|necessary|mandatory)\b", re.IGNORECASE)


def _interval_required(node: Criterion, sentence: Sequence[Chunk]) -> bool:
    """ "An interval of at least 1 week is required following minor surgery": who waited so long is not kept out."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    waited = [
        leaf for leaf in leaves if isinstance(leaf, Compare) and leaf.quantity.attribute == "interval" and leaf.high is None
    ]
    said = any(chunk.sort in (Sort.SPAN_OF_TIME, Sort.MUST) and _MUST_PASS.search(chunk.text) for chunk in sentence)
    return said and bool(leaves) and len(waited) == len(leaves)


_IS_REQUIRED = re.compile(r"(?:is|are) (?:required|mandatory|necessary)", re.IGNORECASE)
_OF_SOME = re.compile(r"(?:.*\b)?(?:which|whom|who|that|where|if)\b", re.IGNORECASE)


def says_required(sentence: Sequence[Chunk]) -> bool:
    """ "Recovery to grade 1 is required", and not "a malignancy for which treatment is required"."""
    last = next((chunk for chunk in reversed(sentence) if chunk.sort is not Sort.STOP), None)
    if last is None or last.sort is not Sort.MUST or _IS_REQUIRED.fullmatch(last.text) is None:
        return False
    return not any(_OF_SOME.match(chunk.text) or chunk.value == "relative" or chunk.sort is Sort.NEG for chunk in sentence)


def _as_denied(node: Criterion, sentence: Sequence[Chunk], vocabulary: Vocabulary) -> Criterion:
    first = next((chunk for chunk in sentence if chunk.sort not in (Sort.FILL, Sort.COMMA, Sort.DEFINES)), None)
    if first is None or first.sort is not Sort.NEG or not _DENIES.match(first.text) or not isinstance(node, Not | NoneOf):
        return node
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    kept_out = all(isinstance(leaf, Has) and vocabulary.kind(leaf.target.concept) in KEPT_OUT for leaf in leaves)
    if not kept_out:
        return node
    meant = denied(node, node.span)
    recent = all(isinstance(leaf, Has) and _recently(leaf.window) for leaf in leaves)
    return meant if recent else Readings(items=(node, meant), why=WHY, span=node.span)


READS_LIKE_EXCLUSION = "it reads like what excludes, among what is required"
_NEVER_ASKED = frozenset({"pregnancy", "breastfeeding"})
_OF_PREGNANCY = _NEVER_ASKED | {"pregnancy test"}


def never_required(node: Criterion, setting: Setting) -> Criterion:
    """ "Pregnant or lactating women" among what is required: its list has lost its name, for no trial asks for it. Not read,
    then; anything else as it was, with what holds for some patients asked of those alone."""
    if setting.exclusion:
        return node
    if isinstance(node, Readings) and _UNDERTAKING.search(setting.normal.text) and any(map(_needs_able, node.items)):
        if isinstance(node.items[0], When):
            return node.items[0]  # asked of those who may conceive, for nobody must
        return Unread(text=setting.normal.text, why="whom it is asked of was not understood", span=node.span)
    leaves = [leaf for leaf in walk(node) if isinstance(leaf, Has)]
    therapies = bool(leaves) and all(setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS for leaf in leaves)
    if therapies and _GIVEN_UP.search(setting.normal.text) is not None:
        return Unread(text=setting.normal.text, why="what must be given up is not required", span=node.span)
    if isinstance(node, AllOf) and len(node.items) > 1 and all(_cannot_conceive(item) for item in node.items):
        any_of_them = AnyOf(items=node.items, span=node.span)
        women, others = (
            Has(target=Target(concept="female"), span=node.span),
            NoConstraint(why="for the other sex", span=node.span),
        )
        return When(condition=women, then=any_of_them, otherwise=others, span=node.span)
    if isinstance(node, AllOf):
        asked = _asked_of_those_who_may_conceive(_of_both_sexes(_with_limits_of_the_ill(_negative_too(node, setting))))
        if asked is not node:
            return asked
    parts = list(walk(node))
    plain = all(isinstance(part, Has | AnyOf | AllOf) for part in parts)
    named = {part.target.concept for part in parts if isinstance(part, Has)}
    if not plain or not named & _NEVER_ASKED or not named <= _NEVER_ASKED | {"female"}:
        return node
    return Unread(text=setting.normal.text, why=READS_LIKE_EXCLUSION, span=node.span)


_GIVEN_UP = re.compile(
    r"\b(?:if|provided(?: that)?|once|unless) (?:this|such|that|these|the) "
    r"(?:therap(?:y|ies)|treatments?|drugs?|agents?|medications?) (?:is|are|has been|have been|can be|must be) "
    r"(?:discontinued|stopped|withdrawn|ceased)\b",
    re.IGNORECASE,
)
""" "Hormone replacement (eligible only if this therapy is discontinued)": nobody must have had it."""
_NO_LONGER_FERTILE = frozenset(
    {"postmenopausal", "surgically sterile", "hysterectomy", "bilateral oophorectomy", "tubal ligation"}
)


def _cannot_conceive(item: Criterion) -> bool:
    """One of the ways to be not of childbearing potential: any of them will do, and of women alone."""
    return isinstance(item, Has) and item.target.concept in _NO_LONGER_FERTILE and not item.target.other


def _negative_too(node: AllOf, setting: Setting) -> AllOf:
    """ "Negative hepatitis B, C and HIV test": no trial asks for one infection beside the lack of another, so the word is of all
    of them."""
    said = setting.normal.text
    if not _NEGATIVE.search(said) or _POSITIVE.search(said):
        return node
    lacking = [item.item for item in node.items if isinstance(item, Not)]
    if not any(_infection(item, setting) for item in lacking):
        return node
    items = tuple(Not(item=item, span=item.span) if _infection(item, setting) else item for item in node.items)
    return node if items == node.items else replace(node, items=items)


_NEGATIVE = re.compile(r"\b(?:sero-?)?negativ", re.IGNORECASE)
_POSITIVE = re.compile(r"\bpositiv", re.IGNORECASE)


def _infection(item: Criterion, setting: Setting) -> bool:
    return isinstance(item, Has) and item.target.qualifier("value") is None and setting.under(item.target.concept, "infection")


_OWN_LIMITS = frozenset({"gilbert syndrome"})


def _with_limits_of_the_ill(node: AllOf) -> AllOf:
    """ "Bilirubin <= 1.5 mg/dL, and patients with Gilbert's disease: < 5 mg/dL": the second limit is asked of those patients."""
    items: list[Criterion] = []
    for item in node.items:
        parts = _flat(item) if isinstance(item, AllOf) else []
        ill = next((part for part in parts if isinstance(part, Has) and part.target.concept in _OWN_LIMITS), None)
        limits = tuple(part for part in parts if part is not ill)
        if ill is None or not all(isinstance(part, Compare) for part in limits):
            items.append(item)
            continue
        then = limits[0] if len(limits) == 1 else AllOf(items=limits, span=item.span)
        items.append(When(condition=ill, then=then, otherwise=NoConstraint(why="for others", span=item.span), span=item.span))
    return node if tuple(items) == node.items else replace(node, items=tuple(items))


_WHO = frozenset({"childbearing potential", "reproductive potential", "female", "male", "breastfeeding"})
_ABLE = frozenset({"childbearing potential", "reproductive potential"})
_UNDERTAKING = re.compile(
    r"contracep|birth control|pregnan|abstin|condom|barrier|sterili[sz]|nursing|breast-?\s?feed|donat", re.IGNORECASE
)
_MEN = re.compile(r"\b(?:men|males?)\b", re.IGNORECASE)


def _asked_of_those_who_may_conceive(node: AllOf) -> Criterion:
    """What is required of a pregnancy beside childbearing potential is asked of those who have it, and the rest of everybody: no
    trial that tests for pregnancy, or asks for contraception, asks for the potential."""
    items = _flat(node)
    who = tuple(item for item in items if isinstance(item, Has) and item.target.concept in _WHO and not item.target.qualifiers)
    theirs = tuple(item for item in items if item not in who and _of_a_pregnancy(item))
    tested = any(isinstance(leaf, Has) for item in theirs for leaf in walk(item))
    able = any(item.target.concept in _ABLE for item in who)
    undertaken = any(_UNDERTAKING.search(_said(leaf)) for item in theirs for leaf in walk(item))
    others = tuple(item for item in items if item not in who and item not in theirs)
    if not who or not ((able and tested) or undertaken) or (others and not able):
        return node
    them = tuple(replace(item, window=None) for item in who)
    condition: Criterion = them[0] if len(them) == 1 else AllOf(items=them, span=node.span)
    if able and any(_MEN.search(_said(leaf)) for item in theirs for leaf in walk(item)):
        men = Has(target=Target(concept="male"), span=node.span)
        condition = AnyOf(items=(condition, men), span=node.span)
    then = theirs[0] if len(theirs) == 1 else AllOf(items=theirs, span=node.span)
    asked = When(condition=condition, then=then, otherwise=NoConstraint(why="for the other sex", span=node.span), span=node.span)
    return AllOf(items=(*others, asked), span=node.span) if others else asked


def _needs_able(node: Criterion) -> bool:
    """True for a reading in which a patient must be able to conceive, or one of several alternatives must."""
    match node:
        case Has(target=target):
            return target.concept in _ABLE
        case AllOf() | AnyOf() | Readings():
            return any(map(_needs_able, node.items))
        case _:
            return False


def _of_both_sexes(node: AllOf) -> AllOf:
    """ "Women of childbearing age or men whose partners are … agree to use contraception": what the men agree to, the women do
    too, and no woman must be of that age."""
    empty = next((item for item in node.items if isinstance(item, When) and _asks_only_for_age(item)), None)
    of_men = next((item for item in node.items if isinstance(item, When) and _is_of(item, "male")), None)
    if empty is None or of_men is None:
        return node
    condition = AnyOf(items=(empty.then, of_men.condition), span=node.span)
    both = replace(of_men, condition=condition, span=node.span)
    return replace(node, items=tuple(both if item is of_men else item for item in node.items if item is not empty))


def _asks_only_for_age(item: When) -> bool:
    able = isinstance(item.then, Has) and item.then.target.concept in _ABLE and not item.then.target.qualifiers
    return able and _is_of(item, "female")


def _is_of(item: When, sex: str) -> bool:
    return isinstance(item.condition, Has) and item.condition.target.concept == sex


def _said(leaf: Criterion) -> str:
    match leaf:
        case Ask(statement=said) | Unread(text=said):
            return said
        case _:
            return ""


def _of_a_pregnancy(item: Criterion) -> bool:
    leaves = [leaf for leaf in walk(item) if not children(leaf)]
    return all(
        isinstance(leaf, Ask | Unread) or (isinstance(leaf, Has) and leaf.target.concept in _OF_PREGNANCY) for leaf in leaves
    )


def _flat(node: AllOf) -> list[Criterion]:
    return [leaf for item in node.items for leaf in (_flat(item) if isinstance(item, AllOf) else [item])]


WHY_FIT = "what a fit patient keeps stands among the exclusions; it may be meant as required"
_ALWAYS_ASKED = frozenset({"measurable disease"})


def fit_required(node: Criterion) -> Criterion:
    """ "ECOG 0-2" or "Platelets > 100,000" alone among what excludes: whoever wrote it may have meant it as required, and nobody
    who is fit may be excluded on a guess. Both readings, then; anything else as it was."""
    if not isinstance(node, Not | NoneOf):
        return node
    if isinstance(node, NoneOf) and any(map(_is_fit_limit, node.items)) and not all(map(_is_fit_limit, node.items)):
        kept = tuple(item for item in node.items if _is_fit_limit(item))
        rest = tuple(item for item in node.items if not _is_fit_limit(item))
        return Readings(
            items=(node, AllOf(items=(*kept, NoneOf(items=rest, span=node.span)), span=node.span)), why=WHY_FIT, span=node.span
        )
    meant = AllOf(items=node.items, span=node.span) if isinstance(node, NoneOf) else node.item
    leaves = [leaf for leaf in walk(meant) if not children(leaf)]
    plain = all(isinstance(part, AllOf | AnyOf | Readings) or part in leaves for part in walk(meant))
    if plain and isinstance(node, Not) and isinstance(meant, AllOf) and any(map(_is_age, meant.items)):
        return _fit_at_an_age(node, meant)
    if not plain or not all(map(kept_by_the_fit, leaves)):
        return node
    return Readings(items=(node, meant), why=WHY_FIT, span=node.span)


def _is_age(item: Criterion) -> bool:
    return isinstance(item, Compare) and item.quantity.variable == "age"


def _fit_at_an_age(node: Not, meant: AllOf) -> Criterion:
    """ "ECOG 0-1 for patients aged 70 or younger" among what excludes: it may be required of those of that age."""
    ages = [item for item in meant.items if _is_age(item)]
    kept = [item for item in meant.items if not _is_age(item)]
    if not kept or not all(kept_by_the_fit(leaf) for item in kept for leaf in walk(item) if not children(leaf)):
        return node
    others = NoConstraint(why="for others", span=node.span)
    asked = When(condition=joined_by("and", ages), then=joined_by("and", kept), otherwise=others, span=node.span)
    return Readings(items=(node, asked), why=WHY_FIT, span=node.span)


def _is_fit_limit(item: Criterion) -> bool:
    """A limit of a laboratory or of a scale that the fit keep, among other things that exclude."""
    leaves = [leaf for leaf in walk(item) if not children(leaf)]
    plain = all(isinstance(part, AllOf | AnyOf | Readings) or part in leaves for part in walk(item))
    return plain and all(isinstance(leaf, Compare) and leaf.quantity.variable and kept_by_the_fit(leaf) for leaf in leaves)


WHY_ILL = "who has no such illness would be kept out for having none"


def lacking_forbidden(node: Criterion, said: str) -> Criterion:
    """ "Fracture with minimal or no associated trauma" among what excludes: what is denied belongs to what stands before it;
    "patients with diverticulitis should be evaluated" asks nobody to have it. In doubt, where somebody without any illness is
    kept out for having none; anything else as it was."""
    if _OBLIGES.search(said) and _asks_for_illness(node):
        return Readings(items=(node, Unread(text=said, why=WHY_ILL, span=node.span)), why=WHY_ILL, span=node.span)
    items = node.items if isinstance(node, NoneOf) else ()
    lacking = [item for item in items if isinstance(item, Not) and _is_illness(item.item)]
    if not lacking or not any(_is_illness(leaf) for item in items if item not in lacking for leaf in walk(item)):
        return node
    rest = NoneOf(items=tuple(item for item in items if item not in lacking), span=node.span)
    return Readings(items=(node, rest), why=WHY_ILL, span=node.span)


_OBLIGES = re.compile(r"\b(?:should|must|shall|need to|have to) (?:have )?be(?:en)?\b", re.IGNORECASE)


def _asks_for_illness(node: Criterion) -> bool:
    match node:
        case AllOf(items=items):
            return any(map(_asks_for_illness, items))
        case AnyOf(items=items):
            return all(map(_asks_for_illness, items))
        case _:
            return _is_illness(node)


def _is_illness(item: Criterion) -> bool:
    plain = isinstance(item, Has) and not item.target.other
    return plain and isinstance(item, Has) and default_vocabulary().kind(item.target.concept) in ("condition", "infection")


_LATELY = {TimeUnit.HOUR: 1000, TimeUnit.DAY: 42, TimeUnit.WEEK: 6, TimeUnit.MONTH: 1}
_TREATMENTS = THERAPY_KINDS - {"procedure"}


def recent_forbidden(node: Criterion) -> Criterion:
    """ "Subjects who have not undergone major surgery within 4 weeks" among what excludes: hardly a trial asks for a treatment so
    lately, so it may be meant as required. Both readings, then; anything else as it was."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    if not isinstance(node, Has | AnyOf | AllOf) or not all(map(_treated_lately, leaves)):
        return node
    return Readings(items=(node, denied(node, node.span)), why=WHY, span=node.span)


def _treated_lately(leaf: Criterion) -> bool:
    if not isinstance(leaf, Has) or not _recently(leaf.window):
        return False
    name, words = leaf.target.concept, default_vocabulary()
    if words.kind(name) not in _TREATMENTS and not (name in words and words.is_a(name, "blood transfusion")):
        return False
    within = leaf.window.amount if leaf.window is not None else None
    return within is not None and within.amount <= _LATELY.get(within.unit, 0)


def kept_by_the_fit(leaf: Criterion) -> bool:
    """Whether whoever is fit is within a limit ("platelets > 100", "neuropathy <= grade 2"), or has what all trials ask for."""
    match leaf:
        case Compare(quantity=Quantity(attribute="grade"), low=None):
            return True  # "neuropathy <= grade 2" keeps out whoever has none
        case Compare(quantity=Quantity(variable=str(name)), low=low, high=high):
            lowest = low is None or str(low.value) == "0"
            keeps = {"at most": lowest and high is not None, "at least": low is not None and high is None}
            usual = usual_value(name)
            ill = high is not None and usual is not None and isinstance(high.value, Decimal) and high.value < usual
            return keeps.get(fit_side(name), False) and not ill
        case Has(target=target, window=None):
            return target.concept in _ALWAYS_ASKED and not target.qualifiers and not target.exceptions
        case _:
            return False


def is_negative_test(leaf: Criterion) -> bool:
    """ "A negative pregnancy test", "HBsAg negative": nobody is kept out for it."""
    value = leaf.target.qualifier("value") if isinstance(leaf, Has) and leaf.target.concept in _TESTS else None
    return value is not None and value.values == ("negative",) and not value.negated


_TESTS = frozenset({"pregnancy test", "HBsAg", "HIV test", "HCV RNA", "HBV DNA", "hepatitis C virus antibody"})


def _recently(window: Window | None) -> bool:
    return window is not None and window.kind is WindowKind.WITHIN_BEFORE
