"""Short open tags of PHP, which a server with short_open_tag off shows as text."""

import re
from typing import NamedTuple

from audit.parsers.php.file import PhpFile

_ANY = re.compile(rb"<\?(?!=|[pP][hH][pP](?:[ \t\r\n]|\Z)|[xX][mM][lL]|[xX][sS][lL]|[mM][sS][oO])")
# What code begins with: texts of other languages have <? as well, and no server takes it for PHP there.
_CODE = re.compile(
    rb"<\?\s*+(?:\$\w|//|/\*|#|[}\])@]|(?:echo|print|if|else|elseif|for|foreach|while|switch|case|break|end\w{2,8}"
    rb"|include|include_once|require|require_once|function|class|return|global|use|namespace|exit|die|define"
    rb"|get_\w+|the_\w+|wp_\w+|have_posts|bloginfo|drupal_\w+|t)\b|\w+(?:::\w+)?\()",
    re.IGNORECASE,
)
_MOST = 1000


class ShortTags(NamedTuple):
    """Where the first one stands, and how many there are."""

    offset: int
    times: int


def short_tags(file: PhpFile) -> ShortTags | None:
    """
    Return the short open tags of a file; None if there are none before code.

    >>> short_tags(PhpFile(b"<p><? echo 1 ?></p><?php echo '<? echo';"))
    ShortTags(offset=3, times=1)
    >>> short_tags(PhpFile(b'<?xml version="1.0"?><?php if (1) { ?><?= 2 ?>')) is None
    True
    """
    if not _ANY.search(file.source):
        return None
    first, times = -1, 0
    for start, end in file.spans:
        # Only the head and what follows a close tag is shown as it is.
        if start and file.source[start : start + 2] != b"?>":
            continue
        for tag in _ANY.finditer(file.source, start, end):
            if times < _MOST and _CODE.match(file.source, tag.start()):
                first, times = (tag.start() if first < 0 else first), times + 1
    return ShortTags(first, times) if times else None
