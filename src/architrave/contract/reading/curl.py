"""Reads a curl command line: determines what curl would send."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from architrave.contract.body.text import decode
from architrave.contract.findings import Findings
from architrave.contract.layout import Layout, Span
from architrave.contract.reading.addresses import Address, read_address
from architrave.contract.reading.shell_words import split_words
from architrave.contract.reading.standard_input import standard_input
from architrave.contract.reading.word import Word
from architrave.contract.request import Sent
from architrave.contract.rules import CURLY_QUOTES, MALFORMED_REQUEST, UNREADABLE_FILE
from architrave.contract.wording import quote
from architrave.diagnostics import Source

ReadFile = Callable[[str], bytes | None]
"""Reads a file that a request names, relative to the request's folder; returns None if it cannot be read."""

COMMAND = re.compile(
    r"^(?:[^\n]*[^\s|][ \t]*(?:\|\|?|&&|;))?[ \t]*(?:[$>%#] )?[ \t]*(?:sudo[ \t]+)?(?:curl|curl\.exe)(?=[ \t\\^`])",
    re.MULTILINE,
)

_DATA = {"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json", "--data-urlencode"}
_HANDLED = {"-X", "--request", "-H", "--header", "-u", "--user", "--url", "--oauth2-bearer", *_DATA}
_WITH_VALUE = _HANDLED | {
    *("-A", "-b", "-c", "-C", "-D", "-e", "-E", "-F", "-h", "-K", "-m", "-o", "-P", "-Q", "-r", "-t", "-T", "-U", "-w"),
    *("-x", "-y", "-Y", "-z", "--aws-sigv4", "--cacert", "--capath", "--cert", "--cert-type", "--ciphers"),
    *("--config", "--connect-timeout", "--connect-to", "--cookie", "--cookie-jar", "--dns-servers", "--form"),
    *("--form-string", "--interface", "--key", "--keepalive-time", "--limit-rate", "--max-filesize", "--max-redirs"),
    *("--max-time", "--noproxy", "--output", "--output-dir", "--pass", "--proxy", "--proxy-header", "--proxy-user"),
    *("--rate", "--referer", "--resolve", "--retry", "--retry-delay", "--retry-max-time", "--socks5", "--stderr"),
    *("--tls-max", "--trace", "--trace-ascii", "--unix-socket", "--upload-file", "--url-query", "--user-agent"),
    *("--variable", "--write-out", "--dump-header", "--request-target", "--socks5-hostname", "--expect100-timeout"),
}
_FORM = "application/x-www-form-urlencoded"
_SUBSTITUTED = re.compile(r"\$\w+|\$\{\w+\}|\$\((?:(?:cat\s+|\s*<\s*)(?P<file>[\w./-]+)\s*|[^()]*)\)|%\w+%", re.DOTALL)
"""A word that the shell replaces as a whole, with a variable or a command's output."""
_STANDARD_INPUT = ("-", "/dev/stdin")


@dataclass(slots=True)
class _Command:
    """What the words of the command say so far."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    removed: set[str] = field(default_factory=set[str])
    parts: dict[str, Span] = field(default_factory=dict[str, Span])
    data: list[tuple[str, Word]] = field(default_factory=list[tuple[str, Word]])
    method: str | None = None
    url: Word | None = None
    is_json: bool = False
    is_get: bool = False
    is_form: bool = False
    input: tuple[Word | None, Word | None] = (None, None)


def read_curl(source: Source, start: int, read_file: ReadFile | None) -> Sent:
    """What the curl command that begins at `start` would send; text before it counts as notes."""
    split = split_words(source.text, start)
    command = _Command(input=standard_input(source.text, split, start))
    _read_words(split.words[1:], command)
    faults = Findings(Layout(source))
    if split.unclosed is not None:
        faults.text(
            MALFORMED_REQUEST,
            f"The quotation mark {source.text[split.unclosed]} in the command is not closed.",
            split.unclosed,
            split.unclosed + 1,
            "Close it. Inside single quotes, write an apostrophe as '\\''. Shells do not treat typographic quotes as "
            "quotes.",
        )
    if split.typographic:
        count = len(split.typographic)
        words = "This word is" if count == 1 else f"This and {count - 1} more words are"
        faults.text(
            CURLY_QUOTES,
            f"{words} in typographic quotation marks; a shell treats them as ordinary characters.",
            *split.typographic[0],
            "Replace them with straight ones, ' or \".",
        )
    body, layout = _body(command, source, read_file, faults)
    _set_default_headers(command, has_body=bool(command.data))
    address = read_address(command.url.value) if command.url else Address(None, None)
    if command.url is not None:
        command.parts["host"] = command.parts["path"] = (command.url.start, command.url.end)
    command.parts.setdefault("headers", (start, start + len(split.words[0].value) if split.words else start + 4))
    return Sent(
        body=body,
        headers=command.headers,
        method=command.method or ("GET" if command.is_get or not command.data else "POST"),
        path=address.path,
        host=address.host,
        notes=source.text[:start],
        layout=layout,
        faults=tuple(faults.found),
    )


def _read_words(words: list[Word], command: _Command) -> None:
    todo = iter(words)
    for word in todo:
        text = word.value
        if not text.startswith("-") or text == "-":
            command.url = command.url or word
        elif text.startswith("--"):
            value = next(todo, None) if text in _WITH_VALUE else None
            _option(text, value, command)
        else:
            _short_options(word, todo, command)


def _short_options(word: Word, todo: Iterator[Word], command: _Command) -> None:
    """Read several one-letter options in one word; the last one's value may follow directly: `-sSXPOST`."""
    text = word.value
    for index in range(1, len(text)):
        option = f"-{text[index]}"
        if option not in _WITH_VALUE:
            _option(option, None, command)
            continue
        value = _behind(word, index + 1) if index + 1 < len(text) else next(todo, None)
        _option(option, value, command)
        return


