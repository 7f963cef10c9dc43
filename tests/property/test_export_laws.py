"""Laws of export over generated trees: what a document says is what the tree says, or less; and nothing disappears unremarked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
from fhir.resources.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st
from tests.often import often
from tests.property.criteria_trees import KINDS, TREES
from tests.property.export_readers import ONCOTREE, Record, Truth, ctml_met, fhir_truth

from trialwright.exports.ctml import to_ctml
from trialwright.exports.fhir import to_fhir
from trialwright.exports.folding import folded
from trialwright.exports.remarks import Export
from trialwright.exports.safe import plain
from trialwright.exports.usdm import to_usdm
from trialwright.findings import Span
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.truth import Truth as Verdict
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
    children,
    walk,
)
from trialwright.protocol.language import parse_criterion, print_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.concepts import Relation, default_vocabulary

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "ctml" / "ctml.schema.json").read_text("utf-8"))
LESS = often(60)
ON = dt.date(2026, 3, 16)


def protocol(*nodes: Criterion, text: str = "the sentence", section: Section = Section.INCLUSION) -> Protocol:
    """A trial whose lines are these trees."""
    lines = [
        Line(id=f"I{place}", section=section, text=text, span=Span(start=0, end=0), node=node)
        for place, node in enumerate(nodes, start=1)
    ]
    return Protocol(
        key="NCT01234567", title="A trial", stages=(Stage(name="screening", label="Eligibility", lines=tuple(lines)),)
    )


def characteristics(export: Export) -> list[Mapping[str, Any]]:
    """Those of the first EvidenceVariable."""
    found: list[Mapping[str, Any]] = export.document["entry"][1]["resource"].get("characteristic", [])
    return found


# -- the logic ----------------------------------------------------------------------------------------------------------

NAMES = ["hypertension", "stroke", "pneumonia", "epilepsy", "asthma"]
TRUTHS = st.fixed_dictionaries(dict.fromkeys(NAMES, st.sampled_from([True, False, None])))
SURE = st.sampled_from(NAMES).map(lambda name: parse_criterion(f"has {name}"))
OPEN = st.sampled_from([Unread(text="gibberish"), Ask(statement="consent", question="?")])
PERMIT = st.just(NoConstraint(why="permission"))


def groups(inner: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    """Groups of every kind, of one item or more."""
    items = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        *(st.builds(kind, items=items) for kind in (AllOf, AnyOf, NoneOf)),
        st.builds(AtLeast, count=st.integers(0, 4), items=items),
        st.builds(Not, item=inner),
        st.builds(When, condition=inner, then=inner, otherwise=inner),
        st.builds(Readings, items=items, why=st.just("two ways")),
    )


DECIDED = st.recursive(SURE, groups, max_leaves=7)
WITH_OPEN = st.recursive(st.one_of(SURE, SURE, OPEN, PERMIT), groups, max_leaves=7)


def kleene(node: Criterion, truths: Mapping[str, Truth]) -> Truth:
    """What a tree says where the leaves are these: written from docs/reference/criteria-language.md."""
    below = [kleene(item, truths) for item in children(node)]
    match node:
        case Has():
            return truths[node.target.concept]
        case NoConstraint():
            return True
        case AllOf():
            return _so_many(len(below), below)
        case AnyOf():
            return _so_many(1, below)
        case NoneOf():
            return _turned(_so_many(1, below))
        case AtLeast():
            return _so_many(node.count, below)
        case Not():
            return _turned(below[0])
        case When():
            return (below[1] if below[1] is below[2] else None) if below[0] is None else below[1 if below[0] else 2]
        case Readings():
            return below[0] if len(set(below)) == 1 else None
        case _:
            return None


def _so_many(count: int, values: list[Truth]) -> Truth:
    if sum(value is True for value in values) >= count:
        return True
    return None if sum(value is not False for value in values) >= count else False


def _turned(value: Truth) -> Truth:
    return None if value is None else not value


def _reader(truths: Mapping[str, Truth]) -> Any:
    return lambda item: truths[item["definitionCodeableConcept"]["text"]]


@LESS
@given(WITH_OPEN, TRUTHS)
def test_fhir_says_of_everybody_what_the_tree_says(tree: Criterion, truths: Mapping[str, Truth]) -> None:
    wanted = kleene(tree, truths)
    export = to_fhir(protocol(tree))
    made = characteristics(export)
    if not made:
        assert wanted is True, "a line without a characteristic excludes nobody"
        return
    found = fhir_truth(made[0], _reader(truths), made)
    if any("same for everybody" in item.why or "nobody can meet" in item.why for item in export.remarks):
        assert found in (wanted, None), "a part that is constant is in words, and so unknown"
    else:
        assert found is wanted


@LESS
@given(DECIDED, TRUTHS)
def test_a_fhir_reader_who_passes_over_words_excludes_nobody_more_for_readings(
    tree: Criterion, truths: Mapping[str, Truth]
) -> None:
    if any(isinstance(node, When) for node in walk(tree)) and any(isinstance(node, Readings) for node in walk(tree)):
        return  # a condition counts both ways: there a reader must know the words
    made = characteristics(to_fhir(protocol(tree)))
    if made and fhir_truth(made[0], _reader(truths), made, naive=True) is False and "definitionByCombination" in made[0]:
        assert kleene(tree, truths) is not True


# -- CTML of patients -----------------------------------------------------------------------------------------------------

CANCERS = {
    "gastric adenocarcinoma": "STAD",
    "lung adenocarcinoma": "LUAD",
    "cutaneous melanoma": "SKCM",
    "multiple myeloma": "PCM",
}
ASKED = [
    "age >= 18 years",
    "age <= 75 years",
    "age 18 to 75 years",
    "age > 17 and < 66 years",
    "has female",
    "has male",
    "has melanoma",
    "has gastric adenocarcinoma [proof: confirmed]",
    "has gastric cancer",
    "has solid tumor",
    "has melanoma [activity: history]",
    "has EGFR [value: mutated]",
    "has EGFR [value: L858R]",
    "has KRAS [value: wild type]",
    "has BRAF [value: V600]",
    "has HER2 [value: positive]",
    "has HER2 [value: negative or positive]",
    "tumor mutational burden >= 10 {mutations}/{Mb}",
    "has hypertension",
    "hemoglobin >= 9 g/dL",
    'ask "consent"',
    'unread "gibberish"',
]
TREE_OF_ASKED = st.recursive(st.sampled_from(ASKED).map(parse_criterion), groups, max_leaves=6)
PEOPLE = st.fixed_dictionaries(
    {
        "born": st.dates(dt.date(1940, 1, 1), dt.date(2015, 1, 1)),
        "sex": st.sampled_from(["female", "male"]),
        "cancer": st.sampled_from(sorted(CANCERS)),
        "EGFR": st.sampled_from(["wild type", "L858R"]),
        "KRAS": st.sampled_from(["wild type", "G12C"]),
        "BRAF": st.sampled_from(["wild type", "V600E"]),
        "HER2": st.sampled_from(["positive", "negative"]),
        "tmb": st.sampled_from([3, 10, 22]),
    }
)
CONTEXT = Context(on=ON)


def _facts(person: Mapping[str, Any]) -> Any:
    genes = [{"what": name, "value": person[name]} for name in ("EGFR", "KRAS", "BRAF", "HER2")]
    body = {
        "id": "P",
        "birth_date": person["born"].isoformat(),
        "sex": person["sex"],
        "facts": [
            {"what": person["cancer"], "date": "2025-06-01"},
            *genes,
            {"what": "tumor mutational burden", "value": person["tmb"], "unit": "mutations/Mb", "date": "2026-01-01"},
        ],
        "complete": ["conditions", "biomarkers"],
    }
    return facts_from_mapping(body, place="here")


def _record(person: Mapping[str, Any]) -> Record:
    genes = ("EGFR", "KRAS", "BRAF")
    return Record(
        born=person["born"],
        clinical={
            "gender": person["sex"].title(),
            "her2_status": person["HER2"].title(),
            "tmb_numerical": person["tmb"],
        },
        diagnosis=CANCERS[person["cancer"]],
        alterations=tuple(
            {"hugo_symbol": name, "variant_category": "Mutation", "protein_change": f"p.{person[name]}"}
            for name in genes
            if person[name] != "wild type"
        ),
    )


@often(250)
@given(TREE_OF_ASKED, PEOPLE)
def test_ctml_excludes_only_whom_the_reference_excludes(tree: Criterion, person: Mapping[str, Any]) -> None:
    step = to_ctml(protocol(tree)).document["treatment_list"]["step"][0]
    if "match" not in step or ctml_met(step["match"][0], _record(person), ON):
        return
    assert evaluate_criterion(tree, _facts(person), CONTEXT).truth is Verdict.FALSE


@LESS
@given(st.sampled_from(ASKED).map(parse_criterion), PEOPLE, st.booleans())
def test_what_ctml_says_just_so_is_met_by_whoever_meets_it(node: Criterion, person: Mapping[str, Any], denied: bool) -> None:
    tree = Not(item=node) if denied else node
    export = to_ctml(protocol(tree))
    if any(item.line for item in export.remarks):
        return
    met = ctml_met(export.document["treatment_list"]["step"][0]["match"][0], _record(person), ON)
    assert evaluate_criterion(tree, _facts(person), CONTEXT).truth is (Verdict.TRUE if met else Verdict.FALSE)


def test_the_leaves_of_these_laws_are_said_and_left_out_both() -> None:
    """Else the two laws above would hold of nothing."""
    said = [text for text in ASKED if "match" in to_ctml(protocol(parse_criterion(text))).document["treatment_list"]["step"][0]]
    exact = [text for text in said if not any(item.line for item in to_ctml(protocol(parse_criterion(text))).remarks)]
    assert len(exact) >= 12
    assert len(said) >= 15
    assert len(ASKED) - len(said) >= 4
    assert all(code in ONCOTREE for code in CANCERS.values())


def test_the_patients_of_these_laws_have_cancers_that_answer_what_is_asked() -> None:
    """A recorded cancer that may be the asked one is unknown to us, and no match in CTML: that is CTML's lack of "unknown"."""
    asked = [node.target.concept for node in map(parse_criterion, ASKED) if isinstance(node, Has)]
    cancers = [name for name in asked if default_vocabulary().kind(name) == "cancer"]
    assert len(set(cancers)) == 4 and CANCERS.keys() <= default_vocabulary().concepts.keys()
    assert all(default_vocabulary().relation(name, other) is not Relation.MAY_BE for name in CANCERS for other in cancers)


