"""What went wrong, and what of it a test wanted."""

from collections.abc import Iterator
from contextlib import contextmanager


class Records:
    """Violations of the schema, refusals, and crashes of the stand-in itself; each as "method: description"."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.refusals: list[str] = []
        self.crashes: list[str] = []
        self._expected: list[tuple[list[str], tuple[str, ...], list[str]]] = []

    def violated(self, method: str, description: str) -> None:
        self._note(self.violations, f"{method}: {description}")

    def refused(self, method: str, description: str) -> None:
        self._note(self.refusals, f"{method}: {description}")

    @contextmanager
    def expect(self, kind: list[str], parts: tuple[str, ...]) -> Iterator[list[str]]:
        """Take what comes within the block; that nothing comes is a failure."""
        seen: list[str] = []
        order = (kind, parts, seen)
        self._expected.append(order)
        try:
            yield seen
        finally:
            self._expected.remove(order)
        assert seen, f"expected to be told {parts or 'something'}, and was not"

    def demand_clean(self) -> None:
        """Raise AssertionError if anything unexpected was recorded."""
        assert not self.crashes, "the stand-in itself failed:\n" + "\n".join(self.crashes)
        assert not self.violations, "the bot broke the Bot API's schema:\n" + "\n".join(self.violations)
        assert not self.refusals, "the bot was refused:\n" + "\n".join(self.refusals)

    def _note(self, kind: list[str], line: str) -> None:
        for expected, parts, seen in self._expected:
            if expected is kind and (not parts or any(part in line for part in parts)):
                seen.append(line)
                return
        kind.append(line)
