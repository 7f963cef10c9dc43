"""Members: the members of a list as chunks in; the same members with what they share given to each out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.anytime import of_any_time, without_its_state
from trialwright.compiler.listing.bareadjectives import with_heads_of_adjectives
from trialwright.compiler.listing.classes import with_classes_of_members
from trialwright.compiler.listing.clauses import with_clauses, with_slashes
from trialwright.compiler.listing.comparedalike import compared_like
from trialwright.compiler.listing.heads import with_heads_behind
from trialwright.compiler.listing.headsbefore import with_heads_before
from trialwright.compiler.listing.linesettings import named_apart
from trialwright.compiler.listing.markedcancers import with_shared_mark, with_their_cancer
from trialwright.compiler.listing.notlent import fit_to_lend, in_another_state
from trialwright.compiler.listing.ownextent import another_extent, own_extent_kept
from trialwright.compiler.listing.placedalike import placed_alike
from trialwright.compiler.listing.receipt import received_alike
from trialwright.compiler.listing.settimes import names_thing, time_of_value, with_times_apart
from trialwright.compiler.listing.sharedresults import with_results_shared
from trialwright.compiler.listing.stagedalike import staged_alike
from trialwright.compiler.listing.trailing import with_site_carried_on, with_trailing_nouns
from trialwright.compiler.phrasing.failures import with_failures_shared
from trialwright.compiler.phrasing.phrases import reads_alone
from trialwright.compiler.phrasing.results import with_results_of_infections
from trialwright.compiler.phrasing.targeted import sharing_their_aim
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.phrasing.therapies import AFTER, MOVES, at_either_time, without_bare_nouns, without_other
from trialwright.compiler.setting import Setting, flattened
from trialwright.compiler.steps import Steps, members_through
from trialwright.vocabulary.records import anew


def sharing(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The members with the heads, ends and first words that the list shares."""
    return members_through(STEPS, members, setting)


def _with_counts(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Two or more lines of chemotherapy or immunotherapy": the number of lines is asked of each; "more than 2 lines of
    chemotherapy and 1 of immunotherapy": the sign before the first number holds for the second."""
    first = members[0]
    place = next((index for index, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT), None)
    before = first[:place] if place is not None else ()
    members = [first, *(compared_like(member, before) for member in members[1:])]
    lines = any(chunk.text.lower().rstrip("s") in ("line", "regimen", "cycle", "course") for chunk in before)
    if not lines or not any(chunk.sort is Sort.AMOUNT for chunk in before):
        return members
    counted = [bare_therapy(member, setting) and not named_apart(member, first, setting) for member in members[1:]]
    return [first, *((*before, *member) if told else member for member, told in zip(members[1:], counted, strict=True))]


def bare_therapy(member: Sequence[Chunk], setting: Setting) -> bool:
    named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
    therapies = bool(named) and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named)
    return therapies and all(chunk.sort in BARE | {Sort.OTHER, Sort.HIST, Sort.NOW} for chunk in member)


def _with_since(members: list[tuple[Chunk, ...]]) -> list[tuple[Chunk, ...]]:
    """ "At least 4 weeks since chemotherapy, radiotherapy or surgery", "3 weeks since chemotherapy and 4 weeks since surgery":
    the time, or its sign, is of every bare member behind it."""
    first = members[0]
    place = next((index for index, chunk in enumerate(first) if chunk.sort is Sort.SPAN_OF_TIME), None)
    if place is None:
        return members
    moved = tuple(chunk for chunk in first[:place] if MOVES.intersection(chunk.names) or _RELAPSED.intersection(chunk.names))
    result, spell = [first], first[place]
    for member in members[1:]:
        own = next((index for index, chunk in enumerate(member) if chunk.sort is Sort.SPAN_OF_TIME), None)
        if own is not None and member[own].relative is not None and spell.relative is not None:
            spell = _signed_like(member[own], spell)
            result.append((*member[:own], spell, *member[own + 1 :]))
        elif _goes_on_since(member):
            result.append((*moved, spell, *(chunk for chunk in member if chunk.sort is not Sort.HIST)))
        else:
            result.append(member)
    return result


def _goes_on_since(member: Sequence[Chunk]) -> bool:
    """A bare member, and one that words behind it narrow ("or other dental surgery resulting in an open wound")."""
    cut = next((index for index, chunk in enumerate(member) if chunk.sort is Sort.NARROW and index), len(member))
    if not any(chunk.sort is Sort.CONCEPT for chunk in member[:cut]):
        cut = len(member)
    named = all(chunk.sort in BARE | {Sort.OTHER, Sort.NARROWING, Sort.HIST} for chunk in member[:cut])
    told = all(chunk.sort in BARE | {Sort.NARROW, Sort.WORD} for chunk in member[cut:])
    return named and told and all(chunk.window is None for chunk in member)


