"""Nouns of Architect that only org.yaml has: system prompts and grammars."""

from architrave.definitions.nouns.declaration import Noun
from architrave.definitions.nouns.user_prompt import PROMPT

NOUNS = (
    Noun("systemPrompt", "systemPrompts", "A prompt that every organization has.", PROMPT),
    Noun("grammar", "grammars", "A speech grammar."),
)
