"""Implications: what is known in; what follows from it by the rules of data/implications.tsv out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from trialwright.match.candidates import stale
from trialwright.match.courses import followed
from trialwright.match.known import CANCER_KINDS, RESULT_KINDS, Item, Known, related
from trialwright.match.lesions import measurable, only_in_bone
from trialwright.match.results import Fit, worded
from trialwright.match.tables import rows, traits
from trialwright.match.treated_then import untreated
from trialwright.match.truth import Truth
from trialwright.match.values import range_of
from trialwright.patients.facts import Fact, Kind
from trialwright.protocol.criteria import Limit
from trialwright.vocabulary.concepts import Relation, Vocabulary

_CONDITION = re.compile(
    r"(?P<absent>not )?(?P<concept>[^=<>\[]+?)(?: \[(?P<family>\w+): (?P<word>[^\]]+)\])?(?:\s*(?P<sign>>=|<|=)\s*(?P<value>.+))?"
)
_ROUNDS = 3
_SUSPECTED = ("proof", ("suspected",))
_KINDS = {
    "biomarker": Kind.BIOMARKERS,
    "gene": Kind.BIOMARKERS,
    "receptor status": Kind.BIOMARKERS,
    "measurement": Kind.MEASUREMENTS,
    "score": Kind.MEASUREMENTS,
    "event": Kind.EVENTS,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """One condition or conclusion of a rule."""

    concept: str
    absent: bool = False
    sign: str = ""
    values: tuple[str, ...] = ()
    narrowing: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """When all conditions hold, the conclusion does."""

    conditions: tuple[Clause, ...]
    conclusion: Clause
    text: str


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the table, in its order."""
    return tuple(
        Rule(
            conditions=tuple(_clause(part) for part in row["if"].split("&")),
            conclusion=_clause(row["then"]),
            text=f"{row['if']} means {row['then']}",
        )
        for row in rows("implications.tsv")
    )


def _clause(text: str) -> Clause:
    match = _CONDITION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no clause of a rule")
    values = tuple(part.strip() for part in (match["value"] or "").split("|") if part.strip())
    narrowing = ((match["family"], (match["word"],)),) if match["family"] else ()
    concept, absent = match["concept"].strip(), bool(match["absent"])
    return Clause(concept=concept, absent=absent, sign=match["sign"] or "", values=values, narrowing=narrowing)


def implied(known: Known) -> tuple[Item, ...]:
    """The items that follow from those known, each with the facts it rests on."""
    added: list[Item] = [*families(known), *followed(known), *measurable(known), *only_in_bone(known), *untreated(known)]
    known = replace(known, items=(*known.items, *added))
    done: set[tuple[str, tuple[int, ...]]] = set()
    current = known
    for turn in range(_ROUNDS):
        new = [item for rule in rules() if turn or not _suspects(rule) for item in _follow(rule, current, done)]
        if not new and turn:
            break
        added.extend(new)
        current = replace(current, items=(*current.items, *new))
    return tuple(added)


def families(known: Known) -> Iterator[Item]:
    """A family of tests is negative when every member is: KRAS, NRAS and HRAS wild type make RAS wild type."""
    words = known.context.vocabulary
    for family in sorted(traits().get("family", frozenset())):
        members = [name for name in words.descendants(family) if family in words[name].parents]
        found = [tuple(item for item in known.of(name) if worded(item.value, "negative") is Fit.YES) for name in members]
        if len(members) > 1 and all(found):
            facts = tuple(fact for items in found for fact in _newest(items)[0].facts)
            yield Item(
                facts=facts,
                concepts=(family,),
                value="negative",
                kind=Kind.BIOMARKERS,
                why=f"{' and '.join(sorted(members))} are negative",
            )


