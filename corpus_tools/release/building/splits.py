"""Splits that never leak and never move: what belongs together stays together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from corpus_tools.checks.clusters import Clusters

TRAIN = "train"

_EVENT = "#"
"""Sorts before every character of an id: an event stands for its cluster."""


def assign(
    events: Mapping[str, str | None],
    alike: Iterable[tuple[str, str]],
    shares: Mapping[str, int] | None,
    earlier: Mapping[str, str],
) -> tuple[dict[str, str], int]:
    """Return the split of every article, and how many newcomers found their cluster divided.

    An article keeps the split it had in the release before (`earlier`). A newcomer follows
    the others of its cluster: articles of one event, near copies, and what was declared a
    translation, revision or derivation (`alike`). If they stand in several splits it goes
    to `train`; if all are new, a hash of the cluster's name decides.
    """
    clusters = Clusters()
    for article, event in events.items():
        if event is not None:
            clusters.join(article, _EVENT + event)
    for one, other in alike:
        clusters.join(one, other)
    taken: dict[str, set[str]] = {}
    for article, split in earlier.items():
        taken.setdefault(clusters.root(article), set()).add(split)
    splits, divided = {}, 0
    for article in events:
        root = clusters.root(article)
        choices = {earlier[article]} if article in earlier else taken.get(root, set())
        divided += len(choices) > 1
        splits[article] = _one_of(choices, root.removeprefix(_EVENT), shares)
    return splits, divided


def _one_of(choices: set[str], cluster: str, shares: Mapping[str, int] | None) -> str:
    if len(choices) == 1:
        return min(choices)
    return TRAIN if choices else drawn(cluster, shares)


def drawn(cluster: str, shares: Mapping[str, int] | None) -> str:
    """Return the split that a hash of a cluster's name draws.

    Shares are expectations in per cent; without any, everything is `train`.
    """
    if not shares:
        return TRAIN
    point = int.from_bytes(hashlib.sha256(cluster.encode()).digest()[:8], "big")
    point %= sum(shares.values())
    for split, share in sorted(shares.items()):
        point -= share
        if point < 0:
            return split
    raise AssertionError("shares sum up to their total")
