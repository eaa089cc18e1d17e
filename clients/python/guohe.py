"""A small typed client of the API of Guohe, in the standard library alone: an example to copy from, and a test.

    python3 guohe.py https://bases.example.gov.cn < token.txt

The token comes on standard input, so that it stands in no list of processes. Run so, it lists the calls that are open, then
the applications of one's organisation, and of each the acts that are open and what stands in the way of them. With
`--start CALL TYPE` it starts an application, fills in a fact, shows that a stale change is refused, and reads the findings.

`docs/api.md` says how the API works; `docs/openapi.json` describes every operation.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

Json = dict[str, Any]


@dataclass(frozen=True)
class Words:
    """A text in the two languages of the product."""

    zh: str
    en: str

    @classmethod
    def read(cls, value: Json) -> Words:
        return cls(str(value["zh"]), str(value["en"]))


@dataclass(frozen=True)
class Named:
    """An id with its words."""

    id: str
    name: Words

    @classmethod
    def read(cls, value: Json) -> Named:
        return cls(str(value["id"]), Words.read(value["name"]))


@dataclass(frozen=True)
class Call:
    """A call for applications."""

    id: str
    name: Words
    law: str
    types: list[Named]
    opens_on: str
    closes_on: str | None
    open: bool

    @classmethod
    def read(cls, value: Json) -> Call:
        return cls(
            str(value["id"]),
            Words.read(value["name"]),
            str(value["law"]),
            [Named.read(one) for one in value["types"]],
            str(value["opens_on"]),
            value.get("closes_on"),
            bool(value["open"]),
        )


@dataclass(frozen=True)
class Case:
    """A case, as a list or its own address gives it."""

    id: str
    number: str
    title: str
    law: str
    type: str | None
    stage: Named
    due: str | None
    waits_for: Named | None

    @classmethod
    def read(cls, value: Json) -> Case:
        waits_for = value.get("waits_for")
        return cls(
            str(value["id"]),
            str(value["number"]),
            str(value["title"]),
            str(value["law"]),
            value.get("type"),
            Named.read(value["stage"]),
            value.get("due"),
            None if waits_for is None else Named.read(waits_for),
        )


@dataclass(frozen=True)
class Act:
    """An act that is open, with what it takes and what stands in the way."""

    id: str
    kind: str
    name: Words
    takes: list[str]
    declarations: list[Named]
    on_page_only: bool
    hindrance: Words | None

    @classmethod
    def read(cls, value: Json) -> Act:
        hindrance = value.get("hindrance")
        return cls(
            str(value["id"]),
            str(value["kind"]),
            Words.read(value["name"]),
            [str(one) for one in value["takes"]],
            [Named.read(one) for one in value["declarations"]],
            bool(value["on_page_only"]),
            None if hindrance is None else Words.read(hindrance["what"]),
        )


@dataclass
class Problem(Exception):
    """What went wrong (RFC 9457); `type` is the address of a page about it."""

    type: str
    title: str
    status: int
    detail: str
    next: str
    errors: list[Json] = field(default_factory=list)

    @classmethod
    def read(cls, status: int, body: bytes) -> Problem:
        try:
            value = cast(Json, json.loads(body))
        except ValueError:
            return cls("about:blank", "", status, body.decode(errors="replace"), "")
        return cls(
            str(value["type"]),
            str(value["title"]),
            status,
            str(value["detail"]),
            str(value.get("next", "")),
            list(value.get("errors", [])),
        )

    @property
    def kind(self) -> str:
        """The last part of the address: `stale`, `condition`, …"""
        return self.type.rsplit("/", 1)[-1]

    def __str__(self) -> str:
        places = "; ".join(f"{one['pointer']}: {one['detail']}" for one in self.errors)
        return f"{self.status} {self.kind}: {self.detail} {self.next} {places}".strip()


@dataclass(frozen=True)
class Answer:
    """What came back, with the state of the case where there is one."""

    value: Any
    etag: str | None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The API never redirects; whoever does is somebody else, and gets no token."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Client:
    """Calls an installation with a token."""

    def __init__(self, origin: str, token: str, lang: str = "zh") -> None:
        parts = urllib.parse.urlsplit(origin)
        if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("a token goes over https alone")
        self._origin = origin.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": lang}
        self._opener = urllib.request.build_opener(_NoRedirect)

    def get(self, path: str, **query: str | int) -> Answer:
        """Reads an address."""
        asked = f"?{urllib.parse.urlencode(query)}" if query else ""
        return self._send("GET", path + asked, None, {})

    def post(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        seen: str | None = None,
        key: str | None = None,
    ) -> Answer:
        """Sends something. Whoever keeps the key and sends the same again gets the same answer, and no second effect."""
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key or str(uuid.uuid4()),
        }
        if seen is not None:
            headers["If-Match"] = seen
        return self._send("POST", path, json.dumps(body).encode(), headers)

    def every(self, path: str, **query: str | int) -> Iterator[Json]:
        """Goes through a list, page by page."""
        while True:
            page = self.get(path, **query).value
            yield from page["items"]
            if "next" not in page:
                return
            query["after"] = page["next"]

    def calls(self) -> list[Call]:
        """The calls."""
        return [Call.read(one) for one in self.every("/api/v1/calls")]

    def applications(self) -> list[Case]:
        """The applications of one's organisation."""
        return [Case.read(one) for one in self.every("/api/v1/applications")]

    def acts(self, case: str) -> list[Act]:
        """The acts that are open in one of them."""
        return [Act.read(one) for one in self.get(f"/api/v1/applications/{case}/acts").value]

    def start(self, call: str, kind: str, key: str | None = None) -> str:
        """Starts an application; gives its id."""
        body = {"call": call, "type": kind}
        return str(self.post("/api/v1/applications", body, key=key).value["id"])

    def set(self, case: str, place: str, typed: str, seen: str | None = None) -> Answer:
        """Types something into a cell of the facts."""
        edit = {"edit": "set", "place": place, "typed": typed}
        path = f"/api/v1/applications/{case}/facts"
        return self.post(path, {"edits": [edit]}, seen=seen)

    def _send(self, method: str, path: str, body: bytes | None, more: Mapping[str, str]) -> Answer:
        headers = {**self._headers, **more}
        request = urllib.request.Request(self._origin + path, body, headers, method=method)
        try:
            with self._opener.open(request, timeout=60) as response:
                value = json.loads(response.read())
                return Answer(value, response.headers.get("ETag"))
        except urllib.error.HTTPError as error:
            raise Problem.read(error.code, error.read()) from None


