"""A platform as HTML, for notebooks: its name, its address, and its flows with their ids."""

from collections.abc import Sequence

from architrave.definitions.values import FlowFile
from architrave.diagnostics.renderers.html import FAINT, isolated

MOST_FLOWS = 100
"""The maximum number of flows that are shown; a note says how many are left out."""

_CELL = "text-align:left;vertical-align:top;padding:.1em .8em .1em 0"


def platform_html(name: str, flows: Sequence[FlowFile], url: str | None, *, is_closed: bool) -> str:
    """An open platform, or a closed one. `url` is the address of its server, if it serves."""
    serving = "" if url is None else f", serving at {isolated(url)}"
    head = f"<div><b>{isolated(name)}</b>{', closed' if is_closed else serving}</div>"
    rows = [_row(flow) for flow in flows[:MOST_FLOWS]]
    if len(flows) > MOST_FLOWS:
        left = f"… and {len(flows) - MOST_FLOWS:,} more flows"
        rows.append(f'<tr><td style="{_CELL};{FAINT}" colspan="3">{left}</td></tr>')
    if not rows:
        return head
    heads = "".join(f'<th style="{_CELL}">{title}</th>' for title in ("flow", "type", "id"))
    table = "\n".join([f"<tr>{heads}</tr>", *rows])
    return f'{head}<table style="border-collapse:collapse;margin:.3em 0">{table}</table>'


def _row(flow: FlowFile) -> str:
    kind = flow.outline.flow_type + ("" if flow.published else ", not published")
    return (
        f'<tr><td style="{_CELL}"><b>{isolated(flow.outline.name)}</b></td>'
        f'<td style="{_CELL}">{isolated(kind)}</td><td style="{_CELL}"><code>{isolated(flow.id)}</code></td></tr>'
    )
