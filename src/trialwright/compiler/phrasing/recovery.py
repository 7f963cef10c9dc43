"""Recovery: a sentence about toxicities of an earlier treatment and their grade in; the worst grade that may be left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.sparedtoxicities import CYTOPENIAS, TOXICITY, spared_toxicities
from trialwright.compiler.setting import Reader, Setting, denied, flattened, joined_by, stripped
from trialwright.compiler.wording.rules import patterns, words
from trialwright.protocol.criteria import (
    Ask,
    Compare,
    Criterion,
    Limit,
    Qualifier,
    Quantity,
    Target,
    Window,
    WindowKind,
)
from trialwright.protocol.interview import question_of

_ARE = re.compile(r"\b(?:must|should|have to|has to) (?:all )?be (?:at |of )?(?:CTCAE )?$", re.IGNORECASE)
_SIGN = (
    r"<=|>=|<|>|=|less than or equal to|greater than or equal to|no (?:worse|greater|higher|more) than|"
    r"not (?:exceeding|greater than|worse than|more than)|at most|up to|at least|less than|lower than|below|under|better than|"
    r"greater than|more than|higher than|above|worse than|over|equal to|maximum"
)
_GRADE = re.compile(
    rf"(?:(?P<before>{_SIGN})\s*(?:a )?)?\bgrades?\s*(?P<sign>{_SIGN})?\s*"
    r"(?P<number>[0-4]\s*(?:-|/|or|to|and)\s*[0-4]|[0-4]|I{1,3}|IV)(?:\s*(?P<behind>or (?:less|lower|better|below|under|lesser)|"
    r"or (?:higher|greater|worse|above|more)|\+))?(?!\w)",
    re.IGNORECASE,
)
_FROM_NOTHING = re.compile(r"\bgrades? 0\s*(?:-|/|or|to|and)\s*[1-4]", re.IGNORECASE)
_UP = ("<=", "less than or equal to", "at most", "up to", "maximum")
_BELOW = ("<", "less than", "lower than", "below", "under", "better than")
_FROM = (">=", "greater than or equal to")
_ABOVE = (">", "greater than", "more than", "higher than", "above", "worse than", "over")
_FIGURES = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_BLOOD = re.compile(r"\bnon-?\s?h(?:a)?ematolog\w+", re.IGNORECASE)
_SIGNIFICANT = re.compile(r"\bclinically (?:significant|relevant|important|meaningful)\b", re.IGNORECASE)
_THERAPIES = frozenset({"drug", "drug class", "regimen", "radiotherapy", "transplant", "surgery"})


def _pattern(kind: str) -> re.Pattern[str]:
    ((pattern, _why),) = patterns(kind)
    return pattern


_SAID_OF = _pattern("toxicity")
_MENDED = _pattern("toxicity mended")
_LASTING = _pattern("toxicity lasting")
_DENIED = _pattern("toxicity not")
_STANDARD = _pattern("grading standard")
_EXCEPT = _pattern("toxicity except")
_BASELINE = _pattern("toxicity baseline")
_WHEN = _pattern("toxicity when")
_EARLIER = _pattern("toxicity earlier")
_BACK = _pattern("toxicity goes on")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Exceptions:
    """What may be left worse than the grade: things with a name, and words that a person must judge."""

    named: tuple[Target, ...] = ()
    judged: tuple[str, ...] = ()


def recovered_to(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Toxicities of prior therapy have resolved to grade 1 or baseline, except alopecia"; None for any other sentence, and for
    one in which a word is left that says more than this."""
    said = setting.words(chunks)
    if "grade" not in said.lower() or not _SAID_OF.search(said) or not _GRADE.search(said):
        return None
    return _whole(chunks, setting, read) or _beside_another(chunks, setting, read)


_BEGINS_ANEW = re.compile(
    r"(?:(?:those|patients?|subjects?|participants?|the|who|have|has|having|had|must|should|not|yet|also|be|been|is|are)\s+)*"
    r"(?:recovered|recovery|resolved|resolution)\b",
    re.IGNORECASE,
)