# -- every tree ---------------------------------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=30), st.sampled_from(["<script>alert(1)</script>", "a & b < c", "", "\x00\x1b[31m", "]]>", "*b* \\"])
)


@LESS
@given(st.lists(TREES, min_size=1, max_size=3), TEXTS, st.sampled_from(Section))
def test_every_export_is_what_its_standard_takes(trees: list[Criterion], text: str, section: Section) -> None:
    trial = protocol(*trees, text=text, section=section)
    Bundle.model_validate(json.loads(json.dumps(to_fhir(trial).document)))
    jsonschema.validate(to_ctml(trial).document, SCHEMA)
    _usdm_is_sound(to_usdm(trial).document, text)


def _usdm_is_sound(document: Mapping[str, Any], text: str) -> None:
    version = document["study"]["versions"][0]
    design = version["studyDesigns"][0]
    ids = [item["id"] for item in _objects(version)]
    assert len(ids) == len(set(ids))
    items = {item["id"]: item for item in version["eligibilityCriterionItems"]}
    assert [items[criterion["criterionItemId"]]["name"] for criterion in design["eligibilityCriteria"]] == [
        criterion["identifier"] for criterion in design["eligibilityCriteria"]
    ]
    for item in items.values():
        assert "".join(ElementTree.fromstring(item["text"]).itertext()) == plain(text)
    assert design["population"]["criterionIds"] == [criterion["id"] for criterion in design["eligibilityCriteria"]]


