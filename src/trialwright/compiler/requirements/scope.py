"""Scope: propositions in, requirements out: what a heading lends to its children, which way round a statement holds.

Nothing here reads words: it decides whether a parent's children replace it, narrow it, are alternatives or exceptions to it, and
turns what excludes into what is required.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from trialwright.compiler.chunks import Sort
from trialwright.compiler.listing.settimes import time_said
from trialwright.compiler.phrasing.intervals import since
from trialwright.compiler.preparing.cohortbrackets import Whose
from trialwright.compiler.requirements.baretherapies import of_those_who_take_it, perhaps_a_heading
from trialwright.compiler.requirements.exceptedlists import excepted
from trialwright.compiler.requirements.groups import (
    ALL_OR_ANY,
    asked_of_the_ill,
    duties_below,
    each_of_its_cancer,
    names_several_cancers,
    of_different_cancers,
    own_cohort,
)
from trialwright.compiler.requirements.headlent import lent_by_heading, timed_by_heading, with_window
from trialwright.compiler.requirements.listedapart import listed_apart
from trialwright.compiler.requirements.listsofsome import leave, of_those_alone, unmet
from trialwright.compiler.requirements.ownquestions import beside_own_question, first_duty
from trialwright.compiler.requirements.purposesabove import with_purpose_above
from trialwright.compiler.requirements.seampairs import pair_at_seam
from trialwright.compiler.requirements.unreadheads import limits_unread
from trialwright.compiler.sentences.announced import not_all
from trialwright.compiler.sentences.cannotstop import CANNOT_STOP
from trialwright.compiler.sentences.cohorts import asked_of_cohort, in_cohort
from trialwright.compiler.setting import changed_leaves, denied, flattened, for_those_only, joined_by, without_empty
from trialwright.compiler.statement import Statement
from trialwright.findings import Span
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    Limit,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Target,
    Unread,
    When,
    children,
    walk,
)
from trialwright.protocol.interview import question_of
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_DEFINES = (
    *("defined", "following", "as follows", "below", "evidenced", "demonstrated", "indicated by", "meet"),
    *("criteria", "parameters", "values", "including", "include", "indication"),
)

_DEEPEST = 8
"""Levels of lists that are read; of 882 real texts the deepest has seven."""


def scoped(statement: Statement) -> Statement:
    """The statement with its `node`: what eligibility requires of it and of everything below it."""
    proposition = without_empty(whole_proposition(statement))
    if statement.group.topic == "note":
        return anew(statement, node=NoConstraint(why="a note about the trial", span=proposition.span))
    return anew(statement, node=listed_apart(without_empty(_required(statement, proposition))))


def _required(statement: Statement, proposition: Criterion) -> Criterion:
    if isinstance(proposition, NoConstraint):
        return proposition
    if not statement.exclusion:
        return perhaps_a_heading(statement, proposition)
    return denied(of_those_who_take_it(proposition), proposition.span)


def whole_proposition(statement: Statement, *, depth: int = 0) -> Criterion:
    """What the statement and its children say together, in the statement's own polarity.

    A heading may be said of each of its parts, so that a tree can double with every level: lists inside lists deeper than any
    that people write are not read.
    """
    own = statement.proposition
    if not statement.children:
        return own
    if depth >= _DEEPEST:
        return Unread(text=statement.item.text, why="a list nested too deeply", span=statement.item.span)
    either = statement.item.either or pair_at_seam(statement)
    if either:
        return _with_alternatives(statement, either, depth)
    inner = tuple(_child(child, statement, depth + 1) for child in statement.children)
    inner = tuple(item for item in inner if not isinstance(item, NoConstraint))
    if not inner:
        topic = not statement.exclusion and _is_topic(own, statement)
        return NoConstraint(why="heading", span=own.span) if topic else own
    if statement.item.exception:
        return excepted(own, inner, statement)
    timed = _long_since(statement, inner)
    if timed is not None:
        return timed
    if _only_defines(own) or (statement.item.sense == "permission" and not _asked_of_some(own, statement)):
        return leave(statement, statement.item.span.joined(_span_over(inner)))
    apart = statement.exclusion and _says_what(own) and not _announces(statement.normal.text.lower())
    stopping = CANNOT_STOP.search(statement.normal.text) if statement.exclusion else None
    window = None if apart or stopping is not None else time_said(statement.chunks)
    own, listed = with_purpose_above(own, _listed(statement, inner), statement)
    if statement.item.or_below and not isinstance(own, NoConstraint):
        return _another_way(own, listed)
    if statement.item.sense == "unmet":
        return unmet(own, listed, statement)
    if window is not None:
        listed = timed_by_heading(listed, window, statement)
    if stopping is not None:
        listed = AllOf(items=(listed, _whether(statement.normal.text[stopping.start() :], statement.item.span)), span=listed.span)
    if _measured_below(own, statement.children[0], listed):
        return listed
    return _with_heading(own, listed, statement)


def _another_way(own: Criterion, listed: Criterion) -> Criterion:
    """A statement that ends in "or" and what stands below it; both are read where that is but a question, which may be a line of
    its own ("creatinine < 2 x ULN or", and below it "able to consent")."""
    either = AnyOf(items=(own, for_those_only(listed)), span=own.span.joined(listed.span))
    if not isinstance(listed, Ask) or isinstance(own, Ask):
        return either
    return Readings(items=(either, AllOf(items=(own, listed), span=either.span)), why=_OR_LOST, span=either.span)


_OR_LOST = 'what stands behind the "or" may have been lost'


def _whether(words: str, span: Span) -> Ask:
    """Whether what the heading says of the medicines below it holds: that they cannot be stopped."""
    said = words.partition(" ")[2].rstrip(" :.;")
    return Ask(statement=said, question=question_of(said), span=span)


def _asked_of_some(own: Criterion, statement: Statement) -> bool:
    """ "Patients with brain metastases are eligible if all of these are met:" among the inclusions: the list is asked of them."""
    return isinstance(own, When) and not statement.exclusion and isinstance(own.then, NoConstraint)


def _long_since(statement: Statement, inner: tuple[Criterion, ...]) -> Criterion | None:
    """ "At least 3 months since prior use of:" over a list: so long since each of them. None for other statements."""
    times = [chunk for chunk in statement.chunks if chunk.sort is Sort.SPAN_OF_TIME]
    named = any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.STUDYDRUG) for chunk in statement.chunks)
    if statement.exclusion or named or len(times) != 1 or not statement.chunks or statement.chunks[-1].sort is not Sort.COLON:
        return None
    leaves = [leaf for item in inner for leaf in walk(item) if not children(leaf)]
    spans = [since(times[0], leaf.target, leaf.span) if isinstance(leaf, Has) else leaf for leaf in leaves]
    limits = tuple(limit for limit in spans if isinstance(limit, Compare | Unread))
    plain = all(isinstance(item, Has | Unread | AnyOf | AllOf) for item in inner) and len(limits) == len(leaves)
    if not plain or not any(isinstance(limit, Compare) for limit in limits):
        return None
    return AllOf(items=limits, span=_span_over(limits))


def _only_defines(own: Criterion) -> bool:
    """ "Postmenopausal is defined as any of the following:" says who is meant elsewhere, and asks for nothing."""
    return isinstance(own, NoConstraint) and own.why == "a definition"


def _with_alternatives(statement: Statement, either: tuple[int, ...], depth: int) -> Criterion:
    """A list of which all hold, but for those from each of the places on to the next: of them one does."""
    runs: list[list[Criterion]] = []
    for place, child in enumerate(statement.children):
        goes_on = place - 1 in either
        node = whole_proposition(child, depth=depth + 1)
        if goes_on:
            runs[-1].append(for_those_only(node))
        else:
            runs.append([for_those_only(node) if place in either else node])
    items = tuple(joined_by("or", run) for run in runs)
    listed = AllOf(items=items, span=_span_over(items))
    window = time_said(statement.chunks)
    return _with_heading(statement.proposition, with_window(listed, window) if window is not None else listed, statement)


def _measured_below(own: Criterion, first: Statement, meaning: Criterion) -> bool:
    """ "Complex karyotype" over "defined as >= 3 abnormalities": the values that it is measured by stand for it."""
    said = [chunk for chunk in first.chunks if chunk.sort not in (Sort.FILL, Sort.COLON)]
    named = isinstance(own, Has) and default_vocabulary().kind(own.target.concept) != "cancer"
    defining = bool(said) and said[0].sort is Sort.DEFINES and named
    leaves = [leaf for leaf in walk(meaning) if not children(leaf)]
    return defining and bool(leaves) and all(isinstance(leaf, Compare) and leaf.quantity.variable is not None for leaf in leaves)


def _announces(words: str) -> bool:
    return any(cue in words for cue in _DEFINES) or words.rstrip().endswith(":")


def _child(child: Statement, parent: Statement, depth: int) -> Criterion:
    node = whole_proposition(child, depth=depth)
    if parent.item.logic == "ANY" and not parent.exclusion:
        node = _as_alternative(node, exclusive=_defines_extent(parent))
    elif child.item.cohort is not None:
        node = _of_its_cohort(node, Whose(name=child.item.cohort), parent)
    if child.item.cohort is None and (whose := own_cohort(child)) is not None:
        node = _of_its_cohort(node, whose, parent)
    return for_those_only(node) if parent.item.logic == "ANY" else node


def _of_its_cohort(node: Criterion, whose: Whose, parent: Statement) -> Criterion:
    """A line of a list that begins with a cohort's name, or ends in one in brackets: asked of it, where the list is required;
    elsewhere true of its patients alone."""
    if isinstance(node, NoConstraint):
        return node
    item = parent.item
    whole = item.logic in (None, "ALL") and item.at_least is None and item.at_most is None
    if whole and (item.sense == "unmet" or (item.sense is None and not parent.exclusion)):
        return asked_of_cohort(node, whose)
    of_it: Criterion = in_cohort(whose.name, node.span)
    of_it = Not(item=of_it, span=node.span) if whose.spares else of_it
    return AllOf(items=(of_it, node), span=node.span)


def _defines_extent(parent: Statement) -> bool:
    """The parent defines a limited metastatic disease by its list: each alternative is then all of the disease."""
    extents = [
        name
        for chunk in flattened(parent.chunks)
        for name in chunk.names
        if name == "extent=oligometastatic" or name.startswith("oligometa")
    ]
    return bool(extents) and any(cue in parent.normal.text.lower() for cue in ("defined", "definition"))


def _as_alternative(node: Criterion, *, exclusive: bool) -> Criterion:
    """ "<= 3 liver metastases" as one of several ways to qualify speaks of patients who have some, and where it defines the
    extent of the disease, of patients who have nothing else."""

    def change(leaf: Criterion) -> Criterion:
        if isinstance(leaf, Compare) and leaf.quantity.attribute == "count" and leaf.low is None and leaf.quantity.of is not None:
            counted = replace(leaf, low=Limit(value=Decimal(1)))
            return _alone(counted, leaf.quantity.of) if exclusive else counted
        if exclusive and isinstance(leaf, Has) and leaf.target.concept.endswith(" metastasis"):
            return _alone(leaf, leaf.target)
        return leaf

    return changed_leaves(node, change)


def _alone(node: Criterion, target: Target) -> Criterion:
    elsewhere = Has(target=Target(concept="distant metastasis", exceptions=(Target(concept=target.concept),)), span=node.span)
    return AllOf(items=(node, Not(item=elsewhere, span=node.span)), span=node.span)


def _listed(statement: Statement, items: tuple[Criterion, ...]) -> Criterion:
    span = _span_over(items)
    if statement.item.at_least is not None:
        if len(items) == 1 and isinstance(items[0], AllOf | AnyOf) and len(items[0].items) >= statement.item.at_least:
            items = items[0].items  # the list was written in one line
        return AtLeast(count=statement.item.at_least, items=items, span=span)
    if statement.item.at_most is not None:
        more = AtLeast(count=statement.item.at_most + 1, items=items, span=span)
        return Not(item=more, span=span)
    logic = statement.item.logic or ("ANY" if statement.exclusion else "ALL")
    if len(items) == 1 and logic != "NONE":
        return items[0]
    match logic:
        case "NONE":
            return not_all(items, statement.normal.text) or NoneOf(items=items, span=span)
        case "ANY":
            return AnyOf(items=items, span=span)
        case _ if not statement.exclusion and (apart := of_different_cancers(items, default_vocabulary())):
            return each_of_its_cancer(items, apart, said=statement.item.logic_stated)
        case _ if not (statement.exclusion or statement.item.logic_stated or _requirements(items) or duties_below(statement)):
            return Readings(items=(AllOf(items=items, span=span), AnyOf(items=items, span=span)), why=ALL_OR_ANY, span=span)
        case _:
            return AllOf(items=items, span=span)


def _requirements(items: tuple[Criterion, ...]) -> bool:
    """True for a list of limits or of questions: such lists are meant as a whole, said or not."""
    return all(any(isinstance(node, Compare | Ask) for node in walk(item)) for item in items)


def _span_over(items: tuple[Criterion, ...]) -> Span:
    span = items[0].span
    for item in items[1:]:
        span = span.joined(item.span)
    return span


def _with_heading(own: Criterion, listed: Criterion, statement: Statement) -> Criterion:
    """A heading that only announces its list is replaced by it; a condition governs it; anything else holds beside it."""
    span = statement.item.span.joined(listed.span)
    words = statement.normal.text.lower()
    listed = lent_by_heading(listed, statement)
    listed = _as_far_as_of_class(listed, own) if _EXAMPLES_BELOW.search(words) else listed
    if statement.exclusion and limits_unread(own, statement):
        doubt = Unread(text=statement.normal.text, why="what the words above the list ask was not understood", span=own.span)
        return AllOf(items=(listed, doubt), span=span)
    of_some = of_those_alone(own, listed, statement)
    if of_some is not None:
        return of_some
    if isinstance(own, When):
        then = listed if _holds_nothing(own.then) else AllOf(items=(own.then, listed), span=span)
        return replace(own, then=then, span=span)
    if statement.exclusion and isinstance(own, AllOf) and _holds_nothing(own.items[-1]):
        return AllOf(items=(*own.items[:-1], listed), span=span)
    if isinstance(own, Ask) and any(chunk.value == "forecast" for chunk in statement.chunks):
        return replace(own, span=span)  # "treatment with one of these is planned:" asks about the plan
    duty = None if statement.exclusion else first_duty(own, statement)
    if duty is not None:
        return AllOf(items=(duty, listed), span=span)
    asked_too = beside_own_question(own, listed, statement, announces=_announces(words))
    if asked_too is not None:
        return asked_too
    if isinstance(own, Ask) and statement.exclusion and _ILLNESS_WITH_EXAMPLES.search(words):
        return AnyOf(items=(own, listed), span=span)
    if (
        isinstance(own, NoConstraint | Ask)
        or _defined_below(statement)
        or (not statement.exclusion and _is_topic(own, statement))
    ):
        return listed
    if not statement.exclusion and (
        _names_a_group(own) or asked_of_the_ill(own, statement) or (names_several_cancers(own) and not _WITH_BELOW.search(words))
    ):
        return When(condition=own, then=listed, otherwise=NoConstraint(why="for others", span=span), span=span)
    announces = _announces(words)
    holes = any(isinstance(node, Unread) for node in walk(own))
    if statement.exclusion:
        if "such as" in words or "including" in words:
            return AnyOf(items=(own, listed), span=span)
        both = AllOf(items=(own, listed), span=span)
        if isinstance(own, Unread) and all(chunk.sort in _OPENS_LIST for chunk in statement.chunks):
            return listed
        if _AND_BELOW.search(words):
            return both
        if not announces:
            apart = AnyOf(items=(own, listed), span=span)
            return Readings(items=(both, apart), why="what stands below may go on with it or stand for itself", span=span)
        if not _says_what(own) or _SAME_BELOW.search(words) or not _PEOPLE.search(words):
            return listed
        return Readings(items=(listed, both), why="the list may say what the words above mean, or narrow them", span=span)
    says_something = any(isinstance(node, Has | Compare) for node in walk(own))
    timed = _SINCE.search(words) is not None
    counted = _COUNTS.search(words) is not None
    if holes and announces and not (says_something or timed or counted or _speaks_of_cancer(statement, words)):
        return listed
    return AllOf(items=(own, listed), span=span)


_OPENS_LIST = frozenset(
    {
        *(Sort.HIST, Sort.NOW, Sort.HEADNOUN, Sort.FILL, Sort.IF, Sort.PREP, Sort.FOR, Sort.WINDOW, Sort.COLON, Sort.OTHER),
        *(Sort.COMMA, Sort.EITHER, Sort.AND, Sort.OR),
    }
)
""" "Prior treatment with any of the following within 4 weeks:" names nothing but the list."""


_COUNTS = re.compile(
    r"\b(?:least|minimum of|most|maximum of|more than|up to)\b[^.;:]{0,40}\b(?:lines?|regimens?|cycles?|courses?|relapses?)\b"
)
""" "At least two prior lines, each containing one of the following", not read: so many lines are asked for too."""
_WITH_BELOW = re.compile(
    r"\b(?:with|and|plus|meet(?:s|ing)?|ha(?:ve|s|ving)|(?:diagnosed|proven|established|documented) by)\b[^.;]{0,30}"
    r"\b(?:following|below|criteria|these)\b"
)
""" "Breast or ovarian cancer with one of the following": one of them is required, and what stands below as well."""


def _speaks_of_cancer(statement: Statement, words: str) -> bool:
    """ "Confirmed diagnosis of CD19+ lymphoma meeting one of the following", not read: the lymphoma is asked for too."""
    named = [name for chunk in flattened(statement.chunks) if chunk.sort is Sort.CONCEPT for name in chunk.names]
    kinds = [default_vocabulary().kind(name) for name in named if name != "malignancy"]
    return not statement.exclusion and "cancer" in kinds and _WITH_BELOW.search(words) is not None


_EXAMPLES_BELOW = re.compile(r"\b(?:includ\w+|such as|e\.g\.)[^.;]*$")


_SINCE = re.compile(r"(?:at least|more than|>=?|minimum of) ?\d.*\bsince\b")
_ACTS = (" inhibitor", " inducer", " inhibitor or inducer")
"""What drugs of many classes do, beside what their class is for."""


def _as_far_as_of_class(listed: Criterion, own: Criterion) -> Criterion:
    """ "CYP3A4 inhibitors, including:" over "antibiotics": those antibiotics only that are such inhibitors."""
    vocabulary = default_vocabulary()
    named = [leaf.target.concept for leaf in walk(own) if isinstance(leaf, Has)]
    if not named or not all(name.endswith(_ACTS) and vocabulary.kind(name) == "drug class" for name in named):
        return listed

    def doubted_class(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or vocabulary.kind(leaf.target.concept) != "drug class":
            return leaf
        if any(vocabulary.is_a(leaf.target.concept, name) for name in named):
            return leaf
        doubt = Unread(text="as such", why="only as far as it is what it is an example of", span=leaf.span)
        return AllOf(items=(leaf, doubt), span=leaf.span)

    return changed_leaves(listed, doubted_class)


_ILLNESS_WITH_EXAMPLES = re.compile(
    r"\b(?:illness(?:es)?|diseases?|disorders?|conditions?)\b.*\b(?:includ\w+|such as|e\.g)", re.DOTALL
)
""" "Uncontrolled illness, including:" excludes for other such illness too."""
_AND_BELOW = re.compile(
    r"(?:with|who have|who has|who had|and|plus|having|that have|accompanied by|if)"
    r"(?: also)?(?: (?:at least|any|either))?(?: (?:one|two|1|2|any|all|either|both|each))?"
    r"(?: \(\d\))?(?: or more| or both)?(?: of)?"
    r"(?: the)? (?:following|below)\b[^.]{0,40}$"
)
""" "HIV-positive subjects with one or more of the following:" excludes those who are both."""
_SAME_BELOW = re.compile(
    r"defin|evidenced|demonstrated|indicated by|as follows|manifested|e\.g|i\.e|namely|examples|consist|meaning|parameters|values"
)
""" "Heart disease as evidenced by:": the list says what the words above mean."""


_PEOPLE = re.compile(r"\b(?:subjects?|patients?|participants?|women|men|females?|males?|individuals?|those|who)\b")
""" "Patients with diabetes:" may be who the list is asked of; "heart disease:" alone is a label."""


_SEXES = frozenset({"female", "male", "childbearing potential", "postmenopausal", "premenopausal"})


def _names_a_group(node: Criterion) -> bool:
    """ "Females:" over a list says whom it is for."""
    return isinstance(node, Has) and node.target.concept in _SEXES and not node.target.qualifiers


_TOPICS = frozenset(
    {
        *(
            "anticancer therapy",
            "systemic therapy",
            "chemotherapy",
            "radiotherapy",
            "surgery",
            "endocrine therapy",
            "immunotherapy",
        ),
        *("targeted therapy", "biologic agent", "biopsy", "imaging", "menopausal status", "race", "ethnicity", "diagnosis"),
    }
)
_OF_A_TOPIC = frozenset({Sort.CONCEPT, Sort.HIST, Sort.OTHER, Sort.NOW, Sort.FILL, Sort.HEADNOUN, Sort.AND, Sort.OR, Sort.SLASH})
_ENDS = frozenset({Sort.COLON, Sort.STOP, Sort.COMMA})


def _is_topic(own: Criterion, statement: Statement) -> bool:
    """ "Prior therapy:" over a list says what the list is about, and not that everybody must have had some."""
    leaves = [leaf for leaf in walk(own) if not isinstance(leaf, AllOf | AnyOf)]
    named = [leaf for leaf in leaves if isinstance(leaf, Has) and leaf.target.concept in _TOPICS and leaf.window is None]
    if not named or any(leaf not in named and not isinstance(leaf, Unread) for leaf in leaves):
        return False
    if any(chunk.sort is Sort.MUST for chunk in statement.chunks):
        return False
    bare = all(chunk.sort in _OF_A_TOPIC | _ENDS for chunk in statement.chunks)
    return bare or _announces(statement.normal.text.lower())


def _says_what(node: Criterion) -> bool:
    return any(isinstance(leaf, Has | Compare) for leaf in walk(node)) and not any(
        isinstance(leaf, Unread) for leaf in walk(node)
    )


def _defined_below(statement: Statement) -> bool:
    """ "X defined as:" is what stands below it."""
    items = [chunk for chunk in statement.chunks if chunk.sort not in (Sort.COLON, Sort.FILL, Sort.STOP)]
    return bool(items) and items[-1].sort is Sort.DEFINES


def _holds_nothing(node: Criterion) -> bool:
    return isinstance(node, NoConstraint) or (isinstance(node, Unread) and not node.text.strip(" :"))
