"""docs/expressions.md: the whole expression language, written from its declarations."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from architrave.diagnostics import Provenance
from architrave.expressions.constants import BUILT_INS, property_names
from architrave.expressions.declare import Example, Function
from architrave.expressions.library import all_functions
from architrave.expressions.properties import properties_of
from architrave.expressions.types import COMPLEX, REFERENCES, Type
from architrave.expressions.values import json_text

HEAD = """\
# The expression language

Written by `make docs` from the declarations; not edited by hand. Every example is run as a test.

Architect's expressions compute values from variables. The grammar stands in
[`grammar.ebnf`](../src/architrave/expressions/grammar.ebnf). Try one with `architrave eval 'Upper("hello")'`.

- Names of functions and variables, and `and` and `or`, ignore case; `true`, `false`, `NOT_SET` and properties do not.
- Nothing is converted on its way into a function or operator. Only a whole expression is converted, to the type of the
  place where it stands.
- `NOT_SET` is no value. Behind a type, `?` says that a parameter takes it; any other parameter makes it the run-time
  fault `NotSet`. `...` says that the last parameter may be given any number of times, and `[1..]` bounds a number.
- `Any` is the same type wherever it stands in one signature.
- A text has at most 32,000 characters, calls nest at most 60 deep, a collection holds at most 2,000 items, an Integer
  15 digits and a Decimal 40.
"""

TITLES = {
    "unary": "Operators before a value",
    "logical": "Logic",
    "comparison": "Comparing",
    "mathematical": "Mathematics",
    "statistical": "Statistics",
    "text": "Text",
    "datetime": "Dates and times",
    "list": "Collections",
    "cast": "Conversions",
    "json": "JSON",
    "financial": "Money",
    "search": "Looking things up",
    "language": "Languages",
    "email": "E-mail",
    "complex": "Complex values",
    "prompt": "Prompts",
    "audio": "Audio",
    "communication": "Communications",
    "digital": "Digital messages",
    "bot": "Bots",
    "survey": "Surveys",
}
"""The categories, in the order of the page, with their headings."""


def page() -> str:
    """The whole page."""
    declared = [one for overloads in all_functions().values() for one in overloads]
    if unknown := [f"{one.name} ({one.category})" for one in declared if one.category not in TITLES]:
        raise SystemExit(f"No such category: {', '.join(unknown)}. The categories are {', '.join(TITLES)}.")
    by_category = {title: list(_names(category)) for category, title in TITLES.items()}
    contents = [f"- [{title}](#{_anchor(title)})" for title, names in by_category.items() if names]
    lines = [HEAD, *contents, "- [Constants](#constants)", "- [Properties](#properties)", ""]
    for title, names in by_category.items():
        if names:
            lines += [f"## {title}", ""]
            for overloads in names:
                lines += _function(overloads)
    return "\n".join([*lines, *_constants(), *_properties()]).rstrip() + "\n"


def _names(category: str) -> Iterator[Sequence[Function]]:
    """The overloads of one category, by name: operators first, then functions by the alphabet."""
    found = [item for overloads in all_functions().values() for item in overloads if item.category == category]
    found.sort(key=lambda item: (not item.is_operator, item.name.lower()))
    for _, overloads in groupby(found, key=lambda item: item.name):
        yield list(overloads)


def _function(overloads: Sequence[Function]) -> Iterator[str]:
    name = overloads[0].name
    yield f"### {name if name[0].isalpha() else f'`{name}`'}"
    yield ""
    for overload in overloads:
        yield f"**`{overload.signature}`** {overload.summary}{_remarks(overload)}"
        yield ""
        for example in overload.examples:
            yield f"    {_example(example)}"
        if overload.examples:
            yield ""


def _remarks(overload: Function) -> str:
    remark = f" *{overload.note}*" if overload.note else ""
    return remark if overload.provenance is Provenance.DOCUMENTED else f"{remark} ({overload.provenance.value})"


def _example(example: Example) -> str:
    match example:
        case Example(shown=str() as shown):
            result = shown
        case Example(error=str() as error):
            result = f"the fault {error}"
        case Example(text=str() as text):
            result = text.replace("\\", "\\\\").replace("\n", "\\n") or "the empty text"
        case _:
            result = json_text(example.json)
    return f"{example.expression} ⇒ {result}".replace("\n", " ")


def _constants() -> Iterator[str]:
    yield from ("## Constants", "")
    for built_in in BUILT_INS.values():
        names = property_names(built_in.type)
        shown = ", ".join(f"`{name}`" for name in names[:12]) + (", …" if len(names) > 12 else "")
        yield f"- `{built_in.name}`: {built_in.type}{f', with {shown}' if names else ''}"
    yield ""


def _properties() -> Iterator[str]:
    yield from ("## Properties", "")
    for code in (*REFERENCES, *COMPLEX, "cur", "phn"):
        properties = properties_of(Type(code))
        if properties:
            yield f"- {Type(code)}: {_listed(properties.items())}"


def _listed(properties: Iterable[tuple[str, Type]]) -> str:
    return ", ".join(f"`{name}` ({type_})" for name, type_ in properties)


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")
