"""What strings name: paths, addresses, ports, hosts, databases, SQL."""

import time

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.strings import literals


def found(code, kind, *hosts):
    source = PhpFile(b"<?php " + code.encode() + b";")
    return [one.text for one in literals(source, frozenset(hosts)) if one.kind == kind]


@pytest.mark.parametrize(
    "path",
    [
        "/home/site/public_html", "/var/www/html/x.php", "/usr/bin/gs", "/usr/local/lib/x.so",
        "/opt/tool/bin", "/tmp",  # noqa: S108 - a text in PHP
        "/etc/hosts", "/mnt/gfs/x", "/srv/www", "/Users/joe/Sites/x", "C:/xampp/htdocs",
        "/home2/joe/www",
    ],
)  # fmt: skip
def test_a_path_of_a_server_is_found(path):
    assert found(f"$a = '{path}'", "path") == [path]


def test_a_path_before_options_is_found():
    assert found('exec("/usr/bin/gs -q $a")', "path") == ["/usr/bin/gs"]
    assert found("$a = '/usr/bin/gs %s'", "path") == ["/usr/bin/gs"]


def test_a_path_of_windows_is_shown_as_it_is():
    assert found(r"$a = 'C:\\inetpub\\wwwroot'", "path") == [r"C:\inetpub\wwwroot"]


@pytest.mark.parametrize(
    "code",
    [
        "ABSPATH . '/tmp/x'", "'/wp-content/uploads'", "'/sites/default/files'", "'/home'", "'/home/news'",
        "'/optional/x'",
        "'/etc'", "'/usr/x/y'", "'http://a.org/home/a/b'", "'/tmp is not writable'",
        "preg_match('/tmp/', $a)", "'/home/i'",
        "// '/tmp/x'", "t('/tmp/x')", "['#description' => '/usr/bin/gs']", "'<a href=\"/opt/x\">'",
        "'a:\\\\d+'",
        '"$root/var/www/x"', "'/home/username/lib/x'", "'i:/x'", '"Note:\\nfoo"', "'/var/(www|lib)/x'",
    ],
)  # fmt: skip
def test_what_is_no_path_of_a_server_is_not_found(code):
    assert found(code, "path") == []


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("'10.1.2.3'", "10.1.2.3"), ("'54.1.2.3'", "54.1.2.3"), ("'http://54.1.2.3/x'", "54.1.2.3"),
        ("'8.8.8.8'", "8.8.8.8"),
        ("'redis://u:p@10.0.0.5:6379'", "10.0.0.5"), ("'mysql:host=192.168.7.9;'", "192.168.7.9"),
        ("'169.254.169.254'", "169.254.169.254"), ("'2606:4700:10::ac43:1'", "2606:4700:10::ac43:1"),
    ],
)  # fmt: skip
def test_an_address_is_found(code, address):
    assert found(code, "address") == [address]


