"""Examples: "X, such as A, B or C", "X (including D)" in; the proposition with what the examples add to it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.kinds import narrowed_by_clause, only_as_such, restricts
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.asking import of_no_kind, question
from trialwright.compiler.phrasing.denials import free_for_so_long
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.preparing.lesions import says_not_measurable, tells_measurability
from trialwright.compiler.sentences.brackets import with_bracketed_parts
from trialwright.compiler.sentences.conditions import has_holes
from trialwright.compiler.sentences.dosedexamples import as_far_as_dosed
from trialwright.compiler.sentences.included import must_be_among, of_one_class
from trialwright.compiler.sentences.plainly import says_one_thing
from trialwright.compiler.setting import (
    LIST_SIGNS,
    Setting,
    denied,
    doubted,
    flattened,
    joined_by,
    split_at,
    stripped,
)
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Criterion,
    Has,
    NoConstraint,
    Readings,
    Unread,
    walk,
)
from trialwright.vocabulary.records import anew


def with_examples(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "X, such as A, B or C": the examples are X too, so the statement names X or any of them."""
    apart = _each_with_its_own(chunks, setting)
    if apart is not None:
        return apart
    chunks = without_examples_within(chunks, setting)
    for index, chunk in enumerate(chunks):
        marker, inner = (
            (chunk, ()) if chunk.sort is Sort.EG else (chunk.inner[0], chunk.inner[1:]) if _example_group(chunk) else (None, ())
        )
        if marker is None or index == 0:
            continue
        head = tuple(chunks[:index])
        if inner and stripped(inner) and stripped(inner)[0].text.lower().startswith("requir"):
            main = with_bracketed_parts((*head, *chunks[index + 1 :]), setting, read_list)
            return doubted(main, setting.unread(inner)) if setting.exclusion else main  # "(e.g. requiring antibiotics)" describes
        examples = inner if inner else tuple(chunks[index + 1 :])
        rest = tuple(chunks[index + 1 :]) if inner else ()
        last = next((item for item in reversed(stripped(examples)) if item.sort is not Sort.GROUP), None)
        if not rest and last is not None and last.sort is Sort.WINDOW:
            # "chemotherapy, including conjugates, within 3 weeks": the time holds for what the examples are of.
            rest = (last,)
        if setting.exclusion and (_within_a_question(head, inner, rest, setting) or _judged_behind(head, examples, setting)):
            return question(chunks, setting)
        return _head_and_examples(head, examples, rest, setting)
    return with_bracketed_parts(chunks, setting, read_list)


_DEEMED = re.compile(r"\b(?:deemed|considered|judged|thought|felt|believed) by\b|\b(?:opinion|judge?ment) of\b", re.IGNORECASE)


_REACTS = re.compile(r"\b(?:allerg\w*|(?:hyper)?sensitivit\w+|intoleran\w+|reactions?) (?:to|of|against)\b", re.IGNORECASE)


_UNABLE = re.compile(
    r"\b(?:unable|inability|incapable|unwilling(?:ness)?|not (?:able|willing|prepared)|refus(?:es?|ing|al)|declin(?:es?|ing))"
    r" (?:to|of)\b",
    re.IGNORECASE,
)


def _within_a_question(head: Sequence[Chunk], inner: Sequence[Chunk], rest: Sequence[Chunk], setting: Setting) -> bool:
    """ "Deemed by the investigator to have severe disease (such as diabetes)", "discontinued a conjugate (e.g. one) due to its
    toxicity": what only a person can tell of the examples, too."""
    if _DEEMED.search(setting.words(head)) is not None and any(chunk.sort is Sort.ASKED for chunk in head):
        return True
    first = next((chunk for chunk in head if chunk.sort is not Sort.FILL), None)
    if first is not None and first.value == "forecast" and not _several_things(head):
        return True  # "planned immunosuppression, e.g. alemtuzumab": not whoever had it
    if _UNABLE.search(setting.words(head)) is not None and not any(chunk.sort in LIST_SIGNS - {Sort.SLASH} for chunk in head):
        return True  # "unable to take an inhibitor such as voriconazole": not whoever takes it
    if _REACTS.search(setting.words(head)) is not None and not any(chunk.sort is Sort.ALLERGY for chunk in head):
        return True  # "sensitivity to any product, including X": not whoever was given X
    goes_on = any(chunk.sort in (Sort.NARROW, Sort.PREP, Sort.TAIL, Sort.WORD) for chunk in rest) and bool(inner)
    return (
        goes_on
        and any(chunk.sort is Sort.ASKED for chunk in (*head, *rest))
        and not any(chunk.sort in LIST_SIGNS for chunk in rest)
    )


