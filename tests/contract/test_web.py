"""A request that no route answers fails the test, and is told with the route that comes nearest."""

from __future__ import annotations

import httpx
import pytest
import respx

from baoguan.testing.web import Web


def routes(router: respx.Router) -> None:
    router.post("http://far.example/batches").mock(return_value=httpx.Response(200, text="taken"))
    router.get("http://far.example/receipts").mock(return_value=httpx.Response(200, text="[]"))


def test_a_request_that_nothing_answers_is_told_with_the_nearest_route_as_a_diff() -> None:
    with Web("http://far.example", routes) as web:
        assert httpx.post("http://far.example/batches").text == "taken"
        with pytest.raises(AssertionError) as caught:
            httpx.post("http://far.example/batch")
        assert [str(request.url) for request in web.seen] == ["http://far.example/batches", "http://far.example/batch"]
    told = str(caught.value)
    assert "no route answers POST http://far.example/batch" in told
    assert "- POST http://far.example/batches" in told
    assert "+ POST http://far.example/batch" in told


def test_without_any_route_that_is_said() -> None:
    with Web("http://far.example", lambda router: None), pytest.raises(AssertionError, match="no route at all"):
        httpx.get("http://far.example/anything")
