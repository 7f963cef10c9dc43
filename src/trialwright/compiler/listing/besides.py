"""Besides: "AML or MDS, age >= 60 years", "lung cancer or mesothelioma, EGFR wild type" in; the alternatives, and beside them
what stands behind the comma, out: it is of another sort than they, and asked of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.required import not_read, says_how
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, joined_by, split_at, stripped
from trialwright.protocol.criteria import Compare, Criterion, Has, Readings, children, walk

Reader = Callable[[tuple[Chunk, ...], Setting], Criterion]

_CANCERS = frozenset({"cancer", "histology"})
_BESIDE = frozenset({"biomarker", "gene", "receptor status", "finding", "metastasis", *THERAPY_KINDS})


def beside_alternatives(chunks: tuple[Chunk, ...], setting: Setting, read: Reader) -> Criterion | None:
    """Cancers joined by "or", and what an inclusion asks beside them; both readings where that was not read, and may name one
    more cancer. None for a list that ends in its "or", or goes on with what it began with."""
    last = max((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.OR), default=None)
    if setting.exclusion or last is None or any(chunk.sort in (Sort.AND, Sort.EITHER, Sort.ASKED, Sort.IF) for chunk in chunks):
        return None
    comma = next((place for place in range(last + 2, len(chunks)) if chunks[place].sort is Sort.COMMA), None)
    if comma is None or not _of_cancers(chunks[:comma], setting):
        return None
    pieces = [stripped(piece) for piece, _sign in split_at(chunks[comma:], frozenset({Sort.COMMA}))]
    rest = [read(piece, setting) for piece in pieces if piece]
    group = read(stripped(chunks[:comma]), setting)
    if not rest or not_read(group) or any(_kind(leaf, setting) in _CANCERS for node in rest for leaf in walk(node)):
        return None
    beside = joined_by("and", (group, *rest))
    if all(_another_sort(node, setting) or says_how(node) for node in rest):
        return beside
    return Readings(
        items=(read(chunks, setting), beside),
        why="what stands behind the comma may be asked beside the others",
        span=setting.span(chunks),
    )


def _of_cancers(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """Whether all that the stretch names are cancers, and more than one."""
    named = [chunk for chunk in chunks if chunk.sort is Sort.CONCEPT]
    kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
    return len(named) > 1 and kinds <= _CANCERS


def _kind(leaf: Criterion, setting: Setting) -> str | None:
    return setting.vocabulary.kind(leaf.target.concept) if isinstance(leaf, Has) else None


def _another_sort(node: Criterion, setting: Setting) -> bool:
    """True for limits, results, findings and therapies: nobody lists them as one more cancer."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    return all(isinstance(leaf, Compare) or _kind(leaf, setting) in _BESIDE for leaf in leaves)
