"""Runs a command and prints the peak private memory (USS) of its process tree, and its time.

python -m tests.bench.memory corpus-tools export FOLDER --out OUT
"""

from __future__ import annotations

import subprocess
import sys
import time

import psutil


def peak_uss(command: list[str], interval: float = 0.1) -> tuple[int, int, float]:
    """Return exit status, peak USS in bytes (sampled) and wall seconds of a command."""
    start, peak = time.monotonic(), 0
    with subprocess.Popen(command) as process:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _tree_uss(root))
            time.sleep(interval)
    return process.returncode, peak, time.monotonic() - start


def _tree_uss(root: psutil.Process) -> int:
    total = 0
    try:
        for member in (root, *root.children(recursive=True)):
            total += member.memory_full_info().uss
    except psutil.Error:
        pass
    return total


if __name__ == "__main__":
    status, peak, seconds = peak_uss(sys.argv[1:])
    print(f"exit {status}, peak USS {peak / 2**20:.0f} MiB, {seconds:.1f} s")
    sys.exit(status)
