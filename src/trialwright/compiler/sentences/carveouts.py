"""Carve-outs: a sentence with "except", "other than", "unless" in; its proposition with what is spared out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import only_asks, with_its_exception
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.sentences.conditions import exception_applied, has_holes
from trialwright.compiler.sentences.limits import other_limit, with_other_limits
from trialwright.compiler.setting import Reader, Setting, doubted, eased, joined_by, stripped
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Readings, WindowKind, walk


def with_exception(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The proposition before the first exception with what the exception spares; None for a sentence without one."""
    joint = _next_with_exception(chunks)
    if joint is not None:
        return joined_by("or" if setting.exclusion else "and", [read(part, setting) for part in joint])
    split = _split(chunks, setting)
    if split is None:
        return None
    base, exception, unless = split
    exception = _without_kinds_of_base(chunks, base, exception, setting)
    if all(chunk.sort in _SAY_NOTHING for chunk in exception) and _UNSAID.search(setting.words(chunks)):
        doubt = setting.unread(chunks, "the exceptions are not said")
        return doubted(read(base, setting), doubt) if setting.exclusion else eased(read(base, setting), doubt)
    if exception and all(chunk.sort in _OPENS_BELOW for chunk in exception):
        return read(base, setting)  # "except patients with:" over a list
    own = other_limit(stripped(exception), setting, of=base) if any(chunk.sort is Sort.AMOUNT for chunk in base) else None
    if own is not None and not has_holes(own[1]):
        return with_other_limits(read(base, setting), [own], setting)  # "except < 3 mg/dL for patients with Gilbert's"
    node = read(base, setting)
    if not unless and not setting.exclusion and _not_counted(node, exception, setting):
        return node
    several = isinstance(node, AllOf | AnyOf) and any(chunk.sort is Sort.ASKED for chunk in exception)
    if only_asks(node) and not unless and not several:
        first = next(place for place, chunk in enumerate(chunks) if place >= len(base) or chunk is not base[place])
        return with_its_exception(node, setting.words(chunks[first:]))
    whole = exception_applied(node, exception, setting, unless=unless)
    more = _more_behind(exception) if unless and not setting.exclusion else None
    if more is not None:
        spared = exception_applied(read(base, setting), exception[:more], setting, unless=True)
        apart = joined_by("and", (spared, read(stripped(exception[more + 1 :]), setting)))
        why = "what stands behind the conjunction may be spared too, or be required"
        return Readings(items=(whole, apart), why=why, span=setting.span(chunks))
    place = _alternative_behind(exception) or _therapy_behind(exception, setting)
    if place is None:
        return whole
    shorter = exception_applied(read(base, setting), exception[:place], setting, unless=unless)
    behind = read(stripped(exception[place + 2 :]), setting)
    if setting.exclusion:
        if _therapy_behind(exception, setting) is not None:
            return joined_by("or", (shorter, behind))
        span = setting.span(chunks)
        why = "what stands behind the last comma may be spared too, or be one more of what is listed"
        return Readings(items=(whole, joined_by("or", (shorter, behind))), why=why, span=span)
    return whole


