"""What the sandbox does with a request to one of its calls, faults included."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
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
    web_page,
)
from customer_import.sandbox.calls import Batch, Call
from customer_import.sandbox.customers import CustomersCall
from customer_import.sandbox.faults import Chooser, Fault
from customer_import.sandbox.settings import WHOLE, Settings
from customer_import.sandbox.store import Store
from customer_import.sandbox.writer import Writer

FAILED = framework_error(500, "An error has occurred.")
LOGIN_PAGE = web_page(200, "Sign in", "Please sign in to continue.")


class Service:
    """The calls of the API, over one store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._chooser = Chooser(settings.faults, settings.seed)
        self._calls: dict[str, Call] = {
            "/public-api/customers/save": CustomersCall(settings),
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
            done = fault is None or fault.does
            reply = self._carry_out(call, batch, writer) if done else FAILED
            reply = _spoilt(reply, fault) if fault else reply
            writer.finish(reply.status)
        return reply, self._settings.latency + (fault.delay if fault else 0.0)

    def _carry_out(self, call: Call, batch: Batch, writer: Writer) -> Reply:
        problem = self._refusal(call, batch)
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

    def _refusal(self, call: Call, batch: Batch) -> Problem | None:
        missing = [each for each in call.permissions if each not in self._settings.permissions]
        if missing:
            message = f"The {' and the '.join(missing)} permission is needed."
            return Problem("", message, 403)
        most = self._settings.max_records
        if len(batch.records) > most:
            return Problem("", f"A maximum of {most} records is accepted at a time.")
        return call.refusal(batch)


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
    """The reply as the fault leaves it."""
    retry_after = fault.retry_after(datetime.now(UTC))
    match fault.kind:
        case "drop-before" | "drop-after":
            return Reply(None, manner=Manner.DROPPED)
        case "hang" | "hang-after":
            return Reply(None, manner=Manner.HANGS)
        case "500-before" | "500-after" | "poison":
            return FAILED
        case "503":
            page = web_page(503, "Service Unavailable", "The service is unavailable.")
            return replace(page, retry_after=retry_after)
        case "429":
            return replace(framework_error(429, "Too many requests."), retry_after=retry_after)
        case "401":
            return auth.unauthorised()
        case "html" | "html-after":
            return LOGIN_PAGE
        case "empty":
            return Reply(200)
        case "truncated":
            return replace(reply, manner=Manner.CUT)
    return reply
