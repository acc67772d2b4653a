"""What the sandbox does with a request to one of its calls, faults included."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from types import MappingProxyType
from typing import Any

from customer_import.sandbox import auth
from customer_import.sandbox.addresses import AddressesCall
from customer_import.sandbox.answers import (
    Manner,
    Outcome,
    Problem,
    Reply,
    answer,
    framework_error,
    refuse,
    token_error,
    web_page,
)
from customer_import.sandbox.calls import Batch, Call
from customer_import.sandbox.customers import SaveCall, UpdateCall
from customer_import.sandbox.faults import TOKEN_TEXTS, Chooser, Fault
from customer_import.sandbox.settings import PERMISSIONS, WHOLE, Settings
from customer_import.sandbox.store import Store
from customer_import.sandbox.writer import Writer

FAILED = framework_error(500, "An error has occurred.")
LOGIN_PAGE = web_page(200, "Sign in", "Please sign in to continue.")
TOO_MANY = framework_error(429, "Too many requests.")
BUSY = MappingProxyType(
    {
        "503": web_page(503, "Service Unavailable", "The service is unavailable."),
        "429": TOO_MANY,
        "429-reset": TOO_MANY,
    }
)
"""The replies of faults that say when to come back."""
IN_PLACE = MappingProxyType(
    {
        **dict.fromkeys(("drop-before", "drop-after"), Reply(None, manner=Manner.DROPPED)),
        **dict.fromkeys(("hang", "hang-after"), Reply(None, manner=Manner.HANGS)),
        **dict.fromkeys(("500-before", "500-after", "poison"), FAILED),
        **dict.fromkeys(("html", "html-after", "blip"), LOGIN_PAGE),
        "401": auth.unauthorised(),
        "empty": Reply(200),
    }
)
"""The replies that faults put in place of the true one."""


class Service:
    """The calls of the API, over one store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._chooser = Chooser(settings.faults, settings.seed)
        self._calls: dict[str, Call] = {
            "/public-api/customers/save": SaveCall(settings),
            "/public-api/customers/updateExisting": UpdateCall(settings),
            "/public-api/addresses/customer/save": AddressesCall(settings),
        }

    def post(self, path: str, headers: Message, body: bytes) -> tuple[Reply, float]:
        """The reply to a POST, and how many seconds it is kept back."""
        call = self._calls.get(path.partition("?")[0])
        if call is None:
            return self._turned_away(path, auth.not_found())
        refused = auth.refused(headers, self._settings.token)
        if refused is not None:
            return self._turned_away(path, refused)
        try:
            batch = call.unpack(auth.read_json(body))
        except ValueError as error:
            return self._turned_away(path, framework_error(400, f"The request is invalid: {error}"))
        return self._let_in(path, call, batch)

    def _turned_away(self, path: str, reply: Reply) -> tuple[Reply, float]:
        with self._store.writing() as writer:
            writer.begin(path, None, None, "")
            writer.finish(reply.status)
        return reply, 0.0

    def _let_in(self, path: str, call: Call, batch: Batch) -> tuple[Reply, float]:
        number, fault = self._chooser.choose(call.name, batch.records)
        with self._store.writing() as writer:
            writer.begin(path, number, len(batch.records), fault.text if fault else "")
            reply = self._reply(call, batch, writer, fault)
            writer.finish(reply.status)
        return reply, self._settings.latency + (fault.delay if fault else 0.0)

    def _reply(self, call: Call, batch: Batch, writer: Writer, fault: Fault | None) -> Reply:
        if fault is None:
            return self._carry_out(call, batch, writer)
        if fault.kind == "refused":
            return self._refuse_each(call, batch, fault)
        lost = _lost(fault) if fault.kind == "no-right" else frozenset[str]()
        done = self._carry_out(call, batch, writer, lost) if fault.does else FAILED
        return _spoilt(done, fault)

    def _refuse_each(self, call: Call, batch: Batch, fault: Fault) -> Reply:
        problem = Problem("", fault.argument or "The limit of your account is reached.", 403)
        found = [(problem,)] * len(batch.records)
        return answer(
            self._settings.shape, _outcomes(call, batch.records, [""] * len(found), found)
        )

    def _carry_out(
        self, call: Call, batch: Batch, writer: Writer, lost: frozenset[str] = frozenset()
    ) -> Reply:
        problem = self._refusal(call, batch, lost)
        if problem is not None:
            # The vendor: a result carries the status that "usually would be returned".
            return refuse(problem, 200 if problem.status == 403 else problem.status)  # noqa: PLR2004
        found = [call.problems(record, writer) for record in batch.records]
        if any(found) and self._settings.shape in WHOLE:
            saved = [""] * len(found)
        else:
            saved = [
                "" if problems else _save(call, record, batch, writer)
                for record, problems in zip(batch.records, found, strict=True)
            ]
        return answer(self._settings.shape, _outcomes(call, batch.records, saved, found))

    def _refusal(self, call: Call, batch: Batch, lost: frozenset[str]) -> Problem | None:
        held = self._settings.permissions - lost
        missing = [each for each in call.permissions if each not in held]
        if missing:
            message = f"The {' and the '.join(missing)} permission is needed."
            return Problem("", message, 403)
        most = self._settings.max_records
        if len(batch.records) > most:
            return Problem("", f"A maximum of {most} records is accepted at a time.")
        return call.refusal(batch)


def _lost(fault: Fault) -> frozenset[str]:
    """Return the permissions that a fault takes away."""
    named = frozenset({f"{fault.argument.title()} Customer"})
    return named if fault.argument else PERMISSIONS


def _save(call: Call, record: dict[str, Any], batch: Batch, writer: Writer) -> str:
    saved = call.save(record, batch, writer)
    writer.event(call.name, saved.number, "created" if saved.created else "updated", record)
    return saved.message


def _outcomes(
    call: Call,
    records: Sequence[Any],
    messages: Sequence[str],
    found: Sequence[tuple[Problem, ...]],
) -> list[Outcome]:
    outcomes = []
    for record, message, problems in zip(records, messages, found, strict=True):
        known = record if isinstance(record, dict) else {}
        row = known.get("ImportRowNumber")
        named = str(row) if isinstance(row, int) else ""
        outcomes.append(Outcome(named, call.number(known), message, problems))
    return outcomes


def _spoilt(reply: Reply, fault: Fault) -> Reply:
    """Return the reply as the fault leaves it."""
    headers = fault.headers(datetime.now(UTC))
    match fault.kind:
        case "503" | "429" | "429-reset":
            return replace(BUSY[fault.kind], headers=headers)
        case "400-token" | "400-token-json":
            text = TOKEN_TEXTS[fault.argument or "invalid"]
            return token_error(text, as_json=fault.kind == "400-token-json")
        case "truncated":
            return replace(reply, manner=Manner.CUT)
    return IN_PLACE.get(fault.kind, reply)