def _next_with_exception(chunks: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """ "Lymphoid cancer other than the one treated or any other cancer except skin cancer": two members, each with an exception
    of its own; None where one exception stands within another."""
    places = [index for index, chunk in enumerate(chunks) if chunk.sort is Sort.EXC]
    if len(places) != 2 or chunks[places[0]].text.lower() not in _BESIDE or not places[0]:
        return None
    between = range(places[0] + 1, places[1] - 1)
    place = next((at for at in between if chunks[at].sort is Sort.OR and _any_other(chunks[at + 1])), None)
    if place is None or not any(chunk.sort is Sort.CONCEPT for chunk in chunks[place : places[1]]):
        return None
    return stripped(chunks[:place]), stripped(chunks[place + 1 :])


def _without_kinds_of_base(
    chunks: Sequence[Chunk], base: Sequence[Chunk], exception: tuple[Chunk, ...], setting: Setting
) -> tuple[Chunk, ...]:
    """ "Prostate cancer other than adenocarcinoma, such as small cell": the examples are of what is named, and are not spared; of
    what is spared they are where they are kinds of it ("skin cancer such as basal cell"), or cancers of any kind are named."""
    sign = next((chunk for chunk in chunks if chunk.sort is Sort.EXC and exception and chunk.end <= exception[0].start), None)
    place = next((at for at, chunk in enumerate(exception) if at and _gives_examples(chunk)), None)
    if sign is None or place is None or sign.text.lower() not in _BESIDE:
        return exception
    shown = exception[place].inner if exception[place].inner else exception[place:]
    behind = exception[place + 1 :] if exception[place].inner else ()
    named, spared, kinds = (_names(part) for part in (base, exception[:place], shown))
    if not named or not spared or not kinds or "malignancy" in (*named, *spared) or stripped(behind):
        return exception
    if any(setting.under(name, *spared) for name in kinds) or not all(_alike(name, named, setting) for name in kinds):
        return exception
    return stripped(exception[:place])


def _gives_examples(chunk: Chunk) -> bool:
    return chunk.sort is Sort.EG or (chunk.sort is Sort.GROUP and bool(chunk.inner) and chunk.inner[0].sort is Sort.EG)


def _names(chunks: Sequence[Chunk]) -> tuple[str, ...]:
    return tuple(name for chunk in chunks if chunk.sort is Sort.CONCEPT for name in chunk.names)


def _alike(name: str, named: Sequence[str], setting: Setting) -> bool:
    """Whether a name can be a kind of what is named: a tumor of tumors, else what the vocabulary puts under it."""
    tumors = {"cancer", "histology"}
    return setting.under(name, *named) or ({setting.vocabulary.kind(item) for item in (name, *named)} <= tumors)


def _any_other(chunk: Chunk) -> bool:
    return chunk.sort is Sort.OTHER or (chunk.sort is Sort.FILL and chunk.text.lower() == "any")


def _not_counted(node: Criterion, exception: Sequence[Chunk], setting: Setting) -> bool:
    """ "Cancer with 5 or fewer metastases (excluding lung nodules < 1 cm)": what is not counted is neither spared nor banned."""
    if not stripped(exception) or any(isinstance(leaf, Compare) for leaf in walk(node)):
        return False
    return _COUNTED.search(setting.normal.text[: exception[0].start]) is not None


_COUNTED = re.compile(
    r"\b(?:\d{1,2}|two|three|four|five|six|eight|ten)\)?(?: or (?:fewer|less|more))?(?: [\w-]+){0,3}? "
    r"(?:metastas[ei]s|lesions?|nodules?|sites?|tumou?rs?|foci|deposits?|lymph nodes)(?: at \w+)?\W*"
    r"(?:excluding|except\w*|not (?:counting|including)|other than)\W*(?:for|of)?\W*\Z",
    re.IGNORECASE,
)
_UNSAID = re.compile(
    r"\bwith (?:(?:some|certain|few|specific|limited|rare) )?exceptions"
    r"(?: (?:as )?(?:per|noted|listed|described|specified|defined|outlined|detailed|given|stated|in)\b[\w\s,-]*)?[\s.,;]*$",
    re.IGNORECASE,
)
""" "Active brain metastases with exceptions": which, is said nowhere."""
_SAY_NOTHING = frozenset(
    {Sort.COMMA, Sort.STOP, Sort.FILL, Sort.TAIL, Sort.PREP, Sort.WORD, Sort.NARROW, Sort.STUDYDRUG, Sort.REFER}
)
_OPENS_BELOW = frozenset({Sort.IF, Sort.PREP, Sort.FILL, Sort.COLON, Sort.FOR, Sort.HIST, Sort.MUST})
_NAMED_APART = frozenset({Sort.CONCEPT, Sort.NARROWING, Sort.FILL, Sort.AND, Sort.OR, Sort.SLASH, Sort.GROUP, Sort.HEADNOUN})


def _split(chunks: Sequence[Chunk], setting: Setting) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...], bool] | None:
    """What stands before an exception, the exception, and whether it is a condition ("unless"); None where there is none."""
    for index, chunk in enumerate(chunks):
        if index == 0:
            continue
        if chunk.sort is Sort.EXC:
            own = _back_to_base(chunks, index, setting)
            end = _end_of_named(chunks, index, setting) if own is None else own
            if own is not None or _end_of_aside(chunks, index) is not None:
                return (*stripped(chunks[:index]), *stripped(chunks[end:])), tuple(chunks[index + 1 : end]), False
            return (*chunks[:index], *chunks[end:]), tuple(chunks[index + 1 : end]), chunk.value == "unless"
        if chunk.sort is Sort.GROUP and chunk.inner and chunk.inner[0].sort is Sort.EXC:
            after = tuple(chunks[index + 1 :])
            return (tuple(chunks[:index]), chunk.inner[1:], chunk.inner[0].value == "unless") if not after else None
    return None


