"""Which names belong together, told pair by pair: a disjoint-set forest (Tarjan 1975)."""

from __future__ import annotations

from collections.abc import Iterator


class Clusters:
    """Names that were joined; the least of a cluster, as text, stands for it."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        """Say that two names belong together."""
        one, other = self.root(one), self.root(other)
        if one != other:
            self._parents[max(one, other)] = min(one, other)

    def root(self, name: str) -> str:
        """Return the least name of a name's cluster; the name itself where it stands alone."""
        while (parent := self._parents.get(name, name)) != name:
            name = self._parents[name] = self._parents.get(parent, parent)
        return name

    def are_one(self, one: str, other: str) -> bool:
        """Tell whether two names belong together."""
        return self.root(one) == self.root(other)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield pairs of which the clusters consist."""
        yield from self._parents.items()
