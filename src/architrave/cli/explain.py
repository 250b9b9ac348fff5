"""`architrave explain`: explains a rule."""

from typing import TYPE_CHECKING

import click

from architrave.cli.options import Verb, completes, format_option

if TYPE_CHECKING:
    from architrave.diagnostics import Rule


@click.command(cls=Verb, examples=("architrave explain", "architrave explain unknown-field"), page="docs/linting.md")
@click.argument("rule", required=False, shell_complete=completes("rules"))
@format_option()
def command(rule: str | None, form: str) -> None:
    """Explain RULE, with a wrong and a right example. Without RULE, list all rules."""
    if rule is None:
        _list(form)
    else:
        _explain(rule.strip().lower(), form)


def _list(form: str) -> None:
    from architrave.cli.rule_catalog import all_rules

    packages = all_rules()
    if form == "json":
        from architrave.cli.correcting import encode_json

        click.echo(
            encode_json([_json(rule, package) for package, rules in packages.items() for rule in rules.values()])
        )
        return
    from architrave.cli.views.pages import show_rules

    show_rules(packages)
    click.echo("Run `architrave explain RULE` to learn about a rule.")


def _explain(slug: str, form: str) -> None:
    from architrave.cli.rule_catalog import all_rules
    from architrave.diagnostics import did_you_mean

    found = [(package, rules[slug]) for package, rules in all_rules().items() if slug in rules]
    if not found:
        near = did_you_mean(slug, [known for rules in all_rules().values() for known in rules], cutoff=0.6)
        hint = f"Did you mean {near}?" if near else "Run `architrave explain` to list the rules."
        raise click.UsageError(f"Unknown rule {slug}. {hint}")
    package, rule = found[0]
    if form == "json":
        from architrave.cli.correcting import encode_json

        click.echo(encode_json(_json(rule, package) | {"page": rule.page()}))
    else:
        from architrave.cli.views.pages import show_page

        show_page(rule.page())


def _json(rule: "Rule", package: str) -> dict[str, str]:
    return {
        "rule": rule.slug,
        "room": package,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "provenance": rule.provenance.value,
    }
