"""Tag: one normalised statement in, its chunks out: concepts, amounts, windows, function words; what is none of these stays a
WORD.

Nothing is decided here: the longest thing that the vocabulary, the tables or the grammar of numbers knows wins at each place.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from importlib import resources

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.tagging.amounts import AMOUNTS, CODES, amount_at, codes_at
from trialwright.compiler.tagging.byunit import with_variables_by_unit
from trialwright.compiler.tagging.forms import FORMS, FormReader
from trialwright.compiler.tagging.lending import Names, with_shared_heads
from trialwright.compiler.tagging.narrowings import with_stage_apart
from trialwright.compiler.tagging.shortforms import without_short_forms
from trialwright.compiler.tagging.tnm import CATEGORIES, tnm_at
from trialwright.compiler.tagging.ways import may_prove, proof_at
from trialwright.compiler.wording.openings import Openings
from trialwright.vocabulary.collecting import uncollected
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.lexicon import Lexicon, build_lexicon, lexicon_of
from trialwright.vocabulary.records import anew, record
from trialwright.vocabulary.results import result_phrases
from trialwright.vocabulary.terms import narrowing_lexicon
from trialwright.vocabulary.variables import all_variables
from trialwright.vocabulary.words import Token, tokens

_SIGNS = {",": Sort.COMMA, ";": Sort.SEMICOLON, ":": Sort.COLON, ".": Sort.STOP, "/": Sort.SLASH}
_COMPARATORS = {">=", "<=", ">", "<", "="}
_REPEATED = 8192
"""Lines that are remembered: of those of 4,408 trials in a row, an eighth stood among as many before."""
_ALTERATION = re.compile(
    r"(?:(?:[Kk]nown |[Ss]uspected |[Ll]ikely )?(?:[Dd]eleterious|[Pp]athogenic)"
    r"(?: ?(?:, | or |/) ?(?:known |suspected |likely )*(?:deleterious|pathogenic))+)|"
    r"(?:which (?:are|is) |that (?:are|is) )?(?:known |reported |considered |shown )?(?:to (?:be |confer )?)?(?:associated with|"
    r"conferring|sensitive to|sensitizing to|predictive of|predicting) (?:sensitivity to |response to )?(?:an? )?(?:EGFR[- ]?)?"
    r"(?:TKIs?|tyrosine kinase inhibitors?)(?:[- ](?:sensitivity|response|therapy|treatment))*|"
    r"(?:(?:at|in|of|on|involving) )?(?:the )?(?:codons?|exons?) \d{1,3}"
    r"(?:(?:, ?(?:or |and )?| or | and |/|-| to )\d{1,3}(?![\d%]))+"
    r"(?: ?\((?:[A-Z]\d{1,3}(?:, ?(?:or |and )?| or | and |/)?)+\))?|"
    r"(?:(?:at|in|on) )?codons? \d{1,3}\b|"
    r"(?<![\w.])[A-Z]\d{2,3}(?=[ -](?:mutations?|mutated|mutant|substitutions?|alterations?)\b)|"
    r"(?<![\w.])(?:(?:p\.)?[A-Z]\d{2,4}(?:[A-Z](?:/[A-Z])*|_?[A-Z]?\d*(?:del|ins|fs|dup)\w*|\*)(?!\w)|"
    r"(?:in-?frame )?[Ee][Xx](?:[Oo][Nn])?s?[- ]?\d{1,2}"
    r"(?:[- ]?(?:del(?:etion)?s?|ins(?:ertion)?s?|skipping|substitutions?|L858R)\b)?"
    r"(?: \(?[A-Z]\d{2,4}[A-Z]\)?(?!\w))?|(?i:del|ins)[- ]?(?:19|20)(?!\d)|(?:19|20)[- ]?(?i:del|ins)(?:ertions?|etions?)?\b)"
    r"(?:[- ](?:activating |sensitizing |point |resistance )?(?:mutations?|alterations?|substitutions?))?",
)
_ALTERATIONS = Openings((_ALTERATION,))
""" "L858R", "exon 19 deletion", "V600E/K mutations": changes of a gene, whose figures are no amounts."""
_WORDS_REMEMBERED = 1 << 15
_ASKED_KINDS = frozenset({"statement"})  # what only a person can say is read by its words, not by a list of sentences


@dataclass(frozen=True, kw_only=True)
class Tagger:
    """The lexicons that tagging needs, built once from a vocabulary and data/phrases.tsv."""

    vocabulary: Vocabulary
    concepts: Lexicon
    phrases: Lexicon
    results: Lexicon
    narrowings: Lexicon
    variables: frozenset[str]

    @cached_property
    def tagged(self) -> Callable[[str], tuple[Chunk, ...]]:
        """What `tag` gives for a text; a line that many trials have is tagged once."""
        return lru_cache(maxsize=_REPEATED)(partial(_tagged, self))

    @cached_property
    def beginning(self) -> Callable[[str, str], Beginning]:
        """What may begin at a word, by how it is written and by its form; told once for each word."""
        return lru_cache(maxsize=_WORDS_REMEMBERED)(partial(_beginning, self))


@record(frozen=True, kw_only=True, slots=True)
class Beginning:
    """What may begin at a word: nothing is looked for where it cannot stand."""

    forms: tuple[FormReader, ...]
    concept: bool
    result: bool
    phrase: bool
    narrowing: bool
    staged: bool
    worded: bool
    codes: bool
    amount: bool


def _beginning(tagger: Tagger, written: str, form: str) -> Beginning:
    return Beginning(
        forms=FORMS.at(written),
        concept=tagger.concepts.begins(form),
        result=tagger.results.begins(form),
        phrase=tagger.phrases.begins(form),
        narrowing=tagger.narrowings.begins(form),
        staged=CATEGORIES.fit(written),
        worded=may_prove(written) or _ALTERATIONS.fit(written),
        codes=CODES.fit(written),
        amount=AMOUNTS.fit(written),
    )


def default_tagger() -> Tagger:
    """The tagger over the vocabulary in use."""
    return tagger_of(default_vocabulary())


@lru_cache(maxsize=4)
def tagger_of(vocabulary: Vocabulary) -> Tagger:
    """The tagger over a vocabulary, built once."""
    with uncollected():
        return Tagger(
            vocabulary=vocabulary,
            concepts=lexicon_of(vocabulary, without=_ASKED_KINDS),
            phrases=build_lexicon(_phrases()),
            results=build_lexicon((phrase, f"{test}|{value}") for phrase, (test, value) in result_phrases().items()),
            narrowings=narrowing_lexicon(),
            variables=frozenset(all_variables()),
        )


def _phrases() -> list[tuple[str, str]]:
    text = (resources.files("trialwright.compiler") / "data" / "phrases.tsv").read_text("utf-8")
    rows = csv.DictReader(
        (line for line in text.splitlines() if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    return [(phrase, f"{row['kind']}|{row['value']}") for row in rows for phrase in row["phrases"].split(";") if phrase]


def tag(text: str, tagger: Tagger | None = None) -> tuple[Chunk, ...]:
    """The chunks of a normalised statement, brackets nested as GROUP chunks."""
    return (tagger or default_tagger()).tagged(text)


def _tagged(tagger: Tagger, text: str) -> tuple[Chunk, ...]:
    words = without_short_forms(text, tokens(text), tagger.concepts)
    words = _comparators_joined(words)
    # What stands in the text where a word does: the word, or the long form that it was put for.
    begins = [tagger.beginning(text[word.start : word.end], word.form) for word in words]
    source = _Source(text=text, words=words, begins=begins)
    flat = with_stage_apart(with_variables_by_unit(_with_signs_apart(_flat(source, tagger))))
    shared = with_shared_heads(flat, Names(concepts=tagger.concepts, vocabulary=tagger.vocabulary))
    return _with_people_named(_nested(shared), tagger)


def _with_people_named(chunks: tuple[Chunk, ...], tagger: Tagger) -> tuple[Chunk, ...]:
    """ "> 450 ms (males) or > 470 ms (females)", "ECOG 0-1 (solid tumors) or KPS >= 70 (glioma)": a bracket behind a limit that
    names people or their cancer says for whom the limit is; beside such a one, so does a bracket of words that nothing knows."""
    behind = [place for place, chunk in enumerate(chunks) if place and chunk.sort is Sort.GROUP and _limit_at(chunks, place - 1)]
    people = {place: named for place in behind if (named := _people_of(chunks[place], tagger)) is not None}
    if not people:
        return chunks
    unknown = {place: chunks[place].inner[0] for place in behind if place not in people and _one_word(chunks[place])}
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        named = people.get(place) or unknown.get(place)
        if named is not None:
            result.append(anew(chunk, sort=Sort.FOR, end=named.start, text="for", value="for", inner=()))
            result.append(named)
        else:
            result.append(chunk)
    return tuple(result)


def _limit_at(chunks: Sequence[Chunk], place: int) -> bool:
    """True for the end of a limit; a stage is none of a value, for what stands behind it may be what has that stage."""
    if chunks[place].sort in (Sort.AMOUNT, Sort.POST):
        return True
    named = next((chunk for chunk in reversed(chunks[:place]) if chunk.sort is Sort.VARIABLE), None)
    return chunks[place].sort is Sort.CODES and named is not None and named.names[0].endswith("performance status")


def _one_word(bracket: Chunk) -> bool:
    return len(bracket.inner) == 1 and bracket.inner[0].sort is Sort.WORD


def _people_of(bracket: Chunk, tagger: Tagger) -> Chunk | None:
    """The people, or the cancer of those people, that a bracket names; None where it says anything else."""
    named = [inner for inner in bracket.inner if inner.sort is not Sort.FILL]
    if len(named) != 1 or named[0].sort is not Sort.CONCEPT:
        return None
    return named[0] if {tagger.vocabulary.kind(name) for name in named[0].names} <= {"demographic", "cancer"} else None


def _comparators_joined(words: list[Token]) -> list[Token]:
    joined: list[Token] = []
    for word in words:
        if joined and word.text == "=" and joined[-1].text in "<>" and joined[-1].end == word.start:
            joined[-1] = Token(joined[-1].start, word.end, joined[-1].text + "=", joined[-1].form + "=")
        else:
            joined.append(word)
    return joined


@record(frozen=True, kw_only=True, slots=True)
class _Source:
    """A normalised text with its words, and what may begin at each."""

    text: str
    words: Sequence[Token]
    begins: Sequence[Beginning]


def _flat(source: _Source, tagger: Tagger) -> list[Chunk]:
    words = source.words
    chunks: list[Chunk] = []
    position = 0
    while position < len(words):
        chunk = _chunk_at(source, position, chunks, tagger)
        chunks.append(chunk)
        while position < len(words) and words[position].start < chunk.end:
            position += 1
    return chunks


_TWO_SIGNS = {
    "over": ">",
    "above": ">",
    "more": ">",
    "greater": ">",
    "greater than": ">",
    "under": "<",
    "below": "<",
    "less": "<",
    "less than": "<",
    "older": ">",
    "older than": ">",
    "more than": ">",
    "higher than": ">",
    "younger": "<",
    "younger than": "<",
    "lower than": "<",
}


def _with_signs_apart(chunks: Sequence[Chunk]) -> list[Chunk]:
    """ "Under 18 or over 80": a conjunction and a comparator before a number are not the "or over" behind one."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        after = chunks[place + 1] if chunk.sort is Sort.POST and place + 1 < len(chunks) else None
        conjunction, _, sign = chunk.text.lower().partition(" ") if after is not None else ("", "", "")
        if after is not None and after.sort is Sort.AMOUNT and sign in _TWO_SIGNS:
            cut = chunk.start + len(conjunction)
            sort = Sort.OR if conjunction == "or" else Sort.AND
            result.append(anew(chunk, sort=sort, end=cut, text=chunk.text[: len(conjunction)], value=conjunction))
            sign_text = chunk.text[len(conjunction) + 1 :]
            result.append(anew(chunk, sort=Sort.CMP, start=cut + 1, text=sign_text, value=_TWO_SIGNS[sign]))
        else:
            result.append(chunk)
    return result


