"""Reads HTML that Architrave writes, and fails for whatever a notebook should not be given."""

from html.parser import HTMLParser

from architrave.diagnostics.visible import visible

ALLOWED = {
    "b": {"style"},
    "bdi": set(),
    "br": set(),
    "code": set(),
    "details": {"open"},
    "div": {"style"},
    "pre": {"style", "dir"},
    "span": {"style"},
    "summary": set(),
    "table": {"style"},
    "td": {"style", "colspan"},
    "th": {"style"},
    "tr": set(),
}
"""The elements that are written, with their attributes. None of them can run or load anything."""


class Markup(HTMLParser):
    """The text of a fragment. Raises AssertionError for other elements, and for elements that do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        html.encode("utf-8")
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            assert "url" not in (value or ""), value
        if tag != "br":
            self.open.append(tag)
        else:
            self.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in ("div", "tr", "pre", "summary", "table"):
            self.text += "\n"
        elif tag in ("td", "th"):
            self.text += "\t"

    def handle_data(self, data: str) -> None:
        assert visible(data) == data, data
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def text_of(html: str) -> str:
    """The text of a fragment that is safe for a notebook."""
    return Markup(html).text
