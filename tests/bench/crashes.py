"""Kills exports at random moments and looks at what they left behind.

    python -m tests.bench.crashes [--runs 1000] [--seed 0]

Each run forks a process that exports a tiny corpus, in turn the first release of its name
and one that follows on it, and sends it SIGKILL, SIGTERM or SIGINT at a random moment. What
stands there afterwards must be the old state or the new one, byte for byte, but for staging
folders; an export afterwards must clean these away and succeed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import datasets
from tqdm import tqdm

import corpus_tools as ct
from corpus_tools.cli import main as command
from corpus_tools.release.building import build, prove  # what children would import again
from tests.corpora import an_article, article_path, declare, tree, write_corpus, write_json

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
STATUS = {signal.SIGTERM: 143, signal.SIGINT: 130}
NAME = "small-sample"
_PRELOADED = (datasets, build, prove)

tqdm.set_lock(threading.RLock())
"""Its own lock is shared with forked processes: one that is killed would keep it for ever."""


class BrokenError(AssertionError):
    """A killed export left something else than the old state or the new one."""


@contextmanager
def workshop() -> Iterator[Path]:
    """Make a folder with a corpus, the states before and after its second release."""
    with tempfile.TemporaryDirectory(prefix="crashes-") as folder:
        place = Path(folder)
        corpus = write_corpus(place / "raw", articles=[an_article()])
        ct.export(corpus, out=place / "first")
        other = an_article("sample-gazette-2022-03-28-two", body="It rained on the harbour.")
        write_json(article_path(corpus, other), other)
        declare(corpus, version="1.1.0")
        shutil.copytree(place / "first", place / "second")
        ct.export(corpus, out=place / "second")
        yield place


def forked(place: Path, out: Path) -> int:
    """Start an export in a process of its own; return its number."""
    child = os.fork()
    if child:
        return child
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        sys.argv = ["corpus-tools", "export", str(place / "raw"), "--out", str(out)]
        command()
    except SystemExit as exit_:
        code = exit_.code
    except KeyboardInterrupt:  # before the command could see to it
        code = 130
    except BaseException:
        code = 99
    else:
        code = 0
    os._exit(code if isinstance(code, int) else 98)


def duration(place: Path) -> float:
    """Return how long an export takes that nobody kills, in seconds."""
    out = Path(shutil.copytree(place / "first", place / "timed"))
    start = time.perf_counter()
    os.waitpid(forked(place, out), 0)
    if tree(out) != tree(place / "second"):
        raise BrokenError("an export that nobody killed made something else")
    return time.perf_counter() - start


def run(place: Path, out: Path, number: signal.Signals, delay: float) -> str:
    """Kill an export after a delay; return what it left: `old`, `new`, with staging or not."""
    shutil.copytree(place / "first", out)
    child = forked(place, out)
    time.sleep(delay)
    os.kill(child, number)
    _, status = os.waitpid(child, 0)
    folder = out / NAME
    staged = [path for path in folder.iterdir() if path.name.startswith(".staging-")]
    left = tree(out)
    state = "new" if (folder / "1.1.0").exists() else "old"
    kept = {name: raw for name, raw in left.items() if "/.staging-" not in name}
    if kept != tree(place / ("second" if state == "new" else "first")):
        raise BrokenError(f"{number.name} after {delay:.3f} s left something else in {out}")
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) not in (0, STATUS.get(number)):
        raise BrokenError(
            f"{number.name} after {delay:.3f} s: exit status {os.WEXITSTATUS(status)}"
        )
    again, wanted = ct.export(place / "raw", out=out), tree(place / "second")
    if (found := tree(out)) != wanted or list(again.swept) != sorted(staged):
        wrong = sorted(n for n in {*found, *wanted} if found.get(n) != wanted.get(n))
        raise BrokenError(f"after {number.name} at {delay:.3f} s: {wrong}, {again.swept}, {staged}")
    shutil.rmtree(out)
    return f"{state}, staging folder left" if staged else state


def main() -> None:
    """Run, and print how often each state was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    datasets.disable_progress_bars()
    draw, found = random.Random(options.seed), Counter[str]()
    with workshop() as place:
        longest = 1.1 * duration(place)
        for number in range(options.runs):  # later moments more often: publishing is short
            which = SIGNALS[number % len(SIGNALS)]
            found[
                f"{which.name}: {run(place, place / 'out', which, draw.random() ** 0.5 * longest)}"
            ] += 1
    for state, times in sorted(found.items()):
        print(f"{state:<40} {times}")


if __name__ == "__main__":
    main()
