"""What a played value says: numbers, dates, times, money and telephone numbers in words.

The cloud plays prompts in the flow's language, one after the other. Nothing is played here, so that a test or a
console shows the words instead, always in English (American), in the wording of the documented examples: no hyphens,
no `and` but the documented ones. Language contexts (`Language.Gender.feminine`) are kept beside the words as they
were asked for.
"""
