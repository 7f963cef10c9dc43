"""Results: "HER2 negative", "EGFR exon 19 deletion", "dMMR" in; a test with the result asked for out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import COPULAS, LIST_SIGNS, Setting, denied, joined_by, stripped
from trialwright.compiler.wording.codons import places_in_gene
from trialwright.protocol.criteria import Criterion, Has, Qualifier, Target
from trialwright.vocabulary.results import result_within, result_word

TESTED_KINDS = frozenset({"biomarker", "gene", "receptor status"})
_NAMED = (Sort.CONCEPT, Sort.VARIABLE)
_PASSED = frozenset(
    {
        Sort.FILL,
        Sort.IF,
        Sort.AGED,
        Sort.HEADNOUN,
        Sort.WINDOW,
        Sort.MUST,
        Sort.EITHER,
        Sort.HIST,
        Sort.PREP,
        Sort.TAIL,
        Sort.COLON,
        Sort.COUNTED,
        Sort.COMMA,
        Sort.FOR,
    }
)
_PROTEIN_CHANGE = re.compile(r"(?:p\.)?[A-Z]\d{1,4}[A-Z*X]|exon \d{1,2}(?: (?:mutation|insertion|deletion|skipping))?")
_LONGEST = 6


def result_of(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """A phrase that names tests and one result of them; None for any other phrase."""
    tests = [chunk for chunk in chunks if chunk.sort in _NAMED and tested(chunk, setting)]
    if not tests or any(chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.CMP) for chunk in chunks):
        return None
    rest = [chunk for chunk in chunks if chunk not in tests]
    if any(chunk.sort in _NAMED for chunk in rest):
        return None
    found = _values_in(rest, tests[0].names[0], setting)
    if found is None:
        return None
    values, origin = found
    if _CHANGE_LACKING.search(setting.words(chunks)) and not _POSITIVE.search(setting.words(chunks)):
        values = tuple(value for value in values if value not in _BARE_CHANGE)  # the noun only says what was looked for
    if not values and any("express" in chunk.text.lower() for chunk in rest):
        values = ("positive",)
    if (
        "positive" in values
        and {"deleted", "low", "ultralow"} & set(values)
        and any("express" in chunk.text.lower() for chunk in rest)
    ):
        values = tuple(value for value in values if value != "positive")  # "loss of expression", "low expression"
    if len(tests) > 1 and any(set(pair) <= set(values) for pair in _OPPOSITE):
        return None  # "HR-positive HER2-negative": each result is of its own test
    if any(set(pair) <= set(values) for pair in _OPPOSITE) and any(chunk.text.lower() in ("with", ",") for chunk in chunks):
        return None  # "positive with undetectable DNA": each result is of another test
    if _ABOUT_TESTING.search(setting.normal.text[chunks[0].start : chunks[-1].end + len(" analysis")]):
        return None  # "EGFR mutation status known" asks for the test, not for the mutation
    named = all(chunk.value or _change_itself(chunk) for chunk in tests)
    if not values and not named and (not setting.exclusion or _only_tests(tests)):
        return None  # an inclusion that names a test and no result has not said what is wanted, nor does "no pregnancy test"
    if not values and not named and any(_is_work_on_it(*pair) for pair in pairwise(chunks)):
        return None
    if _mixed_polarity(values, tests):
        if _POSITIVE.search(setting.words(chunks)) or any(chunk.sort is Sort.COMMA for chunk in chunks):
            return None  # "V600 mutation positive or wild type" lets both in
        return _without_change(tests, values, chunks, setting)
    if not values and not named and aimed_at((name for chunk in tests for name in chunk.names), setting):
        return None
    window = next((chunk.window for chunk in chunks if chunk.window is not None), None)
    span = setting.span(chunks)
    items: list[Criterion] = []
    for chunk in tests:
        for name in chunk.names:
            own = (chunk.value,) if chunk.value else values or (_found(name, setting),)
            target = Target(concept=name, qualifiers=(Qualifier(name="value", values=own), *origin))
            items.append(Has(target=target, window=window, span=span))
    stand_alone = all(chunk.value for chunk in tests) or any(chunk.value for chunk in tests)
    return joined_by("or" if setting.exclusion or stand_alone else "and", items)


_CHANGE_LACKING = re.compile(
    r"\b(?:(?:over-?)?expression|amplification|mutation|rearrangement|translocation|fusion|gain)s?[- ]"
    r"(?:is |are |was )?negative\b",
    re.IGNORECASE,
)
""" "HER2 amplification negative" is of those who have none."""
_POSITIVE = re.compile(r"\bpositiv", re.IGNORECASE)
_TREATED = re.compile(
    r"\b(?:anti|antibod(?:y|ies)|inhibit(?:ors?|ion|ing)|agents?|drugs?|therap(?:y|ies)|blockade|agonists?|treatments?)\b", re.I
)


def aimed_at(names: Iterable[str], setting: Setting) -> bool:
    """ "Antibodies against CTLA-4, PD-L1": where treatments are spoken of, a gene without a result is what a drug is aimed at."""
    vocabulary = setting.vocabulary
    genes = any(vocabulary.kind(name) == "gene" or f"anti-{name}" in vocabulary for name in names)
    return genes and _TREATED.search(setting.normal.text) is not None


_WORK = re.compile(r"(?:therap|treatment|agent|drug|medication|test|vaccin|assay)\w*", re.IGNORECASE)


def _is_work_on_it(test: Chunk, behind: Chunk) -> bool:
    """ "BRCA testing", "p53 gene therapy": what was done about a gene is no result of its test."""
    return test.sort in _NAMED and behind.sort is not Sort.FILL and _WORK.fullmatch(behind.text) is not None


_ABSENCE = frozenset({"negative", "wild type", "not detected", "undetectable", "not amplified", "unmethylated"})
_BARE_CHANGE = frozenset({"not done", "positive", "mutated", "altered", "rearranged", "amplified", "deleted", "detectable"})


def _mixed_polarity(values: tuple[str, ...], tests: Sequence[Chunk]) -> bool:
    """ "V600E mutation-negative": a change is named, and that it is not there."""
    named = any(chunk.value and chunk.value not in _ABSENCE for chunk in tests)
    changes = [value for value in values if value not in _ABSENCE | _BARE_CHANGE]
    return bool(set(values) & _ABSENCE) and (named or bool(changes))


def _without_change(
    tests: Sequence[Chunk], values: tuple[str, ...], chunks: Sequence[Chunk], setting: Setting
) -> Criterion | None:
    """What says that a named change of one test is not there."""
    changes = tuple(dict.fromkeys(value for value in (tests[0].value, *values) if value and value not in _ABSENCE | _BARE_CHANGE))
    if len(tests) != 1 or not changes or any(chunk.sort in LIST_SIGNS or chunk.text.lower() == "with" for chunk in chunks):
        return None
    span = setting.span(chunks)
    target = Target(concept=tests[0].names[0], qualifiers=(Qualifier(name="value", values=changes),))
    return denied(Has(target=target, span=span), span)


_NAMES_A_CHANGE = re.compile(
    r"^(?:del|t|inv|add|dup)\(|-(?:ITD|TKD)$|^(?:trisomy|monosomy|complex karyotype)|"
    r"\b(?:mutation|fusion|deletion|rearrangement|translocation|amplification|karyotype|gain|loss|co-?deletion|insertion)$",
    re.IGNORECASE,
)
""" "del(17p)", "FLT3-ITD": tests that are named by the change that they look for."""


def _change_itself(chunk: Chunk) -> bool:
    return all(_NAMES_A_CHANGE.search(name) for name in chunk.names)


def _only_tests(chunks: Sequence[Chunk]) -> bool:
    return any(re.search(r"\b(?:test|status|expression|testing|result)s?$", name) for chunk in chunks for name in chunk.names)


def _found(test: str, setting: Setting) -> str:
    """What a test that is named without a result is taken to have found."""
    return result_word(test, setting.vocabulary.kind(test), "positive") or "positive"


def results_for(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Positive or negative for ER, PgR and HER2": results first, then the tests that must have one of them; None for anything
    else."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort in _NAMED), None)
    if place is None or place < 2:
        return None
    words = setting.words(chunks[:place]).lower()
    parts = re.fullmatch(
        r"(?:(?P<before>[\w ]+?) )?(?P<one>positive|negative) ?(?:/|or|and/or) ?(?P<two>positive|negative) (?:for|in)", words
    )
    if parts is None or not all(tested(chunk, setting) for chunk in chunks if chunk.sort in _NAMED):
        return None
    if any(chunk.sort not in (*_NAMED, Sort.COMMA, Sort.AND, Sort.OR, Sort.SLASH, Sort.FILL) for chunk in chunks[place:]):
        return None
    known = Qualifier(name="value", values=(parts["one"], parts["two"]))
    items: list[Criterion] = [
        Has(target=Target(concept=chunk.names[0], qualifiers=(known,)), span=setting.span((chunk,)))
        for chunk in chunks[place:]
        if chunk.sort in _NAMED
    ]
    return joined_by("and", items)


_OPPOSITE = (("positive", "negative"), ("detectable", "undetectable"))
_ABOUT_TESTING = re.compile(
    r"\b(?:mutations?|rearrangements?|fusions?|amplifications?|alterations?|expression|receptor) "
    r"(?:status|testing|tests?|results?|analysis)"
    r"(?! (?:is |of |must be |as )?(?:positive|negative|mutat|wild))",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?:(?:sero)?(?:tests?|tested|testing|is|are|be|must be|known|have|has|had|patients?|participants?|subjects?|serology|"
    r"screening|history of|an?|any|who|to be|results?|laboratory|serum|blood|confirmed|documented|evidence of|previously|ever) )*"
    r"(?:sero)?-?(positive|negative|reactive|positivity|negativity)(?: (?:blood |serologic(?:al)? |laboratory |screening )?"
    r"(?:blood|serum|tests?|serology|serologies|results?|screen(?:ing)?|testing|findings?|serostatus|test results?))?"
    r" (?:for|to|of|in)"
    r"(?: (?:the|presence of|antibodies to|infection with|either|any of))*",
    re.IGNORECASE,
)
_SAID = {"reactive": "positive", "positivity": "positive", "negativity": "negative"}
_INFECTION_KINDS = frozenset({"condition", "finding"})
_BESIDE = frozenset({*_NAMED, Sort.FILL, Sort.HEADNOUN, Sort.WINDOW, Sort.EITHER, *LIST_SIGNS})


def found_for(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Negative for HIV, HBsAg and HCV antibody": one result for each of a list of tests or infections."""
    chunks = _without_screening(chunks)
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort in _NAMED), None)
    said = _FOR.fullmatch(setting.words(chunks[:place])) if place else None
    if place is None or said is None:
        return None
    chunks = _without_abbreviations(chunks)
    again = _next_result(chunks, place, setting)
    if again is not None:
        each = [found_for(stripped(part), setting) for part in (chunks[:again], chunks[again + 1 :])]
        negatives = said[1].lower().startswith("neg") and not setting.exclusion
        by_or = setting.exclusion or (chunks[again].sort is Sort.OR and not negatives)
        return None if None in each else joined_by("or" if by_or else "and", [node for node in each if node is not None])
    chunks = _without_how(chunks, setting)
    if any(chunk.sort not in _BESIDE for chunk in chunks[place:]):
        return None
    value = _SAID.get(said[1].lower(), said[1].lower())
    negative = value == "negative"
    window = next((chunk.window for chunk in chunks if chunk.window is not None), None)
    items: list[Criterion] = []
    for chunk in (chunk for chunk in chunks[place:] if chunk.sort in _NAMED):
        item = _with_result(chunk, value, setting)
        if item is None:
            return None
        items.append(item if window is None or not isinstance(item, Has) else replace(item, window=window))
    listed_by_or = any(chunk.sort is Sort.OR for chunk in chunks[place:])
    together = (negative and not setting.exclusion) or (not listed_by_or and negative)
    return joined_by("and" if together or not (listed_by_or or setting.exclusion) else "or", items)


