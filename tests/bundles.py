"""Bundles for tests: one small site, packed as each host and plugin packs it."""

import gzip
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import zstandard

from tests.conftest import CORE
from tests.drupal_dumps import drupal7
from tests.dumps import serialise, wordpress

Files = dict[str, bytes]

WORDPRESS: Files = {
    name: text.encode()
    for name, text in {
        **CORE,
        ".htaccess": "Redirect 301 /old /new\n",
        "wp-content/plugins/index.php": "<?php // Silence is golden.",
        "wp-content/plugins/hello/hello.php": "<?php\n/* Plugin Name: Hello\nVersion: 1 */ session_start();",
        "wp-content/plugins/other/other.php": "<?php\n/* Plugin Name: Other\nVersion: 3 */",
        "wp-content/mu-plugins/must.php": "<?php\n/* Plugin Name: Must */",
        "wp-content/themes/plain/style.css": "/*\nTheme Name: Plain\nVersion: 2\n*/",
        "wp-content/themes/plain/functions.php": "<?php exec('convert a b');",
        "wp-content/uploads/2024/05/one.jpg": "x" * 10,
        "wp-content/uploads/2024/06/two.php": "<?php phpinfo();",
        "wp-content/languages/de_DE.po": "",
    }.items()
}
OPTIONS = {
    "siteurl": "https://example.org",
    "home": "https://example.org",
    "blogname": "Example",
    "template": "plain",
    "stylesheet": "plain",
    "active_plugins": serialise(["hello/hello.php"]),
}
_TABLES = re.compile(r"(?m)^(?=CREATE TABLE)")
SQL = "".join(sorted(_TABLES.split(wordpress(options=OPTIONS))))  # as mysqldump orders them

DRUPAL: Files = {
    name: text.encode()
    for name, text in {
        "index.php": "<?php require_once 'includes/bootstrap.inc';",
        "includes/bootstrap.inc": "<?php define('VERSION', '7.98');",
        "modules/system/system.module": "<?php",
        "modules/system/system.info": "name = System\ncore = 7.x\nversion = 7.98\n",
        "sites/all/modules/own/own.info": "name = Own\ncore = 7.x\n",
        "sites/all/modules/own/own.module": "<?php session_start();",
        "sites/default/settings.php": "<?php $databases['default']['default'] = ['database' => 'd'];",
        "sites/default/files/one.jpg": "x",
        "sites/default/files/two.php": "<?php phpinfo();",
    }.items()
}
DRUPAL_SQL = drupal7(
    variables={"site_name": "Example"},
    enabled=("modules/system/system.module", "sites/all/modules/own/own.module"),
)


class Made(NamedTuple):
    """A bundle on disk, and what has to be found in it."""

    path: Path  # what the customer names
    start: str = ""  # folder of the site, as facts call it
    dumps: tuple[str, ...] = ()  # what facts call its databases
    lacks: str = r"(?!)"  # files of the site that are not in it
    files: Mapping[str, bytes] = WORDPRESS
    sql: str = SQL


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a zip."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zip_bytes(files))
    return path


