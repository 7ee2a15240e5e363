"""Each file that tells what a server runs is known by its name."""

import pytest

from audit.collectors.asks import Ask, read_all
from audit.collectors.code_base import read_code
from audit.collectors.runtimes import find_runtimes
from audit.model.code import Process
from audit.model.facts import Install
from audit.model.rules import Watch
from audit.sources.directory import Directory

CRON = "0 3 * * * gs -q\n"
UNIT = "[program:a]\ncommand=node a.js\n"
IMAGE = "FROM python:3\nCMD python a.py\n"
PLATFORM = "services:\n  search:\n    type: solr:9\n"


def processes(path):
    code = read_code(Directory(path), Watch(), 1, lambda *_: None)
    installs = [fact for fact in code.facts if isinstance(fact, Install)]
    found = list(find_runtimes(code.listing, installs, code.facts, ()))
    facts = [one for one in found if not isinstance(one, Ask)]
    facts += read_all(code.tree, [one for one in found if isinstance(one, Ask)], 1, lambda *_: None)
    return [(one.kind, one.name) for one in facts if isinstance(one, Process)]


@pytest.mark.parametrize(
    ("name", "text", "kind", "shown"),
    [
        ("crontab", CRON, "cron", "gs"),
        ("cron", CRON, "cron", "gs"),
        ("cronjobs", CRON, "cron", "gs"),
        ("cron.txt", CRON, "cron", "gs"),
        ("cron-jobs.live.txt", CRON, "cron", "gs"),
        ("live.crontab", CRON, "cron", "gs"),
        ("live.cron", CRON, "cron", "gs"),
        ("etc/cron.d/live", "0 3 * * * www gs -q\n", "cron", "gs"),
        ("crontabs/www", CRON, "cron", "gs"),
        ("supervisor/a.conf", UNIT, "daemon", "node"),
        ("supervisor.d/a.ini", UNIT, "daemon", "node"),
        ("supervisord.d/a.conf", UNIT, "daemon", "node"),
        ("supervisord.conf", UNIT, "daemon", "node"),
        ("a.service", "[Service]\nExecStart=/usr/bin/node a.js\n", "daemon", "node"),
        ("a.timer", "[Timer]\nOnCalendar=daily\n", "cron", "a"),
        ("Procfile", "worker: node a.js\n", "daemon", "node"),
        ("Procfile.live", "worker: node a.js\n", "daemon", "node"),
        ("Dockerfile", IMAGE, "container", "Dockerfile"),
        ("Dockerfile.live", IMAGE, "container", "Dockerfile"),
        ("live.dockerfile", IMAGE, "container", "Dockerfile"),
        ("compose.yaml", "services:\n  a:\n    image: solr:9\n", "container", "solr"),
        ("docker-compose.yml", "services:\n  a:\n    image: solr:9\n", "container", "solr"),
        (".upsun/config.yaml", PLATFORM, "container", "solr"),
        (".platform/services.yaml", "search:\n  type: solr:9\n", "container", "solr"),
        (".platform.app.yaml", "crons:\n  a:\n    spec: '0 3 * * *'\n    cmd: gs -q\n", "cron", "gs"),
        ("package.json", '{"scripts": {"start": "node server.js"}}', "server", "node"),
        ("manage.py", "DJANGO_SETTINGS_MODULE = 'a'", "server", "django"),
        ("wsgi.py", "application = 1", "server", "wsgi"),
        ("asgi.py", "application = 1", "server", "wsgi"),
        ("gulpfile.js", "", "build", "gulp"),
        ("gulpfile.babel.js", "", "build", "gulp"),
        ("Gruntfile.js", "", "build", "grunt"),
        ("ecosystem.config.js", "", "daemon", "pm2"),
        ("ecosystem.config.cjs", "", "daemon", "pm2"),
        ("pm2.json", "", "daemon", "pm2"),
        ("config.ru", "", "server", "rack"),
        ("pom.xml", "", "build", "maven"),
        ("build.gradle", "", "build", "gradle"),
        ("build.gradle.kts", "", "build", "gradle"),
        ("Vagrantfile", "", "container", "vagrant"),
        ("solrconfig.xml", "", "daemon", "solr"),
        ("JavaBridge.jar", "", "server", "java-bridge"),
        ("JavaBridge.war", "", "server", "java-bridge"),
        ("Java.inc", "", "server", "java-bridge"),
        ("a.asp", "", "server", "Classic ASP"),
        ("a.aspx", "", "server", "ASP.NET"),
        ("a.ashx", "", "server", "ASP.NET"),
        ("a.asmx", "", "server", "ASP.NET"),
        ("a.jsp", "", "server", "Java"),
        ("a.war", "", "server", "Java"),
        ("a.cfm", "", "server", "ColdFusion"),
        ("a.cfc", "", "server", "ColdFusion"),
        ("a.py", "", "script", "Python"),
        ("a.pl", "", "script", "Perl"),
        ("a.rb", "", "script", "Ruby"),
        ("a.tcl", "", "script", "Tcl"),
        ("a.cgi", "#!/usr/bin/perl\n", "cgi", "a.cgi"),
        ("a.fcgi", "#!/usr/bin/perl\n", "cgi", "a.fcgi"),
        *(
            (f"cgi-bin/a{end}", "#!/usr/bin/perl\n", "cgi", f"a{end}")
            for end in ("", ".exe", ".lua", ".pl", ".py", ".rb", ".sh", ".tcl")
        ),
        *(
            (f"a.{end}", '<!--#include virtual="/a.html" -->', "ssi", "include")
            for end in ("shtml", "shtm", "stm", "html", "htm")
        ),
    ],
)
def test_a_file_is_known_by_its_name(site, name, text, kind, shown):
    assert processes(site({name: text})) == [(kind, shown)]