def _follow(rule: Rule, known: Known, done: set[tuple[str, tuple[int, ...]]]) -> Iterator[Item]:
    if rule.conclusion.concept not in known.context.vocabulary or _of_another_cancer(rule.conclusion, known):
        return
    if _suspects(rule) and (known.denied((rule.conclusion.concept,)) or known.of(rule.conclusion.concept, present=False)):
        return
    grounds: list[tuple[Item, ...]] = []
    for clause in rule.conditions:
        ground = _grounds(clause, known)
        if ground is None:
            return
        grounds.append(ground)
    newest = [_newest(ground) for ground in grounds if ground]
    facts = tuple(dict.fromkeys(id(fact) for items in newest for item in items for fact in item.facts))
    if (rule.text, facts) in done:
        return
    done.add((rule.text, facts))
    yield _conclusion(rule, known, tuple(item for items in newest for item in items))


def _suspects(rule: Rule) -> bool:
    """A suspicion is drawn last: who has a negative HCV RNA is not suspected of hepatitis C for an antibody."""
    return _SUSPECTED in rule.conclusion.narrowing


def _of_another_cancer(conclusion: Clause, known: Known) -> bool:
    """Receptors of an endometrial cancer make no breast cancer: results tell the kind of the cancer on record."""
    if conclusion.absent or known.context.vocabulary.kind(conclusion.concept) not in CANCER_KINDS:
        return False
    cancers = known.cancers()
    return bool(cancers) and all(related(item, conclusion.concept, known) is Relation.IS_NOT for item in cancers)


def _newest(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return (
        max(items, key=lambda item: (item.fact.moment is not None, item.fact.moment.last.toordinal() if item.fact.moment else 0)),
    )


def _grounds(clause: Clause, known: Known) -> tuple[Item, ...] | None:
    """The items that make a condition hold; an empty tuple for one that needs none (the sex); None where it does not hold."""
    if clause.concept == "sex":
        return () if known.patient.sex in clause.values else None
    if clause.sign == "" and clause.absent:
        found = known.of(clause.concept, present=False)
    else:
        found = tuple(item for item in known.of(clause.concept) if _holds(item, clause) and not stale(item, known))
    if not found and clause.sign == "=" and not clause.concept.endswith(" test"):
        found = tuple(item for item in known.of(clause.concept, present=False) if _not_found(item, clause))
    return found or None


def _not_found(item: Item, clause: Clause) -> bool:
    """Whether a marker that was looked for and is absent has the result of a condition: "HCV RNA: not detected"."""
    looked_for = item.kind is Kind.BIOMARKERS and item.value is None and clause.concept in item.concepts
    return looked_for and any(_is("not detected", value) for value in clause.values)


def _holds(item: Item, clause: Clause) -> bool:
    if not clause.values:
        return item.kind not in RESULT_KINDS or worded(item.value, "positive") is Fit.YES
    if clause.sign in (">=", "<"):
        value = range_of(item.value, item.fact.comparator) if isinstance(item.value, Decimal) else None
        wanted = Truth.TRUE if clause.sign == ">=" else Truth.FALSE
        return value is not None and value.at_least(Limit(value=Decimal(clause.values[0]))) is wanted
    return any(_is(item.value, value) for value in clause.values)


def _is(recorded: object, asked: str) -> bool:
    text = str(recorded).strip().lower() if recorded is not None and not isinstance(recorded, bool) else ""
    if asked.rstrip("+").isdigit():
        return text == asked.lower()
    return text == asked.lower() or worded(recorded, asked) is Fit.YES


def _conclusion(rule: Rule, known: Known, grounds: tuple[Item, ...]) -> Item:
    facts = tuple(fact for item in grounds for fact in item.facts)
    clause = rule.conclusion
    return Item(
        facts=facts or (_of_sex(known),),
        concepts=(clause.concept,),
        present=not clause.absent,
        narrowing=dict(clause.narrowing),
        value=clause.values[0] if clause.values else None,
        kind=kind_in(known.context.vocabulary, clause.concept),
        why=rule.text,
        only=frozenset((clause.concept,)) if _SUSPECTED in clause.narrowing else frozenset(),
    )


def _of_sex(known: Known) -> Fact:
    return Fact(what=f"sex {known.patient.sex}", concept=None, kind=Kind.STATEMENTS, place="sex")


def kind_in(words: Vocabulary, concept: str) -> Kind:
    """The kind of a derived item by the kind of its concept."""
    return _KINDS.get(words.kind(concept) or "", Kind.CONDITIONS)