@pytest.mark.parametrize(
    "code",
    [
        "'127.0.0.1'", "'0.0.0.0'", "'::1'", "'255.255.255.0'", "'10.0.0.0/8'", "'192.168.1.0'",
        "'1.2.3.4'", "'2.5.4.3'",
        "version_compare($v, '12.3.4.50')", "$version = '12.3.4.50'", "'1.3.6.1.4.1.311'",
        "'Chrome/41.0.228.0'",
        "'999.1.2.3'", "'192.0.2.44'", "'111.111.111.111'", "// 10.1.2.3", "'e.g. 10.1.2.3'", "'10:20:30'",
        "'a::b'",
        "10.1", "'x10.1.2.3'", "'10.1.2.3-beta'",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_host_is_not_found(code):
    assert found(code, "address") == []


def test_a_port_is_found_with_its_host_and_without_a_login():
    assert found("'tcp://joe:secret@cache.host.net:6379'", "port") == ["tcp://cache.host.net:6379"]
    assert found("['127.0.0.1:11211', 'http://solr.host.net:8983/solr']", "port") == [
        "127.0.0.1:11211",
        "http://solr.host.net:8983",
    ]


@pytest.mark.parametrize(
    "code",
    ["'http://a.org:80/'", "'https://a.org:443'", "'12:30'", "'at 12:30'", "'2020-01-01 10:20:30'",
     "'a:b:10'", "'http://example.com:8080'", "'a.org:99999'", "'margin:10'"],
)  # fmt: skip
def test_what_is_no_unusual_port_is_not_found(code):
    assert found(code, "port") == []


def test_hosts_that_are_asked_for_are_found_in_strings_and_in_html():
    source = b"<a href='https://Shop.a.org/x?key=secret'>\n<?php $a = 'shop.a.org'; // shop.a.org\n"
    source += b"?><a href=//shop.a.org/y.>"
    texts = [
        one.text
        for one in literals(PhpFile(source), frozenset({"shop.a.org", "b.org"}))
        if one.kind == "host"
    ]
    assert texts == ["https://Shop.a.org/x", "shop.a.org", "//shop.a.org/y"]


@pytest.mark.parametrize("text", ["www.a.org", "joe@a.org", "a.organic", "a.org.uk", "xa.org", "a.org-x"])
def test_another_host_is_not_the_one_that_is_asked_for(text):
    assert found(f"$a = '{text}'", "host", "a.org") == []


def test_the_name_of_a_site_in_prose_is_no_host():
    assert (
        found("$a = 'Welcome to a.org!'; $b = 'a.org webmaster'; $c = '/var/www/a.org/x'", "host", "a.org")
        == []
    )
    assert found("$a = 'See http://a.org.'; $b = '.a.org'", "host", "a.org") == ["http://a.org", "a.org"]


def test_hosts_of_databases_are_found_without_their_passwords():
    assert found("new PDO('mysql:host=db7.a.org;port=3307;dbname=x', 'joe', 'pw')", "database") == [
        "db7.a.org:3307"
    ]
    assert found("mysqli_connect('localhost', 'joe', 'pw')", "database") == ["localhost"]
    assert found("new mysqli('10.0.0.7', $a)", "database") == ["10.0.0.7"]
    assert found("new mysqli(DB_HOST, 'joe'); $o->mysqli_connect('x');", "database") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CREATE TRIGGER a BEFORE INSERT ON b", "create trigger"),
        ("CREATE DEFINER=`a`@`b` TRIGGER a AFTER UPDATE ON b", "create trigger"),
        ("create  procedure a(IN b INT) BEGIN", "create procedure"),
        ("CREATE FUNCTION a(b INT) RETURNS INT DETERMINISTIC", "create function"),
        ("CREATE EVENT IF NOT EXISTS a ON SCHEDULE EVERY 1 DAY", "create event"),
        ("CREATE OR REPLACE VIEW a AS SELECT 1", "create view"),
        ("SET NAMES utf8; CREATE TEMPORARY TABLE a (b INT)", "create temporary table"),
        ("LOCK TABLES a WRITE, b READ", "lock tables"),
        ("LOAD DATA LOCAL INFILE 'x'", "load data"),
        ("SELECT 1 INTO OUTFILE '/tmp/x'", "into outfile"),
        ("SELECT GET_LOCK('a', 10)", "get_lock"),
        ("SET GLOBAL max_allowed_packet = 1", "set global"),
        ("CREATE TABLE a (b INT) ENGINE=MyISAM", "engine=myisam"),
        ("GRANT ALL PRIVILEGES ON a.* TO b", "grant"),
    ],
)
def test_sql_is_found(text, name):
    assert found(f'$a->query("{text}")', "sql") == [name]
    assert found(f"$a->query(<<<SQL\n  {text}\nSQL)", "sql") == [name]


def test_sql_that_goes_on_in_code_is_found():
    assert found("q('CREATE VIEW ' . $a . ' AS SELECT 1')", "sql") == ["create view"]
    assert found('q("LOCK TABLES {$a} WRITE")', "sql") == ["lock tables"]
    assert found("q('LOCK TABLES `' . $a . '` WRITE')", "sql") == ["lock tables"]


@pytest.mark.parametrize(
    "text",
    [
        "Create view", "Create view of all posts", "Create event on the calendar",
        "Please grant select rights on request",
        "Lock tables and chairs", "The CREATE TEMPORARY TABLES privilege", "CREATE TEMPORARY TABLES",
        "Grant all access",
        "create function", "Create function that returns a value", "SHOW TABLE STATUS WHERE Engine='MyISAM'",
        "drop trigger x", "insert into outfile", "load data into the table", "Uses get_lock()",
        "CREATE FUNCTION a(b text) RETURNS text AS 'x' LANGUAGE 'sql'",
    ],
)  # fmt: skip
def test_prose_is_no_sql(text):
    assert found(f'$a = "{text}"', "sql") == []


def test_what_is_in_a_comment_is_not_found():
    assert literals(PhpFile(b"<?php // '/tmp/x' '10.1.2.3' 'LOCK TABLES a WRITE'\n#'a.org:8983'")) == []


def test_places_come_in_the_order_of_the_file_with_their_lines():
    source = PhpFile(b"<?php\n'LOCK TABLES a WRITE';\n'/tmp/abc';\n'10.1.2.3';")
    assert [(one.kind, one.line) for one in literals(source)] == [("sql", 2), ("path", 3), ("address", 4)]


def test_texts_are_short():
    assert len(found(f"$a = '/tmp/{'x' * 500}'", "path")[0]) == 120


@pytest.mark.parametrize(
    "code",
    [
        "'" + "/usr/" * 100_000 + "'", "'" + "1.1.1.1." * 100_000 + "'", "'" + "2001:" * 100_000 + "'",
        "'/tmp/x';" * 50_000,
        "'" + "create view " * 50_000 + "'", "'" + "grant select " * 50_000 + "'",
        "'; " + "/**/ " * 50_000 + "lock tables a'",
        "'" + "a.org " * 100_000 + "'", "'" + "mysql:" * 100_000 + "host=x'",
        "'" + "a." * 100_000 + "org:8080'",
    ],
)  # fmt: skip
def test_hostile_strings_take_no_time(code):
    start = time.process_time()
    assert len(found(code, "path", "a.org")) <= 500
    assert time.process_time() - start < 3
