"""The resources of a prompt: what it says in each language."""

from collections.abc import Mapping
from typing import Any, cast

from architrave.cloud.models import model
from architrave.organization.entity import Entity


def resources_of(prompt: Entity) -> list[Mapping[str, Any]]:
    """The resources of a prompt, as they are kept."""
    return cast("list[Mapping[str, Any]]", prompt.properties.get("resources") or [])


def of_language(prompt: Entity, language: str) -> Mapping[str, Any] | None:
    """The resource for a language, in any case; None without one."""
    found = [one for one in resources_of(prompt) if str(one.get("language")).casefold() == language.casefold()]
    return found[0] if found else None


def resource_shape(prompt: Entity, resource: Mapping[str, Any]) -> dict[str, Any]:
    """A resource in its API form: the model PromptAsset. Its id is its language."""
    language = resource["language"]
    shown = {
        **resource,
        "id": language,
        "promptId": prompt.id,
        "selfUri": f"/api/v2/architect/prompts/{prompt.id}/resources/{language}",
    }
    known = model("PromptAsset")
    return {name: shown[name] for name in (known.properties if known else ()) if shown.get(name) is not None}