def _objects(body: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(body, dict):
        if "instanceType" in body:
            yield body
        for value in body.values():
            yield from _objects(value)
    elif isinstance(body, list):
        for value in body:
            yield from _objects(value)


@LESS
@given(TREES)
def test_no_leaf_is_missing_from_ctml_without_a_remark(tree: Criterion) -> None:
    """Generated names are none that CTML has a field for: each leaf, or a group above it, must be remarked on."""
    export = to_ctml(protocol(tree))
    parts = {item.part for item in export.remarks}
    assert "match" not in export.document["treatment_list"]["step"][0]
    if isinstance(folded(tree), bool):
        assert print_criterion(tree, width=10**6) in parts
        return
    shown = folded(tree)
    assert not isinstance(shown, bool)
    for path in _paths(shown):
        assert any(print_criterion(node, width=10**6) in parts for node in path)


@LESS
@given(TREE_OF_ASKED)
def test_what_is_the_same_for_everybody_is_remarked_on(tree: Criterion) -> None:
    kept = [] if isinstance(shown := folded(tree), bool) else [leaf for leaf in walk(shown) if not children(leaf)]
    for made in (to_fhir, to_ctml, to_usdm):
        parts = {item.part for item in made(protocol(tree)).remarks}
        for path in _paths(tree):
            assert path[-1] in kept or any(print_criterion(node, width=10**6) in parts for node in path)


def _paths(node: Criterion, above: tuple[Criterion, ...] = ()) -> Iterator[tuple[Criterion, ...]]:
    """Each leaf with the groups above it."""
    path = (*above, node)
    if not children(node):
        yield path
    for child in children(node):
        yield from _paths(child, path)


@LESS
@given(TREE_OF_ASKED)
def test_a_leaf_that_ctml_can_say_is_in_the_document_or_remarked_on(tree: Criterion) -> None:
    export = to_ctml(protocol(tree))
    written = json.dumps(export.document)
    parts = {item.part for item in export.remarks}
    shown = folded(tree)
    for path in () if isinstance(shown, bool) else _paths(shown):
        alone = to_ctml(protocol(path[-1])).document["treatment_list"]["step"][0]
        denied = to_ctml(protocol(Not(item=path[-1]))).document["treatment_list"]["step"][0]
        forms = [json.dumps(value) for step in (alone, denied) for value in _values(step.get("match", []))]
        noted = any(print_criterion(node, width=10**6) in parts for node in path)
        assert noted or any(form in written for form in forms)


def _values(tree: Any) -> Iterator[Any]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from ([tree[key]] if key in ("clinical", "genomic") else _values(value))
    elif isinstance(tree, list):
        for item in tree:
            yield from _values(item)


@LESS
@given(TREES)
def test_no_leaf_is_missing_from_fhir(tree: Criterion) -> None:
    """The reading of the whole line stands in it, and each thing that no machine decides is remarked on."""
    export = to_fhir(protocol(tree))
    variable = export.document["entry"][1]["resource"]
    assert "the sentence" in json.dumps(variable, ensure_ascii=False)
    shown = folded(tree)
    if isinstance(shown, bool):
        return
    parts = {item.part for item in export.remarks}
    for path in _paths(shown):
        if isinstance(path[-1], Unread | Ask | Readings):
            assert any(print_criterion(node, width=10**6) in parts for node in path)


def test_the_generated_trees_have_every_kind_of_node() -> None:
    assert {Compare, Has, When, Readings} <= KINDS


@LESS
@given(TREES, TEXTS)
def test_an_export_is_the_same_each_time(tree: Criterion, text: str) -> None:
    trial = protocol(tree, text=text)
    for made in (to_fhir, to_ctml, to_usdm):
        assert made(trial) == made(trial)