def tarred(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a tar, packed as its name says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(tar(files, packed=path.suffix in {".gz", ".tgz"}))
    return path


def tar(files: Mapping[str, bytes], *, packed: bool = False) -> bytes:
    """Return a tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz" if packed else "w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # An archive in an archive is stored as it is.
            archive.writestr(name, data, zipfile.ZIP_STORED if name.endswith(".zip") else None)
    return buffer.getvalue()


def wpress(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write an archive of All-in-One WP Migration."""
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        for name, data in files.items():
            folder, _, base = name.rpartition("/")
            fields = [(base, 255), (str(len(data)), 14), ("1700000000", 12), (folder or ".", 4096)]
            file.write(b"".join(text.encode().ljust(size, b"\0") for text, size in fields) + data)
        file.write(b"\0" * 4377)
    return path


def below(folder: str, files: Mapping[str, bytes]) -> Files:
    """Return files, each below a folder."""
    return {f"{folder}/{name}": data for name, data in files.items()}


def inside(folder: str, files: Mapping[str, bytes]) -> Files:
    """Return the files of a folder, as seen from it."""
    return {name[len(folder) + 1 :]: data for name, data in files.items() if name.startswith(f"{folder}/")}


def tables(sql: str) -> Files:
    """Return a file of SQL for each table."""
    return {f"{part.split('`')[1]}.sql": part.encode() for part in _TABLES.split(sql) if part}


def all_in_one(folder: Path) -> Made:
    about = {
        "SiteURL": "https://example.org",
        "WordPress": {"Version": "6.8.1"},
        "Plugin": {"Version": "7.9"},
    }
    files = {"package.json": json.dumps(about).encode(), **inside("wp-content", WORDPRESS)}
    path = wpress(folder / "example.wpress", {**files, "database.sql": SQL.encode()})
    return Made(path, dumps=("database.sql",), lacks=r"(?!wp-content/).*")


def duplicator_old(folder: Path) -> Made:
    added = {"installer-backup.php": b"<?php exec('ls');", "database.sql": SQL.encode()}
    return Made(zipped(folder / "a_archive.zip", {**WORDPRESS, **added}), dumps=("database.sql",))


def duplicator(folder: Path) -> Made:
    site = {name: data for name, data in WORDPRESS.items() if name != "wp-config.php"}
    aside = "dup-installer/original_files_abc-123/source_site_wpconfig"
    dump = "dup-installer/dup-database__abc-123.sql"
    added = {
        "abc_installer-backup.php": b"<?php exec('ls');",
        "dup-installer/main.installer.php": b"<?php exec('ls');",
        "dup-installer/dup-archive__abc-123.txt": b"{}",
        aside: WORDPRESS["wp-config.php"],
        dump: SQL.encode(),
    }
    return Made(zipped(folder / "b_archive.zip", {**site, **added}), dumps=(dump,))


def duplicator_new(folder: Path) -> Made:
    site = {name: data for name, data in WORDPRESS.items() if name not in {"wp-config.php", ".htaccess"}}
    top = "dup-installer/dup_descriptors_abc-123"
    dump = f"{top}/db_dumps/2024-dump.sql"
    added = {
        "dup-installer/main.installer.php": b"<?php",
        f"{top}/orig_files/source_site_wpconfig": WORDPRESS["wp-config.php"],
        f"{top}/orig_files/source_site_htaccess": WORDPRESS[".htaccess"],
        dump: SQL.encode(),
    }
    return Made(zipped(folder / "c_archive.zip", {**site, **added}), dumps=(dump,))


def updraftplus(folder: Path) -> Made:
    start = folder / "set" / "backup_2024-05-01-1200_Example_0123456789ab"
    content = inside("wp-content", WORDPRESS)
    for part in ("plugins", "themes"):
        files = {name: data for name, data in content.items() if name.startswith(part)}
        zipped(Path(f"{start}-{part}.zip"), files)
    uploads = [{name: data} for name, data in content.items() if name.startswith("uploads/")]
    for number, files in enumerate(uploads, 1):
        zipped(Path(f"{start}-uploads{number if number > 1 else ''}.zip"), files)
    rest = re.compile(r"(?!plugins/|themes/|uploads/).*")
    zipped(Path(f"{start}-others.zip"), {name: data for name, data in content.items() if rest.match(name)})
    Path(f"{start}-db.gz").write_bytes(gzip.compress(SQL.encode()))
    return Made(folder / "set", dumps=(f"{Path(start).name}-db.gz",), lacks=r"(?!wp-content/).*")


def updraftplus_part(folder: Path) -> Made:
    made = updraftplus(folder)
    return made._replace(path=next(made.path.glob("*-plugins.zip")))


def updraftplus_core(folder: Path) -> Made:
    made = updraftplus(folder)
    core = {name: data for name, data in WORDPRESS.items() if not name.startswith("wp-content/")}
    zipped(made.path / "backup_2024-05-01-1200_Example_0123456789ab-wpcore.zip", core)
    return made._replace(lacks=r"(?!)")


def backupbuddy(folder: Path) -> Made:
    temp = "wp-content/uploads/backupbuddy_temp/abc123"
    added = {
        **below(temp, tables(SQL)),
        f"{temp}/backupbuddy_dat.php": b"<?php die(); ?>",
        "importbuddy.php": b"<?php",
    }
    return Made(zipped(folder / "backup-example-abc123.zip", {**WORDPRESS, **added}), dumps=(temp,))


def backupbuddy_old(folder: Path) -> Made:
    temp = "wp-content/uploads/temp_abc123"
    added = {f"{temp}/db_1.sql": SQL.encode(), f"{temp}/backupbuddy_dat.php": b"<?php die(); ?>"}
    return Made(zipped(folder / "backup-example-abc123.zip", {**WORDPRESS, **added}), dumps=(temp,))


def backup_migration(folder: Path) -> Made:
    added = {
        "bmi_backup_manifest.json": b"{}",
        "bmi_logs_this_backup.log": b"",
        **below("db_tables", tables(SQL)),
    }
    return Made(zipped(folder / "bm.zip", {**below("wordpress", WORDPRESS), **added}), dumps=("db_tables",))


def backup_migration_old(folder: Path) -> Made:
    added = {"bmi_backup_manifest.json": b"{}", "bmi_database_backup.sql": SQL.encode()}
    path = zipped(folder / "bm.zip", {**below("wordpress", WORDPRESS), **added})
    return Made(path, dumps=("bmi_database_backup.sql",))


def _wpvivid_parts() -> Files:
    about = {"wpvivid_package_info.json": b"{}"}
    content = inside("wp-content", WORDPRESS)
    parts = {"themes": "themes/", "plugin": "plugins/", "uploads": "uploads/"}
    made = {
        f"example.org_wpvivid-123_2024-05-01-12-00_backup_{part}.zip": zip_bytes(
            {**about, **{name: data for name, data in content.items() if name.startswith(start)}}
        )
        for part, start in parts.items()
    }
    rest = re.compile(r"(?!wp-content/(?:plugins|themes|uploads)/)wp-content/")
    inner = {"content": rest, "core": re.compile(r"(?!wp-content/)")}
    for part, taken in inner.items():
        files = {name: data for name, data in WORDPRESS.items() if taken.match(name)}
        made[f"example.org_wpvivid-123_2024-05-01-12-00_backup_{part}.zip"] = zip_bytes({**about, **files})
    sql = {"example.org_wpvivid-123_2024-05-01-12-00_backup_db.sql": SQL.encode()}
    made["example.org_wpvivid-123_2024-05-01-12-00_backup_db.zip"] = zip_bytes({**about, **sql})
    return made


def wpvivid(folder: Path) -> Made:
    about = {"wpvivid_package_info.json": b"{}"}
    name = "example.org_wpvivid-123_2024-05-01-12-00_backup"
    path = zipped(folder / f"{name}_all.zip", {**about, **_wpvivid_parts()})
    return Made(path, dumps=(f"{name}_db.zip/{name}_db.sql",))


def wpvivid_split(folder: Path) -> Made:
    about = {"wpvivid_package_info.json": b"{}"}
    name = "example.org_wpvivid-123_2024-05-01-12-00_backup"
    parts = list(_wpvivid_parts().items())
    zipped(folder / "set" / f"{name}_all.part001.zip", {**about, **dict(parts[:3])})
    zipped(folder / "set" / f"{name}_all.part002.zip", {**about, **dict(parts[3:])})
    return Made(folder / "set", dumps=(f"{name}_db.zip/{name}_db.sql",))


def _cpanel(home: Mapping[str, bytes], sql: str) -> Files:
    others = ("cp/user", "userdata/main", "meta/homedir_paths", "version")
    mail = {"mysql/roundcube.sql": b"CREATE TABLE `letters` (`id` int);\n"}
    return {**dict.fromkeys(others, b"x"), **mail, "mysql/user_wp.sql": sql.encode(), **home}


def cpanel(folder: Path) -> Made:
    letters = {"homedir/mail/new/1": b"<?php", "homedir/logs/a.gz": b"x", "homedir/public_html/.hidden": b""}
    home = {**below("homedir/public_html", WORDPRESS), **letters}
    name = "backup-5.1.2024_12-00-00_user"
    path = tarred(folder / f"{name}.tar.gz", below(name, _cpanel(home, SQL)))
    site = {**WORDPRESS, ".hidden": b""}
    return Made(path, "public_html", (f"{name}/mysql/user_wp.sql",), files=site)


def cpmove(folder: Path) -> Made:
    home = {"homedir.tar": tar({**below("public_html", WORDPRESS), "mail/new/1": b"<?php"})}
    path = tarred(folder / "cpmove-user.tar.gz", below("cpmove-user", _cpanel(home, SQL)))
    return Made(path, "public_html", ("cpmove-user/mysql/user_wp.sql",))


def cpanel_drupal(folder: Path) -> Made:
    home = below("homedir/public_html", DRUPAL)
    path = tarred(folder / "cpmove-user.tar", below("cpmove-user", _cpanel(home, DRUPAL_SQL)))
    names = ("cpmove-user/mysql/user_wp.sql",)
    return Made(path, "public_html", names, files=DRUPAL, sql=DRUPAL_SQL)


def plesk(folder: Path) -> Made:
    dump = "databases/wp_1/backup_sqldump_2405011200.tgz"
    files = {
        "backup_info_2405011200.xml": b"<migration-dump/>",
        "backup_user-data_2405011200.tgz": tar(
            {**below("httpdocs", WORDPRESS), "logs/access": b""}, packed=True
        ),
        dump: tar({"wp": SQL.encode()}, packed=True),
    }
    return Made(tarred(folder / "backup_example.org_2405011200.tar", files), "httpdocs", (f"{dump}/wp",))


def plesk_new(folder: Path) -> Made:
    dump = "databases/wp_1/backup_sqldump_2405011200.tzst"
    files = {
        "backup_info_2405011200.xml": b"<migration-dump/>",
        "backup_user-data_2405011200.tzst": zstandard.compress(tar(below("httpdocs", WORDPRESS))),
        dump: zstandard.compress(tar({"wp": SQL.encode()})),
    }
    return Made(tarred(folder / "backup_example.org_2405011200.tar", files), "httpdocs", (f"{dump}/wp",))


def plesk_client(folder: Path) -> Made:
    domain = "clients/c/domains/example.org"
    dump = f"{domain}/databases/wp_1/backup_sqldump_2405011200.zip"
    files = {
        "backup_info_2405011200.xml": b"<migration-dump/>",
        f"{domain}/backup_user-data_2405011200.zip": zip_bytes(below("httpdocs", WORDPRESS)),
        "clients/c/domains/other.org/backup_user-data_2405011200.zip": zip_bytes({"httpdocs/a.html": b""}),
        dump: zip_bytes({"wp.sql": SQL.encode()}),
    }
    site = {**below(domain + "/httpdocs", WORDPRESS), "clients/c/domains/other.org/httpdocs/a.html": b""}
    return Made(tarred(folder / "backup_2405011200.tar", files), "", (f"{dump}/wp.sql",), files=site)


def pantheon(folder: Path) -> Made:
    name = "example_live_2024-05-01T12-00-00_UTC"
    code = {file: data for file, data in WORDPRESS.items() if not file.startswith("wp-content/uploads/")}
    tarred(folder / "set" / f"{name}_code.tar.gz", below(f"{name}_code", code))
    uploads = below("files_live", inside("wp-content/uploads", WORDPRESS))
    tarred(folder / "set" / f"{name}_files.tar.gz", uploads)
    (folder / "set" / f"{name}_database.sql.gz").write_bytes(gzip.compress(SQL.encode()))
    return Made(folder / "set", dumps=(f"{name}_database.sql.gz",))


def pantheon_part(folder: Path) -> Made:
    made = pantheon(folder)
    return made._replace(path=next(made.path.glob("*_code.tar.gz")))


def pantheon_drupal(folder: Path) -> Made:
    name = "example_dev_2024-05-01T12-00-00_UTC"
    code = {f"web/{file}": data for file, data in DRUPAL.items() if "default/files/" not in file}
    tarred(folder / "set" / f"{name}_code.tar.gz", below(f"{name}_code", code))
    files = below("files_dev", inside("sites/default/files", DRUPAL))
    tarred(folder / "set" / f"{name}_files.tar.gz", files)
    (folder / "set" / f"{name}_database.sql.gz").write_bytes(gzip.compress(DRUPAL_SQL.encode()))
    names = (f"{name}_database.sql.gz",)
    return Made(folder / "set", "web", names, files=DRUPAL, sql=DRUPAL_SQL)


def drush_8(folder: Path) -> Made:
    added = {"drupal.sql": DRUPAL_SQL.encode(), "MANIFEST.ini": b'[Global]\nformatversion = "1.0"\n'}
    path = tarred(folder / "drupal.20240501_120000.tar.gz", {**below("html", DRUPAL), **added})
    return Made(path, "html", ("drupal.sql",), files=DRUPAL, sql=DRUPAL_SQL)


def drush_12(folder: Path) -> Made:
    code = {name: data for name, data in DRUPAL.items() if "default/files/" not in name}
    files = {
        "MANIFEST.yml": b"datestamp: 1\nformatversion: '1.0'\n",
        **below("code/web", code),
        **below("files", inside("sites/default/files", DRUPAL)),
        "database/database.sql": DRUPAL_SQL.encode(),
    }
    path = tarred(folder / "archive.tar.gz", files)
    return Made(path, "web", ("database/database.sql",), files=DRUPAL, sql=DRUPAL_SQL)


def acquia(folder: Path) -> Made:
    files = {**below("docroot", DRUPAL), "example.sql.gz": gzip.compress(DRUPAL_SQL.encode())}
    path = tarred(folder / "example.tar.gz", below("example", files))
    return Made(path, "docroot", ("example/example.sql.gz",), files=DRUPAL, sql=DRUPAL_SQL)


def kinsta(folder: Path) -> Made:
    files = {**below("public", WORDPRESS), "mysqldump.sql": SQL.encode()}
    return Made(zipped(folder / "example.zip", files), "public", ("mysqldump.sql",))


def wp_engine(folder: Path) -> Made:
    files = {**WORDPRESS, "wp-content/mysql.sql": SQL.encode()}
    return Made(zipped(folder / "site-archive-example-live.zip", files), dumps=("wp-content/mysql.sql",))


def manage_wp(folder: Path) -> Made:
    files = {**WORDPRESS, "mwp_db/db_dom1.sql": SQL.encode(), "mwp_db/index.php": b""}
    return Made(zipped(folder / "x_backup.zip", files), dumps=("mwp_db/db_dom1.sql",))


def softaculous(folder: Path) -> Made:
    files = {**WORDPRESS, "softsql.sql": SQL.encode(), "softver.txt": b"6", "softperms.txt": b""}
    return Made(tarred(folder / "wp.26_1.tar.gz", files), dumps=("softsql.sql",))


def backwpup(folder: Path) -> Made:
    added = {
        "manifest.json": b"{}",
        "backwpup_readme.txt": b"",
        "wordpress.sql.gz": gzip.compress(SQL.encode()),
    }
    return Made(tarred(folder / "backwpup.tar.gz", {**WORDPRESS, **added}), dumps=("wordpress.sql.gz",))


def akeeba(folder: Path) -> Made:
    (first, *more) = tables(SQL).values()
    added = {
        "installation/index.php": b"<?php exec('ls');",
        "installation/sql/site.sql": first,
        **{f"installation/sql/site.s{number:02}": part for number, part in enumerate(more, 1)},
    }
    path = zipped(folder / "site.zip", {**WORDPRESS, **added})
    return Made(path, dumps=("installation/sql/site.sql",))


def xcloner(folder: Path) -> Made:
    files = {**WORDPRESS, "xclonerab12/wp-backup.sql": SQL.encode()}
    return Made(tarred(folder / "backup_example-sql.tgz", files), dumps=("xclonerab12/wp-backup.sql",))


def local(folder: Path) -> Made:
    files = {
        **below("app/public", WORDPRESS),
        "app/sql/local.sql": SQL.encode(),
        "conf/php/php.ini.hbs": b"memory_limit = 256M",
    }
    return Made(zipped(folder / "example.zip", below("example", files)), dumps=("example/app/sql/local.sql",))


def jetpack(folder: Path) -> Made:
    files = {**WORDPRESS, **below("sql", tables(SQL)), "meta.json": b"{}"}
    return Made(tarred(folder / "example.tar.gz", files), dumps=("sql",))


def flywheel(folder: Path) -> Made:
    files = {**below("files", WORDPRESS), "backup.sql": SQL.encode()}
    return Made(zipped(folder / "backup.zip", files), dumps=("backup.sql",))


BUNDLES: dict[str, Iterable[Callable[[Path], Made]]] = {
    "All-in-One WP Migration": (all_in_one,),
    "Duplicator": (duplicator_old, duplicator, duplicator_new),
    "UpdraftPlus": (updraftplus, updraftplus_part, updraftplus_core),
    "BackupBuddy": (backupbuddy, backupbuddy_old),
    "Backup Migration": (backup_migration, backup_migration_old),
    "WPvivid": (wpvivid, wpvivid_split),
    "cPanel": (cpanel, cpmove, cpanel_drupal),
    "Plesk": (plesk, plesk_new, plesk_client),
    "Pantheon": (pantheon, pantheon_part, pantheon_drupal),
    "Drush archive": (drush_8, drush_12),
    "BackWPup": (backwpup,),
    "ManageWP, GoDaddy": (manage_wp,),
    "Softaculous, Backuply": (softaculous,),
    "Akeeba Backup": (akeeba,),
    "XCloner": (xcloner,),
    "Local": (local,),
    "Jetpack, WordPress.com": (jetpack,),
    "Flywheel": (flywheel,),
    "WP Engine": (wp_engine,),
    "a docroot with its dump beside it (Acquia, Kinsta, SiteGround)": (acquia, kinsta),
}
