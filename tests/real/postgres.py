"""A private PostgreSQL for tests to compare with: on a socket only, ended by its process id."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Postgres:
    """A running server and its client programs."""

    def __init__(self, programs: Path, home: Path, user: str) -> None:
        self._programs = programs
        self._home = home
        self._user = user

    def run(self, program: str, *arguments: str, sql: str | bytes = b"") -> bytes:
        """Run a client program and return what it says."""
        command = [str(self._programs / program), "-h", str(self._home), "-U", self._user, *arguments]
        given = sql.encode() if isinstance(sql, str) else sql
        done = subprocess.run(command, input=given, check=False, capture_output=True)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout

    def execute(self, database: str, sql: str | bytes) -> bytes:
        """Run statements; rows come as psql writes them without a frame."""
        return self.run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, sql=sql)

    def dump(self, database: str, *options: str) -> bytes:
        """Return a plain dump."""
        return self.run("pg_dump", *options, database)


@contextmanager
def postgres_server(programs: Path) -> Iterator[Postgres]:
    """Run a server as somebody other than root, who may not."""
    home = Path(tempfile.mkdtemp(prefix="mr-pg-", dir="/tmp"))  # a socket's path must be short
    user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    account = pwd.getpwnam(user)
    owner, group = (account.pw_uid, account.pw_gid) if os.getuid() == 0 else (None, None)
    os.chown(home, account.pw_uid, account.pw_gid)
    data = home / "data"
    setup = [str(programs / "initdb"), "-D", str(data), "-U", user, "-E", "UTF8", "--locale=C", "-A", "trust"]
    subprocess.run([*setup, "-N"], check=True, capture_output=True, cwd=home, user=owner, group=group)
    settings = ("fsync=off", "listen_addresses=", f"unix_socket_directories={home}")
    options = [part for setting in settings for part in ("-c", setting)]
    process = subprocess.Popen(
        [str(programs / "postgres"), "-D", str(data), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=home,
        user=owner,
        group=group,
    )
    try:
        for _ in range(600):
            ready = [str(programs / "pg_isready"), "-q", "-h", str(home), "-U", user]
            if subprocess.run(ready, check=False).returncode == 0:
                break
            time.sleep(0.05)
        yield Postgres(programs, home, user)
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(home)
