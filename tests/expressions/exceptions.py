"""The documented examples that are not met, each with the reason."""

SLIPS = {
    "GetDayOfWeekOccurrence(1, 20, 2017, 2, 11, 15)": "2:11:15 is asked for, 2:15:15 documented",
}
"""Examples whose documented result contradicts the documentation itself."""

SURROUNDINGS = {
    "GetPromptTextToSpeech(PromptSystem.month_january)": "the text of a Spanish system prompt is the organization's",
    "GetPromptDuration(PromptSystem.month_january)": "the length of a system prompt's audio is the organization's",
    "random()": "a number by chance",
    'FindItems(Flow.KnowledgeBaseDocument.labels, "Product Label", "name")': "the labels are those of a document",
}
"""Examples whose result depends on what they are evaluated in."""