@pytest.mark.parametrize(
    "package",
    """
    aiohttp bottle celery cherrypy daphne django fastapi flask gevent gunicorn pyramid rq sanic starlette
    tornado twisted uvicorn uwsgi
    """.split(),
)
def test_a_program_of_python_with_such_a_package_serves(site, package):
    assert processes(site({"requirements.txt": f"{package}>=1\nrequests\n"})) == [("server", package)]


@pytest.mark.parametrize(
    "gem", "hanami padrino passenger puma rails resque sidekiq sinatra thin unicorn".split()
)
def test_a_program_of_ruby_with_such_a_gem_serves(site, gem):
    assert processes(site({"Gemfile": f"gem '{gem}'\ngem 'sass'\n"})) == [("server", gem)]


def test_a_gemfile_of_tools_builds_and_an_empty_one_does_nothing(site):
    assert processes(site({"Gemfile": "gem 'sass'\n"})) == [("build", "bundle")]
    assert processes(site({"Gemfile": "source 'https://gems.example.org'\n"})) == []


@pytest.mark.parametrize("suffix", "asp aspx ashx asmx jsp cfm cfc".split())
def test_in_a_plugin_a_page_of_another_server_is_a_twin(site, suffix):
    assert processes(site({f"wp-content/plugins/one/a.{suffix}": ""})) == []


@pytest.mark.parametrize(
    "name",
    [
        *"__init__.py conf.py config.rb extconf.rb manifest.rb setup.py tasks.py".split(),
        "dockerfile.js",
        "Dockerfile.md",
        "procfile.php",
        "dockerfile.twig",
    ],
)
def test_what_only_looks_like_it_is_none(site, name):
    assert processes(site({name: IMAGE})) == []


@pytest.mark.parametrize(
    "folder",
    """
    sample samples _samples example examples demo demos test tests __tests__ spec fixtures stubs doc docs
    .github .gitlab .circleci .travis .buildkite .vscode .idea .tugboat
    """.split(),
)
def test_what_lies_aside_starts_nothing(site, folder):
    assert processes(site({f"{folder}/crontab": CRON})) == []


def test_uploads_and_old_ones_of_a_network_start_nothing(site):
    assert processes(site({"wp-content/uploads/a.py": "", "wp-content/blogs.dir/2/files/a.py": ""})) == []
