"""A narrower thing is no other name of the wider one, nor a class of its member: what is recorded, what is asked, the answer.

Each pair was once one concept, and made wrong verdicts: who drank was kept out with who took drugs.
"""

from __future__ import annotations

import pytest

from trialwright.vocabulary.concepts import Relation, default_vocabulary
from trialwright.vocabulary.terms import read_term

IS, MAY_BE, IS_NOT = Relation.IS, Relation.MAY_BE, Relation.IS_NOT

NARROWER = [
    # recorded                                  asked                                        answers it
    ("alcohol abuse", "drug abuse", IS_NOT),
    ("alcohol abuse", "substance abuse", IS),
    ("illicit drug use", "substance abuse", IS),
    ("hearing loss", "deafness", MAY_BE),
    ("reduced mobility", "wheelchair-bound", MAY_BE),
    ("gastritis", "bowel disease", IS_NOT),
    ("crohn disease", "bowel disease", IS),
    ("anal fistula", "abdominal fistula", IS_NOT),
    ("plantar fasciitis", "necrotizing fasciitis", IS_NOT),
    ("episcleritis", "scleritis", IS_NOT),
    ("tic disorder", "tourette syndrome", MAY_BE),
    ("antiphospholipid antibody", "antiphospholipid syndrome", MAY_BE),
    ("lymphangitis", "lymphangitic carcinomatosis", MAY_BE),
    ("galactosemia", "lactose intolerance", IS_NOT),
    ("disease progression", "radiographic progression", MAY_BE),
    ("measurable disease", "measurable nodal disease", MAY_BE),
    ("measurable disease", "measurable or evaluable disease", IS),
    ("congenital heart disease", "congenital disorder", IS),
    ("palliative radiotherapy", "definitive local therapy", IS_NOT),
    ("definitive radiotherapy", "definitive local therapy", IS),
    ("breast radiotherapy", "whole breast irradiation", MAY_BE),
    ("extended field radiotherapy", "hemibody irradiation", MAY_BE),
    ("radiotherapy", "limited field radiotherapy", MAY_BE),
    ("heart valve surgery", "mechanical heart valve", MAY_BE),
    ("angioplasty", "percutaneous coronary intervention", MAY_BE),
    ("enoxaparin", "unfractionated heparin", IS_NOT),
    ("azacitidine", "oral azacitidine", MAY_BE),
    ("goserelin", "medical castration", IS),
    ("bilateral orchiectomy", "medical castration", IS_NOT),
    ("androgen deprivation therapy", "anti-estrogen therapy", IS_NOT),
    ("whole brain radiotherapy", "intrathecal chemotherapy", IS_NOT),
    ("CNS-directed therapy", "intrathecal chemotherapy", MAY_BE),
    ("recurrent breast cancer", "castleman disease", IS_NOT),
    ("castleman disease", "multicentric castleman disease", MAY_BE),
    ("schwannoma", "vestibular schwannoma", MAY_BE),
]


def _name(text: str) -> str:
    concepts = read_term(text).concepts if text not in default_vocabulary() else (text,)
    assert len(concepts) == 1, (text, concepts)
    return concepts[0]


@pytest.mark.parametrize(("recorded", "asked", "expected"), NARROWER)
def test_what_is_narrower_or_another_thing_is_told_apart(recorded: str, asked: str, expected: Relation) -> None:
    assert default_vocabulary().relation(_name(recorded), _name(asked)) is expected
