"""Detects the format of a text (JSON, curl, raw HTTP, …), and reads the request in it."""

from architrave.contract.body.text import decode
from architrave.contract.layout import Layout
from architrave.contract.reading.curl import COMMAND, ReadFile, read_curl
from architrave.contract.reading.raw_http import HEADERS, REQUEST_LINE, read_headers_first, read_raw_http
from architrave.contract.request import Sent
from architrave.diagnostics import Source


def read_request(data: bytes, name: str, read_file: ReadFile | None = None) -> Sent:
    """Read a request from the bytes of a file called `name`; its layout has the text, to show places in it.

    `read_file` reads the files that a curl command names; without it their content is unknown.
    """
    source = Source(name, decode(data))
    begin = source.text.lstrip("\ufeff \t\r\n")[:1]
    if begin not in ("{", "[", '"', ""):
        if (line := REQUEST_LINE.match(source.text)) is not None:
            return read_raw_http(data, source, line)
        if (command := COMMAND.search(source.text)) is not None:
            return read_curl(source, command.end() - len(command.group().split()[-1]), read_file)
        if HEADERS.match(source.text) is not None:
            return read_headers_first(data, source)
    return Sent(body=data, layout=Layout(source))
