"""Here-documents: the text after a command's line, up to a line that the command names."""

from dataclasses import dataclass

from architrave.contract.reading.word import Word


@dataclass(frozen=True, slots=True)
class Here:
    """A `<<`: the line that ends the text, whether leading tabs are dropped, whether `\\` is an ordinary character."""

    end: str
    without_tabs: bool
    is_quoted: bool


def read_here(text: str, at: int, here: Here) -> Word:
    """The text of a here-document of a command; the offset `at` is in the command's last line."""
    line = text.find("\n", at)
    word = Word(line + 1 if line >= 0 else len(text))
    at = word.start
    while at < len(text):
        line = text.find("\n", at)
        stop = line + 1 if line >= 0 else len(text)
        content = text[at:stop]
        tabs = len(content) - len(content.lstrip("\t")) if here.without_tabs else 0
        if content[tabs:].rstrip("\r\n") == here.end:
            break
        put_text(word, text, at + tabs, stop, is_quoted=here.is_quoted)
        at = stop
    word.end = at
    return word


def put_text(word: Word, text: str, at: int, stop: int, *, is_quoted: bool) -> None:
    """Add part of a here-document to a word; if its end was not quoted, a backslash escapes `$`, `` ` `` and itself."""
    while at < stop:
        escape = -1 if is_quoted else text.find("\\", at, stop)
        if escape < 0:
            word.put(text[at:stop], at)
            return
        is_escape = text[escape + 1 : escape + 2] in ("$", "`", "\\")
        word.put(text[at : escape if is_escape else escape + 1], at)
        if is_escape:
            word.put(text[escape + 1], escape + 1)
        at = escape + 2 if is_escape else escape + 1
