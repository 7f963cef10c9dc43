"""Cancer patients: "breast cancer participants must have measurable disease" in; what is asked of those who have that cancer, and
of nobody else, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.protocol.criteria import Criterion, Has, NoConstraint, Target, Unread, When, walk

_PEOPLE = re.compile(r"(?:patients|subjects|participants)\b", re.IGNORECASE)
_BINDS = re.compile(r"\b(?:must|should|shall)\b", re.IGNORECASE)


def of_cancer_patients(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """What a cancer's patients must have or be; None for any other sentence, and where what they must be was not read."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.MUST), 0)
    if setting.exclusion or not place or _BINDS.search(chunks[place].text) is None:
        return None
    subject, rest = chunks[:place], stripped(chunks[place + 1 :])
    people = [chunk for chunk in (*subject[1:], chunks[place]) if _PEOPLE.match(chunk.text)]
    cancer = subject[0]
    kinds = {setting.vocabulary.kind(name) for name in cancer.names} if cancer.sort is Sort.CONCEPT else set()
    if len(people) != 1 or len(subject) > _WITH_PEOPLE or not kinds or not kinds <= {"cancer", "histology"} or not rest:
        return None
    if len(subject) == _WITH_PEOPLE and subject[1] is not people[0]:
        return None
    then = read(rest, setting)
    if len(cancer.names) != 1 or any(isinstance(node, Unread) for node in walk(then)):
        return None
    span = setting.span(chunks)
    condition = Has(target=Target(concept=cancer.names[0]), span=setting.span((cancer,)))
    return When(condition=condition, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)


_WITH_PEOPLE = 2
