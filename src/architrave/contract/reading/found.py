"""What reading a file gives: the requests in it, or the name of what it is instead."""

from dataclasses import dataclass

from architrave.contract.layout import BodyForm, Layout, Span
from architrave.contract.reading.addresses import read_address
from architrave.contract.reading.word import Word
from architrave.contract.request import Sent
from architrave.diagnostics import Source


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """A request in a file. `label` tells it from the other requests there; `start` is its offset in the file.

    `repeated` has the offsets at which a log has the same request again.
    """

    sent: Sent
    label: str = ""
    start: int = 0
    repeated: tuple[int, ...] = ()

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return next(iter(self.lines))

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines on which it begins, each time that it was sent."""
        layout = self.sent.layout
        starts = (self.start, *self.repeated)
        return (1,) if layout is None else tuple(layout.source.position(start).line for start in starts)


@dataclass(frozen=True, slots=True)
class NotARequest:
    """A file without a request to check: what it is, as a sentence about `{name}`, and what to do instead.

    `{file}` is the file as an argument of a command.
    """

    what: str
    instead: str

    def message(self, name: str, file: str) -> str:
        """Both sentences."""
        return f"{self.what} {self.instead}".replace("{name}", name).replace("{file}", file)


@dataclass(frozen=True, slots=True)
class Header:
    """One header of a request, and its place in the source."""

    name: str
    value: str
    span: Span


@dataclass(slots=True)
class Draft:
    """What a reader found of one request in a source. Anything that is None is unknown."""

    span: Span
    method: Word | None = None
    url: Word | None = None
    headers: list[Header] | None = None
    body: Word | None = None
    body_form: BodyForm = "fixed"
    headers_span: Span | None = None
    variables: tuple[str, ...] = ()
    """The names of the variables in it that nothing defines."""
    is_mixed: bool = False
    """Whether its lines stand among those of other requests, with nothing that tells them apart."""

    def default_header(self, name: str, value: str, span: Span) -> None:
        """Add a header that the client adds by itself, unless the request has it."""
        if self.headers is not None and not any(header.name.lower() == name.lower() for header in self.headers):
            self.headers.append(Header(name, value, span))

    @property
    def title(self) -> str:
        """The method and the URL on one line."""
        words = [word.value.upper() if word is self.method else word.value for word in (self.method, self.url) if word]
        return " ".join(words) + (", mixed with other requests: its headers are unknown" if self.is_mixed else "")

    def sent(self, source: Source) -> Sent:
        """The request."""
        parts: dict[str, Span] = {"headers": self.headers_span or self._first_character()}
        if self.method is not None:
            parts["method"] = (self.method.start, self.method.end)
        for header in self.headers or ():
            parts[f"header:{header.name.lower()}"] = header.span
        host, path = self._address(parts)
        body = self.body
        places = body.places if body is not None else []
        if body is not None:
            parts["body"] = (body.start, body.end)
        return Sent(
            body=None if body is None else body.value.encode("utf-8", "surrogatepass"),
            headers=None if self.headers is None else {header.name: header.value for header in self.headers},
            method=None if self.method is None else self.method.value.upper(),
            path=path,
            host=host,
            layout=Layout(
                source,
                tuple(places) or ((0, body.start if body is not None else self.span[0]),),
                parts,
                body_form=self.body_form,
            ),
            variables=self.variables,
        )

    def _first_character(self) -> Span:
        return self.span[0], self.span[0] + 1

    def _address(self, parts: dict[str, Span]) -> tuple[str | None, str | None]:
        if self.url is None:
            return None, None
        parts["host"] = parts["path"] = (self.url.start, self.url.end)
        if not self.url.value.startswith("/"):
            address = read_address(self.url.value)
            return address.host, address.path
        host = next((header for header in self.headers or () if header.name.lower() in ("host", ":authority")), None)
        if host is not None:
            parts["host"] = host.span
        return (host.value if host is not None else None), self.url.value


Found = tuple[int, int, Draft]
"""A request in a text, and the offsets at which it begins and ends there."""