def _chunk_at(source: _Source, position: int, before: Sequence[Chunk], tagger: Tagger) -> Chunk:
    text, words = source.text, source.words
    word = words[position]
    start = word.start
    if word.text in "()[]":
        return Chunk(sort=Sort.OTHER_SIGN, start=start, end=word.end, text=word.text, value=word.text)
    for reader in source.begins[position].forms:
        chunk = reader(text, start)
        if chunk is not None:
            return chunk
    if word.text == "A" and before and _LETTERED.search(before[-1].text) is not None:
        return _plain_chunk(text, word)  # the name of a cohort, and no article
    return _known(source, position, before, tagger) or _plain_chunk(text, word)


_LETTERED = re.compile(r"\b(?:cohort|arm|group|part|stratum|module|schedule|regimen)s?$", re.IGNORECASE)


def _counted(source: _Source, position: int, before: Sequence[Chunk], *, at_least: int) -> Chunk | None:
    """The codes or the amount at a word, where they reach `at_least` so far."""
    text, start, begins = source.text, source.words[position].start, source.begins[position]
    codes = codes_at(text, start, _announced_by(before)) if begins.codes else None
    if codes is not None and codes[0] >= at_least:
        return Chunk(sort=Sort.CODES, start=start, end=codes[0], text=text[start : codes[0]], names=codes[1])
    amount = amount_at(text, start) if begins.amount else None
    if amount is not None and amount[0] >= at_least:
        return Chunk(sort=Sort.AMOUNT, start=start, end=amount[0], text=text[start : amount[0]], amount=amount[1])
    return None


