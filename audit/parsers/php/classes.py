"""The constants that a PHP class is written with."""

from audit.parsers.php.literals import string_value
from audit.parsers.php.tokens import Kind, tokens


def class_constant(source: bytes, owner: str, name: str) -> str | None:
    """
    Return the text that a class gives a constant; None if it gives none, or one that is computed.

    >>> class_constant(b"<?php /* const V = '1'; */ class A { public const string V = '2'; }", "A", "V")
    '2'
    """
    found = tokens(source)
    depth, inside = 0, 0
    for index, token in enumerate(found):
        sign = token.text if token.kind is Kind.SIGN else b""
        is_open = sign == b"{" or (token.kind is Kind.TEXT and token.text.endswith(b"{"))
        is_closed = sign == b"}" or (token.kind is Kind.TEXT and token.text.startswith(b"}"))
        depth += is_open - is_closed
        word = token.text.lower() if token.kind is Kind.NAME else b""
        if word == b"class" and found[index + 1 : index + 2] and not inside:
            inside = depth + 1 if found[index + 1].text.lower() == owner.lower().encode() else 0
        elif is_closed and depth < inside:
            inside = 0
        elif word == b"const" and inside and depth == inside:
            # Between "const" and the name may stand a type.
            for place in range(index + 1, min(index + 4, len(found) - 2)):
                if found[place].text == name.encode() and found[place + 1].text == b"=":
                    value = found[place + 2]
                    text = string_value(value.text) if value.kind is Kind.STRING else None
                    return None if text is None else text.decode(errors="replace")
    return None
