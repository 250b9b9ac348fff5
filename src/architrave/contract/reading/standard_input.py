"""What a command reads from standard input: a here-document, a file, or what the command before the pipe prints."""

import re

from architrave.contract.reading.here_documents import read_here
from architrave.contract.reading.shell_words import Words, split_words
from architrave.contract.reading.word import Word

_PRINTS = re.compile(r"^[ \t]*(?:[$>%#] )?[ \t]*(?P<name>echo|printf|cat)(?=[ \t\\])", re.MULTILINE)
_ONLY_ESCAPES = re.compile(r"-[neE]+\Z")
_FORMAT = re.compile(r"%s(?:\\n)?\Z")


def standard_input(text: str, split: Words, start: int) -> tuple[Word | None, Word | None]:
    """The text that the command at `start` reads, or the name of the file; both None if that is unknown."""
    if split.here is not None:
        return read_here(text, split.end, split.here), None
    if split.given is not None or split.input_file is not None:
        return split.given, split.input_file
    before = text[:start].rstrip(" \t\r\n\\")
    if not before.endswith("|"):
        return None, None
    for found in reversed(list(_PRINTS.finditer(before))):
        printer = split_words(text, found.start("name"))
        if printer.end == len(before) - 1:
            return _printed(text, printer, split.end)
    return None, None


def _printed(text: str, printer: Words, end: int) -> tuple[Word | None, Word | None]:
    name, words = printer.words[0].value, printer.words[1:]
    if name == "cat":
        if printer.here is not None:
            return read_here(text, end, printer.here), None
        return printer.given, printer.input_file or (words[0] if len(words) == 1 else None)
    if name == "echo":
        while words and _ONLY_ESCAPES.match(words[0].value):
            words = words[1:]
    elif len(words) == 2 and _FORMAT.match(words[0].value):
        words = words[1:]
    elif len(words) != 1:
        return None, None
    if not words:
        return None, None
    whole = Word(words[0].start, words[-1].end)
    for word in words:
        if whole.value:
            whole.put(" ", word.start - 1)
        whole.put_word(word)
    return whole, None