_COPULAS = frozenset({"is", "of", "was", "be", "=", ":", "was group"})


def _announced_by(before: Sequence[Chunk]) -> Chunk | None:
    """What stands before a number, over "is" and "of" ("the Bilsky grade is 1b", "a clinical stage of IIIA")."""
    if len(before) > 2 and before[-1].text == ")":
        opened = max((place for place, chunk in enumerate(before) if chunk.text == "("), default=0)
        if opened and before[opened - 1].sort is Sort.VARIABLE:
            return before[opened - 1]  # "Barcelona stage (BCLC) 0-A"
    over = len(before) > 1 and before[-1].text.lower() in _COPULAS and before[-2].sort is Sort.VARIABLE
    if not over and len(before) > _BRACKET and before[-1].text.lower() in _GOES_ON and before[-2].text == ")":
        opened = max((place for place, chunk in enumerate(before) if chunk.text == "("), default=0)
        staged = before[opened - 1].sort is Sort.CODES and before[opened - 2].names[:1] and opened > 1
        return before[opened - 2] if staged else before[-1]  # "stage IB (>= 4 cm) to IIIA"
    return before[-2] if over else before[-1] if before else None


_GOES_ON = frozenset({"to", "-", ",", "or", "/", "through", "and"})
_BRACKET = 4


