"""Splits a command line into words as a POSIX shell does, and keeps the place of each character.

Variables and substitutions stay as written; nothing is expanded. The input of a command (`<`, `<<`, `<<<`) is kept
separately from its words. Line continuations of the Windows prompt (`^`) and of PowerShell (a backtick) are understood
too, as are the carets in commands that browsers copy for the Windows prompt.
"""

import re
from dataclasses import dataclass, field

from architrave.contract.reading.here_documents import Here, put_text
from architrave.contract.reading.word import Word

_TYPOGRAPHIC = {
    mark: re.compile(rf"[^{close}]*(?:{close}(?!\s|\Z)[^{close}]*)*{close}(?=\s|\Z)")
    for marks, close in (("\u2018\u2019", "\u2019"), ("\u201c\u201d", "\u201d"))
    for mark in marks
}
"""For each mark that begins a word, the text up to the one that ends it. To a shell they are ordinary characters."""

_REDIRECTION = re.compile(r"(?P<sign><<<|<<-?|<|(?:\d|&)?>>?(?:&\d)?)[ \t]*")
_BARE_PLACEHOLDER = re.compile(r"<[\w -]+>")
_SUBSTITUTED_TEXT = re.compile(
    r"\$\(\s*cat\s*<<(?P<tabs>-?)[ \t]*(?P<mark>['\"]?)(?P<end>\w+)(?P=mark)[ \t]*\r?\n"
    r"(?P<text>.*?)\r?\n[ \t]*(?P=end)[ \t]*\r?\n?\s*\)",
    re.DOTALL,
)
_NESTED = 200
"""The maximum number of open parentheses in a substitution."""
_BARE = re.compile(r"[^\s'\"\\$^`;|&<>]+")
_SINGLE = re.compile(r"[^']*")
_DOUBLE = re.compile(r'[^"\\$]+|\$(?!\()')
_ANSI = re.compile(r"[^'\\]+")
_CARETED = re.compile(r"(?:\^\r?\n|\^)?([\s\S]|\Z)")
_CONTINUED = re.compile(r"[\\^`][ \t]*\r?\n")
_ANSI_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "a": "\a",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "?": "?",
}
_ANSI_CODE = re.compile(r"\\(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3}))")


@dataclass(slots=True)
class Words:
    """The words of one command, and the offset of a quotation mark that is not closed, or None.

    `typographic` has the spans of words in typographic quotation marks, which are read as if the marks were straight.
    The input of the command is a `here`-document, a `given` text or an `input_file`. `end` is where the command ends.
    """

    words: list[Word]
    unclosed: int | None = None
    typographic: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    here: Here | None = None
    given: Word | None = None
    input_file: Word | None = None
    end: int = 0


def split_words(text: str, start: int = 0) -> Words:
    """The words from `start` to the end of the command: an unquoted line break, `;`, `|` or `&`."""
    if '^"' not in text[start:]:
        return _Splitter(text, start).split()
    return _split_careted(text, start)


def _split_careted(text: str, start: int) -> Words:
    """The words of a command for the Windows prompt, in which every quotation mark is escaped with a caret."""
    kept = [found.start(1) for found in _CARETED.finditer(text, start) if found.group(1)]
    split = _Splitter("".join(text[at] for at in kept), 0).split()
    kept.append(len(text))

    def placed(word: Word) -> Word:
        back = Word(kept[word.start], kept[word.end])
        for index, (in_value, in_source) in enumerate(word.places):
            stop = word.places[index + 1][0] if index + 1 < len(word.places) else len(word.value)
            for at in range(in_value, stop):
                back.put(word.value[at], kept[in_source + at - in_value])
        return back

    return Words(
        [placed(word) for word in split.words],
        None if split.unclosed is None else kept[split.unclosed],
        [(kept[first], kept[last]) for first, last in split.typographic],
        input_file=None if split.input_file is None else placed(split.input_file),
        end=kept[split.end],
    )