def _several_things(head: Sequence[Chunk]) -> bool:
    """ "Planned surgery or active infection": a list, and not words of one thing."""
    joined = any(chunk.sort in LIST_SIGNS for chunk in head)
    return joined and any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.STUDYDRUG) for chunk in head)


_OTHER_CONDITION = re.compile(r"\b(?:or|and) (?:any )?other\b.{0,40}\b(?:condition|illness|disorder|disease)s?,?$", re.IGNORECASE)
_JUDGED_SO = re.compile(r"\b(?:that|which)\b.{0,25}\b(?:opinion|judge?ment|discretion|view) of\b", re.IGNORECASE)


def _judged_behind(head: Sequence[Chunk], examples: Sequence[Chunk], setting: Setting) -> bool:
    """ "Substance abuse or any other condition, such as a cardiac one, that may, in the opinion of the investigator, interfere":
    whether any of them does is asked."""
    return _JUDGED_SO.search(setting.words(examples)) is not None and _OTHER_CONDITION.search(setting.words(head)) is not None


def without_examples_within(chunks: Sequence[Chunk], setting: Setting) -> Sequence[Chunk]:
    """ "Radiotherapy, including brachytherapy, to the region of the cancer": what stands behind the second comma is of the thing
    itself, and its kinds between two commas add nothing to what excludes."""
    place = next((index for index, chunk in enumerate(chunks) if index > 1 and chunk.sort is Sort.EG), None)
    if place is None or not setting.exclusion or chunks[place - 1].sort is not Sort.COMMA:
        return chunks
    close = next((index for index in range(place + 2, len(chunks)) if _goes_on_with_head(chunks[index], setting)), None)
    kinds = chunks[place + 1 : close]
    if close is None or any(chunk.sort not in _KINDS_NAMED for chunk in kinds):
        return chunks
    if any(chunk.sort in LIST_SIGNS for chunk in chunks[: place - 1]) and any(chunk.sort is Sort.COMMA for chunk in kinds):
        return chunks  # which of the list before them it goes on with is not told
    return (*chunks[: place - 1], *chunks[close:])


def _goes_on_with_head(chunk: Chunk, setting: Setting) -> bool:
    """ "…, with", "…, that": a word that goes on with the thing itself, behind a comma."""
    after_comma = setting.normal.text[: chunk.start].rstrip().endswith(",")
    return after_comma and chunk.text.lower().split()[0] in _OF_THE_THING


_KINDS_NAMED = frozenset({Sort.CONCEPT, Sort.NARROWING, Sort.FILL, *LIST_SIGNS})
_OF_THE_THING = frozenset({"to", "of", "for", "that", "which", "with", "requiring"})


def names_kinds(sentence: Sequence[Chunk], named: set[str]) -> bool:
    """ "No other anticancer therapy. Anticancer therapies include chemotherapy and endocrine therapy": tells what is meant by a
    word of the sentence before."""
    head = sentence[:1] if sentence[0].sort is Sort.CONCEPT else ()
    verb = sentence[1] if len(sentence) > 1 else None
    finite = verb is not None and verb.sort is Sort.EG and verb.text.lower() in ("include", "includes")
    return bool(head) and finite and set(head[0].names) <= named


