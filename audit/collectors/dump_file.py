"""What a dump says of itself, as a fact that rules can judge."""

from audit.model.database import DumpFile
from audit.model.facts import Location
from audit.model.report import DumpRead
from audit.parsers.sql_events import DumpDescribed
from audit.sources.blobs import DumpInput

_OF_MARIADB = ("10.", "11.", "12.")  # from 10 on there is no MySQL; some exporters leave the name out


def tell_dump(dump: DumpInput, about: DumpDescribed, read: DumpRead) -> DumpFile:
    """Return the dump as a fact."""
    sizes = [blob.size for blob in dump.blobs]
    return DumpFile(
        location=Location(dump.name),
        product=about.product or _product(about.exporter, read.server_version),
        server_version=read.server_version,
        exporter=read.exporter,
        exporter_version=read.exporter_version,
        complete=read.complete,
        databases=read.databases,
        bytes=read.bytes,
        stored=sum(size or 0 for size in sizes) if None not in sizes else None,
        longest_statement=read.longest_statement,
        statements=tuple(read.statements.items()),
        sandboxed=about.sandboxed,
    )


def _product(exporter: str | None, server: str | None) -> str | None:
    """
    Return whose server a dump is of.

    >>> _product("mysqldump", "10.4.21-MariaDB"), _product("mysqldump", "8.0.36"), _product("Navicat", None)
    ('MariaDB', 'MySQL', None)
    """
    if exporter == "mariadb-dump" or (server and "mariadb" in server.lower()):
        return "MariaDB"
    if server is None:
        return None
    return "MariaDB" if server.startswith(_OF_MARIADB) else "MySQL"
