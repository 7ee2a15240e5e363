"""Nothing of a Drupal is silently clean: what is not looked at is said, and no secret is in any document."""

import os
import random

import pytest

from audit.errors import AuditError
from audit.model.report import Report
from audit.scan import scan
from tests.conftest import ANY_BYTES, CORE, lay
from tests.documents import WRITERS
from tests.drupal_dumps import core_extension, drupal7, drupal8
from tests.dumps import serialise, table, wordpress

SETTINGS = "<?php $databases['default']['default'] = ['database' => 'd'];"
DRUPAL_7 = {
    "includes/common.inc": "<?php",
    "includes/bootstrap.inc": "<?php define('VERSION', '7.98');",
    "misc/drupal.js": "",
    "modules/system/system.info": "name = System\ncore = 7.x",
    "modules/system/system.module": "<?php",
    "sites/default/settings.php": SETTINGS,
    "sites/all/modules/m/m.info": "name = M\ncore = 7.x",
    "sites/all/modules/m/m.module": "<?php",
}
DRUPAL_10 = {
    "core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.2.1'; }",
    "core/misc/drupal.js": "",
    "sites/default/settings.php": SETTINGS + "$settings['config_sync_directory'] = 'config/sync';",
    "sites/default/files/a.jpg": "x",
    "modules/m/m.info.yml": "name: M\ntype: module\ncore_version_requirement: ^10",
    "config/sync/core.extension.yml": "module:\n  m: 0\n",
}
SECRET = "hunter2"  # noqa: S105 - nobody's


def kinds(report: Report) -> set[str]:
    return {problem.kind for problem in report.coverage.problems}


def states(report: Report) -> dict[str, str]:
    return {source.name: source.state for source in report.coverage.sources}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("sites/default/settings.php", "configuration"),
        ("sites/default", "configuration"),
        ("sites/b.example", "configuration"),
        ("sites/sites.php", "configuration"),
        ("sites", "configuration"),
        ("config", "configuration"),
        ("config/sync", "configuration"),
        ("config/sync/core.extension.yml", "configuration"),
        ("sites/default/files", "files"),
        ("modules", "code"),
        ("modules/m", "code"),
        ("modules/m/m.info.yml", "code"),
        ("core/lib/Drupal.php", "code"),
        ("composer.lock", "code"),
    ],
)
def test_what_is_closed_is_said_of_its_source(closed, name, source):
    files = {"sites/b.example/settings.php": SETTINGS, "sites/sites.php": "<?php", "composer.lock": "{}"}
    report = scan(str(closed({**DRUPAL_10, **files}, (name,))))
    assert states(report)[source] != "complete"
    assert report.unassessed


def test_closed_settings_are_told_once(closed):
    report = scan(str(closed(DRUPAL_10, ("sites/default/settings.php",))))
    assert [problem.location.path for problem in report.coverage.problems] == ["sites/default/settings.php"]


def test_a_drupal_with_a_closed_folder_below_sites_may_have_more_sites(closed):
    files = {**DRUPAL_10, "sites/b.example/settings.php": SETTINGS}
    assert scan(str(closed(files, ("sites/b.example",)))).installs[0].network is None


def test_a_closed_list_of_modules_turns_nothing_off(closed):
    report = scan(str(closed(DRUPAL_10, ("config/sync",))))
    assert [one.active for one in report.extensions] == [None]


def test_files_and_configuration_behind_links_that_lead_out_are_not_looked_at(folder):
    top = folder({name: text for name, text in DRUPAL_10.items() if not name.startswith("config")})
    (top / "config").symlink_to("/srv/config")
    (top / "sites/default/files/a.jpg").unlink()
    (top / "sites/default/files").rmdir()
    (top / "sites/default/files").symlink_to("/mnt/files")
    told = states(scan(str(top)))
    assert (told["configuration"], told["files"]) == ("partial", "absent")


def test_a_pipe_stops_nothing_and_is_told(folder):
    top = folder({name: text for name, text in DRUPAL_10.items() if "settings" not in name})
    for name in ("sites/default/settings.php", "composer.lock", "modules/m/x.info.yml"):
        os.mkfifo(top / name)
    report = scan(str(top))
    assert "no-file" in kinds(report)
    assert states(report)["configuration"] == "absent"


def test_links_in_circles_end(folder):
    top = folder(DRUPAL_10)
    for name, target in {"modules/up": "..", "modules/self": "self", "web": ".", "sites/all": ".."}.items():
        (top / name).symlink_to(target)
    assert [install.root for install in scan(str(top)).installs] == ["."]


def test_near_misses_are_named_once_and_with_what_was_hidden(closed):
    files = {f"{name}/{name}.info.yml": "name: M\ntype: module" for name in ("a", "b", "c")}
    with pytest.raises(AuditError) as error:
        scan(str(closed({**files, "d/x": ""}, ("d",))))
    assert "d: The folder could not be listed" in str(error.value)


