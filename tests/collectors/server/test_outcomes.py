from audit.collectors.asks import Ask
from audit.collectors.grounds import grounds
from audit.collectors.server import files
from audit.collectors.server.files import ServerSearch, read_htaccess
from audit.collectors.server.outcomes import tell_server
from audit.knowledge.apache import load_server
from audit.model.facts import Install, Location
from audit.model.redirects import Redirect
from audit.model.server import ServerDirective, ServerDirectivesLeft, ServerFile, ServerText
from audit.redirects.translate import translate
from audit.sources.tree import Entry, File, Listing

KNOWLEDGE = load_server()
INSTALL = Install(location=Location("web"), root="web", cms="wordpress", version="6.8", docroot="web")


def told(text, path="web/.htaccess", translate=None):
    file = File(path, text.encode())
    read = read_htaccess(file, root="web", seen_as=".htaccess", own=True)
    texts = [one for one in read if isinstance(one, ServerText)]
    return list(tell_server(texts, [INSTALL], KNOWLEDGE, translate))


def test_a_file_is_told_with_the_sum_of_its_outcomes():
    (file,) = [one for one in told("Redirect /a /b\nFooBar\nAddType a/b .c") if isinstance(one, ServerFile)]
    assert (file.directives, file.moves, file.broken, file.lost) == (3, 1, 1, 1)
    assert file.error_line == 2


def test_a_translation_is_asked_by_folders_below_the_docroot():
    asked = []

    def noted(files, configurations):
        asked.extend(files)
        return translate(files, configurations=configurations)

    found = told("Redirect /a /b", "web/sub/.htaccess", noted)
    assert asked == ["sub"]
    assert [one.outcome for one in found if isinstance(one, ServerDirective)] == ["translated"]
    assert [(one.source, one.target, one.kind) for one in found if isinstance(one, Redirect)] == [
        ("/a", "/b", "prefix")
    ]


def test_secrets_of_a_directive_are_not_copied():
    text = (
        "SetEnv DB_PASSWORD hunter2\nRedirect /a /b?token=hunter2\nRequestHeader set Authorization hunter2\n"
        "RewriteCond %{HTTP:X-Secret-Key} !^hunter2$\nRewriteRule ^ - [F]\n"
        "RewriteRule ^a - [E=API_KEY:hunter2]\n"
        "AuthFormSitePassphrase hunter2\nphp_value mysql.default_password hunter2\n"
        "Redirect 301 /x y?token=hunter2\n"
    )
    assert "hunter2" not in repr(told(text))


def test_the_directives_of_an_install_are_bounded_and_the_rest_counted():
    found = told("Redirect /a /b\n" * 10_007)
    assert sum(isinstance(one, ServerDirective) for one in found) == 10_000
    assert [one.moves for one in found if isinstance(one, ServerDirectivesLeft)] == [7]


def test_other_files_for_servers_are_named():
    names = {
        name: Entry("file") for name in (".htaccess", ".htaccess.bak", "web.config", ".user.ini", "a.txt")
    }
    listing = Listing([("", names)])
    search = ServerSearch()
    found = [one for ground, files in grounds(listing, [], []) for one in search.take(ground, files)]
    kinds = [one.kind for one in found if isinstance(one, ServerFile)]
    assert (sorted(kinds), len(found)) == (["htaccess-copy", "iis", "php"], 5)


def test_no_more_is_held_of_all_files_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(files, "_ROOM", 100)
    one = {".htaccess": Entry("file", 90)}
    listing = Listing([("", {"a": Entry("folder"), "b": Entry("folder")}), ("a", one), ("b", one)])
    search = ServerSearch()
    found = [item for ground, named in grounds(listing, [], []) for item in search.take(ground, named)]
    assert [item.limit for item in found if isinstance(item, Ask)] == [90, 10]
    assert list(search.facts()) == []
