"""Work that would hold up the event loop, and every other feed with it, is done apart from it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Apart:
    """Does work in a few threads; without an executor, on the spot."""

    executor: Executor | None = None

    async def do(self, work: Callable[..., Result], *arguments: object) -> Result:
        """What the work gives; what it raises is raised here."""
        if self.executor is None:
            return work(*arguments)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.executor, work, *arguments)