@ANY_BYTES
def test_names_in_any_bytes_come_out_in_every_format(folder):
    top = folder({**DRUPAL_7, "sites/sites.php": "<?php $sites[\"\\u{d800}\"] = 'default';"})
    for odd in (b"caf\xe9", b"\xed\xa0\x80", b"a\nb", b"a\x1b[31m", "a\u202eb".encode(), b"x" * 250):
        for place in (
            b"sites/all/modules/",
            b"sites/all/themes/",
            b"sites/all/libraries/",
            b"profiles/",
            b"sites/",
        ):
            inner = os.path.join(os.fsencode(top), place + odd)  # noqa: PTH118 - the bytes are the point
            os.makedirs(inner)  # noqa: PTH103 - as above
            for name in (b"m.info", b"m.module", b"VERSION", b"settings.php", b"\xff.patch"):
                with open(inner + b"/" + name, "wb") as file:  # noqa: PTH123 - as above
                    file.write(b"name = caf\xe9 \0\ncore = 7.x")
    report = scan(str(top))
    assert len(report.sites) == 7
    for render in WRITERS.values():
        assert "\x1b[31m" not in render(report).encode().decode()


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le", "shift_jis", "utf-8-sig"])
@pytest.mark.parametrize("core", [DRUPAL_7, DRUPAL_10], ids=["7", "10"])
def test_info_files_in_every_encoding_are_listed(folder, core, encoding):
    path = next(name for name in core if "/m/m.info" in name)
    written = f"{core[path]}\n{'description = ' if core is DRUPAL_7 else 'description: '}Caf\u00e9 \u65e5"
    report = scan(str(folder({**core, path: written.encode(encoding, "replace")})))
    assert "reader-failed" not in kinds(report)
    if encoding != "utf-16-le" and (core is DRUPAL_7 or not encoding.startswith("utf-16")):
        assert "m" in {one.slug for one in report.extensions}


def test_nothing_private_of_a_drupal_7_is_in_any_document(folder, tmp_path):
    settings = f"""<?php
    $databases['default']['default'] = ['database' => 'mysql://joe:{SECRET}@h/d', 'password' => '{SECRET}'];
    $drupal_hash_salt = '{SECRET}';
    $base_url = 'https://joe:{SECRET}@a.example';
    $conf['smtp_password'] = '{SECRET}';
    $conf['memcache_servers'] = ['joe:{SECRET}@127.0.0.1:11211' => 'default'];
    $conf['apachesolr_url'] = 'https://joe:{SECRET}@solr.example/';
    $conf['redis_client_password'] = '{SECRET}';
    require '/srv/{SECRET}@example.org/x.php';
    """
    info = (
        f"name = {SECRET}@example.org\ncore = 7.x\nversion = 1 {SECRET}@example.org\nproject = {SECRET}@x.org"
    )
    values = {
        "smtp_password": SECRET,
        "smtp_host": f"joe:{SECRET}@smtp.example",
        "site_mail": f"{SECRET}@example.org",
        "site_name": f"Ask {SECRET}@example.org",
        "memcache_servers": {f"joe:{SECRET}@h:11211": "default"},
        "cron_key": SECRET,
    }
    files = {
        **DRUPAL_7,
        "sites/default/settings.php": settings,
        "sites/all/modules/m/m.info": info,
        "sites/sites.php": f"<?php $sites['joe:{SECRET}@b.example'] = 'default'; $sites[1] = '{SECRET}@x.y';",
    }
    (tmp_path / "site.sql").write_text(drupal7(variables=values))
    report = scan(str(folder(files)), [str(tmp_path / "site.sql")])
    assert report.sites
    for name, render in WRITERS.items():
        assert SECRET not in render(report), name


def test_nothing_private_of_a_drupal_10_is_in_any_document(folder, tmp_path):
    settings = f"""<?php
    $databases['default']['default'] = ['database' => 'd', 'password' => '{SECRET}'];
    $databases['default']['default']['host'] = 'joe:{SECRET}@h';
    $settings['hash_salt'] = '{SECRET}';
    $settings['redis.connection'] = ['host' => 'joe:{SECRET}@r', 'password' => '{SECRET}'];
    $settings['memcache']['servers']['joe:{SECRET}@m:1'] = 'default';
    $config['smtp.settings']['smtp_password'] = '{SECRET}';
    $config['stage_file_proxy.settings']['origin'] = 'https://joe:{SECRET}@live.example';
    """
    lock = f"""{{"packages": [{{"name": "{SECRET}@x.org/m", "version": "1 {SECRET}@x.org",
        "type": "drupal-module", "dist": {{"url": "https://joe:{SECRET}@x.org/?key={SECRET}"}}}}]}}"""
    config = {
        "core.extension": core_extension("m"),
        "system.site": {"name": f"Ask {SECRET}@example.org", "mail": f"{SECRET}@example.org"},
        "smtp.settings": {"smtp_host": f"joe:{SECRET}@h", "smtp_password": SECRET},
        "search_api.server.s": {"backend_config": {"connector_config": {"host": f"joe:{SECRET}@h"}}},
        "user.role.x": {"label": f"{SECRET}@example.org"},
        "domain.record.a": {"hostname": f"joe:{SECRET}@d.example", "is_default": True},
    }
    files = {
        **DRUPAL_10,
        "sites/default/settings.php": settings,
        "composer.lock": lock,
        "composer.json": "{}",
    }
    (tmp_path / "site.sql").write_text(drupal8(config=config))
    report = scan(str(folder(files)), [str(tmp_path / "site.sql")])
    assert report.sites
    for name, render in WRITERS.items():
        assert SECRET not in render(report), name


