"""Where the step from articles to rows runs: in this process, or in worker processes.

An engine takes batches in order and yields their tables in that order, whoever was done first:
a release does not show which engine made it. At most two batches a worker are on their way.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing.connection import wait
from threading import Thread

import pyarrow as pa

from corpus_tools.findings import OperatorError
from corpus_tools.pipeline import Context, Tables, step

Made = Generator[Tables, None, None]
"""Tables as they are made; closed early, it ends the work."""

Engine = Callable[[Iterable[pa.RecordBatch], Context, int], Made]


def run(
    batches: Iterable[pa.RecordBatch], context: Context, *, engine: str | None, workers: int
) -> Made:
    """Yield the tables of each batch; without a name, `workers` decides on the engine.

    Raises OperatorError where there is no such engine, or where it has not so many workers.
    """
    name = engine or ("serial" if workers == 1 else "processes")
    if name not in ENGINES:
        raise OperatorError(f"there is no engine “{name}”: there are {', '.join(ENGINES)}")
    if workers < 1 or (name == "serial" and workers > 1):
        raise OperatorError(f"the engine {name} does not run with {workers} workers")
    return ENGINES[name](batches, context, workers)


def _serial(batches: Iterable[pa.RecordBatch], context: Context, _: int) -> Made:
    for batch in batches:
        yield step(batch, context)


def _processes(batches: Iterable[pa.RecordBatch], context: Context, workers: int) -> Made:
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, spawn, initializer=_watch_parent)
    waiting: deque[Future[Tables]] = deque()
    packed, others = pickle.dumps(context), set(multiprocessing.active_children())
    try:
        for batch in batches:
            waiting.append(_submit(pool, batch, packed))
            if len(waiting) == 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise OperatorError(
            "a worker process did not start, or was ended from outside or for want of memory: "
            "try fewer --workers"
        ) from None
    except BaseException:  # broken off: what the workers would still do is for nobody
        for worker in set(multiprocessing.active_children()) - others:
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, batch: pa.RecordBatch, packed: bytes) -> Future[Tables]:
    """Submit a batch; workers, which start here, never see Ctrl-C: this process ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_work, batch, packed)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _watch_parent() -> None:
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End the worker as soon as the process that started it is gone, were it killed."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os._exit(1)


def _work(batch: pa.RecordBatch, packed: bytes) -> Tables:
    return step(batch, _unpacked(packed))


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Context:
    """Return the context, to each worker one object: what it compiles is kept by identity.

    It comes with the batches, not at the start: what a worker is started with, and dies before
    it has read, blocks whoever started it as soon as it is more than a pipe holds.
    """
    context: Context = pickle.loads(packed)  # noqa: S301 - this program has packed it
    return context


ENGINES: Mapping[str, Engine] = {"serial": _serial, "processes": _processes}
"""Every engine by its name."""