def _end_of_named(chunks: Sequence[Chunk], place: int, setting: Setting) -> int:
    """ "Malignancy other than breast cancer within 3 years, unless cured": what is named apart ends before the time; so does what
    stands between two commas ("malignancy, except skin cancer, within 3 years"). Cancers may have commas between them."""
    apart = _end_of_aside(chunks, place)
    if apart is not None:
        return apart
    end = _first_other(chunks, place, _NAMED_APART)
    if chunks[place].text.lower() not in _BESIDE:
        return end if _times_what_is_banned(chunks, place, end, setting) else len(chunks)
    if end < len(chunks) and chunks[end].sort is Sort.COMMA:
        end = _end_of_cancers(chunks, place, setting) or end
    timed = end < len(chunks) and (chunks[end].sort is Sort.WINDOW or any(item.sort is Sort.EXC for item in chunks[end:]))
    return end if timed and any(item.sort in (Sort.CONCEPT, Sort.NARROWING) for item in chunks[place:end]) else len(chunks)


def _times_what_is_banned(chunks: Sequence[Chunk], place: int, end: int, setting: Setting) -> bool:
    """ "Surgery except for biopsy within 2 weeks": where nothing before it has a time, the one that ends the sentence is of what
    is kept out, for else it would be for ever."""
    last = next((chunk for chunk in chunks[end : end + 1] if chunk.sort is Sort.WINDOW), None)
    within = last is not None and last.window is not None and last.window.kind is WindowKind.WITHIN_BEFORE
    ends = all(chunk.sort in (Sort.FILL, Sort.STOP) for chunk in chunks[end + 1 :])
    timed = any(chunk.sort in (Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.AMOUNT) for chunk in chunks[:place])
    return setting.exclusion and chunks[place].value != "unless" and within and ends and not timed


def _first_other(chunks: Sequence[Chunk], place: int, sorts: frozenset[Sort]) -> int:
    return next((index for index in range(place + 1, len(chunks)) if chunks[index].sort not in sorts), len(chunks))


