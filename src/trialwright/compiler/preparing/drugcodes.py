"""Drug codes: "PT217" in, the short name of a test with a high number that is no value of it; one unknown word out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, same_items
from trialwright.vocabulary.records import anew

_LONGEST, _LEAST = 2, 100


def with_codes_as_words(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks, inside brackets too, with each such code as one word."""
    result: list[Chunk] = []
    for chunk in chunks:
        before = result[-1] if result else None
        if before is not None and _is_number_of_code(before, chunk):
            code = setting.normal.text[before.start : chunk.end]
            result[-1] = anew(before, sort=Sort.WORD, names=(), value="", end=chunk.end, text=code)
        else:
            inner = with_codes_as_words(chunk.inner, setting) if chunk.inner else ()
            result.append(chunk if same_items(inner, chunk.inner) else anew(chunk, inner=inner))
    return tuple(result)


def _is_number_of_code(test: Chunk, number: Chunk) -> bool:
    amount = number.amount
    glued = test.sort is Sort.VARIABLE and number.sort is Sort.AMOUNT and test.end == number.start
    if not glued or amount is None or len(test.text) > _LONGEST:
        return False
    return amount.unit is None and amount.relative is None and amount.low >= _LEAST
