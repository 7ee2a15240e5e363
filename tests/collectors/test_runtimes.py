"""Languages, processes and compiled files of a tree."""

import pytest

from audit.collectors.asks import Ask, read_all
from audit.collectors.code_base import read_code
from audit.collectors.holders import Holders
from audit.collectors.runtimes import find_runtimes, join_runtimes
from audit.knowledge.languages import load_languages
from audit.model.code import Binary, Language, Process
from audit.model.facts import Extension, Install, Problem
from audit.model.rules import Watch
from audit.sources.directory import Directory

DRUPAL = {
    "includes/bootstrap.inc": "<?php define('VERSION', '7.103');",
    "modules/system/system.module": "<?php",
    "modules/system/system.info": "name = System\nversion = 7.103\ncore = 7.x\npackage = Core\n",
    "sites/default/settings.php": "<?php $databases = array();",
}
ELF = b"\x7fELF\x02\x01\x01"
TEXTS = """
    .htaccess all-wcprops AUTHORS build CHANGELOG CHANGES CNAME CODEOWNERS CONTRIBUTING CONTRIBUTORS
    COPYING COPYRIGHT CREDITS Dockerfile empty entries format Gemfile Guardfile HISTORY INSTALL LICENSE
    LICENSE-GPL LICENSE-MIT Makefile NEWS NOTICE PATCHES Procfile Rakefile README THANKS TODO UNLICENSE
    UPGRADING Vagrantfile VERSION
    """.split()


def all_facts(path):
    code = read_code(Directory(path), Watch(), 1, lambda *_: None)
    installs = [fact for fact in code.facts if isinstance(fact, Install)]
    found = list(find_runtimes(code.listing, installs, code.facts, load_languages()))
    asks = [one for one in found if isinstance(one, Ask)]
    facts = [one for one in found if not isinstance(one, Ask)]
    facts += read_all(code.tree, asks, 1, lambda *_: None)
    return join_runtimes(facts, Holders(one for one in code.facts if isinstance(one, Extension)))


def facts(path, kind):
    return [fact for fact in all_facts(path) if isinstance(fact, kind)]


def languages(path):
    return {one.name: (one.files, one.vendored_files, one.core_files) for one in facts(path, Language)}


def processes(path):
    return [(one.kind, one.name, one.language) for one in facts(path, Process)]


def test_own_code_third_party_code_and_the_core_are_counted_apart(site):
    files = {
        "wp-content/themes/x/a.js": "12345",
        "wp-content/themes/x/node_modules/b.js": "1",
        "wp-includes/c.js": "",
    }
    assert languages(site(files))["JavaScript"] == (1, 1, 1)
    [script] = [one for one in facts(site(files), Language) if one.name == "JavaScript"]
    assert (script.bytes, script.vendored_bytes, script.core_bytes) == (5, 1, 0)


def test_a_drupal_gives_more_names_to_php(folder, site):
    extra = {"sites/all/modules/a/a.module": "<?php", "sites/all/modules/a/a.install": "<?php"}
    assert languages(folder({**DRUPAL, **extra}))["PHP"][0] == 3
    assert languages(site({"a.php": "", "a.module": ""}))["PHP"] == languages(site({"a.php": ""}))["PHP"]


def test_what_only_says_how_styles_are_built_is_no_ruby(site):
    assert languages(site({"wp-content/themes/x/config.rb": "", "wp-content/themes/x/Gemfile": ""})) == {
        **languages(site({})),
        "Ruby for builds": (2, 0, 0),
    }
    assert languages(site({"wp-content/themes/x/shop.rb": ""}))["Ruby"] == (1, 0, 0)


def test_a_large_file_called_ts_is_a_video(site):
    assert "TypeScript" not in languages(site({"a.ts": b"x" * 1_100_000}))
    assert languages(site({"a.ts": "let a = 1"}))["TypeScript"] == (1, 0, 0)


def test_what_people_uploaded_is_no_code(site, folder):
    assert "Python" not in languages(site({"wp-content/uploads/2024/a.py": "x"}))
    assert "Python" not in languages(folder({**DRUPAL, "sites/default/files/a.py": "x"}))