_ONLY_LIKE_IT = re.compile(r"-like\b", re.IGNORECASE)


def _known(source: _Source, position: int, before: Sequence[Chunk], tagger: Tagger) -> Chunk | None:
    """What the vocabulary, the tables and the grammar of numbers know at a word: the longest; None for a word of none of them."""
    text, words, begins = source.text, source.words, source.begins[position]
    start = words[position].start
    concept = tagger.concepts.longest(words, position) if begins.concept else None
    like = _ONLY_LIKE_IT.match(text, words[concept[0] - 1].end) if concept is not None else None
    if like is not None:  # "aspirin-like medicines" are not aspirin
        return Chunk(sort=Sort.WORD, start=start, end=like.end(), text=text[start : like.end()], value=text[start : like.end()])
    result = tagger.results.longest(words, position) if begins.result else None
    if result is not None and (concept is None or result[0] >= concept[0]):
        test, value = result[1][0].split("|", 1)
        end = words[result[0] - 1].end
        return Chunk(sort=Sort.CONCEPT, start=start, end=end, text=text[start:end], names=(test,), value=value)
    phrase = tagger.phrases.longest(words, position) if begins.phrase else None
    narrowing = _uncut(tagger.narrowings.longest(words, position), words, position, tagger) if begins.narrowing else None
    ends = [words[hit[0] - 1].end if hit else -1 for hit in (concept, phrase, narrowing)]
    reached = max(ends)
    staged = tnm_at(text, start) if begins.staged else None
    if staged is not None and staged.end >= reached:
        return staged
    worded = _worded(text, start, at_least=reached) if begins.worded else None
    if worded is not None:
        return worded
    counted = _counted(source, position, before, at_least=reached) if begins.codes or begins.amount else None
    if counted is not None:
        return counted
    if concept is not None and ends[0] >= max(ends[1:]):
        variable = any(name in tagger.variables for name in concept[1])
        sort = Sort.GRADEOF if concept[1] == ("CTCAE grade",) else Sort.VARIABLE if variable else Sort.CONCEPT
        return Chunk(sort=sort, start=start, end=ends[0], text=text[start : ends[0]], names=concept[1])
    when = phrase is not None and phrase[1][0].startswith(("HIST", "NOW"))
    if narrowing is not None and (ends[2] > ends[1] or (ends[2] == ends[1] and not when)):
        return Chunk(sort=Sort.NARROWING, start=start, end=ends[2], text=text[start : ends[2]], names=narrowing[1])
    hyphened = start > 0 and text[start - 1] == "-" and phrase is not None and phrase[1][0].startswith("DEFINES")
    if phrase is None or hyphened:  # "protocol-defined" defines nothing
        return None
    kind, value = phrase[1][0].split("|")
    if value == "if present" and _names_what_follows(words, phrase[0], tagger):
        kind, value = "IF", "if"  # "5 x ULN if known liver metastases", not "HER2 status, if known"
    return Chunk(sort=getattr(Sort, kind), start=start, end=ends[1], text=text[start : ends[1]], value=value)


