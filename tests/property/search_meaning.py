"""What a question means, worked out trial by trial without an index: the definition that the index must agree with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from trialwright.find.document import Document, Site
from trialwright.find.expression import (
    All,
    And,
    Coverage,
    Covering,
    Distance,
    Expression,
    InArea,
    Missing,
    Not,
    OnSite,
    Or,
    Range,
    Tilted,
    Widened,
    Widening,
    Words,
)
from trialwright.find.fields import BASIC, Kind, areas, fields
from trialwright.find.ordered import ordinals
from trialwright.find.schema import code, stems
from trialwright.find.tagging import default_tagger
from trialwright.find.units import Unit, units, whole_unit
from trialwright.find.words import STOP_WORDS


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What holds where a part of a question stands."""

    area: str = BASIC
    coverage: Coverage = Coverage.CONTAINS
    widening: Widening = Widening.RELAXATION


def holds(node: Expression, trial: Document, asked: Asked) -> bool:
    """Whether a trial answers a question."""
    match node:
        case And():
            return all(holds(item, trial, asked) for item in node.items)
        case Or():
            return any(holds(item, trial, asked) for item in node.items)
        case Not():
            return not holds(node.item, trial, asked)
        case InArea():
            return holds(node.item, trial, replace(asked, area=node.area))
        case Covering():
            return holds(node.item, trial, replace(asked, coverage=node.coverage))
        case Widened():
            return holds(node.item, trial, replace(asked, widening=node.widening))
        case Tilted():
            return holds(node.item, trial, asked)
        case OnSite():
            return any(_holds_of_site(node.item, site, "LocationSearch", Coverage.CONTAINS) for site in trial.sites)
        case All():
            return True
        case Missing():
            return not any(_any_value(trial, piece) for piece in _pieces(asked.area))
        case Range():
            return any(_in_range(node.low, node.high, piece, trial) for piece in _pieces(asked.area))
        case Distance():
            return any(_near(site, node) for site in trial.sites)
        case Words():
            return _words_hold(node, trial, asked)


def _pieces(area: str) -> tuple[str, ...]:
    return tuple(areas()[area].weights) if area in areas() else (area,)


def _any_value(trial: Document, piece: str) -> bool:
    if fields()[piece].kind is Kind.GEO:
        return any(site.lat is not None for site in trial.sites)
    return bool(trial.words.get(piece) or trial.whole.get(piece) or piece in trial.numbers)


def _in_range(low: str | None, high: str | None, piece: str, trial: Document) -> bool:
    value = trial.numbers.get(piece)
    if value is None:
        return False
    kind = fields()[piece].kind
    least = (ordinals(kind, low) or (math.inf, 0))[0] if low is not None else -math.inf
    most = (ordinals(kind, high) or (0, -math.inf))[1] if high is not None else math.inf
    return least <= value <= most


def _words_hold(node: Words, trial: Document, asked: Asked) -> bool:
    pieces = _pieces(asked.area)
    if len(pieces) == 1 and fields()[pieces[0]].kind.ordered:
        return _in_range(node.text, node.text, pieces[0], trial)
    if len(pieces) == 1 and fields()[pieces[0]].kind.whole:
        return code(node.text) in map(code, trial.whole.get(pieces[0], ()))
    whole = whole_unit(node.text, default_tagger())
    if asked.widening in (Widening.NONE, Widening.TERM):
        return _unit_holds(replace(whole, concepts=()), trial, asked)
    if node.quoted or asked.coverage is not Coverage.CONTAINS or asked.widening is Widening.CONCEPT:
        return _unit_holds(whole, trial, asked)
    parts = [unit for unit in units(node.text, default_tagger()) if unit.concepts or _telling(unit)] or [whole]
    found = [_unit_holds(unit, trial, asked) for unit in parts]
    return any(found) if asked.widening is Widening.LOSSY else all(found)


def _telling(unit: Unit) -> bool:
    return bool(stems(unit.text)) and unit.text.lower() not in STOP_WORDS


def _unit_holds(unit: Unit, trial: Document, asked: Asked) -> bool:
    return any(_unit_in_piece(unit, trial, piece, asked) for piece in _pieces(asked.area))


def _unit_in_piece(unit: Unit, trial: Document, piece: str, asked: Asked) -> bool:
    wanted = stems(unit.text)
    if not fields()[piece].kind.of_words:
        values = trial.whole.get(piece, ())
        if asked.area == BASIC:
            by_words = not unit.concepts or len(wanted) == 1 or any(word.isdigit() for word in wanted)
            return by_words and _covered(wanted, [value.replace("_", " ") for value in values], asked.coverage)
        return code(unit.text) in map(code, values)
    values = trial.words.get(piece, ())
    by_name = unit.concepts and asked.coverage is Coverage.CONTAINS and (fields()[piece].concepts or asked.area == BASIC)
    by_words = not by_name or len(wanted) == 1 or any(word.isdigit() for word in wanted)
    if by_words and _covered(wanted, values, asked.coverage):
        return True
    if not by_name:
        return False
    tagger = default_tagger()
    named = tagger.with_broader(chain.from_iterable(tagger.concepts(value) for value in values))
    return not named.isdisjoint(unit.concepts)


def _covered(wanted: list[str], values: Iterable[str], coverage: Coverage) -> bool:
    return bool(wanted) and any(_covers(wanted, stems(value), coverage) for value in values)


def _covers(wanted: list[str], words: list[str], coverage: Coverage) -> bool:
    match coverage:
        case Coverage.FULL:
            return words == wanted
        case Coverage.STARTS:
            return words[: len(wanted)] == wanted
        case Coverage.ENDS:
            return words[-len(wanted) :] == wanted
        case _:
            return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))


def _holds_of_site(node: Expression, site: Site, area: str, coverage: Coverage) -> bool:
    match node:
        case And():
            return all(_holds_of_site(item, site, area, coverage) for item in node.items)
        case Or():
            return any(_holds_of_site(item, site, area, coverage) for item in node.items)
        case Not():
            return not _holds_of_site(node.item, site, area, coverage)
        case InArea():
            return _holds_of_site(node.item, site, node.area, coverage)
        case Covering():
            return _holds_of_site(node.item, site, area, node.coverage)
        case Widened() | Tilted() | OnSite():
            return _holds_of_site(node.item, site, area, coverage)
        case All():
            return True
        case Missing():
            return not any(site.values.get(piece) for piece in _pieces(area))
        case Distance():
            return _near(site, node)
        case Words():
            return _words_of_site(node, site.values, area, coverage)
        case Range():
            raise AssertionError("sites have nothing to put in a range")


def _words_of_site(node: Words, values: Mapping[str, tuple[str, ...]], area: str, coverage: Coverage) -> bool:
    wanted = stems(node.text)
    texts = [value for piece in _pieces(area) for value in values.get(piece, ())]
    if area != "LocationSearch" and fields()[area].kind.whole:
        return code(node.text) in map(code, texts)
    if area == "LocationSearch" and not node.quoted and coverage is Coverage.CONTAINS:
        there = {word for text in texts for word in stems(text)}
        return bool(wanted) and there.issuperset([word for word in wanted if word not in STOP_WORDS] or wanted)
    return _covered(wanted, texts, coverage)


def _near(site: Site, node: Distance) -> bool:
    if site.lat is None or site.lon is None:
        return False
    one, other = math.radians(round(site.lat, 3)), math.radians(node.lat)
    half = math.sin((one - other) / 2) ** 2
    half += math.cos(one) * math.cos(other) * math.sin(math.radians(round(site.lon, 3) - node.lon) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half)) <= node.km
