"""HTTP as channels use it: one keep-alive client a thread, every request in its turn, and errors that say whether a byte has left.

No type of the HTTP library appears in a signature, and the library is loaded with the first link.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import attrs

from baoguan.clock import LONGEST_PAUSE
from baoguan.errors import ChannelError, ConfigurationError, InDoubt, NotSent, Rejected
from baoguan.model.secret import Secret

if TYPE_CHECKING:
    import ssl

    import httpx

TIMEOUT: Final = 30.0
"""Seconds for connecting, and for each wait for bytes."""
MOST_BYTES: Final = 64 * 1024 * 1024
"""Size of an answer; more is not read."""

_SHOWN: Final = 300
_BUSY: Final = frozenset({429, 503})


_UNTRUSTED: Final = "CERTIFICATE_VERIFY_FAILED"
_UNTRUSTED_ZH: Final = "对方的证书不受信任：检查 url 中的主机名、证书的有效期，以及签发它的 CA（设置 ca）"
_UNTRUSTED_EN: Final = (
    "Its certificate is not trusted: check the host name of the url, its dates, and the CA that signed it (setting `ca`)"
)


class Pace(Protocol):
    """The turns of an account: how many requests a second and at once, by all workers together."""

    def turn(self) -> AbstractContextManager[None]:
        """One request. Waits until it is due; raises NotSent while the far side has asked to wait."""

    def leave_alone(self, delay: timedelta) -> None:
        """The far side asked every worker to wait."""


class NoPace:
    """No limit, for what needs none."""

    def turn(self) -> AbstractContextManager[None]:
        """At once."""
        return nullcontext()

    def leave_alone(self, delay: timedelta) -> None:
        """Nobody else is there to be told."""


@attrs.frozen(kw_only=True)
class HttpAnswer:
    """What came back: status, header names in lower case, the whole body."""

    status: int
    headers: Mapping[str, str]
    content: bytes = attrs.field(repr=lambda b: f"<{len(b)} bytes>")

    @property
    def media_type(self) -> str:
        """`application/json` and the like, without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def retry_after(self) -> timedelta | None:
        """How long the far side asks to wait, in seconds or until a date; None when it does not say."""
        value = self.headers.get("retry-after", "").strip()
        if value.isdigit():
            return min(timedelta(seconds=int(value[:9])), LONGEST_PAUSE)
        try:
            until = parsedate_to_datetime(value)
        except (TypeError, ValueError):
            return None
        wait = until - datetime.now(UTC) if until.tzinfo else timedelta(0)
        return min(max(wait, timedelta(0)), LONGEST_PAUSE)

    def taken(self, *, repeatable: bool) -> HttpAnswer:
        """This answer, when the far side took what was sent.

        Raises NotSent when it says that it did not look at it (too many requests, no access, no such address), Rejected when it
        refused the content, and InDoubt for everything else. `repeatable`: the far side knows a message that it already has, so
        that "unavailable" may be tried again.
        """
        if 200 <= self.status < 300:
            return self
        told = f"HTTP {self.status} {self._text()}".strip()
        if self.status == 429 or (self.status == 503 and repeatable):
            raise NotSent(
                f"对方忙：{told}",
                f"the far side is busy: {told}",
                remedy_zh="到时会自动再试",
                remedy_en="It is tried again when the time has come",
                retry_after=self.retry_after,
            )
        if self.status in {401, 403, 407}:
            raise NotSent(
                f"对方不认可凭据：{told}",
                f"the far side does not accept the credentials: {told}",
                remedy_zh="检查账户的令牌或证书（baoguan plugins doctor）",
                remedy_en="Check the account's token or certificate (`baoguan plugins doctor`)",
            )
        if 300 <= self.status < 400 or self.status in {404, 405, 410, 421}:
            raise NotSent(
                f"地址不对：{told}",
                f"wrong address: {told}",
                remedy_zh="检查账户设置的 url",
                remedy_en="Check the account's url",
            )
        if 400 <= self.status < 500 and self.status != 408:
            raise Rejected(f"对方拒收：{told}", f"the far side refused it: {told}")
        raise InDoubt(
            f"对方出错，是否收到不明：{told}",
            f"the far side failed, it is not known whether it took it: {told}",
            retry_after=self.retry_after,
        )

    def _text(self) -> str:
        if "html" in self.media_type:
            return "(HTML)"
        text = " ".join(self.content[: 4 * _SHOWN].decode("utf-8", "replace").split())
        return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


