"""Regular expressions as rules write them."""

import re
from functools import lru_cache


@lru_cache(maxsize=1024)
def compile_pattern(text: str) -> "re.Pattern[str]":
    """Return a pattern that takes letters of either case. Raises ValueError where the text is none."""
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f'"{text}" is no pattern: {error}') from error
