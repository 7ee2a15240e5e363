"""The sheets of the workbook about what changes its address: hosts, and texts of the database to replace."""

from collections.abc import Iterator

from audit.model.plan import HostRole
from audit.model.report import Report
from audit.render.xlsx_cells import Column, Row, Sheet

_ROLES: dict[HostRole, str] = {
    "primary": "Address of the site",
    "site": "Address of another site",
    "alias": "Further name of a site",
    "redirected": "Redirects speak of it",
    "mentioned": "The database speaks of it",
    "local": "Of a workstation, or a number: nothing for DNS",
}


def _hosts(report: Report) -> Iterator[Row]:
    transfer = report.plan.transfer
    for host in transfer.hosts if transfer else ():
        sites = ", ".join(map(str, host.sites)) or None
        yield host.host, _ROLES[host.role], sites, host.install


def _replacements(report: Report) -> Iterator[Row]:
    transfer = report.plan.transfer
    for one in transfer.replacements if transfer else ():
        tables = "\n".join(f"{table}: {count:,}" for table, count in one.tables)
        more = "at least" if one.at_least else None
        yield one.search, one.replace, one.mentions, more, one.serialized, one.escaped, tables or None


SHEETS = (
    Sheet(
        "Hosts",
        "a host name, for DNS and certificates",
        (
            Column("Host", 44, "code"),
            Column("What it is", 44),
            Column("Sites", 24),
            Column("Install", 14, "install"),
        ),
        _hosts,
        ("database",),
        "No host name is known.",
    ),
    Sheet(
        "Search and replace",
        "a text of the database that has to become another one",
        (
            Column("Search for", 50, "code"),
            Column("Replace by", 40, "code"),
            Column("Mentions", 11, "number"),
            Column("Counted", 11),
            Column("In serialised texts", 11, "number"),
            Column("As JSON writes them", 11, "number"),
            Column("Tables", 50, "code"),
        ),
        _replacements,
        ("database",),
        "Nothing to replace was found.",
    ),
)
