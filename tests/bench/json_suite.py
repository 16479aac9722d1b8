"""Runs a folder of JSON files named like those of JSONTestSuite through `validate`.

    python -m tests.bench.json_suite FOLDER

Every `n_` file must be refused, and no `y_` file for its syntax; what happens to the `i_`
files, which the standard leaves to the parser, is counted. Exits 1 where it is otherwise:
objects with a key twice (`CT006`) are refused here on purpose, and listed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from corpus_tools import validate

SYNTAX = {"CT003", "CT004", "CT005", "CT007", "CT008", "CT009"}
STRICTER = "CT006"


def main() -> None:
    """Print what was refused of each kind of file, and which should not have been, or should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    counted: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for path in sorted(parser.parse_args().folder.glob("[niy]_*.json")):
        codes = {finding.code for finding in validate(path).findings}
        refused = bool(codes & (SYNTAX | {STRICTER}))
        counted[path.name[:2], "refused" if refused else "taken"] += 1
        if STRICTER in codes:
            print(f"refused on purpose, a key twice: {path.name}")
        elif path.name[0] == ("y" if refused else "n"):
            wrong.append(path.name)
    for (kind, verdict), count in sorted(counted.items()):
        print(f"{kind} {verdict}: {count}")
    raise SystemExit(f"wrong: {', '.join(wrong)}" if wrong else 0)


if __name__ == "__main__":
    main()
