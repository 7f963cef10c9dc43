"""Tasks enter, what was made of each leaves in their order: made in this process, or in several where there is much to do."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from trialwright.errors import UserError
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary, package_vocabulary, using

if TYPE_CHECKING:
    from concurrent.futures import Future

_ALONE = 10
"""So many tasks are made here before others are called: a worker takes two seconds to begin."""
_WAITING = 2
"""So many tasks wait for each worker: enough to keep it busy, few enough to keep memory small."""
_HELD = ExitStack()
"""What a worker uses as long as it lives."""
Task = TypeVar("Task")
Result = TypeVar("Result")


def made(work: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int = 1) -> Generator[Result, None, None]:
    """What `work` makes of each task, in their order; with several workers, all but the first few tasks go to other processes.

    Those processes end with this one, however it ends. A `UserError` where one of them was stopped from outside.
    """
    rest = iter(tasks)
    yield from map(work, islice(rest, _ALONE) if workers > 1 else rest)
    for first in islice(rest, 1):
        yield from _in_processes(work, chain((first,), rest), workers)


def usable_cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not known on every system
        return os.cpu_count() or 1


def _in_processes(work: Callable[[Task], Result], tasks: Iterable[Task], workers: int) -> Generator[Result, None, None]:
    from concurrent.futures import ProcessPoolExecutor  # who puts a few trials on a shelf calls nobody
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    words = default_vocabulary()
    own = None if words is package_vocabulary() else Vocabulary(concepts=dict(words.concepts), table_of=dict(words.table_of))
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(own,))
    waiting: deque[Future[Result]] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(work, task))
            if len(waiting) > workers * _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        hint = "the same command goes on from there; with --workers 1 it needs less memory"
        raise UserError("a process that helped was stopped", place="workers", hint=hint) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(words: Vocabulary | None) -> None:
    """The beginning of a worker: Ctrl-C is for the process that it works for, and it does not outlive that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if words is not None:
        _HELD.enter_context(using(words))


def _end_with_parent() -> None:
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
