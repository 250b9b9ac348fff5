"""Spoken values: numbers, dates, times, money and telephone numbers in words.

The cloud plays a sequence of prompts in the flow's language. Nothing is played here; tests and the console show the
words instead, always in American English, worded like the documented examples: no hyphens, and `and` only where it is
documented. Language contexts (`Language.Gender.feminine`) are kept next to the words.
"""
