"""What groups mean: Kleene's tables, conditions, several readings, what was not read, and whose reason is said first."""

from __future__ import annotations

from tests.spec.tables import holds

from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Target,
    Unread,
    When,
)

INFECTION, HYPERTENSION = Has(target=Target(concept="infection")), Has(target=Target(concept="hypertension"))
BOTH = (INFECTION, HYPERTENSION)


def test_all_of_is_the_least_and_any_of_the_greatest() -> None:
    table = """
        infection | hypertension | truth
        listed    | listed       | {0}
        listed    |              | {1}
        listed    | absent       | {2}
                  |              | {3}
                  | absent       | {4}
        absent    | absent       | {5}
        """
    holds(AllOf(items=BOTH), table.format("T", "? not recorded", "F", "? not recorded", "F", "F"))
    holds(AnyOf(items=BOTH), table.format("T", "T", "T", "? not recorded", "? not recorded", "F"))
    holds(NoneOf(items=BOTH), table.format("F", "F", "F", "? not recorded", "? not recorded", "T"))
    holds(AtLeast(count=2, items=BOTH), table.format("T", "? not recorded", "F", "? not recorded", "F", "F"))


def test_a_condition_that_is_not_known_leaves_what_both_branches_agree_on() -> None:
    holds(
        When(condition=INFECTION, then=HYPERTENSION, otherwise=NoConstraint(why="others")),
        """
        infection | hypertension | truth
        listed    | listed       | T
        listed    | absent       | F
        absent    | absent       | T
                  | listed       | T
                  | absent       | ? not recorded
        """,
    )


def test_several_readings_decide_only_what_they_agree_on() -> None:
    holds(
        Readings(items=(AllOf(items=BOTH), AnyOf(items=BOTH)), why="and or or"),
        """
        infection | hypertension | truth
        listed    | listed       | T
        absent    | absent       | F
        listed    | absent       | ? ambiguous
        listed    |              | ? ambiguous
                  |              | ? not recorded
        """,
    )


def test_what_was_not_read_never_decides() -> None:
    hole = Unread(text="something")
    holds(hole, "infection | truth\n listed | ? not read")
    holds(AllOf(items=(INFECTION, hole)), "infection | truth\n absent | F\n listed | ? not read\n | ? not recorded")
    holds(AnyOf(items=(INFECTION, hole)), "infection | truth\n absent | ? not read\n listed | T")
    holds(Not(item=hole), "infection | truth\n listed | ? not read")


def test_what_excludes_nobody_is_always_true() -> None:
    holds(NoConstraint(why="permission"), "infection | truth\n listed | T\n | T")


def test_only_a_statement_in_the_same_words_answers_a_question_for_a_person() -> None:
    holds(
        Ask(statement="able to swallow pills normally", question="Can the patient swallow pills?"),
        """
        able to swallow pills | unable to swallow pills | able to undergo surgery | truth
        yes                   |                         |                         | T
        no                    |                         |                         | F
                              | yes                     |                         | F
                              | no                      |                         | T
                              |                         | yes                     | ? ask a person
                              |                         |                         | ? ask a person
        yes 2026-03-01        | yes 2026-03-01          |                         | ? conflict
        """,
    )
