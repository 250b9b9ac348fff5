"""The system prompts that every organization has.

Their texts and recordings are not public: a local organization knows only that they exist. Sources: the scripting
library 0.0.18 (which names those that its actions play) and the examples of its functions; that each month and both
Booleans have one is inferred from those that are named.
"""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

SYSTEM_PROMPTS = (
    *("boolean_true", "boolean_false", "boolean_yes", "boolean_no"),
    *("collect_digits_playback", "collect_digits_playback_2", "collect_digits_verify", "collect_digits_verify_options"),
    *("didnt_get_that_try_again", "didnt_understand_try_again", "having_trouble_understanding", "please_try_again"),
    *("estimated_wait_time_about", "estimated_wait_time_about_2", "estimated_wait_time_exact"),
    *("estimated_wait_time_is", "estimated_wait_time_is_2", "estimated_wait_time_less_than"),
    *("estimated_wait_time_less_than_2", "estimated_wait_time_range_1"),
    *(f"month_{month}" for month in _MONTHS),
    *("on_hold_music", "processing"),
    *("position_in_queue_many_ahead", "position_in_queue_many_ahead_2", "position_in_queue_next_caller"),
    *("position_in_queue_one_caller_ahead", "position_in_queue_ordinal", "position_in_queue_ordinal_2"),
    *("position_in_queue_your_position_is", "position_in_queue_your_position_is_2"),
)
"""Their names. There are more in the cloud; `systemPrompts` in org.yaml adds them, and the texts of these."""


def is_system_prompt(name: str) -> bool:
    """Whether this is the name of a known system prompt, in any case."""
    return name.casefold() in SYSTEM_PROMPTS
