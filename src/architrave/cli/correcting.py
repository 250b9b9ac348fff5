"""Writes corrected launch bodies to the terminal, or back to the request file."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

if TYPE_CHECKING:
    from architrave.organization.launch_check import LaunchCheck

_encoder = msgspec.json.Encoder(decimal_format="number")


def encode_body(value: Any) -> bytes:
    """A body for people to read: indented, numbers as they were written, with a line break at the end."""
    return msgspec.json.format(_encoder.encode(value), indent=2) + b"\n"


def encode_json(value: Any) -> str:
    """A result as JSON for programs, numbers as they were written."""
    return encode_body(value).decode().rstrip("\n")


def corrected_text(result: "LaunchCheck") -> str:
    """The corrected body; the body as it is if nothing was fixed; "" if it is not JSON and could not be fixed."""
    if result.corrected is not None:
        return encode_body(result.result.corrected).decode()
    body = result.sent.body or b""
    try:
        msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    return body.decode().rstrip("\n") + "\n"


def write_corrected(path: Path, result: "LaunchCheck") -> None:
    """Replace the body in the file, or in the file that its curl command reads, with the corrected one."""
    layout = result.sent.layout
    if result.corrected is None or layout is None:
        return
    body = encode_body(result.result.corrected)
    if layout.body_source is not None:
        (path.parent / layout.body_source.name).write_bytes(body)
        return
    text = layout.source.text
    span = layout.parts.get("body")
    if result.sent.method is None or span is None:
        path.write_bytes(body)
    elif text[span[0] : span[0] + 1] in "'\"$":
        path.write_text(text[: span[0]] + shlex.quote(body.decode().rstrip("\n")) + text[span[1] :], encoding="utf-8")
    elif layout.body == ((0, span[0]),) and text[: span[0]].endswith("\n"):  # of a message, or a here-document
        path.write_text(text[: span[0]] + body.decode() + text[span[1] :], encoding="utf-8")
    else:
        raise click.UsageError("Cannot write the body back into this command. Use --fix without --write to print it.")
