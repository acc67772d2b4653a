"""Webhooks: which addresses are taken, and what each kind gets."""

from typing import Any

import pytest

from customer_import.api.webhook import HookForm, NotNotified, webhook
from customer_import.errors import SettingError

SUMMARY = {"file": "list.csv", "saved": 2, "exit_status": 0}


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ("https://hooks.slack.com/services/T0/B0/x", HookForm.SLACK),
        ("https://acme.webhook.office.com/webhookb2/x", HookForm.TEAMS),
        ("https://prod-1.westus.logic.azure.com:443/workflows/x?sig=y", HookForm.TEAMS),
        ("https://x.environment.api.powerplatform.com/y", HookForm.TEAMS),
        ("https://monitor.example.com/in", HookForm.JSON),
        ("https://hooks.slack.com.evil.example.com/x", HookForm.JSON),
        ("slack+https://chat.example.com/hooks/x", HookForm.SLACK),
        ("teams+https://proxy.example.com/x", HookForm.TEAMS),
        ("json+https://hooks.slack.com/x", HookForm.JSON),
        ("http://127.0.0.1:9/x", HookForm.JSON),
    ],
)
def test_the_address_tells_what_a_webhook_expects(given: str, form: HookForm) -> None:
    """Slack and Teams are known by their hosts; a word before the address says it for others."""
    hook = webhook(given)
    assert hook.form is form
    assert "+" not in hook.url


@pytest.mark.parametrize(
    "given",
    ["", "monitor.example.com", "ftp://x.example.com", "http://x.example.com/secret", "https://[x"],
)
def test_what_is_not_an_encrypted_address_is_refused(given: str) -> None:
    """The message does not repeat the address, which is a secret."""
    with pytest.raises(SettingError) as caught:
        webhook(given)
    assert "secret" not in str(caught.value)


def test_slack_gets_a_text() -> None:
    """An incoming webhook of Slack takes an object with a text."""
    hook = webhook("https://hooks.slack.com/services/x")
    assert hook.body("Done.", SUMMARY) == {"text": "Done."}


def test_teams_gets_an_adaptive_card() -> None:
    """An incoming webhook of Teams takes a message with a card."""
    body: dict[str, Any] = webhook("teams+https://x.example.com").body("Done.", SUMMARY)
    assert body["type"] == "message"
    [attachment] = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["body"] == [{"type": "TextBlock", "text": "Done.", "wrap": True}]


def test_others_get_the_summary() -> None:
    """Any other address gets the summary as JSON, with the text of it."""
    hook = webhook("https://x.example.com")
    assert hook.body("Done.", SUMMARY) == {**SUMMARY, "text": "Done."}


def test_an_address_that_nobody_serves_is_said_without_the_address() -> None:
    """What went wrong names neither the path nor the query of the address."""
    with pytest.raises(NotNotified, match=r"^it cannot be reached$"):
        webhook("http://127.0.0.1:9/secret").post("Done.", SUMMARY)
