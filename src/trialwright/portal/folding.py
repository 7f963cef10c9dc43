"""A template as it was parsed enters; the same with the texts of its language in place of the calls that look them up leaves.

A page of ours says two hundred such texts. Each language has its own environment, so they are looked up when it is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from trialwright.portal.languages import Language
from trialwright.portal.shown import shown

_FILLED, _COUNTED = "filled with", "counted in words"


class SpokenEnvironment(Environment):
    """Templates in one language."""

    _fold: NodeTransformer | None = None

    def speak(self, spoken: Language) -> None:
        """Has texts looked up when a template is compiled, and their values made safe whenever it is shown."""
        self._fold = _Folding(spoken)
        self.filters[_FILLED] = _filled
        self.filters[_COUNTED] = _counted(spoken)

    def _generate(self, source: nodes.Template, *texts: Any, **habits: Any) -> str:
        return super()._generate(source if self._fold is None else self._fold.visit(source), *texts, **habits)


class _Folding(NodeTransformer):
    """Puts texts in place of `_("…")`, and filters in place of calls with values: they need no look at the context."""

    def __init__(self, spoken: Language) -> None:
        self._spoken = spoken

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the name that jinja looks for
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        texts = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        if node.dyn_args or node.dyn_kwargs:
            return node
        if name in ("_", "gettext") and len(texts) == len(node.args) == 1:
            return self._said(texts[0], node.kwargs, node.lineno)
        if name == "ngettext" and len(node.args) == 3 and len(texts) >= 2:
            return nodes.Filter(node.args[2], _COUNTED, node.args[:2], node.kwargs, None, None, lineno=node.lineno)
        return node

    def _said(self, text: str, values: list[nodes.Keyword], line: int) -> nodes.Node:
        # A text of the catalogue is markup of our own, and a format also where it has no values: "%%" stands for a sign.
        said = Markup(self._spoken.text(text))  # noqa: S704 - of our own catalogue # nosec B704
        if not values:
            return nodes.Const(said % {}, lineno=line)
        return nodes.Filter(nodes.Const(said, lineno=line), _FILLED, [], values, None, None, lineno=line)


def _filled(text: Markup, **values: Any) -> Markup:
    return text % {name: shown(value) for name, value in values.items()}


def _counted(spoken: Language) -> Callable[..., Markup]:
    def counted(number: int, one: str, many: str, **values: Any) -> Markup:
        text = Markup(spoken.texts.ngettext(one, many, number))  # noqa: S704 - of our own catalogue # nosec B704
        return text % {"num": number, **{name: shown(value) for name, value in values.items()}}

    return counted
