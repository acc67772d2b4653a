import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.api.verdict import RESET, Act, Done, Failure, judge, plain_text, retry_after
from customer_import.errors import (
    BadCertificate,
    NoSuchHost,
    Refused,
    Stopped,
    Unreachable,
    WrongAnswer,
)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
PAGE = b"<!DOCTYPE html><html><body><h1>Oh</h1></body></html>"
API = b'{"Data": null, "HasError": true}'


def reply(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
    """Make a reply; header names are in lower case."""
    return Reply(status, headers or {}, body)


def test_a_500_may_tell_what_is_wrong_with_a_record() -> None:
    """The API's own answer with a 500 is a judgement; an error of its framework is a fault."""
    told = wrapped(["CustomerName is too long."])
    assert judge(reply(500, told), NOW).blames
    for body in (b"", PAGE, b'{"Message": "An error has occurred."}', b'{"HasError": true}'):
        assert not judge(reply(500, body), NOW).blames


def wrapped(messages: Sequence[str] = (), listed: Sequence[str] = ()) -> bytes:
    """Make the API's answer with failures."""
    said, about = (
        [{"ResultCode": -1, "Message": text} for text in texts] for texts in (messages, listed)
    )
    return json.dumps({"HasError": True, "Messages": said, "Data": {"ResultList": about}}).encode()


@pytest.mark.parametrize(
    ("outcome", "act", "done"),
    [
        (NoReply(Trouble.NOT_SENT, "refused"), Act.RETRY, Done.NOTHING),
        (NoReply(Trouble.NO_SUCH_HOST, "no.example does not exist"), Act.RETRY, Done.NOTHING),
        (NoReply(Trouble.CERTIFICATE, "self-signed"), Act.STOP, Done.NOTHING),
        (reply(301), Act.STOP, Done.NOTHING),
        (reply(302), Act.STOP, Done.MAYBE),
        (reply(303), Act.STOP, Done.MAYBE),
        (reply(304), Act.STOP, Done.MAYBE),
        (reply(307), Act.STOP, Done.NOTHING),
        (reply(308), Act.STOP, Done.NOTHING),
        (reply(429), Act.RETRY, Done.NOTHING),
        (reply(429, PAGE), Act.RETRY, Done.NOTHING),
        (reply(503, b"", {"retry-after": "7"}), Act.RETRY, Done.NOTHING),
        (reply(503, b"", {RESET: "7"}), Act.RETRY, Done.NOTHING),
        (NoReply(Trouble.MAYBE_DONE, "timed out"), Act.RETRY, Done.MAYBE),
        (reply(500), Act.RETRY, Done.MAYBE),
        (reply(500, API), Act.RETRY, Done.MAYBE),
        (reply(502, PAGE), Act.RETRY, Done.MAYBE),
        (reply(503), Act.RETRY, Done.MAYBE),
        (reply(504), Act.RETRY, Done.MAYBE),
        (reply(599), Act.RETRY, Done.MAYBE),
        (reply(200, b""), Act.RETRY, Done.MAYBE),
        (reply(204), Act.RETRY, Done.MAYBE),
        (reply(200, b'{"Data": {"ResultLi'), Act.RETRY, Done.MAYBE),
        (reply(200, b"[]"), Act.RETRY, Done.MAYBE),
        (reply(200, PAGE), Act.RETRY, Done.MAYBE),
        (reply(200, b"", {"content-type": "Text/HTML"}), Act.RETRY, Done.MAYBE),
        (reply(401), Act.STOP, Done.NOTHING),
        (reply(403), Act.STOP, Done.NOTHING),
        (reply(404, PAGE), Act.STOP, Done.NOTHING),
        (reply(400), Act.HALVE, Done.NOTHING),
        (reply(400, b'{"error": "bad_request"}'), Act.HALVE, Done.NOTHING),
        (reply(400, b"invalid_token"), Act.STOP, Done.NOTHING),
        (reply(400, b'{"error":"invalid_token"}'), Act.STOP, Done.NOTHING),
        (reply(400, b'{"error":"Failed to get claims identity"}'), Act.STOP, Done.NOTHING),
        (reply(400, b"The input is not a valid Base-64 string as"), Act.STOP, Done.NOTHING),
        (reply(400, b"<html>Invalid_Token</html>"), Act.STOP, Done.NOTHING),
        (reply(400, b'{"Message": "invalid_token"}'), Act.STOP, Done.NOTHING),
        (reply(400, wrapped(messages=["invalid_token"])), Act.STOP, Done.NOTHING),
        (reply(400, wrapped(listed=["Name invalid_token is bad."])), Act.HALVE, Done.NOTHING),
        (reply(413), Act.HALVE, Done.NOTHING),
        (reply(422), Act.HALVE, Done.NOTHING),
        (reply(200, API), Act.MATCH, Done.ANSWERED),
        (reply(201, b" \n" + API + b"\n"), Act.MATCH, Done.ANSWERED),
        (NoReply(Trouble.UNFORESEEN, "what?"), Act.STOP, Done.MAYBE),
        (reply(418), Act.STOP, Done.MAYBE),
        (reply(100), Act.STOP, Done.MAYBE),
        (reply(600), Act.RETRY, Done.MAYBE),
    ],
)
def test_what_happened_says_what_to_do(outcome: Reply | NoReply, act: Act, done: Done) -> None:
    """Each thing that can happen has one meaning and one consequence."""
    verdict = judge(outcome, NOW)
    assert (verdict.act, verdict.done) == (act, done)
    assert (verdict.failure is not None) == (act == Act.RETRY)
    assert verdict.stop or act != Act.STOP
    assert verdict.answered == isinstance(outcome, Reply)
    assert verdict.reason or act == Act.MATCH


@pytest.mark.parametrize(
    ("outcome", "kind", "says"),
    [
        (NoReply(Trouble.CERTIFICATE, "self-signed"), BadCertificate, "self-signed"),
        (NoReply(Trouble.UNFORESEEN, "what?"), Unreachable, "what?"),
        (reply(302, headers={"location": "https://b.example"}), WrongAnswer, "https://b.example"),
        (reply(302), WrongAnswer, "elsewhere"),
        (reply(200, PAGE), WrongAnswer, "web page"),
        (
            NoReply(Trouble.NO_SUCH_HOST, "no.example does not exist"),
            NoSuchHost,
            "Check the address",
        ),
        (reply(400, b"invalid_token"), Refused, "newer token has replaced it"),
        (reply(400, b'{"error": "invalid_token"}'), Refused, "the token (400): invalid_token."),
        (reply(400, wrapped(["invalid_token"])), Refused, "refused the token: invalid_token."),
        (reply(401, b'{"Message": "Expired."}'), Refused, "Expired."),
        (reply(401), Refused, "WASP_API_TOKEN"),
        (reply(403), Refused, "Create Customer and the Update Customer permission"),
        (reply(404), WrongAnswer, "https://TENANT.waspinventorycloud.com"),
        (reply(418, b"I am a teapot"), WrongAnswer, "418, which is not known here: I am a teapot"),
    ],
)
def test_a_stop_says_what_to_do(outcome: Reply | NoReply, kind: type[Stopped], says: str) -> None:
    """A message that ends a run names the cause and the remedy."""
    stop = judge(outcome, NOW).stop
    assert type(stop) is kind
    assert says in str(stop)


def test_only_a_500_may_be_the_fault_of_one_record() -> None:
    """A 502 or 503 comes from a proxy and does not blame a record."""
    failures = [judge(reply(status), NOW).failure for status in (500, 502, 503)]
    assert failures == [Failure.FAULT, Failure.AWAY, Failure.AWAY]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", None),
        ("  ", None),
        ("7", 7.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("-5", 0.0),
        ("Wed, 04 Mar 2026 09:02:00 GMT", 120.0),
        ("Wed, 04 Mar 2026 10:00:00 +0100", 0.0),
        ("Wed, 04 Mar 2026 08:00:00 GMT", 0.0),
        ("Wed, 04 Mar 2026 09:02:00 -0000", 0.0),
        ("soon", 0.0),
        ("nan", 0.0),
        ("1e999", 0.0),
        ("Wed, 04 Mar 2026 09:02:00 +99999999999999999999", 0.0),
        ("Wed, 31 Feb 2026 09:02:00 GMT", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    """A wait that can be read is kept; anything else is a wait without a length (0)."""
    assert retry_after(header, NOW) == seconds


def test_how_long_the_server_asks_to_wait_is_passed_on() -> None:
    """A busy server is left alone for as long as it asks."""
    assert judge(reply(429, headers={"retry-after": "9"}), NOW).wait == 9.0
    assert judge(reply(429), NOW).wait == 0
    assert judge(reply(503), NOW).wait is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({RESET: "7"}, 7.0),
        ({RESET: "7", "retry-after": "60"}, 7.0),
        ({RESET: " 0.5 "}, 0.5),
        ({RESET: "0", "retry-after": "60"}, 0.0),
        ({RESET: "soon", "retry-after": "60"}, 60.0),
        ({RESET: "", "retry-after": "60"}, 60.0),
        ({RESET: "nan"}, 0.0),
    ],
)
def test_the_vendors_own_header_counts_first(headers: dict[str, str], seconds: float) -> None:
    """A 429 may say in two headers how long to wait; the vendor's own counts if it can be read."""
    assert judge(reply(429, headers=headers), NOW).wait == seconds


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", ""),
        (PAGE, ""),
        (b"out  of\n memory", "out of memory"),
        (b'{"Message": "An error has occurred."}', "An error has occurred."),
        (b'{"Message": null}', ""),
        (b'{"error": 7}', ""),
        (b'{"error": "invalid_grant", "error_description": "No."}', "No."),
        (b"\xff\xfe{", "\ufffd\ufffd{"),
        (
            b'{"Messages": [{"ResultCode": -1, "Message": "No."}, {"ResultCode": 5}]}',
            "No.; refused without a reason (ResultCode 5)",
        ),
        (b"x" * 1000, "x" * 300),
    ],
)
def test_a_servers_words_are_shown_in_short(body: bytes, text: str) -> None:
    """The server's own message is shown in one line; never a web page or bare JSON."""
    assert plain_text(reply(500, body)) == text
    reason = judge(reply(500, body), NOW).reason
    assert reason == f"the server failed (500{': ' + text if text else ''})"


def test_a_refusal_without_words_is_told_by_its_status() -> None:
    """A refusal without a message is shown by its status."""
    assert judge(reply(413, PAGE), NOW).reason == "refused (413)"
    assert judge(reply(400, b'{"Message": "Bad."}'), NOW).reason == "Bad."
