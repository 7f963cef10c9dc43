"""The Leaf Clinical Trials corpus held against our reading: numeric comparisons, and names of conditions, drugs and procedures.

`python -m benchmarks.lct GOLD [--misses N]`. GOLD: JSON lines (or gzip of them), one document each: `text`, `oncology`, `numeric`
(event, name, name_span, op, values, value_spans, unit) and `entities` (type, span, text). The corpus (Dobbins et al., Sci Data
2022)
names no licence: it is measured with, never shipped. Printed for all documents and for those flagged oncology: precision,
recall and
F1 of

- **numeric**: a comparison of ours and one of the gold are the same when their places overlap and value and operator are the
same;
- **numeric, name too**: when besides our vocabulary reads the gold's name as the quantity that we compare;
- **condition, drug, procedure**: names whose places overlap and whose type is the same.

**numeric** counts every comparison that our reader saw in the words (`compiler.comparisons`), as the corpus does; **compiled**
only those
of the compiled tree, which a patient would be held against. The corpus counts a treatment
that is named by what is done ("chemotherapy", "hormonal therapy") as a procedure, one that is named by a substance as a drug: a
name
of ours is sorted likewise, by its head word.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.outlining.split import split
from trialwright.compiler.phrasing.comparisons import comparisons_in
from trialwright.compiler.statement import Statement, Work, normal_of, statements_of
from trialwright.compiler.tagging.tag import default_tagger, tag
from trialwright.findings import Span
from trialwright.protocol.criteria import Compare, Has, Qualifier, Target, walk
from trialwright.vocabulary.concepts import default_vocabulary

_TYPES = {
    "condition": ("cancer", "histology", "metastasis", "condition", "finding", "demographic"),
    "drug": ("drug", "drug class", "regimen"),
    "procedure": ("surgery", "radiotherapy", "procedure", "imaging", "transplant"),
}
_TYPE_OF = {kind: name for name, kinds in _TYPES.items() for kind in kinds}
_DONE = re.compile(r"(?:therap|treatment|intervention|chemo|radiat|irradiat|transplant|vaccinat|transfus)\w*$", re.IGNORECASE)
"""A head word that says what is done, not what is given."""
_ORDERED = frozenset({"stage", "grade"})
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
_SPELLED = {"one": "1", "once": "1", "two": "2", "twice": "2", "three": "3", "four": "4", "five": "5", "six": "6"}


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One comparison as printed: what is compared, the sign, the values, and where. `ends`: the two signs of a range, each
    with its value."""

    names: frozenset[str]
    op: str
    values: tuple[str, ...]
    spans: tuple[Span, ...]
    said: Span | None = None
    ends: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Gold:
    """A comparison of the gold with its name: the words, their place, the kind of event and the unit."""

    comparison: Comparison
    name: str
    place: Span | None
    event: str
    unit: str


@dataclass
class Score:
    """Hits on either side, and what was missed or made too much, as text."""

    found: int = 0
    ours: int = 0
    gold: int = 0
    hit: int = 0
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """Name, precision, recall, F1, counts."""
        precision = self.hit / self.ours if self.ours else 0.0
        recall = self.found / self.gold if self.gold else 0.0
        total = precision + recall
        f1 = 2 * precision * recall / total if total else 0.0
        return f"{name:24} {precision:9.3f} {recall:9.3f} {f1:9.3f} {self.gold:9} {self.ours:9}"