def _end_of_cancers(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """ "Other than carcinoma in situ, or skin cancer, unless …": where a list of nothing but cancers ends; None for others."""
    end = _first_other(chunks, place, _NAMED_APART | {Sort.COMMA, Sort.PREP})
    end -= chunks[end - 1].sort is Sort.COMMA
    named = {name for chunk in chunks[place:end] if chunk.sort is Sort.CONCEPT for name in chunk.names}
    return end if named and {setting.vocabulary.kind(name) for name in named} <= {"cancer", "histology", "organ"} else None


def _end_of_aside(chunks: Sequence[Chunk], place: int) -> int | None:
    """Where an exception between two commas ends, with nothing but a time behind it; None for any other exception."""
    last = next((index for index in range(place, len(chunks)) if _closes_aside(chunks, index)), -1)
    opened = place > 0 and chunks[place - 1].sort is Sort.COMMA and chunks[place].value != "unless"
    if not opened or last <= place:
        return None
    if any(chunk.sort in (Sort.WINDOW, Sort.AMOUNT) for chunk in chunks[place:last]):
        return None
    return last


def _closes_aside(chunks: Sequence[Chunk], place: int) -> bool:
    """True for a comma with a time behind it that ends the sentence or is followed by another comma."""
    behind = [chunk for chunk in chunks[place + 1 :] if chunk.sort not in (Sort.FILL, Sort.STOP)]
    timed = chunks[place].sort is Sort.COMMA and bool(behind) and behind[0].sort is Sort.WINDOW
    return timed and (len(behind) == 1 or behind[1].sort is Sort.COMMA)


def _back_to_base(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """ "Malignancy other than melanoma, within 3 years", "…, with a life expectancy < 2 years": behind the last comma, a
    time that ends the sentence and how long somebody will live are of what is banned; so is a time behind spared cancers."""
    last = max((index for index in range(place + 2, len(chunks) - 1) if _turns_back(chunks, index)), default=None)
    if chunks[place].value == "unless":
        return None
    if last is None:
        ends = [index for index in range(place + 2, len(chunks)) if chunks[index].sort not in (Sort.FILL, Sort.STOP)]
        last = ends[-1] if ends and _cancers_in_time(chunks[place + 1 : ends[-1] + 1], setting) else None
    if last is None:
        return None
    named = any(chunk.sort is Sort.CONCEPT for chunk in chunks[place:last])
    limited = any(chunk.sort in (Sort.WINDOW, Sort.AMOUNT, Sort.SPAN_OF_TIME) for chunk in chunks[place:last])
    return last if named and not limited else None


def _cancers_in_time(exception: Sequence[Chunk], setting: Setting) -> bool:
    """True for cancers by name, as adjectives say, and a time that ends now."""
    window = exception[-1].window
    named = [name for chunk in exception if chunk.sort is Sort.CONCEPT for name in chunk.names]
    kinds = {setting.vocabulary.kind(name) for name in named}
    cancers = bool(kinds & {"cancer", "histology"}) and kinds <= {"cancer", "histology", "organ"}
    plain = all(chunk.sort in _NAMED_APART | {Sort.COMMA, Sort.PREP} for chunk in exception[:-1])
    return cancers and plain and window is not None and window.kind is WindowKind.WITHIN_BEFORE


def _turns_back(chunks: Sequence[Chunk], place: int) -> bool:
    behind = [chunk for chunk in chunks[place + 1 :] if chunk.sort not in (Sort.FILL, Sort.STOP, Sort.COMMA)]
    if chunks[place].sort is Sort.COMMA:
        return len(behind) == 1 and behind[0].sort is Sort.WINDOW
    lives = bool(behind) and behind[0].sort is Sort.VARIABLE and behind[0].names[0] == "life expectancy"
    return lives and chunks[place].text.lower() == "with"


_BESIDE = ("other than", "apart from", "aside from", "besides")


def _more_behind(exception: Sequence[Chunk]) -> int | None:
    """ "An anthracycline unless contraindicated and a taxane": the place of the "and", behind which something else is named."""
    place = next((index for index, chunk in enumerate(exception) if chunk.sort is Sort.AND), None)
    named = (Sort.CONCEPT, Sort.VARIABLE, Sort.ASKED)
    if place is None or not stripped(exception[:place]) or not any(chunk.sort in named for chunk in exception[place:]):
        return None
    return place


def _therapy_behind(exception: Sequence[Chunk], setting: Setting) -> int | None:
    """ "Cancer other than skin cancer after treatment, or prior chemotherapy": the place of the comma behind cancers that are
    spared, where a therapy that was had is one more ban; None where a list of spared things goes on."""
    for place in range(1, len(exception) - 3):
        behind = exception[place + 1 : place + 4]
        begins = exception[place].sort is Sort.COMMA and [chunk.sort for chunk in behind[:2]] == [Sort.OR, Sort.HIST]
        named = {setting.vocabulary.kind(name) for name in _names(exception[:place])}
        had = {setting.vocabulary.kind(name) for name in _names(exception[place:])}
        if begins and named and named <= {"cancer", "histology", "organ"} and had and had <= THERAPY_KINDS:
            return place
    return None


def _alternative_behind(exception: Sequence[Chunk]) -> int | None:
    """ "Other than A or B, or C": the place of the comma behind which the list may go on that the exception stands in."""
    for place, chunk in enumerate(exception):
        behind = exception[place + 1] if place + 1 < len(exception) else None
        said_or = any(item.sort is Sort.OR for item in exception[:place])
        commas = any(item.sort is Sort.COMMA for item in exception[:place])
        if chunk.sort is Sort.COMMA and behind is not None and behind.sort is Sort.OR and said_or and not commas:
            return place
    return None
