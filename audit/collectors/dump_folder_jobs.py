"""Work that other processes do, handed back in its order as it comes, in bounded memory."""

import multiprocessing
import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from audit.errors import AuditError

Ask = Callable[[object], Any]
Work = Callable[[Any, Any, Ask], Iterator[object]]  # what all tasks share, the task, what asks the caller

_HELD = 32 * 1024 * 1024  # bytes that wait for their turn; beyond them only the task whose turn it is goes on
_PATIENCE = 5  # seconds for a process to end
_KILLED = (
    "A process that read a part of the dump was stopped from outside, perhaps for want of memory. "
    "Try again with --jobs 1."
)


class _Said(NamedTuple):
    """What a worker says of its task."""

    kind: str  # item, ask, end or error
    value: Any = None


def in_order(
    work: Work, shared: object, tasks: Sequence[object], jobs: int, answer: Ask
) -> Generator[object]:
    """
    Yield what `work` yields for each task, task after task, done by several processes.

    What a task asks is answered when all tasks before it are done, so that nothing depends on chance.
    Everything that goes from one process to another must be picklable.
    """
    with closing(_Crew(work, shared, min(jobs, len(tasks)))) as crew:
        yield from crew.run(tasks, answer)


class _Crew:
    """The processes, and what they said before its turn."""

    def __init__(self, work: Work, shared: object, size: int) -> None:
        spawn = multiprocessing.get_context("spawn")  # a fork would copy the display's threads
        self._processes = []
        self._idle: list[Connection[Any, Any]] = []
        self._busy: dict[int, Connection[Any, Any]] = {}  # by task
        self._waiting: dict[int, deque[bytes]] = {}  # what tasks said, by task
        self._held = 0  # bytes of all that
        for _ in range(size):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=_serve, args=(theirs, work, shared), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._idle.append(ours)

    def run(self, tasks: Sequence[object], answer: Ask) -> Iterator[object]:
        given = 0
        for turn in range(len(tasks)):
            while True:
                while self._idle and given < len(tasks):
                    connection = self._idle.pop()
                    connection.send(tasks[given])
                    self._busy[given] = connection
                    self._waiting[given] = deque()
                    given += 1
                while not self._waiting[turn]:
                    self._listen(turn)
                packed = self._waiting[turn].popleft()
                self._held -= len(packed)
                said = pickle.loads(packed)  # noqa: S301 - our own process wrote it
                if said.kind == "item":
                    yield said.value
                elif said.kind == "ask":
                    self._busy[turn].send(answer(said.value))
                elif said.kind == "error":
                    raise said.value
                else:
                    del self._waiting[turn]
                    break

    def _listen(self, turn: int) -> None:
        """Take what the workers say; where much waits already, only what is said of the task of this turn."""
        heard = {turn: self._busy[turn]} if self._held > _HELD else dict(self._busy)
        ready = {id(connection) for connection in wait(heard.values())}
        for task, connection in heard.items():
            if id(connection) not in ready:
                continue
            try:
                packed = connection.recv_bytes()
            except (EOFError, OSError) as error:
                raise self._reason() from error
            self._waiting[task].append(packed)
            self._held += len(packed)
            if packed == _END:
                self._idle.append(self._busy.pop(task))

    def _reason(self) -> Exception:
        """Return why a process ended: it was killed, or has written what was wrong with it."""
        for process in self._processes:
            process.join(_PATIENCE / len(self._processes))
            if process.exitcode is not None and process.exitcode > 0:
                return RuntimeError("A process that read a part of the dump failed.")
        return AuditError(_KILLED)

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for connection in [*self._idle, *self._busy.values()]:
            connection.close()
        for process in self._processes:
            process.terminate()
            process.join(_PATIENCE)


_END = pickle.dumps(_Said("end"))


def _serve(connection: "Connection[Any, Any]", work: Work, shared: object) -> None:
    """Do tasks until there are none."""

    def ask(question: object) -> Any:  # noqa: ANN401 - what the caller answers
        connection.send_bytes(pickle.dumps(_Said("ask", question)))
        return connection.recv()

    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task = connection.recv()
            try:
                for item in work(shared, task, ask):
                    connection.send_bytes(pickle.dumps(_Said("item", item), pickle.HIGHEST_PROTOCOL))
            except (EOFError, BrokenPipeError, ConnectionResetError):
                return
            except AuditError as error:
                connection.send_bytes(pickle.dumps(_Said("error", error)))
            connection.send_bytes(_END)
