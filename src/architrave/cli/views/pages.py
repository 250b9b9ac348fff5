"""Rule pages and the list of rules on the terminal."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

import click

from architrave.cli.views.problems import show_line
from architrave.cli.views.screen import width_of
from architrave.diagnostics import Rule
from architrave.diagnostics.renderers.text import Piece

_FENCE = "```"
_WIDEST = 120


def show_page(page: str) -> None:
    """Print a rule's page: headings in bold, paragraphs to the terminal's width, examples as they are."""
    width = width_of()
    for block in _blocks(page.rstrip("\n").splitlines()):
        if block[0].startswith("#"):
            show_line([Piece("title", block[0])])
        elif block[0].startswith(_FENCE) or width is None:
            click.echo("\n".join(block))
        else:
            click.echo(
                "\n".join(
                    wrap(" ".join(block), min(width, _WIDEST), break_long_words=False, break_on_hyphens=False) or [""]
                )
            )


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines of a page in blocks: a heading, an empty line, an example with its fences, a paragraph, a list item."""
    block: list[str] = []
    in_example = False
    for line in lines:
        starts_alone = not line or line.startswith(("#", "- ", _FENCE))
        if block and not in_example and (starts_alone or not block[0] or block[0].startswith(("#", _FENCE))):
            yield block
            block = []
        block.append(line)
        if line.startswith(_FENCE):
            in_example = not in_example
    if block:
        yield block


def show_rules(packages: Mapping[str, Mapping[str, Rule]]) -> None:
    """Print all rules by package, with their summaries."""
    width = max(len(slug) for rules in packages.values() for slug in rules)
    formatter = click.HelpFormatter(width=min(width_of() or _WIDEST, _WIDEST))
    for package, rules in packages.items():
        with formatter.section(package):
            formatter.write_dl([(f"{slug:<{width}}", rule.summary) for slug, rule in sorted(rules.items())], width)
    click.echo(formatter.getvalue().lstrip("\n"))