def overview(client: Client) -> None:
    """Lists what is open, and what one can do."""
    for call in client.calls():
        if call.open:
            kinds = ", ".join(kind.id for kind in call.types)
            print(f"call {call.id} {call.name.en}: {kinds}; until {call.closes_on}")
    for case in client.applications():
        print(f"application {case.number} {case.title}: {case.stage.name.en}, due {case.due}")
        for act in client.acts(case.id):
            way = "on its page" if act.on_page_only else "here"
            hindered = f"; not yet: {act.hindrance.en}" if act.hindrance else ""
            print(f"  {act.id} ({', '.join(act.takes)}), {way}{hindered}")


def start(client: Client, call: str, kind: str) -> None:
    """Starts an application once, fills in a fact, and shows what is refused."""
    key = str(uuid.uuid4())
    case = client.start(call, kind, key)
    again = client.start(call, kind, key)
    print("started once" if case == again else "started twice")
    path = f"/api/v1/applications/{case}"
    seen = client.get(path).etag
    changed = client.set(case, "host.name", "示例单位", seen)
    print(f"a fact was set, {len(changed.value['faults'])} faults")
    try:
        client.set(case, "host.name", "另一个名字", seen)
    except Problem as problem:
        print(f"refused: {problem.kind}")
    print(f"host.name is {client.get(path + '/facts').value['facts']['host']['name']['value']}")
    report = client.get(path + "/report").value["report"]
    print(f"the findings are {report['overall']}")


def main(arguments: list[str]) -> int:
    """The program."""
    if len(arguments) not in (1, 4) or len(arguments) == 4 and arguments[1] != "--start":
        print(__doc__, file=sys.stderr)
        return 2
    client = Client(arguments[0], sys.stdin.readline().strip())
    try:
        if len(arguments) == 4:
            start(client, arguments[2], arguments[3])
        else:
            overview(client)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