def test_scripts_without_suffix_tell_their_language_by_their_first_line(site):
    top = site(
        {"bin/a": "#!/usr/bin/env python3\n", "bin/b": "#!/usr/bin/python3\n", "bin/LICENSE": "#!/bin/sh\n"}
    )
    assert languages(top)["Python"] == (2, 0, 0)
    assert "Shell" not in languages(top)


def test_sizes_that_were_left_out_are_not_known(site):
    code = read_code(Directory(site({}), sizes=False), Watch(), 1, lambda *_: None)
    [php] = [
        one for one in find_runtimes(code.listing, [], [], load_languages()) if isinstance(one, Language)
    ]
    assert (php.files > 0, php.bytes) == (True, None)


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("crontab", "0 1 * * * /usr/bin/php x.php", ("cron", "php", "PHP")),
        ("config/cron.d/site", "0 1 * * * www-data wp cron event run", ("cron", "wp", "PHP")),
        ("server.cron", "@daily python3 x.py", ("cron", "python3", "Python")),
        ("Procfile", "worker: node q.js", ("daemon", "node", "JavaScript")),
        ("etc/supervisord.conf", "[program:q]\ncommand=ruby q.rb", ("daemon", "ruby", "Ruby")),
        ("x.timer", "[Timer]\nOnCalendar=daily", ("cron", "x", None)),
        ("docker-compose.prod.yml", "services:\n  a:\n    image: varnish:7", ("container", "varnish", None)),
        (".platform/services.yaml", "a:\n  type: solr:8", ("container", "solr", None)),
        ("Vagrantfile", "", ("container", "vagrant", None)),
        ("ecosystem.config.js", "", ("daemon", "pm2", "JavaScript")),
        ("app/package.json", '{"scripts": {"start": "node app.js"}}', ("server", "node", "JavaScript")),
        ("wp-content/themes/x/Gruntfile.js", "", ("build", "grunt", "JavaScript")),
        ("app/config.ru", "", ("server", "rack", "Ruby")),
        ("app/requirements.txt", "Django==4\n", ("server", "django", "Python")),
        ("app/wsgi.py", "application = get_wsgi_application()", ("server", "wsgi", "Python")),
        ("app/a.war", "PK", ("server", "Java", "Java")),
        ("old/a.asp", "", ("server", "Classic ASP", "Classic ASP")),
        ("cgi-bin/form.pl", "#!/usr/bin/perl", ("cgi", "form.pl", "Perl")),
        ("cgi-bin/count", "#!/bin/sh", ("cgi", "count", "Shell")),
        ("form.cgi", "", ("cgi", "form.cgi", None)),
        ("about.html", '<!--#include file="a"-->', ("ssi", "include", None)),
        ("hooks/prod/post-db-copy/a.sh", "", ("script", "acquia:post-db-copy", None)),
        ("tools/a.py", "", ("script", "Python", "Python")),
    ],
)
def test_a_file_for_a_server_tells_its_process(site, path, text, found):
    assert processes(site({path: text})) == [found]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("vendor/a/b/Procfile", "worker: node q.js"),
        ("wp-content/plugins/a/node_modules/b/package.json", '{"scripts": {"start": "node app.js"}}'),
        ("wp-content/plugins/a/tests/Dockerfile", "FROM php"),
        (".github/docker-compose.yml", "services:\n  a:\n    image: redis"),
        ("wp-content/uploads/crontab.txt", "0 1 * * * x"),
        ("wp-content/plugins/editor/connectors/upload.aspx", "x"),
        ("wp-content/themes/x/header.html", '<!--#include file="a"-->'),
        ("libraries/fckeditor/connectors/perl/upload.cgi", "#!/usr/bin/perl"),
        ("web/compass/config.rb", "x"),
        ("php.cgi", "#!/usr/bin/php-cgi"),
        ("wp-includes/a.py", "x"),
        ("notes.txt", "0 1 * * * x"),
        ("app/requirements.txt", "Bring a pen, please.\n"),
        ("app/manage.py", "print(1)"),
    ],
)
def test_what_only_looks_like_one_tells_nothing(site, path, text):
    assert processes(site({path: text})) == []


@pytest.mark.parametrize(
    "path",
    [
        ".ddev/docker-compose.x.yaml",
        "docker-compose.override.yml",
        ".docker/docker-compose.yml",
        ".lando.yml",
    ],
)
def test_what_is_for_developers_is_said_to_be(site, path):
    [found] = facts(site({path: "services:\n  a:\n    image: redis\n    type: redis"}), Process)
    assert found.for_work


