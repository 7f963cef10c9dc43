"""Parse: the chunks of a statement in, a proposition out: what the statement says, in its own polarity, holes where it was not read.

Sentences, conditions, exceptions and lists are taken apart from the outside in; what remains is a phrase that `phrases.read_phrase`
reads whole or not at all. A part that was not understood stays in the tree as `Unread`, placed so that it can only add doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.conditions import exception_applied, leading_condition, with_bracketed_parts
from trialwright.compiler.lists import read_list
from trialwright.compiler.setting import EMPTY, Setting, doubted, eased, joined_by, split_at, stripped
from trialwright.protocol.criteria import Ask, Criterion, NoConstraint, Unread, walk

_SENTENCE_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})


def read_statement(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The proposition of one statement. Sentences that permit something lift the ban before them or constrain nothing."""
    sentences = [piece for piece, _end in split_at(_unwrapped(chunks), _SENTENCE_ENDS) if stripped(piece)]
    read: list[Criterion] = []
    for sentence in sentences:
        permission = _permission(sentence, read, setting)
        if permission is not None:
            read = permission
            continue
        read.append(_continued(sentence, read, setting))
    if not read:
        return NoConstraint(why="no words", span=setting.span(chunks))
    constraining = [node for node in read if not isinstance(node, NoConstraint)]
    if not constraining:
        return read[0]
    return joined_by("or" if setting.exclusion else "and", constraining)


def _unwrapped(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """A statement that stands in brackets as a whole loses them."""
    kept = tuple(chunks)
    while len(stripped(kept)) == 1 and stripped(kept)[0].sort is Sort.GROUP:
        kept = stripped(kept)[0].inner
    return kept


def _continued(sentence: Sequence[Chunk], before: list[Criterion], setting: Setting) -> Criterion:
    return read_sentence(sentence, setting)


def _permission(sentence: Sequence[Chunk], before: list[Criterion], setting: Setting) -> list[Criterion] | None:
    """How a sentence that permits something changes what was read before it; None for a sentence that permits nothing."""
    permits = [chunk for chunk in sentence if chunk.sort is Sort.PERMIT]
    if not permits or any(chunk.sort is Sort.MUST for chunk in sentence) or _only(sentence):
        return None
    note = NoConstraint(why="permission", span=setting.span(sentence))
    if not before or permits[0].value == "not required":
        return [*before, note]
    subject = sentence[: list(sentence).index(permits[0])] or sentence
    last = before[-1]
    lifted = exception_applied(last, stripped(subject), setting)
    return [*before[:-1], lifted]


def _only(sentence: Sequence[Chunk]) -> bool:
    return any(chunk.text.lower() in ("only", "if", "provided", "unless") for chunk in sentence)


def read_sentence(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The proposition of one sentence: its condition, its exception, then its list."""
    whole = tuple(chunks)
    trimmed = stripped(_without_label(whole, setting))
    if not trimmed:
        return NoConstraint(why="heading", span=setting.span(whole))
    conditional = leading_condition(trimmed, setting, read_sentence)
    if conditional is not None:
        return conditional
    split = _exception_split(trimmed)
    if split is not None:
        base, exception = split
        return exception_applied(read_sentence(base, setting), exception, setting, unless=_is_unless(trimmed, base))
    return _with_examples(trimmed, setting)


def _is_unless(chunks: Sequence[Chunk], base: Sequence[Chunk]) -> bool:
    marker = next(chunk for chunk in chunks[len(base) :] if chunk.sort in (Sort.EXC, Sort.GROUP))
    marker = marker if marker.sort is Sort.EXC else marker.inner[0]
    return marker.value == "unless"


def _exception_split(chunks: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    for index, chunk in enumerate(chunks):
        if index == 0:
            continue
        if chunk.sort is Sort.EXC:
            return tuple(chunks[:index]), tuple(chunks[index + 1 :])
        if chunk.sort is Sort.GROUP and chunk.inner and chunk.inner[0].sort is Sort.EXC:
            after = tuple(chunks[index + 1 :])
            return (tuple(chunks[:index]) + after, chunk.inner[1:]) if not after else None
    return None


def _without_label(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Marrow function: ANC >= 1" loses its label; "ANC: >= 1" only its colon; a label with a window lends it."""
    colon = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), None)
    if colon is None:
        return tuple(chunks)
    left, right = tuple(chunks[:colon]), tuple(chunks[colon + 1 :])
    if not stripped(right) or any(chunk.sort in (Sort.AMOUNT, Sort.NEG, Sort.UNMET, Sort.EXC) for chunk in left):
        return left + right
    reads_alone = any(chunk.sort in (Sort.VARIABLE, Sort.CONCEPT) for chunk in right)
    if not reads_alone:
        return left + right
    windows = tuple(chunk for chunk in left if chunk.sort is Sort.WINDOW)
    starts_compared = stripped(right)[0].sort in (Sort.CMP, Sort.AMOUNT, Sort.CODES)
    return left + right if starts_compared else right + windows


def _with_examples(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "X, such as A, B or C": the examples are X too, so the statement names X or any of them."""
    for index, chunk in enumerate(chunks):
        marker, inner = (chunk, ()) if chunk.sort is Sort.EG else (chunk.inner[0], chunk.inner[1:]) if _example_group(chunk) else (None, ())
        if marker is None or index == 0:
            continue
        head = tuple(chunks[:index])
        examples = inner if inner else tuple(chunks[index + 1 :])
        rest = tuple(chunks[index + 1 :]) if inner else ()
        return _head_and_examples(head, examples, rest, setting)
    return with_bracketed_parts(chunks, setting, read_list)


def _example_group(chunk: Chunk) -> bool:
    return chunk.sort is Sort.GROUP and bool(chunk.inner) and chunk.inner[0].sort is Sort.EG


def _head_and_examples(head: Sequence[Chunk], examples: Sequence[Chunk], rest: Sequence[Chunk], setting: Setting) -> Criterion:
    main = with_bracketed_parts((*stripped(head), *rest), setting, read_list)
    named = read_list(stripped(examples), replace(setting, exclusion=setting.exclusion))
    if not setting.exclusion:
        return main
    if isinstance(main, Unread) and not any(isinstance(node, Ask) for node in walk(main)):
        main = Unread(text=main.text, why=main.why, span=main.span)
    return joined_by("or", [main, named])


__all__ = ["EMPTY", "doubted", "eased", "read_sentence", "read_statement"]
