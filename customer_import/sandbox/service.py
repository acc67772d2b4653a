"""What the sandbox does with a request: lets it in, carries it out, and notes it."""

import ipaddress
import json
from collections.abc import Sequence
from contextlib import nullcontext
from email.message import Message
from typing import Any, NoReturn
from urllib.parse import urlsplit

from customer_import.sandbox.answers import (
    Problem,
    Reply,
    framework_error,
    not_found,
    refuse,
    unauthorised,
    web_page,
)
from customer_import.sandbox.bad_day import FAILED, Chooser, spoilt
from customer_import.sandbox.calls import Batch, Call
from customer_import.sandbox.contacts import addresses_call, phones_call
from customer_import.sandbox.customers import CreateCall, DeleteCall, SaveCall, UpdateCall
from customer_import.sandbox.faults import CALLS, OTHERS, Fault
from customer_import.sandbox.other_user import Moment, Moments, OtherUser, act
from customer_import.sandbox.reads import NumbersCall, SearchCall
from customer_import.sandbox.session import Session
from customer_import.sandbox.settings import PERMISSIONS, Settings
from customer_import.sandbox.shapes import Manner
from customer_import.sandbox.store import Store

PREFIX = "/public-api/"
REFUSALS = {
    "refused": (400, "The limit of your account is reached."),
    "refused-403": (403, "Your user does not have this right."),
}
"""The status and the usual reason of the faults that refuse every record by itself."""


class Service:
    """The calls of the API, over one store.

    Attributes:
        moments: what other users are going to do.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.moments = Moments()
        self._store = store
        self._settings = settings
        self._manner = Manner(settings.shape, settings.variants)
        self._chooser = Chooser(settings.faults, settings.seed)
        calls: tuple[Call, ...] = (
            *(SaveCall(settings), UpdateCall(settings), CreateCall(settings)),
            *(DeleteCall(settings), addresses_call(settings), phones_call(settings)),
            *(NumbersCall(), SearchCall()),
        )
        self._calls = {PREFIX + CALLS[call.name]: call for call in calls}

    def post(self, path: str, headers: Message, body: bytes) -> tuple[Reply, float]:
        """Return the reply to a POST, and how many seconds it is kept back."""
        call = self._calls.get(path.partition("?")[0])
        if call is None:
            return self._turned_away(path, not_found())
        refused = _not_let_in(headers, self._settings.token)
        if refused is not None:
            return self._turned_away(path, refused)
        try:
            batch = call.unpack(_read_json(body))
        except ValueError as error:
            return self._turned_away(path, framework_error(400, f"The request is invalid: {error}"))
        return self._let_in(path, call, batch)

    def _turned_away(self, path: str, reply: Reply) -> tuple[Reply, float]:
        with self._store.session() as session:
            session.begin(path, None, None, "")
            session.finish(reply.status)
        return reply, 0.0

    def _let_in(self, path: str, call: Call, batch: Batch) -> tuple[Reply, float]:
        number, fault = self._chooser.choose(call.name, batch.records)
        due = self.moments.due(call.name)
        with self._store.session() as session:
            self._let_others([each for each in due if not each.after], fault, session)
            session.begin(path, number, len(batch.records), fault.text if fault else "")
            reply = self._reply(call, batch, session, fault)
            self._let_others([each for each in due if each.after], None, session)
            session.finish(reply.status)
        return reply, self._settings.latency + (fault.delay if fault else 0.0)

    def _let_others(self, moments: Sequence[Moment], fault: Fault | None, session: Session) -> None:
        """Let other users do what is due, within the transaction of the request."""
        user = OtherUser(lambda: nullcontext(session.of_another()), self._settings)
        for moment in moments:
            moment.action(user)
        if fault is not None and fault.kind in OTHERS:
            act(fault, user, session)

    def _reply(self, call: Call, batch: Batch, session: Session, fault: Fault | None) -> Reply:
        if fault is None:
            return self._carry_out(call, batch, session, self._manner)
        manner = self._manner.but_with(fault.argument) if fault.kind == "as" else self._manner
        if fault.kind in REFUSALS:
            status, reason = REFUSALS[fault.kind]
            return call.refuse_each(batch, Problem("", fault.argument or reason, status), manner)
        if not fault.does:
            return spoilt(FAILED, fault)
        return spoilt(self._carry_out(call, batch, session, manner, _lost(fault)), fault)

    def _carry_out(
        self,
        call: Call,
        batch: Batch,
        session: Session,
        manner: Manner,
        lost: frozenset[str] = frozenset(),
    ) -> Reply:
        problem = self._refusal(call, batch, lost)
        if problem is None:
            return call.answer(batch, session, manner)
        # The vendor: a result carries the status that "usually would be returned".
        return refuse(problem, 200 if problem.status == 403 else problem.status)  # noqa: PLR2004

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
    if fault.kind != "no-right":
        return frozenset()
    return frozenset({f"{fault.argument.title()} Customer"}) if fault.argument else PERMISSIONS


def misdirected(headers: Message) -> Reply | None:
    """Return the reply to a request that does not ask for this machine; None to one that does.

    A web page can make a browser send requests to loopback under a name of its own (DNS
    rebinding), and then read what it gets. Such a request has that name as its Host, or the
    page's address as its Origin.
    """
    hosts = headers.get_all("Host", [])
    if len(hosts) != 1 or not _is_loopback(hosts[0]):
        return framework_error(421, "The Host must be 127.0.0.1, localhost or [::1].")
    origin = headers.get("Origin")
    if origin is not None and origin.lower() != f"http://{hosts[0].lower()}":
        return framework_error(403, "Pages of other sites cannot use the sandbox.")
    return None


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _not_let_in(headers: Message, token: str | None) -> Reply | None:
    """Return the reply to a request that is not let in; None to one that is.

    Args:
        headers: those of the request.
        token: the one token that is accepted; None accepts any.
    """
    if not (headers.get("User-Agent") or "").strip():
        return web_page(403, "Forbidden: Access is denied.", "A User-Agent header is needed.")
    if not _authorised(headers.get("Authorization") or "", token):
        return unauthorised()
    if headers.get_content_type() != "application/json" or "Content-Type" not in headers:
        return framework_error(415, "The Content-Type must be application/json.")
    return None


def _read_json(body: bytes) -> Any:
    """Return the JSON in a body.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        return json.loads(body, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _authorised(header: str, token: str | None) -> bool:
    scheme, _, given = header.partition(" ")
    given = given.strip()
    return scheme.lower() == "bearer" and bool(given) and token in (None, given)