_RELAPSED = frozenset({"recurrence=recurrent"})
""" "Relapsed within 6 months of a taxane or a platinum": what happened by then is said of each."""


def _signed_like(chunk: Chunk, first: Chunk) -> Chunk:
    """A time without a word like "at least" takes the one of the first member."""
    if chunk.relative is None or first.relative is None or not chunk.text[:1].isdigit():
        return chunk
    return anew(chunk, relative=replace(chunk.relative, compare=first.relative.compare))


def _with_tails(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """A member that only tells why or how ("…, precluding full dose") belongs to the one before it."""
    result: list[tuple[Chunk, ...]] = []
    for member in members:
        if result and setting.exclusion and member[0].text.lower() == "using" and names_thing(member):
            result.append(member[1:])  # "or using an investigational device"
            continue
        if (
            result
            and _tells_how(member, setting)
            and not (setting.exclusion and (_done(result[-1], setting) or _one_more(result[-1], member, setting)))
            and (
                setting.exclusion
                or any(chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.TAIL) for before in result for chunk in before)
            )
        ):
            result[-1] = (*result[-1], *(chunk for chunk in member if chunk.sort is Sort.WINDOW))
        elif result and _only_words(member) and _ends_in_words(result[-1]):
            result[-1] = (*result[-1], *member)
        elif (
            result
            and member[0].sort in (Sort.NARROW, Sort.TAIL)
            and not any(chunk.sort in (Sort.AMOUNT, Sort.ASKED) for chunk in member)
        ):
            clause = member[0].text.lower().startswith(("that ", "which ")) and names_thing(result[-1])
            valued = not clause and any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in result[-1])
            result[-1] = (*result[-1], *(time_of_value(member, result[-1]) if valued else member))
        else:
            result.append(member)
    return result


def _tells_how(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "LVEF >= 50 % by MUGA scan or echocardiogram": a second way to measure is no second criterion."""
    named = [chunk for chunk in member if chunk.sort is Sort.CONCEPT]
    kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
    given = any(setting.under(name, "blood product") for chunk in named for name in chunk.names)  # "or transfusion"
    return bool(named) and kinds <= _WAYS and not given and all(chunk.sort in BARE for chunk in member)


_WAYS = frozenset({"imaging", "procedure"})


def _one_more(before: Sequence[Chunk], member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Heart block or pacemaker": right behind the name of an illness, what was done is one more that excludes."""
    named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
    last = before[-1]
    ill = last.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) == "condition" for name in last.names)
    return ill and all(setting.vocabulary.kind(name) == "procedure" for name in named)