def _names_what_follows(words: Sequence[Token], place: int, tagger: Tagger) -> bool:
    """Whether a name, or a word that narrows one, begins right there."""
    return place < len(words) and any(names.longest(words, place) is not None for names in (tagger.concepts, tagger.narrowings))


_Hit = tuple[int, tuple[str, ...]]


def _uncut(hit: _Hit | None, words: Sequence[Token], position: int, tagger: Tagger) -> _Hit | None:
    """A narrowing whose last word does not begin a longer name: "no evidence of disease progression" is not free of disease."""
    if hit is None or hit[0] - 1 == position or all(name.startswith("extent=") for name in hit[1]):
        return hit  # "locally advanced tumor" is not an "advanced tumor" of some place
    name = tagger.concepts.longest(words, hit[0] - 1)
    return None if name is not None and name[0] > hit[0] else hit


def _worded(text: str, start: int, *, at_least: int) -> Chunk | None:
    """Words of proof or the change of a gene at a word, where they reach further than what is known so far: "histologically
    confirmed" narrows to tissue proof, "radiologically confirmed" to nothing."""
    proof = proof_at(text, start)
    if proof is not None and proof[0] >= at_least:
        end, by_tissue = proof
        names = ("proof=confirmed",) if by_tissue else ()
        sort = Sort.NARROWING if by_tissue else Sort.FILL
        return Chunk(sort=sort, start=start, end=end, text=text[start:end], names=names, value="" if by_tissue else "fill")
    change = _ALTERATION.match(text, start)
    if change is None or change.end() <= at_least:
        return None
    return Chunk(sort=Sort.WORD, start=start, end=change.end(), text=change[0], value=change[0])


_ABBREVIATED = re.compile(r"(?:\b[a-z]\.[a-z]|\bvs|\bapprox|\bincl|\bresp|\bdr)\.$", re.IGNORECASE)
""" "s.c.", "vs.", "approx.": their point is no full stop."""
_NO_BLANK = re.compile(r"[a-z]{3}\.[A-Z][a-z]")  # "brachytherapy.Radiation is given later": two sentences


def _plain_chunk(text: str, word: Token) -> Chunk:
    if word.text in _COMPARATORS:
        return Chunk(sort=Sort.CMP, start=word.start, end=word.end, text=word.text, value=word.text)
    inside = (
        word.text == "." and word.end < len(text) and text[word.end].isalpha() and text[word.start - 1 : word.start].isalpha()
    ) and not _NO_BLANK.match(text, word.start - 3)
    if word.text == "." and (inside or _ABBREVIATED.search(text, max(word.start - 8, 0), word.end)):
        return Chunk(sort=Sort.FILL, start=word.start, end=word.end, text=word.text, value="fill")
    sort = _SIGNS.get(word.text) or (Sort.WORD if word.text[0].isalnum() else Sort.OTHER_SIGN)
    return Chunk(sort=sort, start=word.start, end=word.end, text=word.text, value=word.text)


_DEEPEST = 12
"""Brackets nest no deeper in any criterion; more of them are passed over as signs."""


def _nested(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Brackets become GROUP chunks; one never closed ends with the statement, one never opened is passed over as a sign."""
    if not any(chunk.sort is Sort.OTHER_SIGN for chunk in chunks):
        return tuple(chunks)
    stack: list[tuple[Chunk | None, list[Chunk]]] = [(None, [])]
    for chunk in chunks:
        if chunk.sort is Sort.OTHER_SIGN and chunk.text in "([" and len(stack) <= _DEEPEST:
            stack.append((chunk, []))
        elif chunk.sort is Sort.OTHER_SIGN and chunk.text in ")]" and len(stack) > 1:
            opened, inner = stack.pop()
            assert opened is not None
            stack[-1][1].append(Chunk(sort=Sort.GROUP, start=opened.start, end=chunk.end, text="()", inner=tuple(inner)))
        else:
            stack[-1][1].append(chunk)
    while len(stack) > 1:
        opened, inner = stack.pop()
        assert opened is not None
        if stack[-1][1] and inner and opened.text == "(":
            stack[-1][1].append(Chunk(sort=Sort.GROUP, start=opened.start, end=inner[-1].end, text="()", inner=tuple(inner)))
        else:
            stack[-1][1].extend(inner)
    return tuple(stack[0][1])
