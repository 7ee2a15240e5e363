"""A private Apache for tests to compare with: on loopback ports of its own, ended by its process id."""

import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.real.conftest import missing, program

_MODULES = Path("/usr/lib/apache2/modules")
_STARTS = 5  # as another program may take a port that was free
# What a usual host loads beside what is built in.
USUAL = tuple(
    """
    mpm_event authz_core authz_host authz_user authz_groupfile authn_core authn_file auth_basic access_compat
    alias rewrite dir mime setenvif env headers expires filter deflate negotiation autoindex
    """.split()
)
_CONFIGURATION = """\
ServerRoot {home}
PidFile {home}/pid
ErrorLog {home}/error.log
LogLevel error
Mutex file:{home} default
Listen 127.0.0.1:{port}
ServerName www.example.com
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 8
TypesConfig /etc/mime.types
{loads}
<Directory />
    AllowOverride None
    Require all denied
</Directory>
<Directory {root}>
    AllowOverride All
    Options FollowSymLinks
    Require all granted
</Directory>
DirectoryIndex index.php index.html
{more}
"""
_HOST = """
<VirtualHost *:{port}>
    ServerName www.example.com:{shown}
    ServerAlias example.com
    DocumentRoot {root}
    {more}
</VirtualHost>
"""
_TLS = "SSLEngine on\n    SSLCertificateFile {home}/certificate.pem\n    SSLCertificateKeyFile {home}/key.pem"


class Answer(NamedTuple):
    """What Apache answered; texts as Latin-1, byte for byte."""

    status: int  # 0: the server closed the connection without a word
    headers: dict[str, str]  # names in lower case; of several of one name the last


class Server:
    """A running Apache that serves a folder under www.example.com and example.com, and any other name."""

    def __init__(self, home: Path, port: int, tls_port: int | None) -> None:
        self.home = home
        self.port = port
        self.tls_port = tls_port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.check_hostname = False
        self._context.verify_mode = ssl.CERT_NONE

    def get(
        self,
        path: str,
        *,
        host: str = "www.example.com",
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        https: bool = False,
    ) -> Answer:
        """Ask for a path just as it is written, and return the answer."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        given = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")
        head = self._exchange(given, https=https).partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        if not head[0]:
            return Answer(0, {})
        fields = (line.partition(":") for line in head[1:])
        return Answer(int(head[0].split(" ")[1]), {name.lower(): value.strip() for name, _, value in fields})

    def errors(self) -> str:
        """Return what stands in the error log."""
        return (self.home / "error.log").read_text("utf-8", "replace")

    def _exchange(self, given: bytes, *, https: bool) -> bytes:
        port = self.tls_port if https else self.port
        assert port is not None, "this server was started without tls=True"
        with socket.create_connection(("127.0.0.1", port), 30) as plain:
            stream = self._context.wrap_socket(plain) if https else plain
            with stream, suppress(ssl.SSLEOFError, ConnectionResetError):
                stream.sendall(given)
                return b"".join(iter(lambda: stream.recv(65536), b""))
        return b""


@contextmanager
def served_folder() -> Iterator[Path]:
    """Return a new folder that anybody may look into: pytest's own are closed to the server."""
    folder = Path(tempfile.mkdtemp(prefix="mr-www-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def running(
    folder: Path, *, tls: bool = False, modules: Sequence[str] = USUAL, more: str = ""
) -> Iterator[Server]:
    """
    Run Apache over a folder, which may change while it runs, and skip where there is none.

    As root it runs as nobody, who must be able to read the folder: see served_folder.
    """
    apache = program("apache2", "apache2")
    wanted = (*modules, *(("socache_shmcb", "ssl") if tls else ()))
    if lacking := [name for name in wanted if not (_MODULES / f"mod_{name}.so").is_file()]:
        missing(f"Apache's mod_{lacking[0]}", "apache2")
    home = Path(tempfile.mkdtemp(prefix="mr-apache-", dir="/tmp"))
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    try:
        if tls:
            _certify(home)
        if owner:
            for path in (home, *home.iterdir()):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        process, server = _start(apache, home, folder, wanted, more, owner, tls=tls)
        try:
            yield server
        finally:
            process.terminate()
            process.wait(60)
    finally:
        shutil.rmtree(home)


def configuration(home: Path, root: Path, ports: Sequence[int], modules: Sequence[str], more: str) -> str:
    """Return a server's configuration; the second port is for TLS. In more @PLAIN and @SECURE name them."""
    loads = "\n".join(f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in modules)
    hosts = _HOST.format(port=ports[0], shown=80, root=root, more="")
    if len(ports) > 1:
        secured = _TLS.format(home=home)
        hosts += f"Listen 127.0.0.1:{ports[1]}\n" + _HOST.format(
            port=ports[1], shown=443, root=root, more=secured
        )
    marks = {"@PLAIN": str(ports[0]), "@SECURE": str(ports[-1]), "@TLS": _TLS.format(home=home)}
    for mark, text in {**marks, "@ROOT": str(root)}.items():
        more = more.replace(mark, text)
    return _CONFIGURATION.format(home=home, root=root, port=ports[0], loads=loads, more=hosts + more)


def _start(  # noqa: PLR0917 - the two parts of one function that would be too long
    apache: str,
    home: Path,
    folder: Path,
    modules: Sequence[str],
    more: str,
    owner: pwd.struct_passwd | None,
    *,
    tls: bool,
) -> tuple[subprocess.Popen[bytes], Server]:
    said = ""
    for _ in range(_STARTS):
        ports = _free_ports(2 if tls else 1)
        (home / "httpd.conf").write_text(configuration(home, folder, ports, modules, more))
        process = subprocess.Popen(
            [apache, "-D", "FOREGROUND", "-f", str(home / "httpd.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=home,
            user=owner and owner.pw_uid,
            group=owner and owner.pw_gid,
            extra_groups=[] if owner else None,
        )
        assert process.stderr is not None
        if _answers(process, ports[0]):
            process.stderr.close()
            return process, Server(home, ports[0], ports[1] if tls else None)
        if process.poll() is None:
            process.terminate()
        said = process.stderr.read().decode("utf-8", "replace")
        process.stderr.close()
        process.wait(60)
    raise AssertionError(f"Apache did not start: {said}")


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return process.poll() is None
        if process.poll() is not None:
            return False
        time.sleep(0.02)
    return False


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _certify(home: Path) -> None:
    names = ["-keyout", str(home / "key.pem"), "-out", str(home / "certificate.pem")]
    command = [program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run(
        [*command, "-subj", "/CN=www.example.com", *names], check=True, capture_output=True, timeout=60
    )
