"""Groups of flow types that have the same actions and functions, by their Archy keys."""

FlowTypes = frozenset[str]

SECURE: FlowTypes = frozenset({"secureCall"})
MENU_CALLS: FlowTypes = frozenset({"inboundCall", "outboundCall"}) | SECURE
"""Call flows with menus and reusable tasks."""
IN_QUEUE_CALLS: FlowTypes = frozenset({"inqueueCall"})
CALLS = MENU_CALLS | IN_QUEUE_CALLS
VOICEMAIL: FlowTypes = frozenset({"voicemail"})
CHATS: FlowTypes = frozenset({"inboundChat"})
MESSAGES: FlowTypes = frozenset({"inboundShortMessage", "inqueueShortMessage"})
EMAILS: FlowTypes = frozenset({"inboundEmail", "inqueueEmail"})
TEXTS = CHATS | MESSAGES | EMAILS
DIGITAL_BOTS: FlowTypes = frozenset({"digitalBot"})
VOICE_BOTS: FlowTypes = frozenset({"bot", "botFlow"})
"""Bots that can listen and speak; `bot` is another name for `botFlow`."""
BOTS = VOICE_BOTS | DIGITAL_BOTS
VOICE_SURVEYS: FlowTypes = frozenset({"voiceSurvey"})
SURVEYS: FlowTypes = frozenset({"surveyInvite"})
WORKITEMS: FlowTypes = frozenset({"workitem"})
WORKFLOWS: FlowTypes = frozenset({"workflow"})
INTERACTIONS = CALLS | VOICEMAIL | TEXTS
"""Flows that have a customer's call, chat, message or email."""
CONVERSATIONS = INTERACTIONS | BOTS | VOICE_SURVEYS
"""Flows in which somebody takes part."""
STATEFUL = TEXTS | SURVEYS | WORKITEMS | WORKFLOWS
"""Flows that are made of states."""
SPOKEN = CALLS | VOICEMAIL | VOICE_BOTS | VOICE_SURVEYS
"""Flows that speak."""