class _Splitter:
    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._at = start
        self._words = Words([])
        self._word: Word | None = None
        self._never_closed: set[str] = set()

    def split(self) -> Words:
        text = self._text
        while self._at < len(text):
            char = text[self._at]
            if (continued := _CONTINUED.match(text, self._at)) is not None:
                self._at = continued.end()
            elif char in "\r\n":
                break
            elif char.isspace():
                self._finish()
                self._at += 1
            elif self._word is None and char in "<>&0123456789" and self._redirection():
                continue
            elif char in ";|&" or (char == "#" and self._word is None) or not self._piece(char):
                break
        self._finish()
        self._words.end = self._at
        return self._words

    def _redirection(self) -> bool:
        """Read a redirection, if there is one here: input is kept, output is ignored."""
        found = _REDIRECTION.match(self._text, self._at)
        if found is None or _BARE_PLACEHOLDER.match(self._text, self._at):
            return False
        sign, self._at = found.group("sign"), found.end()
        if sign[-1:].isdigit():
            return True
        first, before = self._at, len(self._words.words)
        while self._at < len(self._text) and self._text[self._at] not in " \t\r\n;|&<>":
            if not self._piece(self._text[self._at]):
                break
        self._finish()
        target = self._words.words.pop() if len(self._words.words) > before else None
        if target is None:
            return True
        if sign.startswith("<<") and sign != "<<<":
            self._words.here = Here(target.value, sign == "<<-", self._text[first] in "'\"\\")
        elif sign == "<<<":
            self._words.given = target
        elif sign == "<":
            self._words.input_file = target
        return True

    def _finish(self) -> None:
        if self._word is not None:
            self._word.end = self._at
            self._words.words.append(self._word)
            self._word = None

    def _piece(self, char: str) -> bool:
        """Add one quoted or bare piece to the current word; False if a mark is not closed."""
        if self._word is None and char in _TYPOGRAPHIC and self._typographic(char):
            return True
        word = self._word = self._word or Word(self._at)
        if char == "'":
            return self._single(word)
        if char == '"':
            return self._double(word)
        if char == "$" and self._text.startswith("$'", self._at):
            return self._ansi(word)
        if char == "\\" and self._at + 1 < len(self._text):
            word.put(self._text[self._at + 1], self._at + 1)
            self._at += 2
            return True
        bare = _BARE.match(self._text, self._at)
        end = bare.end() if bare else self._at + 1
        word.put(self._text[self._at : end], self._at)
        self._at = end
        return True

    def _typographic(self, mark: str) -> bool:
        """Read a word in typographic marks; False if no mark closes it (then no later one is closed either)."""
        closed = None if mark in self._never_closed else _TYPOGRAPHIC[mark].match(self._text, self._at + 1)
        if closed is None:
            self._never_closed.add(mark)
            return False
        self._word = Word(self._at)
        self._word.put(closed.group()[:-1], self._at + 1)
        self._words.typographic.append((self._at, closed.end()))
        self._at = closed.end()
        return True

    def _close(self, opened: int, end: int) -> bool:
        """Continue after the quotation mark at `end`. Returns False if the text ends inside the quotes."""
        if end < len(self._text):
            self._at = end + 1
            return True
        self._words.unclosed = opened
        self._at = len(self._text)
        return False

    def _single(self, word: Word) -> bool:
        opened = self._at
        content = _SINGLE.match(self._text, opened + 1)
        end = content.end() if content else opened + 1
        word.put(self._text[opened + 1 : end], opened + 1)
        return self._close(opened, end)

    def _double(self, word: Word) -> bool:
        text, opened = self._text, self._at
        at = opened + 1
        while at < len(text) and text[at] != '"':
            if text.startswith("$(", at):
                at = self._substitution(word, at)
                continue
            if text[at] == "\\" and at + 1 < len(text):
                if text[at + 1] in '"\\$`':
                    word.put(text[at + 1], at + 1)
                elif text[at + 1] != "\n":
                    word.put(text[at : at + 2], at)
                at += 2
                continue
            plain = _DOUBLE.match(text, at)
            end = plain.end() if plain else at + 1
            word.put(text[at:end], at)
            at = end
        return self._close(opened, at)

    def _substitution(self, word: Word, at: int) -> int:
        """Read `$(…)` as written, but `$(cat <<END …)` as the text that it prints. Returns the offset after it."""
        text = self._text
        if (given := _SUBSTITUTED_TEXT.match(text, at)) is not None:
            inner = Word(given.start("text"))
            put_text(inner, text, given.start("text"), given.end("text"), is_quoted=bool(given.group("mark")))
            word.put_word(inner)
            return given.end()
        opened, end = 0, at + 1
        while end < len(text):
            opened += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
            if opened == 0 or opened > _NESTED:
                word.put(text[at:end], at)
                return end
        word.put("$(", at)
        return at + 2

    def _ansi(self, word: Word) -> bool:
        text, opened = self._text, self._at
        at = opened + 2
        while at < len(text) and text[at] != "'":
            if text[at] == "\\" and at + 1 < len(text):
                at = self._ansi_escape(word, at)
                continue
            plain = _ANSI.match(text, at)
            end = plain.end() if plain else at + 1
            word.put(text[at:end], at)
            at = end
        return self._close(opened, at)

    def _ansi_escape(self, word: Word, at: int) -> int:
        char = self._text[at + 1]
        if char in _ANSI_ESCAPES:
            word.put(_ANSI_ESCAPES[char], at)
            return at + 2
        code = _ANSI_CODE.match(self._text, at)
        if code is None:
            word.put(self._text[at : at + 2], at)
            return at + 2
        digits = next(group for group in code.groups() if group)
        number = int(digits, 8 if code.group(4) else 16)
        is_character = number < 0x110000 and not 0xD800 <= number < 0xE000
        word.put(chr(number) if is_character else "\N{REPLACEMENT CHARACTER}", at)
        return code.end()