def test_yaml_that_cannot_be_read_is_a_problem(site):
    [problem] = facts(site({"docker-compose.yml": "a: ["}), Problem)
    assert (problem.kind, problem.location.path, problem.hides) == (
        "unreadable-yaml",
        "docker-compose.yml",
        False,
    )


def test_no_secret_of_a_crontab_is_copied(site):
    [job] = facts(site({"crontab": "0 1 * * * mysqldump -uroot -pS3cret db"}), Process)
    assert (job.text, job.location.line) == ("0 1 * * * mysqldump -u … -p … db", 1)


def test_scripts_of_a_folder_are_told_together(site):
    [found] = facts(site({f"tools/{name}.py": "" for name in "abcde"}), Process)
    assert found.text == "a.py, b.py, c.py and 2 more"


def test_a_process_in_a_plugin_knows_the_plugin(site):
    files = {
        "wp-content/plugins/a/a.php": "<?php /* Plugin Name: A */",
        "wp-content/plugins/a/tools/x.py": "",
    }
    [found] = facts(site(files), Process)
    assert (found.extension, found.own) == ("wp-content/plugins/a", True)


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        ("bin/tool", ELF, "ELF"),
        ("lib/a.so", ELF, "ELF"),
        ("lib/a.so.1.2", ELF, "ELF"),
        ("lib/a.jar", b"PK\x03\x04", "jar"),
        ("wp-cli.phar", b"#!/usr/bin/env php\n", "phar"),
        ("lib/a.war", b"PK\x03\x04", "war"),
        ("lib/a.ear", b"PK\x03\x04", "ear"),
        *(
            ("lib/a.phar", head, "phar")
            for head in (b"<?php", b"#!/usr/bin/php", b"PK\x03\x04", b"\x1f\x8b", b"BZh")
        ),
        ("a/b.pyc", b"\x0d\x0d\x0d\x0a", "Python bytecode"),
        ("a/b.pyo", b"\x0d\x0d\x0d\x0a", "Python bytecode"),
        *(
            (f"a.{suffix}", ELF, "ELF")
            for suffix in "bin class cgi dll dylib exe fcgi node o out run so".split()
        ),
        ("cgi-bin/form.cgi", ELF, "ELF"),
    ],
)
def test_compiled_code_is_found_by_its_first_bytes(site, path, data, kind):
    assert [one.format for one in facts(site({path: data}), Binary)] == [kind]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("lib/a.so", b"so what"),
        ("a.jar", b"jam"),
        ("bin/empty", b""),
        ("wp-content/uploads/tool", ELF),
        ("wp-includes/tool", ELF),
        ("picture.jpg", ELF),
        *((name, ELF) for name in TEXTS),
    ],
)
def test_what_holds_none_and_what_is_never_opened_tells_nothing(site, path, data):
    assert facts(site({path: data}), Binary) == []


def test_compiled_code_of_third_parties_counts_as_well(site):
    [found] = facts(site({"vendor/a/bin/tool": ELF + b"x" * 100_000}), Binary)
    assert (found.vendored, found.size) == (True, 100_007)


def crontabs(files, jobs):
    return {f"cron.d/job{file}": "5 * * * * root /srv/run\n" * jobs for file in range(files)}


def told_too_many(path):
    return [one.location.path for one in facts(path, Problem) if one.kind == "too-many"]


def test_all_jobs_of_a_crontab_are_told(site):
    path = site(crontabs(1, 1000))
    assert len(processes(path)) == 1000
    assert told_too_many(path) == []


def test_of_a_crontab_with_more_jobs_than_anybody_writes_the_first_are_told_and_the_cut_is(site):
    path = site(crontabs(1, 1001))
    assert len(processes(path)) == 1000
    assert told_too_many(path) == ["cron.d/job0"]


def test_many_long_crontabs_share_what_can_be_told_and_each_cut_is_told(site):
    path = site(crontabs(40, 300))
    assert len(processes(path)) == 40 * 250
    assert len(told_too_many(path)) == 40


def test_many_short_crontabs_are_told_whole(site):
    path = site(crontabs(1500, 10))
    assert len(processes(path)) == 15_000
    assert told_too_many(path) == []
