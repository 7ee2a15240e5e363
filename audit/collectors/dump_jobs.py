"""Several dumps, each read by a process of its own where that is worth it."""

from collections.abc import Iterator, Sequence

from audit.collectors.code_read import Progress
from audit.collectors.dump_folder import are_worth_workers
from audit.collectors.dump_folder_jobs import Ask, in_order
from audit.collectors.dumps import DumpData, Wishes, read_dump
from audit.sources.blobs import DumpInput


def read_dumps(dumps: Sequence[DumpInput], wishes: Wishes, progress: Progress, jobs: int) -> list[DumpData]:
    """
    Read dumps, with the same result whatever jobs is; of a single one, files are read by so many processes.

    Raises AuditError where one cannot be opened.
    """
    blobs = [blob for dump in dumps for blob in dump.blobs]
    if jobs == 1 or len(dumps) == 1 or not are_worth_workers(blobs):
        return [read_dump(dump, wishes, progress, jobs) for dump in dumps]
    data: list[DumpData] = []
    for found in in_order(_read, wishes, dumps, jobs, _nothing):
        if isinstance(found, DumpData):
            data.append(found)
            progress("Reading dumps", len(data), len(dumps))
    return data


def _read(wishes: Wishes, dump: DumpInput, ask: Ask) -> Iterator[DumpData]:
    del ask
    yield read_dump(dump, wishes, lambda *_: None)


def _nothing(question: object) -> None:
    del question
