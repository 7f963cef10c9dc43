"""Shown by: "complete resection, confirmed by MRI within 14 days" in; the time as that of the image or of what it shows, out.

The cancer that a scan of last month shows may be two years old, and so may the operation: who has it for longer is not failed for
that, and is asked about the scan.
"""

from __future__ import annotations

import re
from functools import partial

from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, Unread, WindowKind
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_IMAGE = (
    r"(?:(?:magnetic resonance|computed tomography|radiographic|radiological) )?"
    r"(?:MRIs?|CTs?|PET|PET[-/]CT|(?:bone )?scans?|imaging|ultrasound|ultrasonography|x-?rays?|mammogra\w+|tomography)"
)
_SHOWN = re.compile(
    rf"(?:\b(?:confirmed|verified|documented|demonstrated|shown|proven|established|visible|seen|detected|detectable|evident|"
    rf"assessed|evaluated)(?: radiographically)? (?:by|on|with|via|using|through|in) [^.;]{{0,60}}?\b{_IMAGE}\b|"
    rf"\b{_IMAGE}[- ](?:confirmed|verified|documented|proven))"
    rf"[^.;]{{0,60}}?(?:within|in the (?:last|past|previous)|<=|≤|no more than|during the (?:last|past))[^.;)]*",
    re.IGNORECASE,
)
_KINDS = frozenset({"cancer", "histology", "metastasis"}) | THERAPY_KINDS
WHY = "the time may be that of the image, not of what it shows"


def with_time_of_image(statement: Statement, text: str) -> Statement:
    """The statement, with the time of an illness or an operation in doubt that may be of its image. `text`: the whole."""
    if statement.exclusion:
        return statement
    node = changed_leaves(statement.node, partial(_of_the_image, text=text))
    return statement if node is statement.node else anew(statement, node=node)


def _of_the_image(leaf: Criterion, *, text: str) -> Criterion:
    if not isinstance(leaf, Has) or leaf.window is None or leaf.window.kind is not WindowKind.WITHIN_BEFORE:
        return leaf
    kind = default_vocabulary().kind(leaf.target.concept)
    if kind not in _KINDS:
        return leaf
    shown = _SHOWN.search(leaf.span.cut(text))
    if shown is None:
        return leaf
    doubt = Unread(text=" ".join(shown[0].split()), why=WHY, span=leaf.span)
    earlier = AllOf(items=(anew(leaf, window=None), doubt), span=leaf.span)
    # What an operation left behind is not told by its date: the image must show it.
    return earlier if kind in THERAPY_KINDS else AnyOf(items=(leaf, earlier), span=leaf.span)