def _each_with_its_own(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Active hepatitis B (e.g., HBsAg reactive) or hepatitis C (e.g., HCV RNA detected)": each member with its own examples,
    and with the state that the first lends to bare ones. None where fewer than two members have examples in brackets."""
    groups = [place for place, chunk in enumerate(chunks) if _example_group(chunk)] if setting.exclusion else []
    if len(groups) < _SEVERAL:
        return None
    members: list[tuple[Chunk, ...]] = []
    done = 0
    for place in groups:
        members.append(stripped(chunks[done : place + 1]))
        done = place + 1
    rest = stripped(chunks[done:])
    plain = all(any(chunk.sort is Sort.CONCEPT for chunk in item) or of_no_kind(item[:-1], setting) for item in members)
    parted = all(chunks[place + 1].sort in LIST_SIGNS for place in groups[:-1])
    if not plain or not parted or any(chunk.sort is not Sort.WINDOW for chunk in rest):
        return None
    first = next((place for place, chunk in enumerate(members[0]) if chunk.sort is Sort.CONCEPT), 0)
    lent = tuple(chunk for chunk in members[0][:first] if chunk.sort in (Sort.NARROWING, Sort.NOW, Sort.HIST))
    bare = [(*lent, *member) if member[0].sort is Sort.CONCEPT and place else member for place, member in enumerate(members)]
    return joined_by("or", [with_examples((*member, *rest), setting) for member in bare])


_SEVERAL = 2


def _example_group(chunk: Chunk) -> bool:
    return chunk.sort is Sort.GROUP and bool(chunk.inner) and chunk.inner[0].sort is Sort.EG


def _head_and_examples(head: Sequence[Chunk], examples: Sequence[Chunk], rest: Sequence[Chunk], setting: Setting) -> Criterion:
    if stripped(head) and stripped(head)[0].sort is Sort.NEG and not (setting.exclusion and _lacks_fitness(stripped(head))):
        return _denied_with_examples(stripped(head), examples, rest, setting)
    main = with_bracketed_parts((*stripped(head), *rest), setting, read_list)
    if not stripped(examples):
        return main  # they stand below
    if setting.exclusion and _asked_with_it(main, rest, setting):
        return question((*head, *examples, *rest), setting)
    if setting.exclusion and any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in head):
        return main  # "more than three regimens (including IL-2)": what is counted is not excluded by itself
    if setting.exclusion and any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in rest):
        # "Fluid retention (i.e. ascites, edema) grade > 2": the limit is theirs too.
        return joined_by("or", [main, setting.unread(examples, "the limit behind them is theirs too")])
    if setting.exclusion and tells_measurability(stripped(head)):
        return doubted(main, setting.unread(head)) if says_not_measurable(head) and not has_holes(main) else main
    if not setting.exclusion:
        if isinstance(main, Ask):
            return question(
                (*head, *examples, *rest), setting
            )  # "comply with the study, including visits": one thing to be asked
        return _perhaps_required(main, head, examples, setting)
    if _hang_together(head, examples, setting):
        main = doubted(main, setting.unread(examples, "what restricts the examples may restrict what they are of"))
    last, examples = _last_named(head), _with_kinds_listed(examples, setting)
    reaction = any(chunk.sort is Sort.ALLERGY for chunk in last)
    lent = tuple(chunk for chunk in last if chunk.sort in (Sort.NOW, Sort.ALLERGY) or _is_state(chunk, of_reaction=reaction))
    windows = tuple(chunk for chunk in (*last, *rest) if chunk.sort is Sort.WINDOW)
    items = stripped(examples)
    timed_apart = len(items) > 1 and items[-1].sort is Sort.WINDOW and items[-2].sort is Sort.COMMA
    named = (*items[:-2], items[-1]) if timed_apart else items
    if windows and not any(chunk.sort is Sort.WINDOW for chunk in named):
        named = (*named, windows[0])
    # "Including A and B": each of them is one of the examples.
    named = tuple(replace(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.AND else chunk for chunk in named)
    shown = _shown(lent, named, setting)
    if not has_holes(main) and has_holes(shown) and _only_examples((*head[-1:], *examples), setting):
        shown = _as_far_as_read(shown)  # an example that was not read is one of what was
        if isinstance(shown, NoConstraint):
            return main
    if _ONE_OF_THESE.match(setting.normal.text, examples[0].start):
        # "A history of treatment including any of the following: …" means those.
        return joined_by("or", [doubted(main, setting.unread(head, "only with one of what is listed")), shown])
    if _treated(head, setting) and _uses_of(examples, setting):
        return main  # "that has required systemic treatment (i.e., with use of corticosteroids)": tells what that treatment is
    if narrowed_by_clause(head, shown, setting) and not any(chunk.sort in LIST_SIGNS for chunk in stripped(head)):
        # "Conditions affecting absorption, e.g. gastritis": excluded for the gastritis only as far as it does
        doubt = setting.unread(items, "only as far as it is what is said before it")
        return joined_by("or", [main, doubted(shown, doubt)])
    plain = _plainly_listed(examples)
    if items[0].sort is Sort.HIST and "history" in items[0].text.lower() and not windows and _plainly_listed(items[1:]):
        # "active heart disease, including a history of infarction": that of any time
        return joined_by("or", [main, read_list(named, setting)])
    if not windows and isinstance(main, Has) and main.window is None and _timed_late(items, setting):
        doubt = setting.unread(head, "the time of the last example may be of all")
        return joined_by("or", [doubted(main, doubt), only_as_such(shown, main, setting)])
    if plain and not rest and _ends_with_its_name(stripped(head)) and isinstance(main, Has):
        return joined_by(
            "or", [as_far_as_dosed(main, shown, examples, setting), only_as_such(shown, _without_words(main), setting)]
        )
    return joined_by("or", [as_far_as_dosed(main, shown, examples, setting), only_as_such(shown, main, setting)])


def _asked_with_it(main: Criterion, rest: Sequence[Chunk], setting: Setting) -> bool:
    """ "Retinal changes (e.g., edema)", "illness (e.g., bipolar disorder) that would compromise it": the examples are asked with
    what they are of."""
    unread = isinstance(main, Unread) and says_one_thing(main.text, setting)
    return unread or (isinstance(main, Ask) and restricts(rest, setting))


def _ends_with_its_name(head: Sequence[Chunk]) -> bool:
    """Whether nothing stands behind the name that narrows it: "treatments outside the regimen, such as A" are only such A."""
    named = max((place for place, chunk in enumerate(head) if chunk.sort is Sort.CONCEPT), default=len(head))
    narrowed = any(chunk.sort in (Sort.NARROW, Sort.PREP) for chunk in head[named:])
    return head[-1].sort in (Sort.CONCEPT, Sort.HEADNOUN) and not narrowed


def _lacks_fitness(head: Sequence[Chunk]) -> bool:
    """ "Not fit for surgery (e.g. heart failure)", "non-cardiac illness (e.g. cancer)": the examples are of the lack itself."""
    if head[0].text.lower().startswith("non"):
        return True
    behind = next((chunk for chunk in head[1:] if chunk.sort is not Sort.FILL), None)
    return behind is None or behind.sort is Sort.ASKED


def _denied_with_examples(head: Sequence[Chunk], examples: Sequence[Chunk], rest: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "No heart disease, including A or B": the examples are denied with what they are of."""
    own, named = free_for_so_long(stripped(head[1:])), free_for_so_long(examples)
    if not own:
        return setting.unread((*head, *examples, *rest), "examples of nothing")
    rest, denying = free_for_so_long(rest), anew(setting, exclusion=True)
    asks = _closed_by_clause(named)
    inner = question((*own, *named, *rest), denying) if asks else _head_and_examples(own, named, rest, denying)
    return denied(inner, setting.span((*head, *examples)))


_CLOSES = re.compile(r"(?:that|which|who) (?:would|could|may|might|can|will|in the)\b", re.IGNORECASE)


def _closed_by_clause(examples: Sequence[Chunk]) -> bool:
    """ "No psychiatric condition, including depression, that would preclude consent": only such a condition is denied."""
    return any(before.sort is Sort.COMMA and _CLOSES.match(chunk.text) is not None for before, chunk in pairwise(examples))


def _shown(lent: tuple[Chunk, ...], named: Sequence[Chunk], setting: Setting) -> Criterion:
    """The examples read, those between semicolons each by itself."""
    parts = [stripped(part) for part, _sign in split_at(named, frozenset({Sort.SEMICOLON})) if stripped(part)]
    return joined_by("or", [read_list((*lent, *part), setting) for part in parts])


def _hang_together(head: Sequence[Chunk], examples: Sequence[Chunk], setting: Setting) -> bool:
    """ "Pneumonitis including radiation pneumonitis that required steroids" may be about pneumonitis that required them."""
    if not head or not examples:
        return False
    between = setting.normal.text[head[-1].end : examples[0].start].strip().lower()
    first = next((place for place, chunk in enumerate(examples) if chunk.sort in LIST_SIGNS), len(examples))
    restricts = any(chunk.sort is Sort.NARROW and place for place, chunk in enumerate(examples[:first]))
    return between.startswith("includ") and restricts


def _timed_late(examples: Sequence[Chunk], setting: Setting) -> bool:
    """ "Any anticancer therapy including A, B or any other therapy within 14 days, or not recovered": a time behind therapies."""
    place = next((index for index, chunk in enumerate(examples) if chunk.sort is Sort.WINDOW), None)
    kinds = {setting.vocabulary.kind(name) for chunk in examples[:place] if chunk.sort is Sort.CONCEPT for name in chunk.names}
    return place is not None and len(kinds) > 0 and kinds <= THERAPY_KINDS


_USES = re.compile(r"(?:with|by)?(?: the)? ?(?:chronic |continuous |systemic |concurrent )*use of\b", re.IGNORECASE)
_TREATMENT = re.compile(r"\b(?:requir|need|receiv)\w*\b.{0,40}\b(?:treatment|therapy|medications?)\b", re.IGNORECASE)


_NO_EXAMPLE = frozenset(
    {Sort.EXC, Sort.PERMIT, Sort.NEG, Sort.IF, Sort.WINDOW, Sort.AMOUNT, Sort.CODES, Sort.NARROW, Sort.HIST, Sort.NOW, Sort.ALSO}
)
_FOR_INSTANCE = re.compile(r"\b(?:e\.?g|such as|for example|for instance|i\.?e|like)\b", re.IGNORECASE)


def _only_examples(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True for "(e.g., A or B)", "such as A"; what is included may be more than an example, and what is timed or spared is."""
    said = setting.normal.text[chunks[0].end : chunks[1].start] if len(chunks) > 1 else ""
    return _FOR_INSTANCE.search(said) is not None and not any(chunk.sort in _NO_EXAMPLE for chunk in flattened(chunks[1:]))


def _as_far_as_read(examples: Criterion) -> Criterion:
    """The examples without those that were not read whole; they are kinds of what they stand behind."""
    if isinstance(examples, AnyOf):
        kept = tuple(item for item in examples.items if not has_holes(item))
        return joined_by("or", kept) if kept else NoConstraint(why="examples", span=examples.span)
    return NoConstraint(why="examples", span=examples.span) if has_holes(examples) else examples


def _uses_of(examples: Sequence[Chunk], setting: Setting) -> bool:
    """True for examples that are all therapies, or the use of them."""
    kinds = {setting.vocabulary.kind(name) for chunk in examples if chunk.sort is Sort.CONCEPT for name in chunk.names}
    numbered = any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in examples)
    said = _USES.match(setting.words(examples)) is not None or (bool(kinds) and kinds <= THERAPY_KINDS)
    return said and not numbered


def _treated(head: Sequence[Chunk], setting: Setting) -> bool:
    """True for an ailment of which is said that it required treatment."""
    return _TREATMENT.search(setting.words(head)) is not None and not _uses_of(stripped(head), setting)


def _without_words(main: Has) -> Has:
    """ "Congenital bleeding disorders, such as hemophilia": by their own words the examples are as the adjectives say."""
    kept = tuple(item for item in main.target.qualifiers if item.name != "described")
    return replace(main, target=replace(main.target, qualifiers=kept))


def _with_kinds_listed(examples: Sequence[Chunk], setting: Setting) -> Sequence[Chunk]:
    """ "(Including bowel disease [e.g., colitis], diverticulitis [except diverticulosis], lupus)": kinds in a bracket within the
    examples are examples too, and a bracket that excepts what is no kind of it excepts nothing."""
    result: list[Chunk] = []
    for place, chunk in enumerate(examples):
        inner = stripped(chunk.inner) if chunk.sort is Sort.GROUP else ()
        behind = examples[place + 1].sort if place + 1 < len(examples) else Sort.COMMA
        if not inner or not result or behind not in (*LIST_SIGNS, Sort.STOP):
            result.append(chunk)
        elif inner[0].sort is Sort.EXC and _other_things(inner[1:], result[-1], setting):
            continue
        elif all(item.sort in _LISTED for item in inner):
            comma = replace(chunk, sort=Sort.COMMA, text=",", inner=())
            result.extend((comma, *(item for item in inner if item.sort is not Sort.EG)))
        else:
            result.append(chunk)
    return result


_LISTED = frozenset({Sort.EG, Sort.CONCEPT, Sort.FILL, Sort.EITHER, *LIST_SIGNS})


def _plainly_listed(chunks: Sequence[Chunk]) -> bool:
    return all(chunk.sort in _LISTED for chunk in chunks)


def _other_things(exception: Sequence[Chunk], base: Chunk, setting: Setting) -> bool:
    named = [name for chunk in exception if chunk.sort is Sort.CONCEPT for name in chunk.names]
    plain = bool(named) and all(chunk.sort in _LISTED for chunk in exception)
    return plain and not any(setting.under(name, *base.names) or setting.under(own, name) for name in named for own in base.names)


def _last_named(head: Sequence[Chunk]) -> Sequence[Chunk]:
    """ "Infarction within 6 months, unstable angina (including Prinzmetal's)": the member that the examples stand behind."""
    for place in range(len(head) - 1, 0, -1):
        if head[place].sort is Sort.COMMA:
            both = (head[:place], head[place + 1 :])
            return head[place + 1 :] if all(any(chunk.sort is Sort.CONCEPT for chunk in part) for part in both) else head
    return head


_ONE_OF_THESE = re.compile(r"\W*(?:any|one|at least one|either)\b.{0,20}\b(?:following|below)\b", re.IGNORECASE)


def _is_state(chunk: Chunk, *, of_reaction: bool) -> bool:
    """ "Active autoimmune disease (i.e., psoriasis)": what must be active is the psoriasis; "severe allergic reactions to taxanes
    such as paclitaxel": severe ones to that."""
    states = ("activity=", "control=", "severity=") if of_reaction else ("activity=", "control=")
    return chunk.sort is Sort.NARROWING and all(name.startswith(states) for name in chunk.names)


_DEFINES_KIND = re.compile(r"\b(?:which|that|this) (?:may |can |would )?includ|\blimited\b")
_LEFT_OUT = len("but not limited to")


def _only_explained(last: Chunk, first: Chunk, setting: Setting) -> bool:
    """ "Drugs that include A and B", "including but not limited to A": the words that normalising leaves out show in their
    length."""
    source = setting.normal.span(last.end, first.start)
    shortened = source.end - source.start - (first.start - last.end) >= _LEFT_OUT
    return shortened or _DEFINES_KIND.search(setting.normal.text[last.start : first.start].lower()) is not None


def _therapies_in(node: Criterion, setting: Setting) -> list[Criterion]:
    return [
        leaf for leaf in walk(node) if isinstance(leaf, Has) and setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS
    ]


def _perhaps_required(main: Criterion, head: Sequence[Chunk], examples: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "Two lines of therapy including a platinum" may ask for the platinum; "such as" and "e.g." only explain."""
    between = setting.normal.text[head[-1].end : examples[0].start].lower() if head and examples else ""
    if "includ" not in between:
        return main
    named = read_list(stripped(examples), setting)
    if _only_explained(head[-1], examples[0], setting):
        return joined_by("or", [main, *_therapies_in(named, setting)]) if _therapies_in(main, setting) == [main] else main
    if of_one_class(main, named, setting):
        return main
    span = main.span.joined(named.span)
    if must_be_among(main, named, examples, setting):
        return AllOf(items=(main, named), span=span)
    return Readings(items=(main, AllOf(items=(main, named), span=span)), why="what is included may be required", span=span)
