"""Scoring by a Mneme server, over its API."""

import collections
import concurrent.futures
import http.client
import json
import os
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ._errors import MnemeError, UsageError
from ._pictures import Names, Picture

_FILES = 16
_BYTES = 16 << 20
_AT_ONCE = 3
_PATIENCE_SECONDS = 600


class _Refusal(Exception):
    """The server's answer is an error."""

    def __init__(self, status: int, detail: str, retry_after: float | None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after


class Server:
    """A Mneme server at an address. Pictures are sent some at a time, and the next ones while these are scored."""

    def __init__(
        self,
        address: str,
        token: str | None,
        model: str,
        crops: str,
        decode: str,
        precision: str,
        options: Mapping[str, object],
    ) -> None:
        split = urllib.parse.urlsplit(address)
        if split.scheme not in ("http", "https") or not split.hostname:
            raise UsageError(f"server {address!r}: an address such as http://127.0.0.1:7070 is needed")
        if options:
            raise UsageError(f"{', '.join(options)}: decided where the server is started, not by those who ask it")
        self._split = split
        self._address = address
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._model = model
        self._query = urllib.parse.urlencode({"model": model, "crops": crops, "decode": decode, "precision": precision})
        self.folder = os.getcwd()

    def open(self) -> None:
        """Asks for the server's models, so that a wrong address or name is known at once."""
        status, _, body = self._ask("GET", "/v1/models", b"", {})
        if status != 200:
            raise _error(_refusal(status, {}, body))
        models = [model["name"] for model in json.loads(body)["models"]]
        if self._model not in models:
            raise UsageError(f"{self._address} has no model '{self._model}', but {', '.join(models)}")

    def rows(self, pictures: Iterable[Picture], names: Names, done: Callable[[], Any]) -> list[dict[str, Any]]:
        self.folder = os.getcwd()
        rows: list[dict[str, Any]] = []
        waiting: collections.deque[concurrent.futures.Future[list[dict[str, Any]]]] = collections.deque()

        def take() -> None:
            for row in waiting.popleft().result():
                rows.append(row)
                done()

        with concurrent.futures.ThreadPoolExecutor(_AT_ONCE, "mneme-server") as threads:
            try:
                for lot in _lots(pictures, names):
                    waiting.append(threads.submit(self._scores, lot))
                    if len(waiting) >= _AT_ONCE:
                        take()
                while waiting:
                    take()
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                raise
        return rows

    def _scores(self, lot: "list[_Sent]") -> list[dict[str, Any]]:
        readable = [sent for sent in lot if sent.error is None]
        answers: Iterator[dict[str, Any]] = iter(self._answers(readable) if readable else [])
        rows = []
        for sent in lot:
            row = {"score": None, "error": sent.error} if sent.error is not None else next(answers, None)
            if row is None:
                raise MnemeError(f"{self._address}: the answer has fewer rows than pictures were sent")
            rows.append({**row, "image": sent.shown})
        return rows

    def _answers(self, lot: "list[_Sent]") -> list[dict[str, Any]]:
        boundary = uuid.uuid4().hex
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": "application/x-ndjson"}
        body = b"".join(
            b"--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%d\"\r\n"
            b"Content-Type: application/octet-stream\r\n\r\n%s\r\n" % (boundary.encode(), i, sent.content)
            for i, sent in enumerate(lot)
        )
        body += b"--%s--\r\n" % boundary.encode()
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            status, answered, text = self._ask("POST", "/v1/scores?" + self._query, body, headers)
            if status == 200:
                return [json.loads(line) for line in text.splitlines() if line.strip()]
            refusal = _refusal(status, answered, text)
            if status == 429 and refusal.retry_after is not None and time.monotonic() < until:
                time.sleep(max(0.1, refusal.retry_after))
                continue
            if status == 422 and len(lot) == 1:
                return [{"score": None, "error": refusal.detail.removeprefix("0: ")}]
            if status == 413 and len(lot) > 1:
                return [row for sent in lot for row in self._answers([sent])]
            if status == 413:
                return [{"score": None, "error": refusal.detail}]
            raise _error(refusal)

    def _ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        kind = http.client.HTTPSConnection if self._split.scheme == "https" else http.client.HTTPConnection
        connection = kind(str(self._split.hostname), self._split.port, timeout=_PATIENCE_SECONDS)
        try:
            connection.request(
                method, self._split.path.rstrip("/") + path, body or None, {**self._headers, **headers}
            )
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        except (OSError, http.client.HTTPException) as e:
            raise MnemeError(f"{self._address}: no answer from a Mneme server there ({e})") from e
        finally:
            connection.close()

    def close(self) -> None:
        """Nothing stays open."""


class _Sent:
    """One picture's bytes, or why there are none."""

    def __init__(self, name: str, shown: str) -> None:
        self.shown = shown
        self.content = b""
        self.error: str | None = None
        try:
            with open(name, "rb") as file:
                self.content = file.read()
        except IsADirectoryError as e:
            raise UsageError(f"{shown}: is a folder; name the files in it, or score without a server") from e
        except FileNotFoundError:
            self.error = "no such file; check the name"
        except OSError as e:
            self.error = e.strerror or str(e)


def _lots(pictures: Iterable[Picture], names: Names) -> Iterator[list[_Sent]]:
    lot: list[_Sent] = []
    size = 0
    for picture in pictures:
        name = names.sent(picture)
        sent = _Sent(name, names.shown(name))
        names.answered(name)
        if lot and (len(lot) == _FILES or size + len(sent.content) > _BYTES):
            yield lot
            lot, size = [], 0
        lot.append(sent)
        size += len(sent.content)
    if lot:
        yield lot


def _refusal(status: int, headers: Mapping[str, str], body: bytes) -> _Refusal:
    try:
        detail = str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        detail = f"the server answered with status {status}"
    after = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    return _Refusal(status, detail, float(after) if after and after.isdigit() else None)


def _error(refusal: _Refusal) -> MnemeError:
    return UsageError(refusal.detail) if refusal.status in (400, 404) else MnemeError(refusal.detail)