def documents(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of a gold file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as rows:
        for row in rows:
            yield json.loads(row)


def _overlap(some: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(a.start < b.end and b.start < a.end for a in some for b in others)


def _value(text: str) -> str:
    """A value in one spelling: a number without its thousands signs and trailing noughts, a code in capitals."""
    text = _SPELLED.get(text.strip().lower(), text)
    number = _NUMBER.fullmatch(text.strip())
    try:
        return format(Decimal(number[0].replace(",", "")).normalize(), "f") if number else text.strip().upper()
    except InvalidOperation:
        return text.strip().upper()


def seen_comparisons(text: str) -> list[Comparison]:
    """The comparisons that the words state, those of the same place once."""
    work = Work(text=text, tagger=default_tagger())
    found = []
    for statement in _all(statements_of(split(text))):
        normal = normal_of(statement, work)
        for seen in comparisons_in(tag(normal.text, work.tagger)):
            values = tuple(map(_value, seen.values))
            names = frozenset(seen.names or (seen.said.text.lower(),))
            place, said = normal.span(seen.start, seen.end), normal.span(seen.said.start, seen.said.end)
            found.append(Comparison(names=names, op=seen.op, values=values, spans=(place,), said=said))
    return found


def compiled_comparisons(text: str) -> list[Comparison]:
    """The comparisons of the compiled tree, each once, in the sense in which they are printed."""
    found: dict[tuple[object, ...], Comparison] = {}
    for stage in compile_criteria(text).built.stages:
        for line in stage.lines:
            for node in walk(line.node):
                if isinstance(node, Compare):
                    comparison = _of_compare(node)
                    found[(comparison.names, comparison.op, comparison.values, node.span)] = comparison
                elif isinstance(node, Has):
                    for qualifier in node.target.qualifiers:
                        if qualifier.name in _ORDERED:
                            comparison = _of_codes(node.target, qualifier, node.span)
                            found[(comparison.names, comparison.op, comparison.values, node.span)] = comparison
    return list(found.values())


def _of_compare(node: Compare) -> Comparison:
    quantity = node.quantity
    names = {quantity.variable or "", quantity.attribute or "", quantity.of.concept if quantity.of else ""} - {""}
    low, high = node.low, node.high
    if low and high and low.value == high.value:
        op, ends = "=", [low]
    elif low and high:
        op, ends = "between", [low, high]
    elif low:
        op, ends = (">=" if low.inclusive else ">"), [low]
    else:
        op, ends = ("<=" if high and high.inclusive else "<"), [high] if high else []
    values = tuple(_value(str(end.value)) for end in ends)
    signs = ((">=" if low.inclusive else ">"), ("<=" if high.inclusive else "<")) if op == "between" and low and high else ()
    return Comparison(
        names=frozenset(names), op=op, values=values, spans=(node.span,), ends=tuple(zip(signs, values, strict=False))
    )


def _of_codes(target: Target, qualifier: Qualifier, span: Span) -> Comparison:
    names = frozenset({target.concept, qualifier.name})
    return Comparison(names=names, op="=", values=tuple(map(_value, qualifier.values)), spans=(span,))


def gold_comparisons(document: dict[str, Any]) -> list[Gold]:
    """The gold's comparisons."""
    result = []
    for row in document["numeric"]:
        spans = tuple(Span(start=start, end=end) for start, end in row["value_spans"])
        comparison = Comparison(names=frozenset(), op=row["op"], values=tuple(map(_value, row["values"])), spans=spans)
        place = Span(start=row["name_span"][0], end=row["name_span"][1]) if row.get("name_span") else None
        result.append(
            Gold(comparison=comparison, name=row["name"] or "", place=place, event=row["event"], unit=row["unit"] or "")
        )
    return result


def same_comparison(ours: Comparison, gold: Comparison) -> bool:
    """Same sign and values at overlapping places. A list of codes and the range from its first to its last are the same."""
    if not _overlap(ours.spans, gold.spans):
        return False
    if ours.op == gold.op and (ours.values == gold.values or set(ours.values) == set(gold.values)):
        return True
    if ours.op == gold.op != "between" and ours.values == gold.values[:1]:
        return True  # the gold's second value is a power of ten or the diastolic pressure
    if any((gold.op, gold.values[:1]) == (op, (value,)) for op, value in ours.ends):
        return True  # ">= 3 and <= 18 years": we hold one range where the gold prints its two ends
    listed = {ours.op, gold.op} == {"=", "between"}
    return listed and (ours.values[:1], ours.values[-1:]) == (gold.values[:1], gold.values[-1:])


def same_name(ours: Comparison, gold: Gold) -> bool:
    """We took the name from the same words, or our vocabulary reads the gold's name (or its kind of event, or its unit, where
    those
    are the name: an "Age", a "stage") as what we compare, or as a wider or narrower concept of it."""
    if ours.said is not None and gold.place is not None and _overlap([ours.said], [gold.place]):
        return True
    spoken = {gold.event.lower(), gold.unit.lower().rstrip("s")} | set(gold.name.lower().split())
    if spoken & ours.names:
        return True
    vocabulary = default_vocabulary()
    read = {concept for chunk in _flat(tag(gold.name, default_tagger())) for concept in chunk.names}
    return any(
        one == other
        or (one in vocabulary and other in vocabulary and (vocabulary.is_a(one, other) or vocabulary.is_a(other, one)))
        for one in read
        for other in ours.names
    )


def _flat(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    for chunk in chunks:
        yield chunk
        yield from _flat(chunk.inner)


def our_names(text: str) -> list[tuple[str, Span]]:
    """(type, place) of every condition, drug and procedure that our vocabulary knows in the text."""
    work = Work(text=text, tagger=default_tagger())
    found = []
    for statement in _all(statements_of(split(text))):
        normal = normal_of(statement, work)
        for chunk in _flat(tag(normal.text, work.tagger)):
            if chunk.sort is not Sort.CONCEPT:
                continue
            kinds = {_TYPE_OF.get(work.tagger.vocabulary.kind(name) or "") for name in chunk.names}
            if _DONE.search(chunk.text) and kinds & {"drug", "procedure"}:
                kinds = {"procedure"}
            found += [(kind, normal.span(chunk.start, chunk.end)) for kind in kinds if kind]
    return found


def _all(statements: Sequence[Statement]) -> Iterator[Statement]:
    for statement in statements:
        yield statement
        yield from _all(statement.children)


def measure(paths: Sequence[Path]) -> dict[str, dict[str, Score]]:
    """Scores by group of documents ("all", "oncology") and by what is counted."""
    scores: dict[str, dict[str, Score]] = {"all": defaultdict(Score), "oncology": defaultdict(Score)}
    for path in paths:
        for document in documents(path):
            groups = ["all"] + ["oncology"] * bool(document["oncology"])
            for group in groups:
                _numeric(document, scores[group])
                _names(document, scores[group])
    return scores


def _numeric(document: dict[str, Any], scores: dict[str, Score]) -> None:
    text = document["text"]
    gold = gold_comparisons(document)
    seen, compiled = seen_comparisons(text), compiled_comparisons(text)
    for name, ours, named in (
        ("numeric", seen, False),
        ("numeric, name too", seen, True),
        ("compiled", compiled, False),
        ("compiled, name too", compiled, True),
    ):
        score = scores[name]
        same = [(a, b) for a, one in enumerate(ours) for b, other in enumerate(gold) if same_comparison(one, other.comparison)]
        pairs = [(a, b) for a, b in same if not named or same_name(ours[a], gold[b])]
        hit, found = {a for a, _ in pairs}, {b for _, b in pairs}
        score.ours, score.gold = score.ours + len(ours), score.gold + len(gold)
        score.hit, score.found = score.hit + len(hit), score.found + len(found)
        if named:
            score.extra += [f"named {', '.join(sorted(ours[a].names))}: {gold[b].name}" for a, b in same if a not in hit]
            continue
        score.missed += [_shown(text, row.comparison, row.name) for b, row in enumerate(gold) if b not in found]
        score.extra += [_shown(text, one, "") for a, one in enumerate(ours) if a not in hit]


def _shown(text: str, one: Comparison, called: str) -> str:
    place = one.spans[0]
    around = re.sub(r"\s+", " ", text[max(0, place.start - 60) : place.end + 40])
    return f"{called or ', '.join(sorted(one.names))} {one.op} {' '.join(one.values)} | {around}"


def _names(document: dict[str, Any], scores: dict[str, Score]) -> None:
    text, found = document["text"], our_names(document["text"])
    for kind in _TYPES:
        score = scores[kind]
        ours = [span for name, span in found if name == kind]
        gold = [Span(start=row["span"][0], end=row["span"][1]) for row in document["entities"] if row["type"] == kind]
        score.ours, score.gold = score.ours + len(ours), score.gold + len(gold)
        score.hit += sum(_overlap([span], gold) for span in ours)
        score.found += sum(_overlap([span], ours) for span in gold)
        score.missed += [text[span.start : span.end] for span in gold if not _overlap([span], ours)]
        score.extra += [text[span.start : span.end] for span in ours if not _overlap([span], gold)]


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.lct", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument(
        "--misses", type=int, default=0, help="print so many of what was missed or too much, of oncology documents"
    )
    arguments = parser.parse_args()
    scores = measure(arguments.gold)
    for group, rows in scores.items():
        print(f"{group + ' documents':24} precision    recall        F1      gold      ours")
        for name, score in rows.items():
            print(score.line(name))
    for name, score in scores["oncology"].items():
        for sort, texts in (("missed", score.missed), ("too much", score.extra)):
            for text in texts[: arguments.misses]:
                print(f"{name}, {sort}: {text}")


if __name__ == "__main__":
    main()
