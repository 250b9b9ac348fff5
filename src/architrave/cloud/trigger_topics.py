"""The topics of the events that triggers can be about, as far as public pages name them.

Source: Genesys Cloud Resource Center, "Overview of triggers". The cloud has more, and its list changes.
"""

_CONVERSATION = "v2.detail.events.conversation.{id}"

TRIGGER_TOPICS = (
    f"{_CONVERSATION}.acd.end",
    f"{_CONVERSATION}.acd.start",
    f"{_CONVERSATION}.acw",
    f"{_CONVERSATION}.attributes",
    f"{_CONVERSATION}.customer.end",
    f"{_CONVERSATION}.wrapup",
    "v2.integrations.inbound.webhook.{id}.invocation",
    "v2.users.{id}.activity",
)


def is_of_topic(topic: str, template: str) -> bool:
    """Whether a topic is one that a template like `v2.users.{id}.activity` means, or the template itself."""
    parts, wanted = topic.split("."), template.split(".")
    return len(parts) == len(wanted) and all(
        part == want or (want.startswith("{") and want.endswith("}") and part != "")
        for part, want in zip(parts, wanted, strict=True)
    )
