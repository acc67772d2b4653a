"""Sends one update of a number that nobody has, to see what the server says to it."""

import orjson

from customer_import.api.answer import Answer, read_answer, reasons
from customer_import.api.naming import nobody
from customer_import.api.reading.seen import Existence
from customer_import.api.reading.server_reader import ServerReader
from customer_import.api.reply import NoReply, Reply
from customer_import.api.verdict import judge, refusal
from customer_import.checking.fact import Fact, proven, refuted, unknown
from customer_import.endpoints import Call
from customer_import.errors import Refused

MISSING = 404


def try_update(name: str, reader: ServerReader) -> Fact:
    """Try the right to update, by a call that can create nobody.

    Args:
        name: of the fact.
        reader: of the server; if it is calibrated, it looks whether anybody was created.
    """
    number = nobody()
    fields = {"CustomerNumber": number, "CustomerName": "customer-import check"}
    body = {"ApplicableFields": list(fields), "Data": [{"ImportRowNumber": 1, **fields}]}
    courier = reader.courier
    try:
        reply = courier.post(Call.UPDATE, orjson.dumps(body))
    except NoReply as why:
        return unknown(name, f"The update got no answer: {why.reason}.")
    if _exists(number, reader):
        return refuted(
            name, f"updateExisting created a customer, {number}: delete it, and use no updates."
        )
    verdict = judge(reply, courier.clock.now())
    if verdict.stop is not None:
        return _stopped(name, verdict.stop)
    return _answered(name, number, reply, verdict.reason)


def _exists(number: str, reader: ServerReader) -> bool:
    calibration = reader.calibration
    if calibration is None or calibration.is_empty:
        return False
    return any(each.existence == Existence.PRESENT for each in reader.read([number]))


def _stopped(name: str, stop: Exception) -> Fact:
    return refuted(name, f"{stop}") if isinstance(stop, Refused) else unknown(name, f"{stop}")


def _answered(name: str, number: str, reply: Reply, why: str) -> Fact:
    answer = read_answer(reply.body)
    if answer is not None and answer.forbidden is not None:
        return refuted(name, f"{refusal(answer.forbidden)}")
    said = reasons(answer.failures).rstrip(".") if answer is not None else why
    if answer is not None and _is_missing(answer, number):
        return proven(
            name,
            "It seems to exist: the server looked for the number of an update, and did not find "
            f"it ({said}).",
        )
    return unknown(name, f"The answer to an update does not show it: {said or 'no error'}.")


def _is_missing(answer: Answer, number: str) -> bool:
    """Return whether an answer says of the number that it does not exist."""
    return any(
        each.get("HttpStatusCode") == MISSING or number in (each.get("Message") or "")
        for each in answer.failures
    )
