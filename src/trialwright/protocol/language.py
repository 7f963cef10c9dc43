"""The criteria language: a criteria tree in, a text that a clinician can read and edit out, and back to the same tree."""

from trialwright.protocol.parsing import grammar, parse_criterion
from trialwright.protocol.printing import print_criterion

__all__ = ["grammar", "parse_criterion", "print_criterion"]
