"""Compiled code, told by its first bytes."""

_FAT_BINARIES = 40  # a file of Java's with the same first bytes has a version of 45 or more there
_MACH_O = frozenset(
    bytes.fromhex(word) for word in ("feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabf", "bfbafeca")
)
_PE_POINTER = 0x3C
_SMALLEST_PE = 0x40


def binary_format(data: bytes) -> str | None:
    r"""
    Return the format of compiled code by the head of a file: ELF, Mach-O, PE, Java class; None for any other.

    >>> binary_format(b"\x7fELF\x02"), binary_format(b"\xca\xfe\xba\xbe\0\0\0\x34"), binary_format(b"<?php")
    ('ELF', 'Java class', None)
    >>> binary_format(b"\xca\xfe\xba\xbe\x00\x00\x00\x02"), binary_format(b"MZ is no program")
    ('Mach-O', None)
    """
    if data.startswith(b"\x7fELF"):
        return "ELF"
    if data[:4] in _MACH_O:
        return "Mach-O"
    if data.startswith(b"\xca\xfe\xba\xbe") and len(data) >= 8:
        return "Mach-O" if int.from_bytes(data[4:8], "big") < _FAT_BINARIES else "Java class"
    if data.startswith(b"!<arch>\n"):
        return "archive of objects"
    if data.startswith(b"MZ") and len(data) >= _SMALLEST_PE:
        start = int.from_bytes(data[_PE_POINTER : _PE_POINTER + 4], "little")
        if data[start : start + 4] == b"PE\0\0" or len(data) < start < 1 << 20:
            return "PE"
    return None