def _beside_another(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Chemotherapy within 4 weeks, or has not recovered to grade 1 from its side effects": two rules; None for others."""
    for place, chunk in enumerate(chunks):
        if not place or chunk.sort not in (Sort.AND, Sort.OR) or not _BEGINS_ANEW.match(setting.words(chunks[place + 1 :])):
            continue
        behind = _whole(stripped(chunks[place + 1 :]), setting, read)
        if behind is None:
            return None
        if any(item.sort in _OF_BOTH for item in chunks[:place]):
            return None  # "patients without leukemia who have had chemotherapy, or who have not recovered": of both
        before = read(stripped(chunks[:place]), setting)
        return joined_by("or" if chunk.sort is Sort.OR else "and", (before, behind))
    return None


_OF_BOTH = frozenset({Sort.NEG, Sort.UNMET, Sort.IF, Sort.FOR, Sort.EXC})


def _whole(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """A stretch that says nothing else."""
    said = setting.words(chunks)
    if not chunks or not _SAID_OF.search(said):
        return None
    main, aside = _apart(said)
    limit = _limit(_STANDARD.sub(" ", main))
    if limit is None:
        return None
    edge, worse, rest = limit
    target = _target(rest, chunks, setting)
    if target is None:
        return None
    if worse and not setting.exclusion:
        return None  # among what is required it can only stand in the wrong list
    exceptions = _exceptions(aside, chunks, setting, read)
    span = setting.span(chunks)
    target = replace(target, exceptions=(*target.exceptions, *exceptions.named))
    quantity, now = Quantity(attribute="grade", of=target), Window(kind=WindowKind.CURRENT)
    least = Limit(value=Decimal(0)) if _FROM_NOTHING.search(said) else None
    enough: list[Criterion] = [Compare(quantity=quantity, low=least, high=edge, window=now, span=span)]
    if _BASELINE.search(rest):
        enough.append(_asked("toxicities of earlier treatment have returned to baseline", setting, chunks))
    enough += [_asked(f"what is left of earlier toxicities is only {words}", setting, chunks) for words in exceptions.judged]
    node = joined_by("or", enough)
    return denied(node, span) if worse else node


def _asked(statement: str, setting: Setting, chunks: Sequence[Chunk]) -> Ask:
    return Ask(statement=statement, question=question_of(statement), span=setting.span(chunks))


def _apart(said: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence with its exceptions blanked, and where in it these stand."""
    found: list[tuple[int, int]] = []
    main = said
    for match in _EXCEPT.finditer(said):
        if found and match.start() < found[-1][1]:
            continue
        close = {"(": ")", "[": "]"}.get(match["open"] or "")
        end = said.find(close, match.end()) if close else _ends(said, match.end())
        end = len(said) if end < 0 else end
        found.append((match.end(), end))
        cut = end + 1 if close else end
        main = main[: match.start()] + " " * (cut - match.start()) + main[cut:]
    return main, found


def _ends(said: str, start: int) -> int:
    found = _BACK.search(said, start)
    return found.start() if found is not None else len(said)


def _limit(main: str) -> tuple[Limit, bool, str] | None:
    """The grade that may be left at most; whether the sentence says that worse is left; and its words without the grade."""
    grades = list(_GRADE.finditer(main))
    mended = _MENDED.search(main)
    if len(_MENDED.findall(main)) > 1:
        return None  # "recovery from surgery, and reduction of adverse events"
    if len(grades) > 1 and mended is not None and re.search(r"\bany $", main[: grades[0].start()], re.IGNORECASE):
        grades = [grade for grade in grades if grade.start() > mended.end()]
    if len(grades) != 1:
        return None
    rest = _GRADE.sub(" ", main)
    number, sign = _signed(grades[0], mended is not None)
    if sign is None:
        return None
    edge = Limit(value=Decimal(number), inclusive=sign in ("<=", ">"))
    upward, not_so = sign in (">", ">="), _DENIED.search(rest) is not None
    if mended is None and not upward:
        return (edge, False, rest) if _ARE.search(main[: grades[0].start()]) and not not_so else None
    if mended is None:
        return (edge, not not_so, rest) if _LASTING.search(rest) else None
    return None if upward and not not_so else (edge, not_so, rest)


def _signed(grade: re.Match[str], mended: bool) -> tuple[int, str | None]:
    """The number of a grade and its sign; a bare one is the most that may be left where something has recovered to it."""
    figures = grade["number"].lower()
    number = _FIGURES.get(figures) or int(figures[-1])
    said = (grade["before"] or grade["sign"] or "").lower()
    behind = (grade["behind"] or "").lower()
    if len(figures) > 1 and figures[-1].isdigit():
        return number, "<=" if figures[0] == "0" else None
    if behind in ("+", "or higher", "or greater", "or worse", "or above", "or more"):
        return number, ">="
    if behind or said in _UP or said.startswith(("no ", "not ")):
        return number, "<="
    if said == "at least":
        return number, "<=" if mended else ">="
    for signs, sign in ((_BELOW, "<"), (_FROM, ">="), (_ABOVE, ">")):
        if said in signs:
            return number, sign
    return number, "<=" if mended else None


_WORD = re.compile(r"[a-z][a-z'-]*|\d+", re.IGNORECASE)


def _target(rest: str, chunks: Sequence[Chunk], setting: Setting) -> Target | None:
    """The toxicities that are meant, with the therapies that they must come from; None where a word says more."""
    qualifiers: list[Qualifier] = []
    if _SIGNIFICANT.search(rest):
        qualifiers.append(Qualifier(name="significance", values=("clinically significant",)))
    left = rest
    for pattern in (_BASELINE, _WHEN, _EARLIER, _SIGNIFICANT, _MENDED, _LASTING, _DENIED):
        left = pattern.sub(" ", left)
    spared = tuple(Target(concept=name) for name in CYTOPENIAS) if _BLOOD.search(left) else ()
    left = _BLOOD.sub(" ", left)
    concept = TOXICITY
    causes: list[str] = []
    for chunk in flattened(chunks):
        if chunk.sort is not Sort.CONCEPT or chunk.text.lower() not in left.lower():
            continue
        kinds = {setting.vocabulary.kind(name) for name in chunk.names}
        if all(setting.under(name, TOXICITY) for name in chunk.names) and len(chunk.names) == 1:
            concept = chunk.names[0]
        elif kinds <= _THERAPIES:
            causes.extend(name for name in chunk.names if name not in causes)
        else:
            continue
        left = re.sub(re.escape(chunk.text), " ", left, count=1, flags=re.IGNORECASE)
    if not _SAID_OF.search(rest) and concept == TOXICITY:
        return None
    if concept == "radiation toxicity" and causes:
        concept, causes = TOXICITY, [*causes, "radiotherapy"]  # "chemotherapy or radiation-related toxicities"
    left = _SAID_OF.sub(" ", left)
    if any(word.lower() not in words("beside a toxicity") for word in _WORD.findall(left)):
        return None
    every = _ANY_THERAPY.search(setting.words(chunks)) is not None or set(causes) & {"anticancer therapy", "systemic therapy"}
    if causes and concept == TOXICITY and not every:
        qualifiers.append(Qualifier(name="cause", values=tuple(causes)))
    return Target(concept=concept, qualifiers=tuple(qualifiers), exceptions=spared)


_ANY_THERAPY = re.compile(
    r"\b(?:from|of|to|by|with) (?:any |all |the |their )?(?:prior |previous |earlier )(?:(?:anti-?\s?cancer|cancer) )?"
    r"(?:therap(?:y|ies)|treatments?)(?=,| and/or | or | and |/)",
    re.IGNORECASE,
)
""" "Toxicities from any prior therapy, surgery or radiotherapy": of whatever treatment."""


def _exceptions(places: list[tuple[int, int]], chunks: Sequence[Chunk], setting: Setting, read: Reader) -> _Exceptions:
    named: list[Target] = []
    judged: list[str] = []
    begin = chunks[0].start
    flat = flattened(chunks)
    for first, last in places:
        inside = stripped([chunk for chunk in flat if begin + first <= chunk.start and chunk.end <= begin + last])
        found, rest = spared_toxicities(inside, setting, read)
        named.extend(found)
        judged.extend([rest] if rest else [])
    return _Exceptions(named=tuple(named), judged=tuple(judged))
