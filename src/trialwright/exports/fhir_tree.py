"""A criteria tree as a FHIR characteristic: a node in; a characteristic of an EvidenceVariable out, true of the same people.

A characteristic without a definition is words for a person, and says so in a note: it is unknown, neither met nor not met.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from trialwright.exports import fhir_leaf
from trialwright.exports.fhir_codes import Json
from trialwright.exports.remarks import Effect, Remarks
from trialwright.exports.safe import identifier, markdown
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
)
from trialwright.protocol.words import words_of
from trialwright.vocabulary.concepts import Vocabulary

_ASK = "FHIR holds what a person must be asked in words only"
_UNREAD = "not read by us: in words only"
_AMBIGUOUS = "which reading is meant is a question in words; only what the readings agree on is decided"
_CONSTANT = "it is the same for everybody, which FHIR has no words for inside a combination: in words only"
_NOT_COMPUTABLE = "Not computable: for a person to decide. "


@dataclass(kw_only=True)
class Writer:
    """Writes the characteristics of one EvidenceVariable; every one gets an id of its own, by which it can be named again."""

    vocabulary: Vocabulary
    remarks: Remarks
    prefix: str = "x"
    _taken: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def characteristic(self, node: Criterion, *, wanted: bool = True, helps: bool = True) -> Json:
        """`node` as a characteristic; with `wanted` false, one that is met where `node` is false.

        `helps` tells whether meeting the characteristic is for the patient or, below an odd number of exclusions, against.
        """
        match node:
            case Not():
                return self.characteristic(node.item, wanted=not wanted, helps=helps)
            case NoneOf():
                return self._marked(self._combined("any-of", node.items, helps is not wanted), wanted=not wanted)
            case AllOf():
                return self._marked(self._combined("all-of", node.items, helps is wanted), wanted=wanted)
            case AnyOf():
                return self._marked(self._combined("any-of", node.items, helps is wanted), wanted=wanted)
            case AtLeast():
                return self._marked(self._at_least(node, helps is wanted), wanted=wanted)
            case When():
                return self._marked(self._when(node, helps is wanted), wanted=wanted)
            case Readings():
                return self._marked(self._readings(node, helps is wanted), wanted=wanted)
            case _:
                return self._marked(self._leaf(node), wanted=wanted)

    def words(self, text: str, why: str) -> Json:
        """A characteristic in words, with the reason why it is not more."""
        return self._marked({"description": markdown(text), "note": [{"text": markdown(_NOT_COMPUTABLE + why)}]})

    def id_of(self, name: str) -> str:
        """An id that no characteristic has yet."""
        link = identifier(name, self._taken)
        self._taken.add(link)
        return link

    def named(self, body: Json) -> Json:
        """A definition as a characteristic with an id of its own."""
        return self._marked(body)

    def _marked(self, body: Json, *, wanted: bool = True) -> Json:
        made = {"linkId": self._link()} | body
        return made if wanted else made | {"exclude": True}

    def _link(self) -> str:
        number = self._numbers[self.prefix] = self._numbers.get(self.prefix, 0) + 1
        return self.id_of(f"{self.prefix[:48]}.{number}")

    def _combined(self, code: str, items: Sequence[Criterion], helps: bool) -> Json:
        if not items:
            return self._constant(AllOf(items=()) if code == "all-of" else AnyOf(items=()))
        return combination(code, [self.characteristic(item, helps=helps) for item in items])

    def _at_least(self, node: AtLeast, helps: bool) -> Json:
        if node.count <= 0 or not node.items:
            return self._constant(node)
        body = self._combined("at-least", node.items, helps)
        body["definitionByCombination"]["threshold"] = node.count
        return body

    def _again(self, written: Json, *, wanted: bool = True) -> Json:
        """A characteristic that is written already, named by its id."""
        return self._marked({"definitionId": written["linkId"]}, wanted=wanted)

    def _when(self, node: When, helps: bool) -> Json:
        """The condition and `then`, or not the condition and `otherwise`, or both: which decides where the condition is open."""
        condition, then, otherwise = (self._named(item, helps) for item in (node.condition, node.then, node.otherwise))
        ways = [
            combination("all-of", [condition, then]),
            combination("all-of", [self._again(condition, wanted=False), otherwise]),
            combination("all-of", [self._again(then), self._again(otherwise)]),
        ]
        return combination("any-of", [self._marked(way) for way in ways])

    def _named(self, node: Criterion, helps: bool) -> Json:
        """A characteristic that can be named by its id: one that says what holds, not what is excluded."""
        made = self.characteristic(node, helps=helps)
        return self._marked(combination("all-of", [made])) if "exclude" in made else made

    def _readings(self, node: Readings, helps: bool) -> Json:
        """What all readings agree on, with the question which is meant. Without that it is the reading that excludes less."""
        if not node.items:
            return self._constant(node)
        self.remarks.add(node, Effect.AS_TEXT, _AMBIGUOUS)
        written = [self._named(item, helps) for item in node.items]
        again = [self._again(item) for item in written]
        question = self.words(f"The text can be read in more than one way: {node.why}", _AMBIGUOUS)
        outer, inner = ("any-of", "all-of") if helps else ("all-of", "any-of")
        agreed = self._marked(combination(inner, written))
        either = self._marked(combination(outer, again))
        return combination(outer, [agreed, self._marked(combination(inner, [question, either]))])

    def _constant(self, node: Criterion) -> Json:
        self.remarks.add(node, Effect.AS_TEXT, _CONSTANT)
        return {"description": markdown(words_of(node)), "note": _notes(_CONSTANT)}

    def _leaf(self, node: Criterion) -> Json:
        match node:
            case Compare() | Has():
                return self._defined(node)
            case Ask():
                self.remarks.add(node, Effect.AS_TEXT, _ASK)
                return {"description": markdown(node.statement), "note": _notes(_ASK, node.question)}
            case Unread():
                self.remarks.add(node, Effect.AS_TEXT, _UNREAD)
                return {"description": markdown(node.text), "note": _notes(_UNREAD, node.why)}
            case _:
                return self._constant(node)

    def _defined(self, node: Compare | Has) -> Json:
        try:
            made = self._definition(node)
        except fhir_leaf.NotSayableError as why:
            self.remarks.add(node, Effect.AS_TEXT, str(why))
            return {"description": markdown(words_of(node)), "note": _notes(str(why))}
        if isinstance(node, Has) and not fhir_leaf.plain_target(node.target) and fhir_leaf.result_of(node.target) is None:
            self.remarks.add(node, Effect.AS_TEXT, fhir_leaf.IN_WORDS)
        return {"description": markdown(words_of(node))} | made

    def _definition(self, node: Compare | Has) -> Json:
        if isinstance(node, Has):
            return fhir_leaf.has_characteristic(node, self.vocabulary)
        node = fhir_leaf.in_numbers(node)
        codes = fhir_leaf.codes_of_scale(node)
        if codes is None:
            parts = fhir_leaf.compare_characteristics(node, self.vocabulary)
        else:
            parts = fhir_leaf.code_characteristics(node, codes, self.vocabulary)
        if len(parts) == 1:
            return parts[0]
        return combination("all-of" if codes is None else "any-of", [self._marked(part) for part in parts])


def combination(code: str, characteristics: Iterable[Json]) -> Json:
    """`definitionByCombination` of characteristics."""
    return {"definitionByCombination": {"code": code, "characteristic": list(characteristics)}}


def _notes(*texts: str) -> list[Json]:
    shown = [_NOT_COMPUTABLE + texts[0], *texts[1:]]
    return [{"text": markdown(text)} for text in shown if text.strip()]
