"""A search area and a concept of the vocabulary enter; the query that finds its names there leaves, or a problem."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from trialwright.find.fields import areas
from trialwright.portal.api.problems import ProblemError, did_you_mean
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.terms import read_term


def synonyms_query(item: str, parameter: str) -> str:
    """The query of one `area:concept`: the names of the concept and of those it holds, in that area alone.

    >>> synonyms_query("ConditionSearch:stomach cancer", "filter.synonyms")
    'AREA[ConditionSearch]EXPANSION[Concept]"gastric cancer"'
    """
    area, colon, asked = item.partition(":")
    if not colon or area not in areas():
        raise ProblemError(f"{item!r} is no area with a concept", parameter=parameter, mend=did_you_mean(area, list(areas())))
    concept = _concept(asked.strip())
    if concept is None:
        mend = "the name of a concept, like ConditionSearch:gastric cancer, or its code, like ConditionSearch:NCIt:C4911"
        unknown = "no concept of the vocabulary; the numbers of ClinicalTrials.gov are its own and not known here"
        raise ProblemError(f"{asked!r} is {unknown}", parameter=parameter, mend=mend)
    return f'AREA[{area}]EXPANSION[Concept]"{concept}"'


def _concept(asked: str) -> str | None:
    """The one concept that a name or a code stands for."""
    vocabulary = default_vocabulary()
    if asked in vocabulary:
        return asked
    coded = _by_code().get(asked.replace(":", "|").upper())
    if coded is not None:
        return coded
    found = read_term(asked)
    return found.concepts[0] if found.known and len(found.concepts) == 1 else None


@cache
def _by_code() -> Mapping[str, str]:
    """The concept of each code ("NCIT|C4911"), where it is one alone."""
    found: dict[str, set[str]] = {}
    for concept in default_vocabulary().concepts.values():
        for code in concept.codes:
            found.setdefault(code.upper(), set()).add(concept.name)
    return {code: min(names) for code, names in found.items() if len(names) == 1}
