import random
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import Any

import pytest

from customer_import.sandbox import KINDS, Fault, Sandbox, parse_fault
from customer_import.sandbox.bad_day import Chooser

Start = Callable[..., Sandbox]
Save = Callable[..., Any]

RECORD = {"CustomerNumber": "C-1"}


def test_every_kind_can_be_written() -> None:
    """Every kind is read back from its own name, and says how it was written."""
    for kind in KINDS:
        text = {"poison": "poison:X", "as": "as:list"}.get(kind, kind)
        fault = parse_fault(f" {text} ")
        assert (fault.kind, fault.text) == (kind, text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("429@3", Fault("429", spans=((3, 3),))),
        ("drop-after@2,5", Fault("drop-after", spans=((2, 2), (5, 5)))),
        ("hang@4-", Fault("hang", spans=((4, None),))),
        ("500-before@10%", Fault("500-before", spans=(), rate=0.1)),
        ("slow:0.2@*", Fault("slow", "0.2")),
        ("503:2@1-3, 7", Fault("503", "2", spans=((1, 3), (7, 7)))),
        ("addresses:drop-after@1", Fault("drop-after", call="addresses", spans=((1, 1),))),
        ("customers:html", Fault("html", call="customers")),
        ("reads:as:no-nulls@2", Fault("as", "no-nulls", call="reads", spans=((2, 2),))),
        ("429:Wed, 21 Oct 2026 07:28:00 GMT", Fault("429", "Wed, 21 Oct 2026 07:28:00 GMT")),
        ("429:date+2@1", Fault("429", "date+2", spans=((1, 1),))),
        ("400-token:base64@5-", Fault("400-token", "base64", spans=((5, None),))),
        ("429-reset:2+9@1", Fault("429-reset", "2+9", spans=((1, 1),))),
        ("no-right:update@3-", Fault("no-right", "update", spans=((3, None),))),
        (
            "refused:The quota is used up.@2",
            Fault("refused", "The quota is used up.", spans=((2, 2),)),
        ),
        ("update:blip:0.5@1", Fault("blip", "0.5", call="update", spans=((1, 1),))),
        ("poison:a@b.org:x", Fault("poison", "a@b.org:x")),
    ],
)
def test_faults_are_read(text: str, fault: Fault) -> None:
    """A fault is `[call:]kind[:argument][@which]`, and text that poisons may hold any sign."""
    read = parse_fault(text)
    assert read == Fault(fault.kind, fault.argument, fault.call, fault.spans, fault.rate, text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "drop-before"),
        ("explode@1", "'explode' is not one of"),
        ("labels:hang@1", "'labels' is not one of"),
        ("as", "as:zero-totals"),
        ("as:round", "a shape, or a variant"),
        ("as:delete-frees", "a shape, or a variant"),
        ("429@", "@3"),
        ("429@x", "@3"),
        ("429@0", "from 1"),
        ("429@5-3", "upwards"),
        ("429@last", "@1-3"),
        ("429@101%", "100%"),
        ("429:soon@1", "429:2"),
        ("503:date+x", "503:2"),
        ("slow:fast", "slow:0.2"),
        ("hang:5", "nothing after a colon"),
        ("400-token:old", "invalid, base64, claims"),
        ("429-reset:2+", "429-reset:2+5"),
        ("no-right:fly", "create, update, delete"),
        ("poison", "poison:BAD"),
        ("poison:", "poison:BAD"),
        ("poison@3", "poison:BAD"),
    ],
)
def test_what_is_not_a_fault_is_refused_with_a_hint(text: str, hint: str) -> None:
    """The message says what was given, and what is right."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is looked at below
        parse_fault(text)
    assert hint in str(caught.value)
    assert repr(text) in str(caught.value)


DISTURBED = [
    ("500-before", 500, False),
    ("500-after", 500, True),
    ("503", 503, False),
    ("429", 429, False),
    ("401", 401, False),
    ("404", 404, False),
    ("as:silent", 200, True),
    ("html", 200, False),
    ("html-after", 200, True),
    ("blip", 200, False),
    ("429-reset", 429, False),
    ("400-token", 400, False),
    ("400-token-json", 400, False),
    ("no-right", 200, False),
    ("refused", 200, False),
    ("refused-403", 200, False),
    ("empty", 200, True),
    ("slow:0.01", 200, True),
]


@pytest.mark.parametrize(("kind", "status", "done"), DISTURBED)
def test_a_fault_changes_the_answer(
    start: Start, save: Save, kind: str, status: int, *, done: bool
) -> None:
    """A fault answers with its status, and the record was carried out or not, as it says."""
    sandbox = start(faults=(parse_fault(f"{kind}@1"),))
    assert save(sandbox, RECORD).status == status
    assert len(sandbox.store.events()) == done
    assert save(sandbox, RECORD).json["HasError"] is False
    noted = [(each.fault, each.status) for each in sandbox.store.requests()]
    assert noted == [(f"{kind}@1", status), ("", 200)]


@pytest.mark.parametrize(("kind", "done"), [("drop-before", False), ("drop-after", True)])
def test_a_dropped_connection_has_no_answer(
    start: Start, save: Save, kind: str, *, done: bool
) -> None:
    """The connection closes without a byte, and the request is noted as unanswered."""
    sandbox = start(faults=(parse_fault(f"{kind}@1"),))
    with pytest.raises(RemoteDisconnected):
        save(sandbox, RECORD)
    assert len(sandbox.store.events()) == done
    assert [each.status for each in sandbox.store.requests()] == [None]


def test_a_truncated_answer_promises_its_full_length(start: Start, save: Save) -> None:
    """The body is cut short of its Content-Length; the record is saved."""
    sandbox = start(faults=(parse_fault("truncated"),))
    with pytest.raises(IncompleteRead) as caught:
        save(sandbox, RECORD)
    assert caught.value.partial.startswith(b'{"Data"')
    assert len(sandbox.store.events()) == 1


def test_an_empty_answer_is_empty(start: Start, save: Save) -> None:
    """An empty answer is 200 with no body, and a web page is HTML."""
    sandbox = start(faults=(parse_fault("empty@1"), parse_fault("html@2")))
    assert save(sandbox, RECORD).body == b""
    assert save(sandbox, RECORD).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(("kind", "done"), [("hang", 0), ("hang-after", 1)])
def test_a_hanging_request_ends_when_the_sandbox_closes(start: Start, kind: str, done: int) -> None:
    """No answer comes, other clients are served, and closing does not wait for it."""
    sandbox = start(faults=(parse_fault(f"{kind}@1"),))
    with _asked(sandbox) as hanging:
        _wait_for(lambda: len(sandbox.store.requests()) == 1)
        with _asked(sandbox) as other:
            assert other.recv(12) == b"HTTP/1.1 200"
        assert len(sandbox.store.events()) == done + 1
        hanging.sendall(b"Anybody there?")
        begun = time.monotonic()
        sandbox.close()
        assert time.monotonic() - begun < 20
        assert hanging.recv(1) == b""


def _asked(sandbox: Sandbox) -> socket.socket:
    body = b'{"Data": [{"CustomerNumber": "C-1"}]}'
    connection = socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2])), 30)
    connection.sendall(
        b"POST /public-api/customers/save HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\n"
        b"Authorization: Bearer x\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    return connection


def _wait_for(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)


@pytest.mark.parametrize("given", [{"latency": 0.2}, {"faults": (parse_fault("slow:0.2"),)}])
def test_an_answer_can_be_late(start: Start, save: Save, given: dict[str, Any]) -> None:
    """With latency or `slow` the answer comes later."""
    begun = time.monotonic()
    assert save(start(**given), RECORD).status == 200
    assert time.monotonic() - begun >= 0.2


def test_closing_does_not_wait_for_a_late_answer(start: Start) -> None:
    """Closing ends a delay at once."""
    sandbox = start(latency=60.0)
    with _asked(sandbox):
        _wait_for(lambda: len(sandbox.store.requests()) == 1)
        begun = time.monotonic()
        sandbox.close()
        assert time.monotonic() - begun < 20


@pytest.mark.parametrize("kind", ["429", "503"])
@pytest.mark.parametrize("told", [None, "2", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_retry_after_is_sent_as_told(start: Start, save: Save, kind: str, told: str | None) -> None:
    """429 and 503 send the Retry-After that they were given, or none."""
    text = f"{kind}:{told}@1" if told else f"{kind}@1"
    got = save(start(faults=(parse_fault(text),)), RECORD)
    assert got.headers.get("retry-after") == told


def test_retry_after_can_be_a_date_from_now() -> None:
    """`date+SECONDS` is sent as the date so many seconds from now."""
    now = datetime(2026, 10, 21, 7, 28, tzinfo=UTC)
    found = parse_fault("429:date+90").headers(now)
    assert found == (("Retry-After", "Wed, 21 Oct 2026 07:29:30 GMT"),)


def test_a_call_has_its_own_count(start: Start, save: Save, save_addresses: Save) -> None:
    """A fault of one call counts the requests of that call; any other counts all."""
    faults = tuple(map(parse_fault, ("addresses:503@2", "500-before@4")))
    sandbox = start(faults=faults)
    address = {**RECORD, "AddressTypeName": "Main"}
    statuses = [
        save(sandbox, RECORD).status,
        save_addresses(sandbox, address).status,
        save_addresses(sandbox, address).status,
        save(sandbox, RECORD).status,
    ]
    assert statuses == [200, 200, 503, 500]


def test_a_rate_is_the_same_for_the_same_seed(start: Start, save: Save) -> None:
    """A rate befalls its share of the requests, the same ones for the same seed."""
    runs = []
    for _ in range(2):
        sandbox = start(faults=(parse_fault("503@30%"),), seed=7)
        runs.append([save(sandbox, RECORD).status for _ in range(20)])
    chance = random.Random(7)  # noqa: S311 - the sandbox's own source of chance
    assert runs[0] == [503 if chance.random() < 0.3 else 200 for _ in range(20)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize(("rate", "status"), [("0%", 200), ("100%", 503)])
def test_the_ends_of_a_rate(start: Start, save: Save, rate: str, status: int) -> None:
    """0% meets no request, and 100% meets every one."""
    sandbox = start(faults=(parse_fault(f"503@{rate}"),))
    assert {save(sandbox, RECORD).status for _ in range(10)} == {status}


POISONED = [
    {"CustomerNumber": "BAD-1"},
    {"CustomerNumber": "2", "CustomerContactCell": {"PhoneNumber": "xBADx"}},
    {"CustomerNumber": "3", "CustomerNotes": [{"NoteText": "so BAD"}]},
]


@pytest.mark.parametrize("record", POISONED)
def test_a_poisonous_record_fails_its_request_every_time(
    start: Start, save: Save, record: dict[str, Any]
) -> None:
    """A record with the text, in whatever field, is 500 each time, and nothing is done."""
    sandbox = start(faults=tuple(map(parse_fault, ("503@3", "poison:BAD"))))
    assert [save(sandbox, RECORD, record).status for _ in range(3)] == [500, 500, 500]
    assert sandbox.store.events() == []
    assert save(sandbox, RECORD).status == 200


def test_poison_can_be_of_one_call(start: Start, save: Save, save_addresses: Save) -> None:
    """Poison of one call does not touch the other calls."""
    sandbox = start(faults=(parse_fault("addresses:poison:C-"),))
    assert save(sandbox, RECORD).status == 200
    assert save_addresses(sandbox, {**RECORD, "AddressTypeName": "Main"}).status == 500


@pytest.mark.parametrize("kind", ["drop-before", "truncated"])
def test_a_broken_connection_does_not_break_the_next(start: Start, save: Save, kind: str) -> None:
    """After a fault on the wire the next request is served."""
    sandbox = start(faults=(parse_fault(f"{kind}@1"),))
    with pytest.raises(HTTPException):
        save(sandbox, RECORD)
    assert save(sandbox, RECORD).status == 200


TOKEN_TEXTS = [
    ("", "invalid_token"),
    (":invalid", "invalid_token"),
    (":base64", "not a valid Base-64 string"),
    (":claims", "Failed to get claims identity"),
]


@pytest.mark.parametrize(("argument", "said"), TOKEN_TEXTS)
def test_a_dead_token_is_a_400_with_its_text(
    start: Start, save: Save, argument: str, said: str
) -> None:
    """The answer is the text alone, or an object that has it as its `error`."""
    faults = (f"400-token{argument}@1", f"400-token-json{argument}@2")
    sandbox = start(faults=tuple(map(parse_fault, faults)))
    plain, as_json = save(sandbox, RECORD), save(sandbox, RECORD)
    assert (plain.status, as_json.status) == (400, 400)
    assert plain.headers["content-type"].startswith("text/plain")
    assert said in plain.body.decode()
    assert as_json.json == {"error": plain.body.decode()}
    assert sandbox.store.events() == []


def test_a_token_can_die_in_the_middle_of_a_run(start: Start, save: Save) -> None:
    """`@3-` lets two requests through, and no later one."""
    sandbox = start(faults=(parse_fault("400-token@3-"),))
    assert [save(sandbox, RECORD).status for _ in range(5)] == [200, 200, 400, 400, 400]


@pytest.mark.parametrize(
    ("text", "reset", "retry"),
    [
        ("429-reset", "1", None),
        ("429-reset:3", "3", None),
        ("429-reset:3+0.5", "3", "0.5"),
    ],
)
def test_an_overloaded_server_says_when_it_is_free_again(
    start: Start, save: Save, text: str, reset: str, retry: str | None
) -> None:
    """429 sends `wasp-overloadprotection-reset`, and `Retry-After` only if it was given."""
    got = save(start(faults=(parse_fault(text),)), RECORD)
    told = (got.headers["wasp-overloadprotection-reset"], got.headers.get("retry-after"))
    assert (got.status, told) == (429, (reset, retry))


@pytest.mark.parametrize("which", ["", "@1-", "@100%"])
def test_a_blip_is_one_page(start: Start, save: Save, which: str) -> None:
    """A blip happens once, however many requests it could meet."""
    sandbox = start(faults=(parse_fault(f"blip{which}"),))
    kinds = [save(sandbox, RECORD).headers["content-type"] for _ in range(3)]
    assert [kind.partition(";")[0] for kind in kinds] == [
        "text/html",
        "application/json",
        "application/json",
    ]


def test_a_blip_can_go_on_for_a_time() -> None:
    """A blip with seconds meets every request until they are over, and none after that."""
    now = [100.0]
    chooser = Chooser([parse_fault("blip:2@2")], None, lambda: now[0])
    met = []
    for moment in (100.0, 100.5, 101.0, 102.4, 102.5, 103.0):
        now[0] = moment
        met.append(chooser.choose("customers", [])[1] is not None)
    assert met == [False, True, True, True, False, False]


@pytest.mark.parametrize(
    ("right", "customers", "addresses"),
    [
        ("no-right", True, True),
        ("no-right:create", True, False),
        ("no-right:update", True, True),
    ],
)
def test_a_right_can_be_taken_away_after_some_saves(
    start: Start, save: Save, save_addresses: Save, right: str, *, customers: bool, addresses: bool
) -> None:
    """From a request on, calls that need the right are refused as without that permission."""
    sandbox = start(faults=(parse_fault(f"{right}@3-"),))
    address = {**RECORD, "AddressTypeName": "Main"}
    answers = [
        save(sandbox, RECORD).json,
        save_addresses(sandbox, address).json,
        save(sandbox, RECORD).json,
        save_addresses(sandbox, address).json,
    ]
    assert [each["HasError"] for each in answers] == [False, False, customers, addresses]
    assert answers[2]["Messages"][0]["HttpStatusCode"] == 403
    assert len(sandbox.store.events()) == 2 + (not addresses)


@pytest.mark.parametrize(("kind", "status"), [("refused", 400), ("refused-403", 403)])
def test_every_record_can_be_refused_for_one_reason(
    start: Start, save: Save, kind: str, status: int
) -> None:
    """Each record gets an entry of its own with the reason, and nothing is done."""
    sandbox = start(faults=(parse_fault(f"{kind}:The quota is used up.@2"),))
    save(sandbox, RECORD)
    got = save(sandbox, RECORD, {"CustomerNumber": "C-2"})
    told = [(entry["Message"], entry["HttpStatusCode"]) for entry in got.entries]
    assert told == [("The quota is used up.", status)] * 2
    assert len(sandbox.store.events()) == 1


def test_a_shape_can_be_of_one_request(start: Start, save: Save) -> None:
    """`as` answers once in another shape, and then as before."""
    sandbox = start(shape="failures-by-row", faults=(parse_fault("as:zero-totals@2"),))
    totals = [save(sandbox, RECORD).json["Data"]["TotalResults"] for _ in range(3)]
    assert totals == [1, 0, 1]


BAD_READS = [
    ("404", 404, "text/html"),
    ("401", 401, "application/json"),
    ("400-token:claims", 400, "text/plain"),
    ("429-reset:2", 429, "application/json"),
    ("500-before", 500, "application/json"),
    ("503", 503, "text/html"),
    ("html", 200, "text/html"),
    ("blip", 200, "text/html"),
    ("empty", 200, "application/json"),
    ("slow:0.01", 200, "application/json"),
]


@pytest.mark.parametrize("bad_read", BAD_READS)
@pytest.mark.parametrize(
    "read", [("GetCustomersByNumber", ["C-1"]), ("advancedinfosearch", {"PageSize": 5})]
)
def test_reads_have_the_same_bad_days(
    start: Start, post: Save, bad_read: tuple[str, int, str], read: tuple[str, object]
) -> None:
    """`reads:` meets both calls that read, and leaves the others alone."""
    (fault, status, kind), (call, body) = bad_read, read
    sandbox = start(faults=(parse_fault(f"reads:{fault}@1"),))
    post(sandbox, "customers/save", {"Data": [RECORD]})
    bad = post(sandbox, f"customers/{call}", body)
    assert (bad.status, bad.headers["content-type"].partition(";")[0]) == (status, kind)
    good = post(sandbox, f"customers/{call}", body)
    assert len(good.json["Data"]) == 1


def test_a_read_can_be_refused(start: Start, post: Save) -> None:
    """A read that is refused has no data, and says why."""
    sandbox = start(faults=(parse_fault("numbers:refused:No such right."),))
    got = post(sandbox, "customers/GetCustomersByNumber", ["C-1"])
    assert (got.status, got.json["HasError"], got.json["Data"]) == (200, True, None)
    assert got.json["Messages"][0]["Message"] == "No such right."


def test_reads_are_counted_together(start: Start, post: Save) -> None:
    """`reads:` counts the requests of both calls, and a call by itself counts its own."""
    sandbox = start(faults=tuple(map(parse_fault, ("reads:503@2", "search:404@2"))))
    calls = ["GetCustomersByNumber", "advancedinfosearch"] * 2
    bodies: dict[str, object] = {"GetCustomersByNumber": [], "advancedinfosearch": {}}
    statuses = [post(sandbox, f"customers/{call}", bodies[call]).status for call in calls]
    assert statuses == [200, 503, 200, 404]