def _done(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Major surgery within 4 weeks, or biopsy within 7 days": behind a therapy or procedure, a procedure is one more."""
    named = [chunk for chunk in member if chunk.sort is Sort.CONCEPT]
    return bool(named) and setting.vocabulary.kind(named[0].names[0]) in THERAPY_KINDS | {"procedure"}


def _only_words(member: Sequence[Chunk]) -> bool:
    return all(chunk.sort in (Sort.WORD, Sort.FILL, Sort.HEADNOUN) for chunk in member)


def _ends_in_words(member: Sequence[Chunk]) -> bool:
    """ "Metastasis extending to the femoral head": unknown words behind a concept, which a list of more words goes on."""
    place = next((index for index, chunk in enumerate(member) if chunk.sort is Sort.CONCEPT), None)
    return place is not None and member[-1].sort is Sort.WORD and any(chunk.sort is Sort.WORD for chunk in member[place + 1 :])


def _with_shared_ends(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """A window, a purpose or a description behind the last member of a list holds for all, unless that member has a head of its
    own ("unstable angina or history of infarction within 6 months"); narrowing words before the first member stay with it."""
    timed = [place for place, member in enumerate(members) if any(chunk.sort is Sort.WINDOW for chunk in member)]
    if len(timed) > 1 and setting.exclusion:
        return _each_with_its_time(members, timed, setting)
    place = timed[0] if len(timed) == 1 and timed[0] > 0 else _last_with_purpose(members, setting)
    last = members[place]
    if (
        setting.exclusion
        and place < len(members) - 1
        and setting.normal.text[members[place - 1][-1].end : last[0].start].strip() == ","
    ):
        return members  # "heart failure, infarction within 6 months, unstable angina": of the one before the comma only
    head = next((index for index, chunk in enumerate(last) if chunk.sort is Sort.CONCEPT), 0)
    own = tuple(chunk for chunk in last[:head] if chunk.sort in (Sort.HIST, Sort.NOW))
    listed = "," in setting.normal.text[members[place - 1][-1].end : last[0].start] if place else False
    if (own and not received_alike(members[0], own, listed=listed)) or (timed and timed != [place]):
        return members
    cut = _tail_start(last, setting)
    if cut is None:
        return members
    tail = last[cut:]
    found = not setting.exclusion and tail[0].text.lower() == "with" and not any("measurable" in name for name in _names_in(tail))
    own_with = any(chunk.sort is Sort.PREP and chunk.text.lower() == "with" for member in members[:place] for chunk in member)
    if found and (own_with or _of_last_alone(members, last[head], setting)):
        return members
    lent = [
        (*member, *_fitting(tail, member, setting)) if reads_alone(member, setting) and not _placed(member) else member
        for member in members[:place]
    ]
    for_each = tail[:1] if place < len(members) - 1 and tail[0].text.lower() == "for" else ()
    crossed = [(*member, *for_each, *later) for member in members[:place] for later in members[place + 1 :] if for_each]
    return [*lent, *crossed, *members[place:]]


_DISEASES = ("cancer", "histology", "condition", "metastasis")


def _of_last_alone(members: Sequence[tuple[Chunk, ...]], head: Chunk, setting: Setting) -> bool:
    """ "Measurable disease or bone-only disease with lytic lesions", "breast cancer, or ovarian cancer with ascites": what the
    last is found with is no matter of something of another sort, nor of what stands before "comma, or" alone."""
    kinds = {setting.vocabulary.kind(name) for name in head.names}
    alike = kinds <= set(_DISEASES) and all(
        any(chunk.sort is Sort.CONCEPT and {setting.vocabulary.kind(name) for name in chunk.names} & kinds for chunk in member)
        for member in members
    )
    between = setting.normal.text[members[0][-1].end : members[1][0].start] if len(members) == _PAIR else ""
    return not alike or re.search(r",\s*or\b", between) is not None


_PAIR = 2


def _names_in(chunks: Sequence[Chunk]) -> list[str]:
    """The names of what the chunks name."""
    return [name for chunk in chunks for name in chunk.names]


def _placed(member: Sequence[Chunk]) -> bool:
    """ "NYHA class III or IV, or admission within 6 months": a class is no event that was at a time."""
    return any(chunk.sort is Sort.CODES or "NYHA class" in chunk.names for chunk in flattened(member))


def _fitting(tail: Sequence[Chunk], member: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Major surgery or radiotherapy of > 30 Gy within 4 weeks": the dose is of the radiation only, the time of both."""
    units = {(chunk.amount.unit or "").lower() for chunk in tail if chunk.amount is not None}
    named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
    radiated = all(setting.vocabulary.kind(name) == "radiotherapy" for name in named)
    return tuple(chunk for chunk in tail if radiated or not units & {"gy", "cgy"} or chunk.sort is Sort.WINDOW)


def _last_with_purpose(members: list[tuple[Chunk, ...]], setting: Setting) -> int:
    """ "Chemotherapy or hormone therapy for metastatic or inoperable breast cancer": the member that opens the purposes, where
    only more of them stand behind it; else the last."""
    for place in range(1, len(members) - 1):
        kinds = [
            {setting.vocabulary.kind(name) for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names}
            for member in members[place + 1 :]
        ]
        cancers = all(found and found <= {"cancer", "histology", "metastasis"} for found in kinds)
        opens = any(chunk.text.lower() == "for" for chunk in members[place]) and bare_therapy(members[place - 1], setting)
        said = setting.normal.text[members[place][0].start : members[-1][0].start]
        if cancers and opens and " and " not in said:
            return place
    return len(members) - 1


def _each_with_its_time(members: list[tuple[Chunk, ...]], timed: list[int], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Resection or major surgery within 4 weeks, or biopsy within 7 days": a time is of every bare member of its own "or"."""
    result = list(members)
    for last in timed:
        windows = tuple(chunk for chunk in members[last] if chunk.sort is Sort.WINDOW)
        own = any(chunk.sort in (Sort.HIST, Sort.NOW) for chunk in members[last])
        between = setting.normal.text[members[last - 1][-1].end : members[last][0].start] if last else ","
        place = last - 1
        together = "," not in between or _series_of_therapies(members[: last + 1], between, setting)
        while not own and together and place >= 0 and place not in timed and names_thing(members[place]):
            result[place] = (*result[place], *windows)
            place -= 1
    return result


_PAST = re.compile(r"\b(?:prior|previous\w*|history|ever)\b", re.IGNORECASE)


def _series_of_therapies(members: Sequence[tuple[Chunk, ...]], joint: str, setting: Setting) -> bool:
    """ "Chemotherapy, radiation, or biologic therapy within 2 weeks, hormonal therapy within 1 week": the therapies before a time
    of their own "or", which would else be banned for ever; an illness may be."""
    series = len(members) > _FEWEST and re.fullmatch(r"\s*,\s*(?:and/or|or|and)\s*", joint) is not None
    past = any(chunk.sort is Sort.HIST and _PAST.search(chunk.text) for chunk in members[0])
    return series and not past and all(bare_therapy(_without_lead(member), setting) for member in members)


def _without_lead(member: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Have received chemotherapy": the therapy alone."""
    return tuple(member[next((at for at, chunk in enumerate(member) if chunk.sort not in (Sort.HIST, Sort.FILL)), 0) :])


_FEWEST = 2


def _with_shared_starts(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """Words before the first member ("uncontrolled", "concurrent use of", "histologically confirmed", "allergic to") hold for the
    bare members behind it too, up to the first that has words of its own."""
    if setting.exclusion:
        return _with_words_carried_on(members, setting)
    first = members[0]
    concept = next((index for index, chunk in enumerate(first) if chunk.sort in (Sort.CONCEPT, Sort.STUDYDRUG)), None)
    if concept is None:
        return members
    staged = any(chunk.sort is Sort.VARIABLE and chunk.names[0].endswith("stage") for chunk in first[:concept])
    lent = tuple(chunk for chunk in first[:concept] if chunk.sort in LENT or (staged and chunk.sort in _STAGING))
    lent = own_extent_kept(lent, first, setting)
    if not lent:
        return members
    result = [first]
    bare = True
    for member in members[1:]:
        bare = bare and all(chunk.sort in BARE for chunk in member)
        result.append((*fit_to_lend(lent, member, setting, lender=first), *member) if bare and names_thing(member) else member)
    return result


def _with_words_carried_on(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """Among what excludes, the words before the first member hold until a member has words of its own ("serious wound, ulcer or
    fracture"), those before a later one up to the next comma ("active hepatitis B or C"), "concurrent" until another time is
    said."""
    result: list[tuple[Chunk, ...]] = []
    lent: tuple[Chunk, ...] = ()
    first: tuple[Chunk, ...] = ()
    ever = of_any_time(members, setting)
    second: tuple[Chunk, ...] = ()  # the state beside the one that the letters behind it have in their names
    opened = False
    for number, member in enumerate(members):
        place = next((index for index, chunk in enumerate(member) if chunk.sort in (Sort.CONCEPT, Sort.STUDYDRUG)), None)
        apart = number > 1 and "," in setting.normal.text[members[number - 1][-1].end : member[0].start]
        if apart and not _is_letter(member):
            lent = first  # only what the list begins with reaches over a comma
        before = member[: place if place is not None else 0]
        before = tuple(_now(chunk) if index == number == 0 else chunk for index, chunk in enumerate(before))
        own = tuple(
            chunk for chunk in before if chunk.sort in LENT | {Sort.WINDOW} and (number == 0 or chunk.sort is not Sort.OTHER)
        )
        staged = any(chunk.sort is Sort.VARIABLE and chunk.names[0].endswith("stage") for chunk in before)
        own = own_extent_kept(own, member, setting)
        if staged:
            own = tuple(chunk for chunk in before if chunk.sort in LENT or chunk.sort in _STAGING)
        timed = any(chunk.sort in (Sort.HIST, Sort.NOW) for chunk in member)
        kept = tuple(chunk for chunk in lent if chunk.sort is Sort.NOW) if not timed else ()
        if place is None:
            lent = tuple(chunk for chunk in member if chunk.sort in LENT) or lent
            lent = () if another_extent(number, members, setting) else lent
            first = lent if number == 0 else first
            opened = opened or (number == 0 and bool(lent))
            result.append((*kept, *member) if _bare_other(member) else member)
            continue
        named_by_test = not kept and _OF_A_TEST.search(setting.words(member))
        bare = all(chunk.sort in BARE for chunk in member) or (number > 0 and _names_their_head(members[number - 1], member))
        bare = bare and not _timed_apart(number, members) and not named_by_test
        either = in_another_state(member[place], lent, setting)
        if either is not None:
            second = tuple(chunk for chunk in lent if chunk not in either[0])
            letter = number + 1 < len(members) and _is_letter(members[number + 1])
            lent = first = either[0] if letter else either[1]  # "active or chronic hepatitis B": chronic, active or not
            if bare:
                result.append((*either[0], *member))
                continue
        lender = members[number - 1] if number else ()
        result.append((*fit_to_lend(lent, member, setting, lender=lender), *member) if bare else (*kept, *member))
        if second and _is_letter(member):
            result.append((*kept, *second, *without_its_state(member, setting)))
        lent = lent if bare and number else ((*kept, *own) if own or timed or number == 0 else lent)
        if ever:
            lent = tuple(chunk for chunk in lent if not any(name.startswith("activity=") for name in chunk.names))
        if number == 0 or (number == 1 and opened):
            first = lent  # "Known, active hepatitis B, hepatitis C": the words before the first thing that is named
    return result


def _names_their_head(before: Sequence[Chunk], member: Sequence[Chunk]) -> bool:
    """ "Active bacterial, viral or fungal infection requiring therapy": the last names what the adjectives before it are of."""
    named = member[0]
    last = next((chunk for chunk in reversed(before) if chunk.sort is Sort.CONCEPT), named)
    if named.sort is not Sort.CONCEPT or last is named:
        return False
    if _is_letter(member):
        return True
    noun = last.names[0].split()[-1]
    return noun == named.names[0].split()[-1] and noun not in last.text.lower() and noun in named.text.lower()


def _bare_other(member: Sequence[Chunk]) -> bool:
    """ "Concurrent use of steroids or other treatment": another one, called by no name of its own."""
    place = next((index for index, chunk in enumerate(member) if chunk.sort not in (Sort.FILL, Sort.EITHER)), len(member))
    return [chunk.sort for chunk in member[place : place + 2]] == [Sort.OTHER, Sort.HEADNOUN]


def _is_letter(member: Sequence[Chunk]) -> bool:
    """ "Active hepatitis A, B, or C": a letter is a name only with the word of the first, and with what is said of it."""
    return member[0].sort is Sort.CONCEPT and len(member[0].text) == 1


def _timed_apart(number: int, members: Sequence[Sequence[Chunk]]) -> bool:
    """ "Uncontrolled hypertension, infarction within 6 months, stroke": the only one with a time, and not the last."""
    timed = [place for place, member in enumerate(members) if any(chunk.sort is Sort.WINDOW for chunk in member)]
    return timed == [number] and 0 < number < len(members) - 1


_OF_A_TEST = re.compile(r"\b(?:positiv\w*|sero-?\w+|carriers?)$", re.IGNORECASE)
""" "Active hepatitis B or HIV positive": who carries it, whether it is active or not."""


def _now(chunk: Chunk) -> Chunk:
    """ "On anticoagulants or aspirin", "patients receiving warfarin or aspirin" speak of the present."""
    on = (chunk.sort is Sort.PREP and chunk.text.lower() == "on") or (chunk.sort is Sort.IF and chunk.value == "on")
    return anew(chunk, sort=Sort.NOW, value="current") if on else chunk


def _with_allergies(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Allergic, anaphylactic or other reactions to chimeric or humanized antibodies": every substance behind an allergy is what
    it is to, wherever in the list it stands."""
    result: list[tuple[Chunk, ...]] = []
    lent: tuple[Chunk, ...] = ()
    for member in members:
        own = tuple(anew(chunk, sort=Sort.ALLERGY, names=(), value="to") for chunk in member if _says_allergy(chunk))
        named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
        substance = any(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named)
        lent = own or (lent if not named or substance else ())
        result.append((*lent, *member) if not own and lent and names_thing(member) else member)
    return result


def _says_allergy(chunk: Chunk) -> bool:
    """The word itself, and an allergy that has a name of its own ("allergy to eggs")."""
    return chunk.sort is Sort.ALLERGY or (chunk.sort is Sort.CONCEPT and chunk.text.lower().startswith("allergy to "))


BARE = frozenset(
    {Sort.CONCEPT, Sort.STUDYDRUG, Sort.HEADNOUN, Sort.FILL, Sort.GROUP, Sort.TAIL, Sort.WINDOW, Sort.PREP, Sort.EITHER}
)
_STAGING = frozenset({Sort.VARIABLE, Sort.CODES, Sort.CMP, Sort.POST, Sort.AMOUNT})
LENT = frozenset({Sort.NARROWING, Sort.NOW, Sort.HIST, Sort.ALLERGY, Sort.OTHER})


_AIMED = frozenset({"drug class", "drug", "radiotherapy", "surgery", "procedure"})
_AFTER_THEM, _SHARED_PURPOSES = ("after", "following"), ("for the treatment of", "for treatment of", "to treat")


_ALONE = re.compile(r"as (?:the |their |its )?(?:only|sole)\b", re.IGNORECASE)
""" "Ascites or pleural effusion as the only site of disease": said of either."""


def _tail_start(member: Sequence[Chunk], setting: Setting) -> int | None:
    """Where, behind the first concept of the last member, a shared window or purpose begins."""
    heads = [index for index, chunk in enumerate(member) if chunk.sort is Sort.CONCEPT]
    if not heads:
        return next((index for index, chunk in enumerate(member) if chunk.sort is Sort.WINDOW and index > 0), None)
    moved = all(name in MOVES for name in member[heads[0]].names)
    bare = not heads[0] and setting.vocabulary.kind(member[0].names[0]) in ("cancer", "histology")
    shared = AFTER if moved else _AFTER_THEM if bare else ()
    for index in range(heads[0] + 1, len(member)):
        chunk = member[index]
        if chunk.sort is Sort.WINDOW or _ALONE.match(setting.normal.text, chunk.start) is not None:
            return index
        if chunk.sort is Sort.PREP and chunk.text.lower() in shared and not setting.exclusion:
            return index  # "progression or recurrence on hormonal therapy", "lymphoma or leukemia after two prior lines"
        if chunk.sort is Sort.NARROWING and any(name.startswith(("setting=", "purpose=")) for name in chunk.names):
            return index
        if chunk.sort is Sort.PREP and chunk.text.lower() == "with" and index > heads[0] and not setting.exclusion:
            return index
        if (
            chunk.sort in (Sort.PREP, Sort.FOR)
            and (chunk.text.lower() in ("for", "against", "of", "to") or chunk.text.lower() in _SHARED_PURPOSES)
            and setting.vocabulary.kind(member[heads[0]].names[0]) in _AIMED
        ):
            return index
    return None


STEPS: Steps[list[tuple[Chunk, ...]]] = Steps(
    (frozenset({Sort.CONCEPT}), with_clauses),
    (frozenset({Sort.CONCEPT}), with_trailing_nouns),
    (frozenset({Sort.CONCEPT}), with_site_carried_on),
    (frozenset({Sort.WORD, Sort.OTHER}), with_heads_of_adjectives),
    (frozenset({Sort.HIST}), lambda members, _setting: at_either_time(members)),
    (frozenset({Sort.HEADNOUN}), without_bare_nouns),
    (frozenset({Sort.VARIABLE, Sort.GRADEOF}), with_classes_of_members),
    (frozenset({Sort.OTHER}), without_other),
    (None, lambda members, _setting: sharing_their_aim(members)),
    (frozenset({Sort.NARROW, Sort.GRADEOF}), with_slashes),
    (frozenset({Sort.AMOUNT}), _with_counts),
    (frozenset({Sort.WORD}), with_results_of_infections),
    (frozenset({Sort.WINDOW, Sort.FILL}), lambda members, _setting: with_times_apart(members)),
    (frozenset({Sort.SPAN_OF_TIME}), lambda members, _setting: _with_since(members)),
    (frozenset({Sort.CONCEPT, Sort.VARIABLE}), with_results_shared),
    (None, _with_tails),
    (None, _with_shared_ends),
    (frozenset({Sort.PREP, Sort.FOR}), with_heads_before),
    (frozenset({Sort.CONCEPT}), with_failures_shared),
    (None, _with_shared_starts),
    (frozenset({Sort.ALLERGY, Sort.CONCEPT}), _with_allergies),
    (frozenset({Sort.NARROWING, Sort.NOW, Sort.HIST, Sort.VARIABLE, Sort.CONCEPT}), with_heads_behind),
    (frozenset({Sort.CONCEPT}), with_their_cancer),
    (frozenset({Sort.CONCEPT}), with_shared_mark),
    (frozenset({Sort.GROUP, Sort.VARIABLE}), staged_alike),
    (frozenset({Sort.WORD, Sort.HEADNOUN}), placed_alike),
)
"""What the members of a list share, in the order in which it is given to each."""