def _without_screening(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Negative screening tests for HIV": tests."""
    pairs = zip(chunks, (*chunks[1:], None), strict=False)
    return tuple(
        chunk
        for chunk, behind in pairs
        if not (chunk.text.lower() == "screening" and behind is not None and behind.sort is Sort.HEADNOUN)
    )


def _next_result(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """The sign behind which another result begins: "positive for HBV by PCR or positive for HCV by PCR"."""
    for index in range(place + 1, len(chunks) - 1):
        behind = stripped(chunks[index + 1 :])
        if chunks[index].sort in LIST_SIGNS and behind and behind[0].sort in (Sort.WORD, Sort.HIST, Sort.FILL):
            named = next((at for at, chunk in enumerate(behind) if chunk.sort in _NAMED), None)
            if named and _FOR.fullmatch(setting.words(behind[:named])):
                return index
    return None


def _without_how(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without what only tells how a result was found, up to the next infection of the list; times stay."""
    kept: list[Chunk] = []
    how = False
    for index, chunk in enumerate(chunks):
        behind = chunks[index + 1] if index + 1 < len(chunks) else None
        one_more = behind is not None and behind.sort is Sort.CONCEPT and _is_infection(behind, setting)
        if how and chunk.sort in LIST_SIGNS and one_more and behind is not None and not tested(behind, setting):
            how = False
        how = how or chunk.sort in (Sort.TAIL, Sort.NARROW)
        if not how or chunk.sort is Sort.WINDOW:
            kept.append(chunk)
    return tuple(kept)


def _without_abbreviations(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks without brackets that name again what stands before them."""
    kept: list[Chunk] = []
    for chunk in chunks:
        named = (
            [inner for inner in chunk.inner if inner.sort not in (Sort.FILL, Sort.HEADNOUN)] if chunk.sort is Sort.GROUP else []
        )
        if not (named and kept and all(inner.names and inner.names == kept[-1].names for inner in named)):
            kept.append(chunk)
    return tuple(kept)


def told_by(result: Criterion, disease: Criterion) -> Criterion:
    """ "Hepatitis B (HBsAg positive)": the result, or the disease on record unless the test was found otherwise."""
    if not isinstance(result, Has) or not isinstance(disease, Has) or result.target.qualifier("value") is None:
        return result
    kept = tuple(item for item in result.target.qualifiers if item.name != "value")
    negative = replace(result, target=replace(result.target, qualifiers=(*kept, Qualifier(name="value", values=("negative",)))))
    known = joined_by("and", (disease, denied(negative, result.span)))
    return joined_by("or", (result, known))


def infection_of(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "HIV positive", "seronegative hepatitis B": the infection, or its absence; None for anything else."""
    words = [chunk.text.lower() for chunk in chunks if chunk.sort is Sort.WORD]
    if len(words) != 1:
        return None
    named = [chunk for chunk in chunks if chunk.sort in _NAMED]
    said_of = [chunk for chunk in chunks if chunk.sort is not Sort.OTHER_SIGN or chunk.text != "-"]  # "HIV-negative"
    others = [chunk for chunk in said_of if chunk.sort not in _PASSED and chunk.sort is not Sort.WORD and chunk not in named]
    if len(named) != 1 or others or tested(named[0], setting):
        return None
    said = re.fullmatch(r"(?:sero)?-?(positive|negative|reactive|positivity|negativity)", words[0])
    return None if said is None else _with_result(named[0], _SAID.get(said[1], said[1]), setting)


def with_results_of_infections(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "HIV, hepatitis B and hepatitis C negative": the result behind the last infection is that of every bare one before it."""
    result = list(members)
    for place in range(len(result) - 1, 0, -1):
        before, member = result[place - 1], result[place]
        said = next((chunk for chunk in member if chunk.sort is Sort.WORD and _SEROLOGY.fullmatch(chunk.text)), None)
        named = [chunk for chunk in member if chunk.sort is Sort.CONCEPT]
        told = said is not None and len(named) == 1 and named[0].start < said.start and _is_infection(named[0], setting)
        bare = all(chunk.sort in (Sort.CONCEPT, Sort.FILL, Sort.IF, Sort.EITHER) for chunk in before)
        alone = [chunk for chunk in before if chunk.sort is Sort.CONCEPT]
        if told and bare and len(alone) == 1 and _is_infection(alone[0], setting):
            result[place - 1] = (*before, *member[member.index(named[0]) + 1 :])
    return result


_SEROLOGY = re.compile(r"(?:sero)?-?(?:positive|negative|non-?reactive|reactive|positivity|negativity)", re.IGNORECASE)


def _is_infection(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.under(name, "infection") for name in chunk.names)


def _with_result(chunk: Chunk, value: str, setting: Setting) -> Criterion | None:
    span, name = setting.span((chunk,)), chunk.names[0]
    if tested(chunk, setting):
        value = result_word(name, setting.vocabulary.kind(name), value) or value
        return Has(target=Target(concept=name, qualifiers=(Qualifier(name="value", values=(value,)),)), span=span)
    if setting.vocabulary.kind(name) not in _INFECTION_KINDS:
        return None
    infection = Has(target=Target(concept=name), span=span)
    return infection if value == "positive" else denied(infection, span)


def tested(chunk: Chunk, setting: Setting) -> bool:
    """True for a chunk that names a test whose result is a word."""
    return all(setting.vocabulary.kind(name) in TESTED_KINDS for name in chunk.names)


def _values_in(chunks: Sequence[Chunk], test: str, setting: Setting) -> tuple[tuple[str, ...], tuple[Qualifier, ...]] | None:
    """The results named of a test, and whether in the germ line; None when a word is neither a result nor empty."""
    kind = setting.vocabulary.kind(test)
    found: list[str] = []
    origin: list[str] = []
    place = 0
    while place < len(chunks):
        places = places_in_gene(test, kind, chunks[place].text) if chunks[place].sort is Sort.WORD else ()
        if len(places) > 1:
            found.extend(places)
            place += 1
            continue
        hit = _longest_result(chunks, place, (test, kind), setting)
        if hit is not None:
            found.append(hit[1])
            place = hit[0]
            continue
        chunk = chunks[place]
        if chunk.sort is Sort.NARROWING and chunk.names[0].startswith("origin="):
            if chunk.text.lower() != "tumor":  # "MSI-H tumor": where it was found goes without saying
                origin.extend(name.split("=")[1] for name in chunk.names if name.startswith("origin="))
        elif chunk.sort in (Sort.OR, Sort.SLASH) and found and _longest_result(chunks, place + 1, (test, kind), setting):
            pass  # "(exon 19 deletion or exon 21 L858R)": either will do
        elif chunk.sort not in _PASSED and chunk.text not in "+-" and not _proof(chunk) and chunk.text.lower() not in COPULAS:
            return None
        place += 1
    origins = (Qualifier(name="origin", values=tuple(dict.fromkeys(origin))),) if origin else ()
    return _narrowest(tuple(dict.fromkeys(found)), (test, kind)), origins


def _narrowest(found: tuple[str, ...], test: tuple[str, str | None]) -> tuple[str, ...]:
    """ "Deleterious BRCA mutation": the word that says more."""
    return tuple(value for value in found if not any(other != value and result_within(*test, other, value) for other in found))


def _proof(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NARROWING and chunk.names[0].startswith(("proof=", "activity="))


def _longest_result(
    chunks: Sequence[Chunk], first: int, test: tuple[str, str | None], setting: Setting
) -> tuple[int, str] | None:
    for last in range(min(first + _LONGEST, len(chunks)), first, -1):
        text = setting.words(chunks[first:last])
        word = result_word(test[0], test[1], text) or _change_word(test, text)
        if word is not None:
            return last, word
        if test[1] == "gene" and _PROTEIN_CHANGE.fullmatch(text):
            return last, text
    return None


_MUTATION = re.compile(
    r"[- ](?:(?:activating|sensitizing|point|resistance|driver|gene|hotspot|somatic|oncogenic) )*"
    r"(?:mutations?|alterations?|substitutions?|mutant|mutated)(?:[- ](?:positive|present|detected))?$|"
    r"[- ](?:positive|mutant|mutated)$|s$",
    re.IGNORECASE,
)


_SAYS_CHANGED = re.compile(r"mutat\w+|mutants?|positive|present|detected|alterations?|rearrang\w+", re.IGNORECASE)
_SENSITIVE = re.compile(
    r"(?:mutations? )?.*\b(?:associated with|conferring|sensitive to|sensitizing to|predict\w+)\b.*", re.IGNORECASE
)
_HARMFUL = re.compile(
    r"(?:(?:known|suspected|likely|or|and|/|,|deleterious|pathogenic)\s*)*(?:deleterious|pathogenic)", re.IGNORECASE
)


def _change_word(test: tuple[str, str | None], text: str) -> str | None:
    """The canonical word for a change with "mutation", "-mutant" or "-positive" behind it ("V600E/K mutation-positive")."""
    if _NAMES_A_CHANGE.search(test[0]) and _SAYS_CHANGED.fullmatch(text.strip()):
        return "positive"
    if test[0] == "EGFR" and _SENSITIVE.fullmatch(text.strip()):
        return "sensitizing mutation"
    if test[1] == "gene" and _HARMFUL.fullmatch(text.strip()):
        return "pathogenic variant"
    short = _MUTATION.sub("", text.strip())
    if short == text or not short:
        return None
    word = result_word(test[0], test[1], short)
    if word in _ABSENCE:
        return None
    if word is None and test[1] == "gene" and _PROTEIN_CHANGE.fullmatch(short):
        return short
    return word
