"""Work of several processes, handed back in order."""

import os
import time

import pytest

from audit.collectors import dump_folder_jobs
from audit.collectors.dump_folder_jobs import in_order
from audit.errors import AuditError


def _squares(shared, task, ask):
    del ask
    time.sleep(shared * (task % 3))  # the first ones take longer than those behind them
    yield from ((task, number * number) for number in range(task))


def _asking(shared, task, ask):
    del shared
    yield task, ask(task)


def _failing(shared, task, ask):
    del shared, ask
    yield task
    if task == 2:
        raise AuditError("no more")


def _dying(shared, task, ask):
    del shared, ask
    yield task
    if task == 1:
        os.kill(os.getpid(), 9)


def _large(shared, task, ask):
    del ask
    yield from (bytes(shared) for _ in range(20))
    yield task


def _nothing(_):
    raise AssertionError


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_items_come_in_the_order_of_their_tasks(jobs):
    expected = [(task, number * number) for task in range(9) for number in range(task)]
    assert list(in_order(_squares, 0.01, range(9), jobs, _nothing)) == expected


def test_questions_are_answered_in_the_order_of_the_tasks():
    asked = []

    def answer(question):
        asked.append(question)
        return len(asked)

    assert list(in_order(_asking, None, range(20), 3, answer)) == [(task, task + 1) for task in range(20)]
    assert asked == list(range(20))


def test_an_error_of_a_task_comes_behind_what_was_done_before():
    items = in_order(_failing, None, range(5), 2, _nothing)
    assert [next(items) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(AuditError, match="no more"):
        next(items)


def test_a_process_that_is_killed_is_told():
    with pytest.raises(AuditError, match="--jobs 1"):
        list(in_order(_dying, None, range(3), 2, _nothing))


def test_what_waits_for_its_turn_is_bounded(monkeypatch):
    monkeypatch.setattr(dump_folder_jobs, "_HELD", 1_000_000)
    held = []
    listen = dump_folder_jobs._Crew._listen

    def listen_and_note(crew, turn):
        listen(crew, turn)
        held.append(crew._held)

    monkeypatch.setattr(dump_folder_jobs._Crew, "_listen", listen_and_note)
    items = list(in_order(_large, 200_000, range(6), 3, _nothing))
    assert [item for item in items if isinstance(item, int)] == list(range(6))
    assert len(items) == 6 * 21
    assert max(held) < 1_000_000 + 3 * 250_000


def test_processes_end_when_nobody_wants_more():
    items = in_order(_large, 200_000, range(6), 2, _nothing)
    next(items)
    items.close()
