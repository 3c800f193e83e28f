"""The rules of the style sheets that fit a widget, found once for all apps of a process.

Textual looks for them again whenever a widget comes or changes. Which rules fit depends on the
sheet and on the path from the app down to the widget: of each node its class, its id, its CSS
classes, and those pseudo classes that some selector asks of such a node.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from textual.css.model import RuleSet, Selector
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

#: What a selector can ask of a node, besides its pseudo classes.
Kind = tuple[type[DOMNode], str | None, frozenset[str]]
#: What Textual notes at a node about the rules that its kind has.
_FLAGS = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")


class Fitting(NamedTuple):
    """What applying a sheet sets: the rules (None: no rule fits), and the flags."""

    rules: Any
    flags: dict[str, bool]


class Sheet:
    """What has been found in style sheets with the same rules."""

    def __init__(self, rules: tuple[RuleSet, ...]) -> None:
        #: Selectors with pseudo classes, by what they ask besides.
        self._asking: dict[object, list[Selector]] = {}
        for rule in rules:
            for selectors in rule.selector_set:
                for one in selectors.selectors:
                    if one.pseudo_classes:
                        self._asking.setdefault((one.type, one.name), []).append(one)
        self._asked: dict[Kind, tuple[str, ...]] = {}
        self.fitting: dict[object, Fitting] = {}

    def key(self, node: DOMNode) -> object:
        """Return all that decides which rules fit a node."""
        return tuple([self._signature(one) for one in node.css_path_nodes])

    def _signature(self, node: DOMNode) -> object:
        kind = (type(node), node._id, frozenset(node._classes))
        asked = self._asked.get(kind)
        if asked is None:
            asked = self._asked[kind] = tuple(self._pseudo_classes_asked_of(node))
        return (kind, *[node.has_pseudo_class(name) for name in asked]) if asked else kind

    def _pseudo_classes_asked_of(self, node: DOMNode) -> set[str]:
        asking = [alike for alike in self._asking.values() if alike[0]._check(node)]
        return {name for alike in asking for one in alike for name in one.pseudo_classes}


def install() -> None:
    """Let apps share what they find."""
    apply, replace_rules = Stylesheet.apply, Stylesheet.replace_rules
    sheets: dict[tuple[RuleSet, ...], Sheet] = {}
    found: dict[DOMNode, object] = {}

    def sheet_of(stylesheet: Any) -> Sheet:
        rules = stylesheet.rules
        if getattr(stylesheet, "_known_rules", None) is not rules:
            stylesheet._known_rules, same = rules, tuple(rules)
            if same not in sheets:
                sheets[same] = Sheet(same)
            stylesheet._sheet = sheets[same]
        sheet: Sheet = stylesheet._sheet
        return sheet

    def replace_and_note(node: DOMNode, rules: Any, animate: bool = False) -> None:
        found[node] = rules
        replace_rules(node, rules, animate=animate)

    def apply_what_fits(
        stylesheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: object = None
    ) -> None:
        sheet = sheet_of(stylesheet)
        key = sheet.key(node)
        if (fitting := sheet.fitting.get(key)) is None:
            apply(stylesheet, node, animate=animate)
            flags = {flag: getattr(node, flag) for flag in _FLAGS}
            sheet.fitting[key] = Fitting(found.pop(node, None), flags)
            return
        vars(node).update(fitting.flags)
        if fitting.rules is not None:
            replace_rules(node, fitting.rules, animate=animate)
        stylesheet._process_component_classes(node)

    Stylesheet.apply = apply_what_fits  # type: ignore[method-assign, assignment]
    Stylesheet.replace_rules = staticmethod(replace_and_note)  # type: ignore[method-assign]
