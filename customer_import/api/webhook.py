"""Tells a web address how a run ended: as JSON, or as Slack and Teams take messages.

The address of a webhook is a secret itself, so no message repeats more of it than the host.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from customer_import.api.server_url import is_loopback
from customer_import.errors import SettingError

SECONDS = 10.0
"""That the other side has to answer."""
_SLACK = ("hooks.slack.com", "hooks.slack-gov.com")
_TEAMS = (
    ".webhook.office.com",
    ".logic.azure.com",
    ".powerplatform.com",
    ".powerautomate.com",
)
"""How the names of the servers end that take messages for Teams."""
_CARD = "application/vnd.microsoft.card.adaptive"
_CARD_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


class HookForm(StrEnum):
    """What a webhook expects."""

    JSON = "json"
    SLACK = "slack"
    TEAMS = "teams"


class NotNotified(Exception):
    """The message did not arrive; says why."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that takes messages.

    Attributes:
        url: of it.
        form: that it expects.
    """

    url: str
    form: HookForm

    @property
    def host(self) -> str:
        """Return the name of its server, which may be shown."""
        return urlsplit(self.url).hostname or ""

    def body(self, text: str, summary: Mapping[str, object]) -> dict[str, object]:
        """Return what is posted.

        Args:
            text: the message for a person.
            summary: the same for a program.
        """
        if self.form is HookForm.SLACK:
            return {"text": text}
        if self.form is HookForm.JSON:
            return {**summary, "text": text}
        block = {"type": "TextBlock", "text": text, "wrap": True}
        card = {
            "$schema": _CARD_SCHEMA,
            "type": "AdaptiveCard",
            "version": "1.2",
            "body": [block],
        }
        return {"type": "message", "attachments": [{"contentType": _CARD, "content": card}]}

    def post(self, text: str, summary: Mapping[str, object], seconds: float = SECONDS) -> None:
        """Post a message.

        Args:
            text: the message for a person.
            summary: the same for a program.
            seconds: that the other side has to answer.

        Raises:
            NotNotified: it did not arrive.
        """
        # Imported here because few runs notify anybody, and both are slow to import.
        import httpx  # noqa: PLC0415
        import truststore  # noqa: PLC0415

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        body = self.body(text, summary)
        try:
            reply = httpx.post(self.url, json=body, timeout=seconds, verify=context)
        except httpx.TimeoutException:
            raise NotNotified(f"it did not answer within {seconds:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            # What httpx says may hold the address.
            raise NotNotified("it cannot be reached") from None
        if not reply.is_success:
            raise NotNotified(f"it answered {reply.status_code}")


def webhook(given: str) -> Webhook:
    """Return the webhook that an address names.

    Args:
        given: the address; `slack+` or `teams+` before it says what it expects.

    Raises:
        SettingError: it is not an address, or would send the message unencrypted.
    """
    prefix, plus, rest = given.strip().partition("+")
    forced = prefix if plus and prefix in set(HookForm) else ""
    url = rest if forced else given.strip()
    host = _host(url)
    if not host:
        message = "--notify needs the address of a webhook, and was given something else."
        raise SettingError(message, "Write it like https://hooks.slack.com/services/…")
    if urlsplit(url).scheme != "https" and not is_loopback(host):
        message = f"--notify would send its message to {host} in clear."
        raise SettingError(message, "Use the address that begins with https://.")
    return Webhook(url, HookForm(forced) if forced else _form_of(host))


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""


def _form_of(host: str) -> HookForm:
    if host in _SLACK:
        return HookForm.SLACK
    return HookForm.TEAMS if host.endswith(_TEAMS) else HookForm.JSON
