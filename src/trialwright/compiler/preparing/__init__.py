"""Preparing: the chunks of a statement in; the same out, without what adds nothing, with what belongs together marked."""
