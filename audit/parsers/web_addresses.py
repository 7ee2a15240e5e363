"""The hosts that web addresses name, however much of an address is written."""

from urllib.parse import urlsplit


def host_of(url: str | None) -> str | None:
    """
    Return the host of an address in lower case, without its port; None where it names none.

    >>> host_of("//Example.org:8080/x"), host_of("example.org"), host_of("http://["), host_of(None)
    ('example.org', 'example.org', None, None)
    """
    if not url:
        return None
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None


def site_of(url: str | None) -> str | None:
    """
    Return the host of an address without "www.", under which two addresses of one site are the same.

    >>> site_of("https://www.Example.org/x"), site_of("example.org/"), site_of("")
    ('example.org', 'example.org', None)
    """
    host = host_of(url)
    return host and host.strip().removeprefix("www.")
