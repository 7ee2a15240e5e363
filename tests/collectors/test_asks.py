"""Reading files for collectors, in one process or in several."""

import weakref
from concurrent.futures.process import BrokenProcessPool
from functools import partial

import pytest

from audit.collectors import asks
from audit.collectors.asks import Ask, read_all
from audit.model.facts import Location, Problem, Tally
from audit.sources.directory import Directory
from audit.sources.tree import FILE_LIMIT, File


def measure(file, *, factor):
    yield Tally(location=Location(file.path), files=1, bytes=len(file.data) * factor)


def read(top, wanted, jobs=1):
    return list(read_all(Directory(top), wanted, jobs, lambda _: None))


def test_a_file_is_read_once_for_all_its_readers(folder, monkeypatch):
    top = folder({"a.php": "12345"})
    opened: list[str] = []
    plain = Directory.read

    def counted(tree: Directory, path: str, limit: int) -> File | Problem:
        opened.append(path)
        return plain(tree, path, limit)

    monkeypatch.setattr(Directory, "read", counted)
    found = read(top, [Ask("a.php", partial(measure, factor=factor)) for factor in (1, 2)])
    assert [fact.bytes for fact in found] == [5, 10]
    assert opened == ["a.php"]


def test_the_result_is_the_same_and_in_order_whatever_the_number_of_processes(folder, monkeypatch):
    monkeypatch.setattr(asks, "_WORTH_WORKERS", 0)
    top = folder({f"{number:04}.php": "x" * number for number in range(600)})
    wanted = [Ask(f"{number:04}.php", partial(measure, factor=1)) for number in reversed(range(600))]
    alone = read(top, wanted)
    assert read(top, wanted, jobs=2) == alone
    assert [fact.bytes for fact in alone] == list(range(600))


class Costly:
    """What is large, and tells how often it was pickled."""

    pickled = 0

    def __reduce__(self):
        Costly.pickled += 1
        return Costly, ()


def look(file, *, names, path):
    yield Tally(location=Location(file.path), files=path == file.path, bytes=isinstance(names, Costly))


def test_what_readers_share_is_sent_once_to_each_process_and_not_with_each_file(folder, monkeypatch):
    monkeypatch.setattr(asks, "_WORTH_WORKERS", 0)
    paths = [f"{number:04}.php" for number in range(1500)]
    names = Costly()
    wanted = [Ask(path, partial(look, names=names, path=path)) for path in paths]
    found = read(folder(dict.fromkeys(paths, "")), wanted, jobs=2)
    assert {(fact.files, fact.bytes) for fact in found} == {(True, True)}
    assert 1 <= Costly.pickled <= 2


class Unwelcome(Directory):
    """A tree that no other process can take."""

    def __init__(self, root):
        super().__init__(root)
        self.large = "x" * 200_000  # more than a pipe holds

    def __setstate__(self, state):
        raise ValueError


def test_a_worker_that_cannot_be_started_ends_the_reading_instead_of_hanging(folder, monkeypatch):
    monkeypatch.setattr(asks, "_WORTH_WORKERS", 0)
    paths = [f"{number:04}.php" for number in range(200)]
    wanted = [Ask(path, partial(measure, factor=1)) for path in paths]
    with pytest.raises(BrokenProcessPool):
        list(read_all(Unwelcome(folder(dict.fromkeys(paths, ""))), wanted, 2, lambda _: None))


class Packed(Directory):
    """A tree that is quickest from the last file to the first."""

    is_sequential = True

    def rank(self, path):
        return -int(path.partition(".")[0])


def test_a_packed_tree_is_read_in_its_own_order_and_told_by_path(folder, monkeypatch):
    opened: list[str] = []
    plain = Packed.read

    def noted(tree: Directory, path: str, limit: int) -> File | Problem:
        opened.append(path)
        return plain(tree, path, limit)

    monkeypatch.setattr(Packed, "read", noted)
    paths = [f"{number:04}.php" for number in range(150)]
    wanted = [Ask(path, partial(measure, factor=1)) for path in paths]
    counts: list[int] = []
    found = list(read_all(Packed(folder(dict.fromkeys(paths, ""))), wanted, 4, counts.append))
    assert [fact.location.path for fact in found] == paths
    assert opened == paths[::-1]
    assert sum(counts) == 150


def test_a_file_that_vanished_is_a_problem_and_not_the_end(folder):
    top = folder({"b.php": ""})
    found = read(top, [Ask(name, partial(measure, factor=1)) for name in ("a.php", "b.php")])
    assert [type(fact) for fact in found] == [Problem, Tally]


def test_of_a_file_that_is_too_long_the_head_is_used_and_the_rest_is_told(folder):
    top = folder({"a.php": b" " * (FILE_LIMIT + 1)})
    problem, tally = read(top, [Ask("a.php", partial(measure, factor=1))])
    assert (problem.kind, tally.bytes) == ("too-large", FILE_LIMIT)


def test_a_reader_of_heads_gets_the_head_of_a_file_that_is_read_once_and_complains_of_nothing(folder):
    top = folder({"a.php": "1234567890", "b.php": "1234567890"})
    wanted = [
        Ask("a.php", partial(measure, factor=1), limit=4),
        Ask("b.php", partial(measure, factor=1), limit=4),
        Ask("b.php", partial(measure, factor=1)),
    ]
    assert [fact.bytes for fact in read(top, wanted)] == [4, 4, 10]


class Selfish:
    """What holds itself, and so is not freed by itself."""

    def __init__(self):
        self.own = self


def hoard(file, *, made):
    made.append(weakref.ref(Selfish()))
    yield Tally(location=Location(file.path), files=sum(ref() is not None for ref in made), bytes=0)


def test_what_readers_leave_behind_is_freed_while_others_read(folder):
    made: list[weakref.ref[Selfish]] = []
    paths = [f"{number:04}.php" for number in range(2000)]
    top = folder(dict.fromkeys(paths, ""))
    found = read(top, [Ask(path, partial(hoard, made=made)) for path in paths])
    assert max(fact.files for fact in found) < 1000


def test_progress_counts_every_file(folder):
    top = folder({f"{number}.php": "" for number in range(300)})
    counts: list[int] = []
    wanted = [Ask(f"{number}.php", partial(measure, factor=1)) for number in range(300)]
    list(read_all(Directory(top), wanted, 1, counts.append))
    assert sum(counts) == 300
