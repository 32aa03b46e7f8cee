"""The room left in each of many lists, with the first list that holds a group found in logarithmic time."""

from __future__ import annotations


class Rooms:
    """A binary tree over lists in order; a node knows the most lines, bytes and groups that any list below it can
    take."""

    def __init__(self, lists: int, lines: int, size: int, groups: int) -> None:
        self._leaves = 1 << max(lists - 1, 0).bit_length()
        # Leaves beyond the last list have no room for any group.
        self._lines = self._tree(lists, lines)
        self._bytes = self._tree(lists, size)
        self._groups = self._tree(lists, groups)

    def take(self, lines: int, size: int) -> int | None:
        """Put a group on the first list that holds it and return the list's index, or None when none does."""
        node = self._find(lines, size)
        if node is None:
            return None
        leaf = node - self._leaves
        self._lines[node] -= lines
        self._bytes[node] -= size
        self._groups[node] -= 1
        while node := node >> 1:
            for tree in (self._lines, self._bytes, self._groups):
                tree[node] = max(tree[2 * node], tree[2 * node + 1])
        return leaf

    def _find(self, lines: int, size: int) -> int | None:
        # The maxima of a node may come from different lists, so a promising node can disappoint: hence the stack.
        stack = [1]
        while stack:
            node = stack.pop()
            if self._groups[node] >= 1 and self._lines[node] >= lines and self._bytes[node] >= size:
                if node >= self._leaves:
                    return node
                stack += (2 * node + 1, 2 * node)
        return None

    def _tree(self, lists: int, room: int) -> list[int]:
        tree = [0] * self._leaves + [room] * lists + [0] * (self._leaves - lists)
        for node in range(self._leaves - 1, 0, -1):
            tree[node] = max(tree[2 * node], tree[2 * node + 1])
        return tree
