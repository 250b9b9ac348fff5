"""A request's raw headers, decoded only on access, because most are never read."""

from collections.abc import Iterator, Mapping


class RequestHeaders(Mapping[str, str]):
    """Headers by lower-case name. If a header is repeated, the last one counts."""

    __slots__ = ("_decoded", "_raw", "pairs")

    def __init__(self, pairs: list[tuple[bytes, bytes]], raw: dict[bytes, bytes] | None = None) -> None:
        self.pairs = pairs
        """All headers in order, including repeated ones."""
        self._raw = dict(pairs) if raw is None else raw
        self._decoded: dict[str, str] | None = None

    def raw(self, name: bytes) -> bytes | None:
        """A header's bytes, or None."""
        return self._raw.get(name)

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """A header's text, or `default`."""
        value = self._raw.get(name.encode("latin-1", "replace"))
        return default if value is None else value.decode("latin-1")

    def __getitem__(self, name: str) -> str:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._raw)

    def _all(self) -> dict[str, str]:
        if self._decoded is None:
            self._decoded = {name.decode("latin-1"): value.decode("latin-1") for name, value in self._raw.items()}
        return self._decoded
