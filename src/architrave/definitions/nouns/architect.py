"""Nouns of Architect that only org.yaml has: schedules, emergency groups, prompts, grammars, outcomes, milestones."""

from architrave.definitions.nouns.declaration import FLAG, TEXT, TEXTS, Noun, Property
from architrave.definitions.shapes import Anything, Fields, Listed

_SPOKEN = {"text": TEXT, "ttsString": TEXT, "durationSeconds": Anything()}
_RESOURCES = Listed(Fields({"language": TEXT, **_SPOKEN}, required=("language",)))
_PROMPT = (
    Property("type", TEXT, "user or system"),
    Property("description", TEXT, "what it says"),
    Property("text", TEXT, "its text in all languages"),
    Property("ttsString", TEXT, "what text-to-speech says in all languages"),
    Property("durationSeconds", Anything(), "how long its recording takes"),
    Property("resources", _RESOURCES, "its texts by language"),
)

NOUNS = (
    Noun(
        "schedule",
        "schedules",
        "When something is open, closed or on holiday.",
        (
            Property("start", TEXT, "its first start, an ISO 8601 time without offset"),
            Property("end", TEXT, "its first end"),
            Property("rrule", TEXT, "how it repeats, as in RFC 5545"),
            Property("description", TEXT, "what it is for"),
        ),
    ),
    Noun(
        "scheduleGroup",
        "scheduleGroups",
        "The schedules of a place, in its time zone.",
        (
            Property("timeZone", TEXT, "the IANA name of its time zone"),
            Property("openSchedules", TEXTS, "when it is open", refers_to="schedule"),
            Property("closedSchedules", TEXTS, "when it is closed", refers_to="schedule"),
            Property("holidaySchedules", TEXTS, "when it is on holiday", refers_to="schedule"),
        ),
    ),
    Noun(
        "emergencyGroup",
        "emergencyGroups",
        "A switch for emergencies.",
        (Property("enabled", FLAG, "whether there is an emergency"), Property("description", TEXT, "what it is for")),
    ),
    Noun("userPrompt", "userPrompts", "A prompt that the organization made.", _PROMPT),
    Noun("systemPrompt", "systemPrompts", "A prompt that every organization has.", _PROMPT),
    Noun("grammar", "grammars", "A speech grammar."),
    Noun("flowOutcome", "flowOutcomes", "A result that flows report.", (Property("description", TEXT, "what it is"),)),
    Noun(
        "flowMilestone", "flowMilestones", "A step that flows report.", (Property("description", TEXT, "what it is"),)
    ),
)