class HttpLink:
    """The far side of one account. Safe for threads; each has a client of its own."""

    def __init__(
        self,
        url: str,
        *,
        pace: Pace | None = None,
        token: Secret | None = None,
        timeout: float = TIMEOUT,
        most_bytes: int = MOST_BYTES,
        ca: Path | None = None,
    ) -> None:
        """A link to `url`, which may have a path. With `ca`, a PEM file, the far side's certificate must come from a CA in it.

        Raises ConfigurationError for what is no http(s) address, and for a `ca` that cannot be used.
        """
        if not url.startswith(("http://", "https://")) or "@" in url or "?" in url:
            raise ConfigurationError(
                f"url 应为 http(s) 地址，不含口令和参数，得到 {url!r}",
                f"url must be an http(s) address without password or query, got {url!r}",
                remedy_zh='写法：url = "https://host:port/path"；令牌另写在 token',
                remedy_en='Write: url = "https://host:port/path"; the token is a setting of its own',
            )
        self.url = url.rstrip("/")
        self._pace = pace or NoPace()
        self._token = token
        self._timeout = timeout
        self._most_bytes = most_bytes
        self._own = threading.local()
        self._clients: list[httpx.Client] = []
        self._lock = threading.Lock()
        self._ssl = _trusting(ca, self.url) if ca is not None else None

    def request(
        self,
        method: str,
        path: str,
        *,
        content: bytes = b"",
        media_type: str = "",
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """Send one request and read the whole answer, whatever its status.

        Raises NotSent when no byte of it can have reached the far side, InDoubt when that is not known.
        """
        import httpx

        sent = dict(headers or {})
        if media_type:
            sent["Content-Type"] = media_type
        if self._token is not None:
            sent["Authorization"] = f"Bearer {self._token.reveal()}"
        # Made before the turn: what takes time here must not lie between the turn and the request.
        client = self._client()
        with self._pace.turn():
            try:
                answer = self._exchange(client, method, self.url + path, content, sent, query)
            except (
                httpx.ConnectError,
                httpx.ConnectTimeout,
                httpx.PoolTimeout,
                httpx.UnsupportedProtocol,
                httpx.ProxyError,
            ) as error:
                raise NotSent(
                    f"连不上 {self.url}：{error}",
                    f"{self.url} cannot be reached: {error}",
                    remedy_zh=_UNTRUSTED_ZH if _UNTRUSTED in str(error) else "检查网络和 url；恢复后自动再试",
                    remedy_en=_UNTRUSTED_EN
                    if _UNTRUSTED in str(error)
                    else "Check the network and url; it is tried again by itself",
                ) from error
            except (httpx.HTTPError, httpx.StreamError) as error:
                raise InDoubt(
                    f"连接中断：{type(error).__name__} {error}",
                    f"the connection broke: {type(error).__name__} {error}",
                    remedy_zh="会先向对方核实",
                    remedy_en="The far side is asked first",
                ) from error
            if answer.status in _BUSY and answer.retry_after is not None:
                self._pace.leave_alone(answer.retry_after)
        return answer

    def _exchange(
        self,
        client: httpx.Client,
        method: str,
        url: str,
        content: bytes,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None,
    ) -> HttpAnswer:
        with client.stream(method, url, content=content, headers=headers, params=query) as response:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > self._most_bytes:
                    raise InDoubt(
                        f"应答超过 {self._most_bytes} 字节",
                        f"the answer is longer than {self._most_bytes} bytes",
                        remedy_zh="请联系对方",
                        remedy_en="Ask the far side why",
                    )
            return HttpAnswer(
                status=response.status_code, headers={k.lower(): v for k, v in response.headers.items()}, content=bytes(body)
            )

    def _client(self) -> httpx.Client:
        found: httpx.Client | None = getattr(self._own, "client", None)
        if found is None:
            import ssl

            import httpx

            with self._lock:
                if self._ssl is None:
                    # Loading the certificates takes longer than many a request: once for all threads, and not at all without TLS.
                    encrypted = self.url.startswith("https")
                    self._ssl = ssl.create_default_context() if encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                found = self._own.client = httpx.Client(timeout=self._timeout, follow_redirects=False, verify=self._ssl)
                self._clients.append(found)
        return found

    @contextmanager
    def asking(self, what: str) -> Iterator[None]:
        """Around reading an answer: whatever cannot be read leaves it open whether the far side took the message."""
        try:
            yield
        except ChannelError:
            raise
        except Exception as error:
            raise InDoubt(
                f"{what}的应答无法理解：{error!r}",
                f"the answer to {what} cannot be understood: {error!r}",
                remedy_zh="会先向对方核实",
                remedy_en="The far side is asked first",
            ) from error

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for client in self._clients:
                client.close()
            self._clients.clear()
            self._own = threading.local()


def _trusting(ca: Path, url: str) -> ssl.SSLContext:
    """TLS that trusts the CAs of a file alone. Raises ConfigurationError for a file without any, and for an address without TLS."""
    import ssl

    if not url.startswith("https://"):
        raise ConfigurationError(
            f"ca 只用于 https 地址，url 为 {url}",
            f"ca is of use with an https address only, and url is {url}",
            remedy_zh="url 改为 https://…，或删除 ca",
            remedy_en="Write url = https://..., or remove ca",
        )
    try:
        return ssl.create_default_context(cafile=ca)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"CA 证书文件 {ca} 无法使用：{error}",
            f"the CA file {ca} cannot be used: {error}",
            remedy_zh="应为 PEM 格式的 CA 证书",
            remedy_en="It must hold CA certificates in PEM format",
        ) from error