@pytest.mark.parametrize(
    "text",
    [
        'O:8:"Exploit1":1:{s:1:"a";s:1:"b";}',
        "a:-1:{}",
        "a:999999999999999999:{}",
        's:99999999999:"a";',
        f"i:{'9' * 5000};",
        "a:2:{i:0;a:1:{i:0;R:1;}i:1;r:2;}",
        "d:1e999;",
        "\0\0",
        'a:5:{i:0;s:5:"a',
        "",
    ],
)
def test_rubbish_in_the_database_is_answered(tmp_path, text):
    names = ("site_name", "theme_default", "mail_system", "maintenance_mode", "cron_last")
    rows = [(name, text) for name in names]
    dump = drupal7().replace(
        table("variable", ["name", "value"], []), table("variable", ["name", "value"], rows)
    )
    (tmp_path / "7.sql").write_text(dump)
    objects = [
        ("", name, text) for name in ("core.extension", "system.site", "user.role.x", "domain.record.a")
    ]
    dump = drupal8().replace(
        table("config", ["collection", "name", "data"], []),
        table("config", ["collection", "name", "data"], objects),
    )
    (tmp_path / "10.sql").write_text(dump)
    for core, name in ((DRUPAL_7, "7.sql"), (DRUPAL_10, "10.sql")):
        report = scan(str(lay(tmp_path / name[:-4], core)), [str(tmp_path / name)])
        assert [site.database for site in report.sites] == ["d"]
        for render in WRITERS.values():
            render(report).encode()


_PIECES = [
    *(
        b"\0",
        b"\xff",
        b"\xed\xa0\x80",
        b"'",
        b'"',
        b"{",
        b"}",
        b"[",
        b"(",
        b")",
        b";",
        b"\\",
        b"\n",
        b"\r",
        b"\t",
    ),
    *(
        b"<?php ",
        b"?>",
        b"/*",
        b"*/",
        b"<<<X\n",
        b"9" * 50,
        b"-1",
        b"$",
        b"->",
        b"=>",
        b"R:1;",
        b"a:9:{",
        b"&a ",
    ),
    *(
        b"*a",
        b"<<: ",
        b"!!x",
        b"|\n",
        b"- ",
        b": ",
        b"#",
        b"<<<<<<< HEAD\n",
        b"=======\n",
        b"../",
        b"`",
        b"/*!",
    ),
]


def changed(data: bytes, chance: random.Random) -> bytes:
    text = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([1, 3, 10, 100]))
        way = chance.randrange(4)
        if way == 0:
            text[start:start] = chance.choice(_PIECES) * chance.choice([1, 1, 2, 50])
        elif way == 1:
            del text[start:end]
        elif way == 2:
            text[start:end] = chance.randbytes(end - start)
        else:
            text[start:start] = text[start:end] * 3
    return bytes(text)


_OPTIONS = {"siteurl": "https://a.example", "active_plugins": serialise(["a.php"]), "stylesheet": "t"}
_WORDPRESS = {**CORE, "wp-content/plugins/a.php": "<?php\n/*\nPlugin Name: A\n*/ exec($x);"}


@pytest.mark.parametrize(
    ("core", "dump"),
    [
        (DRUPAL_7, drupal7(variables={"site_name": "x", "mail_system": {"a": "b"}})),
        (DRUPAL_10, drupal8(config={"core.extension": core_extension("m"), "system.site": {"name": "x"}})),
        (_WORDPRESS, wordpress(options=_OPTIONS)),
    ],
    ids=["7", "10", "wordpress"],
)
def test_whatever_is_broken_the_scan_ends_with_an_answer(tmp_path, core, dump):
    chance = random.Random(7)
    for number in range(25):
        files = {name: text.encode() for name, text in core.items()}
        for name in chance.sample(sorted(files), 3):
            files[name] = changed(files[name], chance)
        top = lay(tmp_path / str(number), files)
        (tmp_path / "site.sql").write_bytes(changed(dump.encode(), chance))
        try:
            report = scan(str(top), [str(tmp_path / "site.sql")])
        except AuditError:
            continue
        assert "reader-failed" not in kinds(report)
        assert all(render(report).encode() for render in WRITERS.values())
