"""Small dumps for tests: a WordPress in SQL from a few words."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from audit.collectors.dumps import Wishes, read_dump
from audit.collectors.wordpress.sites import WordPressData
from audit.sources.inputs import open_dumps


def told(
    folder: Path,
    sql: str | bytes,
    own: Callable[[str], str | None] = lambda _: None,
    structured: Sequence[str] = (),
) -> list[WordPressData]:
    """Return each WordPress of a dump."""
    path = folder / "site.sql"
    path.write_bytes(sql if isinstance(sql, bytes) else sql.encode())
    wishes = Wishes(frozenset(), frozenset(structured), own)
    return read_dump(open_dumps([str(path)])[0], wishes, lambda *_: None).wordpress


def serialise(items: Sequence[str] | Mapping[str, int]) -> str:
    """Return a list of strings, or a mapping of strings to numbers, as PHP serialises it."""
    if isinstance(items, Mapping):
        pairs = "".join(f's:{len(key)}:"{key}";i:{value};' for key, value in items.items())
    else:
        pairs = "".join(f'i:{number};s:{len(item)}:"{item}";' for number, item in enumerate(items))
    return f"a:{len(items)}:{{{pairs}}}"


def table(name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a CREATE TABLE and, if there are rows, an INSERT."""
    made = (
        f"CREATE TABLE `{name}` (\n{','.join(f'`{column}` text' for column in columns)}\n) ENGINE=InnoDB;\n"
    )
    values = ",".join("(" + ",".join(_literal(value) for value in row) + ")" for row in rows)
    return made + (f"INSERT INTO `{name}` VALUES {values};\n" if rows else "")


def wordpress(prefix: str = "wp_", options: Mapping[str, str] | None = None, more: str = "") -> str:
    """Return the tables by which a WordPress is known, with these options."""
    named = enumerate((options or {}).items(), 1)
    rows = [(number, name, value, "yes") for number, (name, value) in named]
    return (
        table(f"{prefix}options", ["option_id", "option_name", "option_value", "autoload"], rows)
        + table(f"{prefix}posts", ["ID", "post_title"], [(1, "One"), (2, "Two")])
        + table(f"{prefix}postmeta", ["meta_id"], [])
        + more
    )


def network(sites: Mapping[int, Mapping[str, str]], everywhere: Sequence[str] = ()) -> str:
    """Return a network: the options of each site by number, and the plugins of the whole network."""
    blogs = [(number, 1, "example.org", f"/{number}/", 0, 1) for number in sites]
    sitemeta = [(1, 1, "active_sitewide_plugins", serialise(dict.fromkeys(everywhere, 1700000000)))]
    return (
        "".join(wordpress("wp_" if number == 1 else f"wp_{number}_", own) for number, own in sites.items())
        + table("wp_blogs", ["blog_id", "site_id", "domain", "path", "archived", "public"], blogs)
        + table("wp_site", ["id", "domain"], [(1, "example.org")])
        + table("wp_sitemeta", ["meta_id", "site_id", "meta_key", "meta_value"], sitemeta)
        + table("wp_users", ["ID"], [(1,)])
    )


def _literal(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"').replace("\n", "\\n")
    return f"'{text}'"
