"""Included: "two lines of therapy, at least one of which included a platinum", "lines including a taxane" in; the lines and what
one of them must have been out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.protocol.criteria import AllOf, AnyOf, AtLeast, Compare, Criterion, Has, children, walk
from trialwright.vocabulary.records import anew

_ONE_OF_THEM = re.compile(
    r"(?:(?:with|and|including)\s+)?(?:(?:of which|of these|of them)\s+(?:at least )?(?:one|1)|"
    r"(?:at least )?(?:one|1)\s+(?:of (?:which|these|them)|(?:line|regimen|therapy|treatment)))\b"
    r"\s*(?:must |should |had to |has to )?(?:have |has )?(?:been |be )?"
    r"(?:includ(?:e|ed|es|ing)|contain(?:ed|s|ing)?|was|were|is|being)\s+",
    re.IGNORECASE,
)
_LEADS = re.compile(r"of which|of these|of them|with at least (?:one|1) (?:line|regimen|therapy|treatment)", re.IGNORECASE)


def with_one_of_them(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "At least two lines, one of which must have contained a platinum": both; None for any other sentence."""
    if not _LEADS.search(setting.normal.text):
        return None
    found = _ONE_OF_THEM.search(setting.normal.text, chunks[0].start, chunks[-1].end)
    if found is None or not _LEADS.search(found[0]):
        return None
    before = [_without_with(chunk, found.start()) for chunk in chunks if chunk.start < found.start()]
    behind = stripped([chunk for chunk in chunks if chunk.start >= found.end()])
    if not stripped(before) or not behind or before[-1].end > found.start():
        return None
    head, named = read(stripped(before), setting), read(behind, setting)
    if not _lines_of(head, setting):
        return None
    among = AtLeast(count=1, items=named.items if isinstance(named, AnyOf) else (named,), span=named.span)
    return AllOf(items=(head, among), span=head.span.joined(named.span))


def _without_with(chunk: Chunk, end: int) -> Chunk:
    """ "Lines of therapy with at least one line …": the noun, without the preposition of what follows."""
    cut = chunk.sort is Sort.HIST and chunk.end > end and chunk.text.lower().startswith(("therapy ", "treatment "))
    return anew(chunk, sort=Sort.HEADNOUN, end=end, text=chunk.text.split()[0], value="head") if cut else chunk


def _lines_of(node: Criterion, setting: Setting) -> bool:
    """True for what counts or names therapies; nothing else has members of which one can be said to be a therapy."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    return any(isinstance(leaf, Compare) and leaf.quantity.attribute == "lines" for leaf in leaves) or any(
        isinstance(leaf, Has) and setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS for leaf in leaves
    )


_ARTICLE = re.compile(r"\W*(?:an?|at least|one|both|either|prior|treatment with|therapy with)\b", re.IGNORECASE)
_GENERAL = frozenset(
    {
        "chemotherapy",
        "radiotherapy",
        "surgery",
        "immunotherapy",
        "targeted therapy",
        "endocrine therapy",
        "systemic therapy",
        "anticancer therapy",
        "biologic agent",
        "transplantation",
    }
)
"""Kinds of therapy that tell what counts as a line ("including chemotherapy and surgery") as often as what must be among them."""


def must_be_among(main: Criterion, named: Criterion, examples: Sequence[Chunk], setting: Setting) -> bool:
    """True where what is named behind "including" must be one of the lines that are asked for: "at least one prior line including
    a platinum". False where it may only tell what counts ("up to two lines including adjuvant therapy")."""
    if not examples or not _asks_for_therapy(main, setting):
        return False
    leaves = [leaf for leaf in walk(named) if not children(leaf)]
    therapies = [leaf.target for leaf in leaves if isinstance(leaf, Has)]
    kinds = {setting.vocabulary.kind(target.concept) for target in therapies}
    if not therapies or len(therapies) < len(leaves) or not kinds <= THERAPY_KINDS:
        return False
    if any(target.qualifier("setting") is not None for target in therapies):
        return False
    article = _ARTICLE.match(setting.normal.text, examples[0].start) is not None
    plain = not any(chunk.sort is Sort.OR for chunk in examples) and not {target.concept for target in therapies} & _GENERAL
    return article or plain


def of_one_class(main: Criterion, named: Criterion, setting: Setting) -> bool:
    """ "A CDK4/6 inhibitor, including palbociclib, ribociclib and abemaciclib": drugs of one class are examples of it."""
    listed = [leaf.target.concept for leaf in walk(named) if isinstance(leaf, Has)]
    classes = {leaf.target.concept for leaf in walk(main) if isinstance(leaf, Has)} - _GENERAL
    classes = {name for name in classes if setting.vocabulary.kind(name) in THERAPY_KINDS}
    return len(listed) > 1 and any(all(setting.under(name, one) for name in listed) for one in classes)


def _asks_for_therapy(main: Criterion, setting: Setting) -> bool:
    leaves = [leaf for leaf in walk(main) if not children(leaf)]
    limits = [leaf for leaf in leaves if isinstance(leaf, Compare)]
    if any(leaf.quantity.attribute != "lines" or leaf.low is None for leaf in limits):
        return False
    return bool(limits) or any(
        isinstance(leaf, Has) and setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS for leaf in leaves
    )
