"""Leaves in CTML: a leaf and whether it must hold or must not in; a match tree that everybody meets who meets ours out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from trialwright.exports.oncotree import Types, types_of, types_within
from trialwright.exports.tables import rows
from trialwright.protocol.criteria import Compare, Has, Limit, Target, WindowKind
from trialwright.vocabulary.concepts import Vocabulary

Match: TypeAlias = dict[str, Any]

_CANCERS = frozenset({"cancer", "histology"})
_GENDERS = {"female": "Female", "male": "Male"}
_BURDEN = "tumor mutational burden"
_PER_MEGABASE = "{mutations}/{Mb}"
_NO_FIELD = "CTML has no field for it"
_NARROWED = "CTML has no words for what narrows it"
_NOT_DENIED = "CTML cannot deny it without denying more"
_NO_TYPE = "OncoTree has no type that holds all of it"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A leaf in CTML. `match` is None where CTML has no words for it, and `why` the reason; else `why` says how it is wider."""

    match: Match | None = None
    why: str = ""


def has_match(node: Has, wanted: bool, vocabulary: Vocabulary) -> Said:
    """A sighting: a sex, a cancer as OncoTree names it, a marker."""
    target = node.target
    narrowed = bool(target.exceptions or node.window is not None)
    kind = vocabulary.kind(target.concept)
    if target.other:
        return Said(why=_NARROWED)
    if kind == "demographic" and target.concept in _GENDERS and not narrowed and not target.qualifiers:
        gender = Said(match={"clinical": {"gender": _GENDERS[target.concept]}})
        return gender if wanted else Said(why=_NOT_DENIED)
    if kind in _CANCERS:
        return _cancer(node, wanted, vocabulary)
    return _marker(target, wanted, narrowed, vocabulary)


def _cancer(node: Has, wanted: bool, vocabulary: Vocabulary) -> Said:
    """A cancer as the patient's primary diagnosis. One of the past is none; one that is narrowed is asked for without that."""
    target = node.target
    narrowed = bool(target.qualifiers or target.exceptions or node.window)
    if narrowed and not wanted:
        return Said(why=f"{_NARROWED}, and {_NOT_DENIED}")
    if not all(item.name in _present() and not item.negated for item in target.qualifiers):
        return Said(why=_NARROWED)
    if node.window is not None and node.window.kind is not WindowKind.CURRENT:
        return Said(why=_NARROWED)
    found = types_of(target.concept, vocabulary) if wanted else types_within(target.concept, vocabulary)
    if found is None:
        return Said(why=_NO_TYPE)
    wider = "OncoTree's types are wider than it" if wanted else "only OncoTree's types that are certainly it are excluded"
    why = "; ".join(text for text, true in ((_NARROWED, narrowed), (wider, found.wider)) if true)
    return Said(match=_typed(found, wanted), why=why)


@cache
def _present() -> frozenset[str]:
    return frozenset(row["family"] for row in rows("ctml_narrowing.tsv"))


def _typed(types: Types, wanted: bool) -> Match:
    sign = "" if wanted else "!"
    leaves = [{"clinical": {"oncotree_primary_diagnosis": f"{sign}{name}"}} for name in types.names]
    return leaves[0] if len(leaves) == 1 else {"or" if wanted else "and": leaves}


def _marker(target: Target, wanted: bool, narrowed: bool, vocabulary: Vocabulary) -> Said:
    """A marker with a result: by the table `ctml_markers.tsv`. Several results are alternatives."""
    results = next((item.values for item in target.qualifiers if item.name == "value" and not item.negated), ())
    narrowed = narrowed or len(target.qualifiers) > 1
    found = [_row(target.concept, result, vocabulary) for result in results]
    if not found or any(item is None for item in found):
        return Said(why=_NO_FIELD)
    if narrowed and not wanted:
        return Said(why=f"{_NARROWED}, and {_NOT_DENIED}")
    pairs = [item for item in found if item is not None]
    how = [row["positive" if wanted else "negative"] for row, _ in pairs]
    if not all(how):
        return Said(why=_NOT_DENIED if not wanted else _NO_FIELD)
    leaves = [_marked(row, text, target.concept, vocabulary) for row, text in pairs]
    if any(leaf is None for leaf in leaves):
        return Said(why="it has no symbol of HGNC")
    made = [leaf if wanted else _denied(leaf) for leaf in leaves if leaf is not None]
    wider = "CTML's value is wider than the result" if "wider" in how else ""
    why = "; ".join(text for text in (_NARROWED if narrowed else "", wider) if text)
    return Said(match=made[0] if len(made) == 1 else {"or" if wanted else "and": made}, why=why)


