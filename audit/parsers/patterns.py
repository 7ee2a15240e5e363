"""Regular expressions as rules write them."""

import re

_COMPILED: dict[str, "re.Pattern[str]"] = {}  # as many as there are rules


def compile_pattern(text: str) -> "re.Pattern[str]":
    """Return a pattern that takes letters of either case. Raises ValueError where the text is none."""
    if text not in _COMPILED:
        try:
            _COMPILED[text] = re.compile(text, re.IGNORECASE)
        except (re.error, RecursionError, OverflowError) as error:
            raise ValueError(f'"{text}" is no pattern: {error}') from error
    return _COMPILED[text]


def compiled_patterns() -> frozenset[str]:
    """Return the texts of all patterns so far."""
    return frozenset(_COMPILED)
