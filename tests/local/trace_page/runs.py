"""Pages of runs for the tests, and a reader that fails for whatever a page must not have."""

import asyncio
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import architrave
from architrave.diagnostics import Source
from architrave.diagnostics.visible import visible
from architrave.diagram.recorded import RecordedRun, recorded
from architrave.local.trace_page.figures import run_page

EXAMPLE = Path(__file__).parents[3] / "examples" / "order-sync"
AT = "2026-01-05T09:00:00Z"


async def _page(flow: str | Source, org: Path | Source, inputs: dict[str, Any], until: str | None) -> str:
    async with architrave.open(org, needs_secrets=False) as platform:
        found = platform.flow(None if isinstance(org, Source) else flow)
        done = await platform.run(found, inputs, at=AT, until=until)
        return run_page(found, done, inputs)


def example_page(until: str | None = None) -> str:
    """The page of a run of the example's largest flow, which calls a common module and a task that fails once."""
    inputs = {"Flow.batchId": "B-1", "Flow.sourceSystem": "erp"}
    return asyncio.run(_page("Order sync", EXAMPLE, inputs, until))


def execution() -> tuple[RecordedRun, list[Source]]:
    """The same run as a server shows it, and the texts of its flow and of its modules."""

    async def run() -> tuple[RecordedRun, list[Source]]:
        async with architrave.open(EXAMPLE, needs_secrets=False) as platform:
            found = platform.flow("Order sync")
            done = await platform.run(found, {"Flow.batchId": "B-1"}, at=AT)
            called = dict.fromkeys(step.program.hash for step in done.trace if step.program is not found.program)
            return recorded(done.to_json()), [found.source, *(found.sources[each] for each in called)]

    return asyncio.run(run())


def page_with_responses() -> str:
    """The page of a run of the same flow, whose data actions get HTTP responses."""
    page = {"orders": [{"orderId": "A-1", "amount": 2.5}], "page": {"hasMore": False}}
    mocks = {
        "Get Orders": [
            {"respond": {"status": 503, "body": "<b>busy</b>\u202e"}},
            {"respond": {"headers": {"Set-Cookie": "id=1"}, "body": page}},
        ],
        "Confirm Batch": {"respond": {"status": 200, "body": '{"id": "C-1"}'}},
    }

    async def run() -> str:
        async with architrave.open(EXAMPLE, mocks=mocks, needs_secrets=False) as platform:
            found = platform.flow("Order sync")
            return run_page(found, await platform.run(found, {"Flow.batchId": "B-1"}, at=AT), {})

    return asyncio.run(run())


def page_of(text: str, inputs: dict[str, Any]) -> str:
    """The page of a run of a flow in memory."""
    return asyncio.run(_page("", Source("flow.yaml", text), inputs, None))


class Page(HTMLParser):
    """The text of a page and its elements. Raises AssertionError for what could act or load anything."""

    VOID = frozenset({"meta", "input", "br", "rect", "path"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        html.encode()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in ("src", "style", "srcset", "action"), name
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                assert (value or "").startswith("#"), value
                self.links.append((value or "")[1:])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["script"]):
            assert visible(data) == data, data
            self.text += data


def words(html: str) -> str:
    """The text of a page, with single spaces."""
    return re.sub(r"\s+", " ", Page(html).text)