def _row(concept: str, result: str, vocabulary: Vocabulary) -> tuple[Mapping[str, str], str] | None:
    """The row for a result of a marker, with CTML's value."""
    names = [concept, *(["kind:gene"] if vocabulary.kind(concept) == "gene" else [])]
    for row in rows("ctml_markers.tsv"):
        if row["of"] not in names:
            continue
        pattern = row["value"]
        if not pattern.startswith("/"):
            if pattern == result:
                return row, row["is"]
            continue
        found = re.fullmatch(pattern.strip("/"), result)
        if found:
            return row, row["is"].format(*found.groups("") and ("", *found.groups("")))
    return None


def _marked(row: Mapping[str, str], text: str, concept: str, vocabulary: Vocabulary) -> Match | None:
    if row["part"] == "clinical":
        return {"clinical": {row["field"]: text}}
    if row["field"].endswith("_status"):
        return {"genomic": {row["field"]: text}}
    symbol = _symbol(concept, vocabulary)
    if symbol is None:
        return None
    said: Match = {"hugo_symbol": symbol, "variant_category": "Mutation"}
    return {"genomic": said | {row["field"]: int(text) if row["field"] == "exon" else text}}


def _denied(leaf: Match) -> Match:
    said = dict(leaf["genomic"])
    return {"genomic": said | {"variant_category": f"!{said['variant_category']}"}}


@cache
def _symbols() -> Mapping[str, str]:
    return {row["id"]: row["symbol"] for row in rows("hgnc.tsv")}


def _symbol(concept: str, vocabulary: Vocabulary) -> str | None:
    codes = vocabulary[concept].codes if concept in vocabulary else ()
    return next((_symbols().get(code.removeprefix("HGNC|")) for code in codes if code.startswith("HGNC|")), None)


def compare_match(node: Compare, wanted: bool) -> Said:
    """A comparison: age in years, mutational burden. A window only narrows: without it more people match, or it is not denied."""
    name = node.quantity.variable
    if name not in ("age", _BURDEN):
        return Said(why=f"{_NO_FIELD}: no laboratory value, score, count or dose")
    if node.relative is not None or (node.window is not None and not wanted):
        return Said(why=_NARROWED)
    if (name == "age" and node.unit != "a") or (name == _BURDEN and node.unit != _PER_MEGABASE):
        return Said(why="CTML has it in years" if name == "age" else "CTML has it in mutations per megabase")
    limits = [limit.value for limit in (node.low, node.high) if limit is not None]
    if not limits or not all(isinstance(value, Decimal) and value.is_finite() and value >= 0 for value in limits):
        return Said(why="CTML compares it with a number")
    field = "age_numerical" if name == "age" else "tmb_numerical"
    terms = list(_years(node, wanted) if name == "age" else _plain(node, wanted))
    leaves = [{"clinical": {field: term}} for term in terms]
    whole = leaves[0] if len(leaves) == 1 else {"and" if wanted else "or": leaves}
    return Said(match=whole, why=_NARROWED if node.window is not None else "")


def _years(node: Compare, wanted: bool) -> Iterator[str]:
    """Age in completed years: who is 75 until the day of turning 76 is "at most 75", which MatchMiner's "<=75" does not hold."""
    if node.low is not None:
        first = _first_year(node.low, above=not node.low.inclusive)
        yield f">={first}" if wanted else f"<{first}"
    if node.high is not None:
        first = _first_year(node.high, above=node.high.inclusive)
        yield f"<{first}" if wanted else f">={first}"


def _first_year(limit: Limit, *, above: bool) -> int:
    """The first birthday on which an age lies beyond the limit (`above`), or reaches it."""
    assert isinstance(limit.value, Decimal)
    whole = int(limit.value)
    return whole + 1 if above or limit.value != whole else whole


def _plain(node: Compare, wanted: bool) -> Iterator[str]:
    signs = ((node.low, (">=", ">"), ("<", "<=")), (node.high, ("<=", "<"), (">", ">=")))
    for limit, said, denied in signs:
        if limit is not None:
            assert isinstance(limit.value, Decimal)
            yield f"{(said if wanted else denied)[not limit.inclusive]}{limit.value:f}"
