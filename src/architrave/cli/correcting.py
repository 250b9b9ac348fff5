"""Corrected launch bodies: what is left to fix in them, and how they are printed or written back to their file."""

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from architrave.contract import Contract
    from architrave.contract.layout import Layout, Span
    from architrave.organization.launch_check import LaunchCheck, World

_encoder = msgspec.json.Encoder(decimal_format="number")


def encode_body(value: Any) -> bytes:
    """A body for people to read: indented, numbers as they were written, with a line break at the end."""
    return msgspec.json.format(_encoder.encode(value), indent=2) + b"\n"


def encode_json(value: Any) -> str:
    """A result as JSON for programs, numbers as they were written."""
    return encode_body(value).decode().rstrip("\n")


def corrected_text(result: "LaunchCheck") -> str:
    """The corrected body; the body as it is if it was right already; "" if nothing could be fixed."""
    if result.corrected is not None:
        return encode_body(result.result.corrected).decode()
    if not result.ok:
        return ""
    body = result.sent.body or b""
    try:
        msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    return body.decode().rstrip("\n") + "\n"


def repair(result: "LaunchCheck", world: "World", contract: "Contract") -> "LaunchCheck":
    """The result for the corrected request: what a person still has to decide."""
    if result.corrected is None:
        return result
    from msgspec.structs import replace

    from architrave.contract.layout import Layout
    from architrave.diagnostics import Source
    from architrave.organization.launch_check import LaunchCheck, check_sent

    body = encode_body(result.result.corrected)
    layout = result.sent.layout
    source = Source("<corrected>", body.decode())
    sent = replace(
        result.sent,
        body=body,
        layout=Layout(
            layout.source if layout else source, ((0, 0),), layout.parts if layout else {}, body_source=source
        ),
    )
    repaired: LaunchCheck = check_sent(sent, world, contract)
    return repaired


def write_corrected(path: Path, results: "Sequence[LaunchCheck]") -> None:
    """Replace the bodies in a file, or in the file that its curl command reads, with the corrected ones.

    If one of them cannot be replaced, that is a usage error, and nothing is written.
    """
    from architrave.local.replacing import replace_file

    edits: list[tuple[Span, str]] = []
    text = ""
    for result in results:
        layout = result.sent.layout
        if result.corrected is None or layout is None:
            continue
        body = encode_body(result.result.corrected)
        if layout.body_source is not None:
            replace_file(path.parent / layout.body_source.name, body)
            return
        text = layout.source.text
        if result.sent.method is None and "body" not in layout.parts:
            replace_file(path, body)
            return
        edits.append(_edit(layout, body.decode()))
    for (start, end), new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    if edits:
        replace_file(path, text.encode("utf-8"))


def _edit(layout: "Layout", body: str) -> "tuple[Span, str]":
    """The place of a body in its source, and the corrected body as it is written there."""
    text, span = layout.source.text, layout.parts.get("body")
    if span is not None and layout.body_form == "json string" and text[span[0] : span[0] + 1] == '"':
        compact = json.dumps(body.rstrip("\n"), ensure_ascii=False)
        return span, compact
    if span is not None and layout.body_form == "json":
        return span, body.rstrip("\n")
    if span is not None and layout.body_form == "text" and text[span[0] : span[0] + 1] in "'\"$":
        return span, shlex.quote(body.rstrip("\n"))
    is_plain = span is not None and layout.body == ((0, span[0]),) and text[: span[0]].endswith("\n")
    if span is not None and layout.body_form == "text" and is_plain:  # of a message, or a here-document
        return span, body
    why = {
        "with variables": "it uses variables, such as {{flowId}}, which would be lost",
        "fixed": "the file is a record of what was sent, such as a log",
    }.get(layout.body_form, "the command passes it in a form that cannot be replaced")
    raise click.UsageError(
        f"Cannot write the corrected body to {layout.source.name}: {why}. Use --fix without --write to print it."
    )


def written_to(path: Path, result: "LaunchCheck") -> str:
    """The file that `write_corrected` writes to."""
    layout = result.sent.layout
    source = layout.body_source if layout is not None else None
    return str(path if source is None else path.parent / source.name)
