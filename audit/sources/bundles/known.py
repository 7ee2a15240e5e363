"""The kinds of bundles that are recognised, and by what."""

from audit.sources.bundles import (
    akeeba,
    all_in_one,
    backup_migration,
    backupbuddy,
    backwpup,
    beside,
    cpanel,
    drush,
    duplicator,
    flywheel,
    jetpack,
    local,
    manage_wp,
    pantheon,
    plesk,
    softaculous,
    updraftplus,
    wp_engine,
    wpvivid,
    xcloner,
)
from audit.sources.bundles.bundle import Bundle, Kind
from audit.sources.bundles.place import Place

_WHOLE = "files, database"

# In this order: what is marked most clearly comes first.
KNOWN = (
    Kind(
        all_in_one.NAME,
        "`package.json` that names the site; `database.sql`",
        "`wp-content`, database; a core is not in it",
        all_in_one.recognise,
    ),
    Kind(
        duplicator.NAME,
        "`dup-installer/`, or `installer-backup.php` with `database.sql`; unpacked only if not installed",
        f"{_WHOLE}, configuration as it was",
        duplicator.recognise,
    ),
    Kind(
        updraftplus.NAME,
        "a folder with `backup_DATE_SITE_NONCE-PART` archives, or one of them",
        "all parts with their numbers, database; an encrypted database is named, not read",
        updraftplus.recognise,
    ),
    Kind(
        backupbuddy.NAME,
        "an archive with `backupbuddy_dat.php` or SQL in `wp-content/uploads/backupbuddy_temp/`",
        _WHOLE,
        backupbuddy.recognise,
    ),
    Kind(backup_migration.NAME, "`bmi_backup_manifest.json`", _WHOLE, backup_migration.recognise),
    Kind(
        wpvivid.NAME,
        "`wpvivid_package_info.json`, or a folder with `NAME_wpvivid-…_backup_PART.zip`, or one of them",
        "all parts with their numbers, database",
        wpvivid.recognise,
    ),
    Kind(
        cpanel.NAME,
        "`homedir/` or `homedir.tar` beside two of `cp`, `mysql`, `userdata`, `meta` and the like",
        "home directory without letters, logs and keys; each database without those of the mail program",
        cpanel.recognise,
    ),
    Kind(
        plesk.NAME,
        "`backup_info_….xml` with `backup_user-data_…` or `backup_sqldump_…`",
        "files of each domain, each database",
        plesk.recognise,
    ),
    Kind(
        pantheon.NAME,
        "a folder with `SITE_ENV_TIME_UTC_{code,files,database}` archives, or one of them",
        "code with the files where they belong, database",
        pantheon.recognise,
    ),
    Kind(
        drush.NAME,
        "`MANIFEST.ini` (Drush up to 8) or `MANIFEST.yml` (11 and later)",
        f"{_WHOLE}; from Drush 11 on the core is not in it",
        drush.recognise,
    ),
    Kind(backwpup.NAME, "`manifest.json` with `backwpup_readme.txt`", _WHOLE, backwpup.recognise),
    Kind(manage_wp.NAME, "an archive with `mwp_db/*.sql`", _WHOLE, manage_wp.recognise),
    Kind(softaculous.NAME, "an archive with `softsql.sql`", _WHOLE, softaculous.recognise),
    Kind(akeeba.NAME, "a zip with `installation/sql/site.sql`", _WHOLE, akeeba.recognise),
    Kind(xcloner.NAME, "an archive with `xcloner…/*-backup.sql`", _WHOLE, xcloner.recognise),
    Kind(local.NAME, "`app/public` with `app/sql/*.sql`", _WHOLE, local.recognise),
    Kind(jetpack.NAME, "`sql/*options.sql` with `wp-content`", _WHOLE, jetpack.recognise),
    Kind(flywheel.NAME, "`files/wp-content` with `backup.sql`", _WHOLE, flywheel.recognise),
    Kind(wp_engine.NAME, "`wp-content/mysql.sql`", _WHOLE, wp_engine.recognise),
    Kind(
        beside.NAME,
        "an archive with one docroot at its top and `*.sql` or `*.sql.gz` beside it",
        _WHOLE,
        beside.recognise,
    ),
)
# What of a set may be named alone: is_part of its name, and what recognises the set around it.
SETS = (updraftplus, wpvivid, pantheon)
# What has no format of its own: read as what it is.
_UNMARKED = (
    (
        "Platform.sh, Upsun",
        "nothing: code is a repository, `db:dump` an SQL file",
        "repository; the dump by `--dump`",
    ),
    ("Akeeba `.jpa`, `.jps`", "first bytes", "nothing; they are to be converted to a zip"),
)


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies in a place, or in the one folder there."""
    for here in place.places():
        for kind in KNOWN:
            if bundle := kind.recognise(here):
                return bundle
    return None


def table() -> list[tuple[str, str, str]]:
    """Return a row for each kind: how people call it, by what it is known, what of it is read."""
    return [(kind.name, kind.signs, kind.read) for kind in KNOWN] + list(_UNMARKED)