def _behind(word: Word, index: int) -> Word:
    """The rest of a word after an option."""
    rest = Word(word.start + index, word.end)
    for at, (in_value, in_source) in enumerate(word.places):
        stop = word.places[at + 1][0] if at + 1 < len(word.places) else len(word.value)
        if stop > index:
            first = max(in_value, index)
            rest.put(word.value[first:stop], in_source + first - in_value)
    return rest


def _option(name: str, value: Word | None, command: _Command) -> None:
    if name in ("-G", "--get"):
        command.is_get = True
    elif name in ("-I", "--head"):
        command.method = "HEAD"
    elif value is None:
        return
    elif name in _DATA:
        command.data.append((name, value))
        command.is_json = command.is_json or name == "--json"
    elif name in ("-F", "--form", "--form-string"):
        command.is_form = True
        command.data.append((name, value))
    elif name in ("-X", "--request"):
        command.method = value.value
        command.parts["method"] = (value.start, value.end)
    elif name in ("-H", "--header"):
        _header(value, command)
    elif name in ("-u", "--user"):
        _set_header(command, "Authorization", "Basic " + b64encode(value.value.encode()).decode(), value)
    elif name == "--oauth2-bearer":
        _set_header(command, "Authorization", f"Bearer {value.value}", value)
    elif name == "--url":
        command.url = value


def _header(value: Word, command: _Command) -> None:
    name, colon, content = value.value.partition(":")
    if colon and not content.strip():
        command.removed.add(name.strip().lower())
    elif colon:
        _set_header(command, name.strip(), content.strip(), value)


def _set_header(command: _Command, name: str, content: str, word: Word) -> None:
    command.headers = {key: old for key, old in command.headers.items() if key.lower() != name.lower()}
    command.headers[name] = content
    command.parts[f"header:{name.lower()}"] = (word.start, word.end)


def _set_default_headers(command: _Command, *, has_body: bool) -> None:
    """Add the headers that curl sends by default."""
    present = {name.lower() for name in command.headers} | command.removed
    if has_body and "content-type" not in present:
        kind = "application/json" if command.is_json else "multipart/form-data" if command.is_form else _FORM
        command.headers["Content-Type"] = kind
        word = command.data[0][1]
        if not command.is_json:
            command.parts["header:content-type"] = (word.start, word.end)


def _body(
    command: _Command, source: Source, read_file: ReadFile | None, faults: Findings
) -> tuple[bytes | None, Layout]:
    """The body and its layout; the body is None if it is unknown, such as when it comes from standard input."""
    layout = Layout(source, parts=command.parts)
    if not command.data or command.is_get:
        return b"", Layout(source, ((0, len(source.text)),), command.parts)
    name, word = command.data[0]
    command.parts["body"] = (word.start, word.end)
    if word.value.startswith("@") and name not in ("--data-raw", "--data-urlencode") and len(command.data) == 1:
        return _file_body(word, command, source, read_file, faults)
    if (
        len(command.data) == 1
        and source.text[word.start : word.start + 1] != "'"
        and (given := _SUBSTITUTED.fullmatch(word.value))
    ):
        if (file := given.group("file")) is None:
            return None, layout
        return _file_body(Word(word.start, word.end, f"@{file}"), command, source, read_file, faults)
    text = ""
    places: list[tuple[int, int]] = []
    for option, part in command.data:
        text += "&" if text else ""
        content = quote_plus(part.value, safe="=") if option == "--data-urlencode" else part.value
        places += [(len(text) + at, origin) for at, origin in part.places]
        text += content
    layout = Layout(source, tuple(places) or ((0, word.start),), command.parts)
    return _encode(text), layout


def _file_body(
    word: Word, command: _Command, source: Source, read_file: ReadFile | None, faults: Findings
) -> tuple[bytes | None, Layout]:
    layout = Layout(source, ((0, word.start),), command.parts)
    file = word.value[1:]
    if file in _STANDARD_INPUT:
        text, named = command.input
        if text is not None:
            command.parts["body"] = (text.start, text.end)
            return _encode(text.value), Layout(source, tuple(text.places) or ((0, text.start),), command.parts)
        if named is None:
            return None, layout
        word, file = named, named.value
    if read_file is None:
        return None, layout
    content = read_file(file)
    if content is None:
        faults.text(
            UNREADABLE_FILE,
            f"The file {quote(file)}, which the command sends, cannot be read.",
            word.start,
            word.end,
            "Check the spelling. The name is relative to the folder of the request file.",
        )
        return None, layout
    body_source = Source(file, decode(content))
    return content, Layout(source, ((0, 0),), command.parts, body_source)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
