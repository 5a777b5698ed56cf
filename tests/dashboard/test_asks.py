"""Questions of the pages to the API: what is asked at the same time is asked once."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI

from dashboard.asks import Api
from stoep.settings import Settings

Story = Callable[[Api, list[str], asyncio.Event], Awaitable[None]]


def tell(story: Story, shared_s: float = 3600) -> None:
    """A story before an API that answers when it is let, and keeps what it is asked."""

    async def told() -> None:
        server, asked, go = FastAPI(), list[str](), asyncio.Event()

        @server.get("/v1/number")
        async def number(of: str) -> dict[str, int]:
            asked.append(of)
            await go.wait()
            return {"n": len(asked)}

        await story(Api(Settings(), server, shared_s), asked, go)

    # The browser of other tests has this thread's event loop.
    with ThreadPoolExecutor(1) as other:
        other.submit(lambda: asyncio.run(told())).result()


async def heard(asked: list[str], many: int) -> None:
    """Wait until the API was asked so often."""
    while len(asked) < many:
        await asyncio.sleep(0)


def test_the_same_question_at_the_same_time_is_asked_once() -> None:
    async def story(api: Api, asked: list[str], go: asyncio.Event) -> None:
        parts = [asyncio.create_task(api.ask("number", of=of)) for of in ("a", "b", "a", "a")]
        await heard(asked, 2)
        go.set()
        answers = await asyncio.gather(*parts)
        assert sorted(asked) == ["a", "b"]
        assert all(answer == {"n": 2} for answer in answers)
        # Each has its own: whoever changes it changes nobody else's.
        assert answers[0] is not answers[2]
        assert await api.ask("number", of="a") == {"n": 3}

    tell(story)


def test_who_leaves_does_not_take_the_answer_from_the_others() -> None:
    async def story(api: Api, asked: list[str], go: asyncio.Event) -> None:
        first, second = (asyncio.create_task(api.ask("number", of="a")) for _ in range(2))
        await heard(asked, 1)
        first.cancel()
        go.set()
        assert await second == {"n": 1}
        assert asked == ["a"]

    tell(story)


def test_who_asks_later_does_not_get_an_answer_of_before() -> None:
    async def story(api: Api, asked: list[str], go: asyncio.Event) -> None:
        before = asyncio.create_task(api.ask("number", of="a"))
        await heard(asked, 1)
        after = asyncio.create_task(api.ask("number", of="a"))
        await heard(asked, 2)
        go.set()
        await asyncio.gather(before, after)
        assert asked == ["a", "a"]

    tell(story, shared_s=0)
