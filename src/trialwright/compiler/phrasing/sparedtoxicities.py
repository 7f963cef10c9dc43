"""Spared toxicities: the words of an exception in ("alopecia, grade 2 neuropathy"); what they name, and the rule on the grade of
toxicities with them let off, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, changed_leaves, flattened, stripped
from trialwright.compiler.wording.rules import matching, patterns
from trialwright.protocol.criteria import Compare, Criterion, Has, Qualifier, Quantity, Target, walk

TOXICITY = "toxicity of earlier treatment"
CYTOPENIAS = ("anemia", "leukopenia", "thrombocytopenia", "cytopenia", "pancytopenia")
"""What "hematologic toxicity" is."""
_OF_BLOOD = re.compile(r"h(?:a)?ematolog\w*(?: (?:toxicit\w+|parameters?|values?))?", re.IGNORECASE)


def spared_toxicities(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> tuple[list[Target], str]:
    """The toxicities that "alopecia, grade 2 neuropathy or hematologic toxicity" names, and its words from the first that is no
    name on."""
    named: list[Target] = []
    if _STILL_BARS.search(setting.words(chunks)) is not None:
        return named, setting.words(chunks).strip(" .,;()")
    for piece in _pieces(chunks):
        said = setting.words(piece).strip(" .,;()")
        targets = list(_targets(_bare(piece), setting, read))
        if _OF_BLOOD.fullmatch(said):
            targets = [Target(concept=name) for name in CYTOPENIAS]
        if not targets and said:
            return named, setting.words([chunk for chunk in chunks if chunk.start >= piece[0].start]).strip(" .,;()")
        named.extend(targets)
    return named, ""


_STILL_BARS = re.compile(
    r"\b(?:exclu\w+|ineligible|not (?:be )?(?:eligible|allowed|permitted))\b.*\b(?:if|when|grade)\b|[<>=] ?grade"
)
""" "Excluding neuropathy and alopecia (which are excluded if >= grade 3)": how far each is spared is asked."""


def _bare(piece: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """A piece without leave behind it ("which are allowed"), and without an exception's own word before it."""
    place = next((index for index, chunk in enumerate(piece) if chunk.sort is Sort.PERMIT), len(piece))
    while place and piece[place - 1].text.lower() in ("which", "that", "which are", "that are"):
        place -= 1
    return stripped(
        [chunk for chunk in piece[:place] if chunk.sort is not Sort.EXC and matching("toxicity lasting", chunk.text) is None]
    )


_JOINTS = frozenset({Sort.COMMA, Sort.AND, Sort.OR, Sort.SEMICOLON, Sort.SLASH})


def _pieces(chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, ...]]:
    piece: list[Chunk] = []
    for chunk in chunks:
        if chunk.sort in _JOINTS:
            if stripped(piece):
                yield stripped(piece)
            piece = []
        else:
            piece.append(chunk)
    if stripped(piece):
        yield stripped(piece)


def _targets(piece: Sequence[Chunk], setting: Setting, read: Reader) -> Iterator[Target]:
    """The target of a piece, with the grade up to which it is spared; nothing where it is more than a name and a grade."""
    node = read(piece, replace(setting, exclusion=True)) if piece else None
    match node:
        case Has(target=target, window=None) if _disease(target, setting):
            yield target
        case Compare(quantity=Quantity(attribute="grade", of=Target() as target), low=low, high=high):
            edge = high or low
            if edge is not None and _disease(target, setting):
                sign = "<" if high is not None and not edge.inclusive else "<="
                yield replace(target, qualifiers=(*target.qualifiers, Qualifier(name="grade", values=(f"{sign}{edge.value}",))))


def _disease(target: Target, setting: Setting) -> bool:
    kind = setting.vocabulary.kind(target.concept)
    return kind in ("condition", "finding") and target.qualifier("described") is None


def with_toxicities_let_off(node: Criterion, sentence: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "However, alopecia and neuropathy of grade 2 are acceptable", a sentence behind the rule; None for any other."""
    if not any(_is_of_toxicity(leaf, setting) for leaf in walk(node)):
        return None
    said = stripped(sentence)
    ((let_off, _why),) = patterns("toxicity let off")
    found = let_off.fullmatch(setting.words(said))
    if found is None or not said:
        return None
    begin, end = (said[0].start + place for place in found.span("what"))
    spared = [chunk for chunk in flattened(said) if begin <= chunk.start and chunk.end <= end]
    return with_toxicities_spared(node, stripped(spared), setting, read)


def with_toxicities_spared(node: Criterion, chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "However, alopecia and grade 2 neuropathy are acceptable": let off from the grade that toxicities may have; None where the
    rule before is no such one, or something is let off that has no name."""
    if not asks_of_toxicities(node, setting):
        return None
    named, rest = spared_toxicities(chunks, setting, read)
    return None if rest or not named else _spared_in(node, tuple(named), setting)


def asks_of_toxicities(node: Criterion, setting: Setting) -> bool:
    """Whether a rule limits the grade of toxicities anywhere."""
    return any(_is_of_toxicity(leaf, setting) for leaf in walk(node))


def _is_of_toxicity(node: Criterion, setting: Setting) -> bool:
    """True for a limit on the grade of toxicities."""
    if not isinstance(node, Compare) or node.quantity.attribute != "grade" or node.quantity.of is None:
        return False
    return setting.under(node.quantity.of.concept, TOXICITY)


def _spared_in(node: Criterion, named: tuple[Target, ...], setting: Setting) -> Criterion:
    """The tree with more let off from every limit on the grade of toxicities in it."""

    def spare(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Compare) or not _is_of_toxicity(leaf, setting) or leaf.quantity.of is None:
            return leaf
        target = replace(leaf.quantity.of, exceptions=(*leaf.quantity.of.exceptions, *named))
        return replace(leaf, quantity=replace(leaf.quantity, of=target))

    return changed_leaves(node, spare)
