"""The networks of a WordPress database: which there are, and where their sites are served."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from audit.collectors.wordpress.network_rows import Blog, Home, Mapped, NetworkRows, number_of, text_of
from audit.model.facts import Location, Network
from audit.parsers.serialized import SerializedError, unserialize
from audit.parsers.web_addresses import host_of


def tell_networks(rows: NetworkRows, dump: str, database: str | None, prefix: str) -> Iterator[Network]:
    """Yield the networks of a WordPress: one for each row of its table `site`."""
    blogs: defaultdict[int | None, list[Blog]] = defaultdict(list)
    for blog in rows.blogs[database, prefix + "blogs"].values():
        blogs[blog.network].append(blog)
    options = rows.options[database, prefix + "sitemeta"]
    for number, home in rows.homes[database, prefix + "site"].items():
        own = blogs[number]
        yield Network(
            location=Location(dump, table=prefix + "site"),
            id=number,
            domain=home.domain,
            path=home.path,
            title=text_of(options.get((number, "site_name"))) or None,
            sites=len(own),
            main_site=_main_site(options.get((number, "main_site")), home, own),
            plugins=network_plugins(options, number),
            subdomains=_switch(options, number, "subdomain_install"),
            files_rewriting=_switch(options, number, "ms_files_rewriting"),
        )


def network_plugins(options: dict[tuple[int | None, str], bytes], network: int | None) -> tuple[str, ...]:
    """Return the plugins that a network switches on for all its sites."""
    value = options.get((network, "active_sitewide_plugins"))
    try:
        read = unserialize(value) if value else None
    except SerializedError:
        return ()
    return tuple(map(str, read)) if isinstance(read, dict) else ()


def hosts_of(url: str | None, blog: Blog, mapped: Sequence[Mapped]) -> tuple[str, ...]:
    """
    Return all names that a site is served under, the one of its address first.

    >>> hosts_of("https://Example.org/a", Blog(1, "net.example", "/", ()), [Mapped("old.example", False)])
    ('example.org', 'net.example', 'old.example')

    Of the names of a mapping the primary ones come first; the others are there to be redirected, as a rule.
    """
    names = [host_of(url), host_of(blog.domain)]
    names += [name.host for name in sorted(mapped, key=lambda name: not name.is_primary)]
    return tuple(dict.fromkeys(name for name in names if name))


def path_of(url: str | None) -> str | None:
    """
    Return the path of an address, from / to /.

    >>> path_of("https://example.org"), path_of("https://example.org/a/b"), path_of(None)
    ('/', '/a/b/', None)
    """
    if not url:
        return None
    try:
        path = urlsplit(url if "//" in url else f"//{url}").path
    except ValueError:
        return None
    return f"/{path.strip('/')}/" if path.strip("/") else "/"


def _main_site(noted: bytes | None, home: Home, own: Iterable[Blog]) -> int | None:
    """Return the site that WordPress takes for a network's first: one that it noted, or at its address."""
    blogs = {blog.id: blog for blog in own}
    number = number_of(noted)
    if number in blogs:
        return number
    return next((blog.id for blog in blogs.values() if (blog.domain, blog.path) == home), None)


def _switch(options: dict[tuple[int | None, str], bytes], network: int, name: str) -> bool | None:
    value = options.get((network, name))
    return None if value is None else value.strip() not in (b"", b"0")
