"""The documented examples that do not pass, each with the reason."""

SLIPS = {
    "GetDayOfWeekOccurrence(1, 20, 2017, 2, 11, 15)": "the expression says 2:11:15, the documentation 2:15:15",
}
"""Examples whose documented result contradicts the documentation itself."""

SURROUNDINGS = {
    "GetPromptTextToSpeech(PromptSystem.month_january)": "the text of a system prompt depends on the organization",
    "GetPromptDuration(PromptSystem.month_january)": "the length of its audio depends on the organization",
    "random()": "a random number",
    'FindItems(Flow.KnowledgeBaseDocument.labels, "Product Label", "name")': "the labels depend on the document",
}
"""Examples whose result depends on the surroundings."""
