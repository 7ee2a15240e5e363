"""The events of a dump, in whatever files it came."""

from collections.abc import Callable, Iterator
from contextlib import closing

from audit.collectors.code_read import Progress
from audit.errors import AuditError
from audit.parsers.sql import Event, Wish, read_dump
from audit.parsers.sql_events import Damage
from audit.sources.blobs import Blob, DumpInput, Layout
from audit.sources.compression import Stream

Wants = Callable[[str], Wish]


class DumpReading:
    """One pass over a dump, file by file."""

    def __init__(self, dump: DumpInput, wants: Wants, progress: Progress) -> None:
        self.dump = dump
        self.file = dump.name  # the one that is being read; events tell of it
        self.size = 0  # bytes of SQL so far
        self.containers: list[str] = []  # of the files, each once
        self._wants = wants
        self._progress = progress

    def events(self) -> Iterator[Event]:
        """Yield what the dump says; each file ends with a DumpDescribed. Raises AuditError if none opens."""
        yield from _READERS[self.dump.layout](self)

    def stream(self) -> Iterator[Event]:
        """Yield the events of files of SQL, one after the other."""
        for blob in self.dump.blobs:
            if len(self.dump.blobs) > 1:
                self.file = blob.name
            yield from self.sql(blob)

    def sql(self, blob: Blob) -> Iterator[Event]:
        """Yield the events of one file of SQL."""
        try:
            with closing(blob.open()) as file:
                stream = Stream(file)
                if stream.container not in self.containers:
                    self.containers.append(stream.container)
                start = self.size
                yield from read_dump(self._counting(stream), self._wants)
                if stream.damage:
                    yield Damage("damaged-archive", self.size - start, stream.damage)
        except AuditError as error:
            raise AuditError(f"{blob.place or blob.name}: {error}") from error
        except OSError as error:
            raise AuditError(f"{blob.place or blob.name} could not be read: {error.strerror}.") from error

    def _counting(self, stream: Stream) -> Callable[[int], bytes]:
        def read(size: int) -> bytes:
            data = stream.read(size)
            self.size += len(data)
            self._progress(f"Reading {self.dump.name}, MB", self.size // 1_000_000, None)
            return data

        return read


_READERS: dict[Layout, Callable[[DumpReading], Iterator[Event]]] = {"stream": DumpReading.stream}
