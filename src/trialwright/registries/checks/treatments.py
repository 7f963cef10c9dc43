"""Arms and interventions enter; findings on entries that stand for several, repeat or contradict each other leave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from trialwright.findings import Finding
from trialwright.registries.checks.codes import Quote, report
from trialwright.registries.checks.tables import rows
from trialwright.registries.checks.view import View, words_at

_ARMS = "armsInterventionsModule.armGroups"
_INTERVENTIONS = "armsInterventionsModule.interventions"
_MODEL = "designModule.designInfo.interventionModelDescription"
_DRUG_TYPES = frozenset(("DRUG", "BIOLOGICAL"))
_JOINED = re.compile(
    r"\s+(?:in combination with|combined with|combination with|plus|together with|and then|followed by)\s+"
    r"|\s\+\s|(?<=[a-z]{3})\+(?=[A-Za-z]{3})",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\b(?:investigator|physician|doctor|clinician)s?['’]?s?['’]? choice\b", re.IGNORECASE)
_LEAST_CASELESS = 5
_LONGEST_WORDS = 80


def check_treatments(view: View) -> Iterator[Finding]:
    """Interventions that stand for several, regimens that differ from place to place, arms that repeat or miss something."""
    yield from _composite(view)
    yield from _regimens(view)
    yield from _labels(view)
    yield from _repeated_arms(view)
    yield from _unknown_labels(view)


def _composite(view: View) -> Iterator[Finding]:
    found: list[Quote] = []
    for at, item in enumerate(view.interventions):
        name = words_at(item, "name")
        parts = [part.strip() for part in _JOINED.split(name) if part.strip()]
        if words_at(item, "type") in _DRUG_TYPES and len(parts) > 1 and not _others_hold(view, at, parts):
            found.append((f"{_INTERVENTIONS}.{at}.name", name))
    if found:
        named = ", ".join(f'"{name}"' for _, name in found)
        yield report(
            "COMPOSITE_INTERVENTION",
            f"One entry stands for several treatments, whose doses and rules it does not tell apart: {named}.",
            quotes=found,
        )


def _others_hold(view: View, at: int, parts: list[str]) -> bool:
    """Whether each part also has an entry of its own."""
    others = {words_at(item, "name").strip().lower() for place, item in enumerate(view.interventions) if place != at}
    return all(part.lower() in others for part in parts)


@cache
def _regimen_names() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    found = []
    for row in rows("regimens.tsv"):
        for name in (row["regimen"], *filter(None, row["also"].split(";"))):
            flags = re.IGNORECASE if len(name) >= _LEAST_CASELESS else re.NOFLAG
            found.append((name.lower(), re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])", flags), row["regimen"]))
    return tuple(found)


def regimens(text: str) -> frozenset[str]:
    """The chemotherapy regimens that a text names, under one name each: "CapOx or mFOLFOX6" -> XELOX, FOLFOX."""
    lowered = text.lower()
    return frozenset(name for needed, pattern, name in _regimen_names() if needed in lowered and pattern.search(text))


def _texts(items: Iterable[Mapping[str, Any]], keys: tuple[str, ...]) -> str:
    return " ; ".join(
        filter(
            None,
            (" ; ".join((*(words_at(item, key) for key in keys), *map(str, item.get("otherNames") or ()))) for item in items),
        )
    )


def _regimens(view: View) -> Iterator[Finding]:
    model = view.text(_MODEL) or ""
    arms, given = _texts(view.arms, ("label", "description")), _texts(view.interventions, ("name", "description"))
    titles = " / ".join(passage.text for passage in view.titles)
    in_model, in_arms, in_given, in_titles = regimens(model), regimens(arms), regimens(given), regimens(titles)
    differs = bool(in_model and in_given and in_model != in_given) or bool(in_arms and in_given and not in_arms & in_given)
    differs = differs or bool(in_titles and (in_arms | in_given) and not in_titles & (in_arms | in_given))
    if not differs:
        return
    places = ([(_MODEL, model)], list(_leaves(_ARMS, view.arms)), list(_leaves(_INTERVENTIONS, view.interventions)))
    named = (*places, [(passage.field, passage.text) for passage in view.titles])
    quotes: list[Quote] = [quote for texts in named for quote in _named(texts)]
    if not in_arms:
        quotes += [(field, found.group()) for field, text in places[1] if (found := _CHOICE.search(text))][:1]
    said = "; ".join(f'"{value}"' for _, value in quotes)
    yield report("REGIMEN_MISMATCH", f"The record names different regimens in different places: {said}.", quotes=quotes)


def _leaves(path: str, items: Iterable[Mapping[str, Any]]) -> Iterator[Quote]:
    """The names and descriptions of arms or interventions, each with its place."""
    for at, item in enumerate(items):
        yield from (
            (f"{path}.{at}.{key}", words_at(item, key)) for key in ("name", "label", "description") if words_at(item, key)
        )
        yield from ((f"{path}.{at}.otherNames.{place}", str(name)) for place, name in enumerate(item.get("otherNames") or ()))


def _named(texts: Iterable[Quote]) -> Iterator[Quote]:
    """The first of the texts that names regimens, with its words from the first to the last of them; else with their names."""
    for field, text in texts:
        spans = [found.span() for _, pattern, _ in _regimen_names() for found in pattern.finditer(text)]
        if spans:
            words = text[min(start for start, _ in spans) : max(end for _, end in spans)]
            yield field, words if len(words) <= _LONGEST_WORDS else "/".join(sorted(regimens(text)))
            return


def _labels(view: View) -> Iterator[Finding]:
    """Arms called like an intervention that other arms get too: the label alone does not tell which is meant."""
    found: list[Quote] = []
    for at, arm in enumerate(view.arms):
        label = words_at(arm, "label").strip()
        for place, item in enumerate(view.interventions):
            name, arms = words_at(item, "name").strip(), item.get("armGroupLabels")
            if label and name.lower() == label.lower() and isinstance(arms, list | tuple) and len(arms) > 1:
                found += [(f"{_ARMS}.{at}.label", label), (f"{_INTERVENTIONS}.{place}.name", name)]
    if found:
        named = ", ".join(dict.fromkeys(f'"{label}"' for _, label in found[::2]))
        message = f"An arm has the name of an intervention that several arms receive ({named}): tell them apart by type and name."
        yield report("ARM_LABEL_EQUALS_INTERVENTION", message, quotes=found)


def _repeated_arms(view: View) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for at, arm in enumerate(view.arms):
        label = " ".join(words_at(arm, "label").lower().split())
        if label and label in seen:
            quotes = [
                (f"{_ARMS}.{seen[label]}.label", words_at(view.arms[seen[label]], "label")),
                (f"{_ARMS}.{at}.label", words_at(arm, "label")),
            ]
            yield report("DUPLICATE_ARM", f'Two arms have the label "{words_at(arm, "label")}".', quotes=quotes)
        seen.setdefault(label, at)


def _unknown_labels(view: View) -> Iterator[Finding]:
    known = {" ".join(words_at(arm, "label").lower().split()) for arm in view.arms}
    if not known:
        return
    for at, item in enumerate(view.interventions):
        labels = item.get("armGroupLabels")
        for label in labels if isinstance(labels, list | tuple) else ():
            if " ".join(str(label).lower().split()) not in known:
                message = (
                    f'The intervention "{words_at(item, "name")}" belongs to an arm "{label}" that the record does not list.'
                )
                yield report(
                    "ARM_NOT_LISTED",
                    message,
                    quotes=[
                        (f"{_INTERVENTIONS}.{at}.armGroupLabels", str(label)),
                        (_ARMS, "; ".join(words_at(arm, "label") for arm in view.arms)),
                    ],
                )
                return
