"""The conditions and titles of a record enter; findings on conditions that are none, or that the titles do not know, leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from trialwright.findings import Finding
from trialwright.registries.checks.codes import Quote, report
from trialwright.registries.checks.tables import rows
from trialwright.registries.checks.view import View, words_at

_CONDITIONS = "conditionsModule.conditions"
_SPREAD = re.compile(
    r"\bmetasta\w+\s+(?:to|in|of)\s+(?:the\s+)?(?P<to>\w+)|\b(?P<of>liver|hepatic|lung|pulmonary|brain|bone"
    r"|peritoneal|adrenal)\s+metasta\w+",
    re.IGNORECASE,
)
_THERAPY_TYPES = frozenset(("DRUG", "BIOLOGICAL", "RADIATION", "PROCEDURE", "DEVICE", "COMBINATION_PRODUCT", "GENETIC"))
_EFFECT = re.compile(
    r"effect|toxic|complication|induced|related|pain|nausea|resist|adverse|failure|syndrome|disorder|disease"
    r"|cancer|outcome|quality",
    re.IGNORECASE,
)
_DISEASE = re.compile(
    r"cancer|carcinoma|neoplasm|malignanc|sarcoma|melanoma|lymphoma|leuka?emia|myeloma|glioma|blastoma", re.IGNORECASE
)
_DISEASE_NAME = re.compile(r"(?:[\w/-]+\s+){0,2}[\w/-]+$")
_NAME_LENGTH = 60
_SHORTEST, _LONG_WORD = 4, 6


def check_conditions(view: View) -> Iterator[Finding]:
    """Conditions that name a therapy, and titles that speak of another disease than the conditions."""
    if not view.record.conditions:
        return
    yield from _therapies(view)
    yield from _other_disease(view)


@cache
def _therapy_words() -> frozenset[str]:
    return frozenset(row["word"].lower() for row in rows("therapy_words.tsv"))


@cache
def _sites() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["site"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows("body_sites.tsv"))


def body_sites(text: str) -> frozenset[str]:
    """The body sites that a text names: "Colorectal Liver Metastases" -> large bowel, liver."""
    return frozenset(site for site, pattern in _sites() if pattern.search(text))


def diseased_sites(text: str) -> frozenset[str]:
    """The body sites whose cancer a text names, not those it only treats or spares: "Bone Sparing in Breast Cancer" -> breast."""
    named = (text[: match.end()][-_NAME_LENGTH:] for match in _DISEASE.finditer(text))
    return frozenset().union(*(body_sites(match.group()) for name in named if (match := _DISEASE_NAME.search(name))))


def _therapies(view: View) -> Iterator[Finding]:
    given = {words_at(item, "name").strip().lower() for item in view.interventions if words_at(item, "type") in _THERAPY_TYPES}
    given = {name for name in given if len(name) >= _SHORTEST and not _EFFECT.search(name)}
    drugs = " | ".join(words_at(item, "name").lower() for item in view.interventions if words_at(item, "type") == "DRUG")
    found: list[Quote] = []
    for at, condition in enumerate(view.record.conditions):
        name = condition.strip().lower()
        if name in _therapy_words() or name in given or _is_drug(name, drugs):
            found.append((f"{_CONDITIONS}.{at}", condition))
    if found:
        names = ", ".join(f'"{value}"' for _, value in found)
        message = f"Listed as a condition, yet a treatment or procedure: {names}."
        yield report("CONDITION_IS_INTERVENTION", message, quotes=found)


def _is_drug(name: str, drugs: str) -> bool:
    """Whether a condition of one word is a word of a drug that is given: "morphine" where "low dose morphine" is."""
    whole = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
    return len(name) >= _LONG_WORD and name.isalpha() and not _EFFECT.search(name) and re.search(whole, drugs) is not None


def _other_disease(view: View) -> Iterator[Finding]:
    conditions = [name for name in view.record.conditions if name.strip().lower() not in _therapy_words()]
    titles = " / ".join(passage.text for passage in view.titles)
    if not conditions or not titles:
        return
    quotes = [*((passage.field, passage.text) for passage in view.titles), *((_CONDITIONS, name) for name in conditions)]
    named = [body_sites(name) for name in conditions]
    told = diseased_sites(titles)
    if all(named) and told and not body_sites(titles) & frozenset().union(*named):
        message = "The titles and the conditions name different body sites."
        yield report("TITLE_CONDITION_MISMATCH", message, quotes=quotes)
    elif all(_unnamed_spread(name, titles) for name in conditions):
        message = (
            "The conditions say where the disease has spread, the titles do not: what kind of patient is meant is wider "
            "in one than in the other."
        )
        yield report("TITLE_CONDITION_MISMATCH", message, quotes=quotes)


def _unnamed_spread(condition: str, titles: str) -> bool:
    match = _SPREAD.search(condition)
    if match is None or re.search(r"metasta", titles, re.IGNORECASE):
        return False
    sites = body_sites(match.group("to") or match.group("of"))
    return bool(sites) and not sites & body_sites(titles)
