"""Words for numbers: sizes and counts as every document writes them."""

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")


def size(count: int) -> str:
    """
    Return a number of bytes in words.

    >>> size(0), size(1), size(2048), size(5 * 1024**3)
    ('0 bytes', '1 byte', '2.0 KiB', '5.0 GiB')
    """
    if count < 1024:
        return number(count, "byte")
    value, unit = float(count), 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:,.1f} {_UNITS[unit]}"


def number(count: int, noun: str) -> str:
    """
    Return a count with its noun.

    >>> number(1, "site"), number(1200, "table"), number(2, "entry")
    ('1 site', '1,200 tables', '2 entries')
    """
    plural = noun[:-1] + "ies" if noun.endswith("ry") else noun + "s"
    return f"{count:,} {noun if count == 1 else plural}"


def hours(value: float) -> str:
    """
    Return an estimate of hours.

    >>> hours(0), hours(1), hours(0.5), hours(12.25)
    ('no time', '1 hour', '0.5 hours', '12.25 hours')
    """
    if not value:
        return "no time"
    return "1 hour" if value == 1 else f"{value:g} hours"
