from customer_import.cli.command_call import CommandCall
from customer_import.cli.screen import Screen
from customer_import.clock import Clock


class Hours:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = 0.0

    def monotonic(self) -> float:
        """Return the time it was set to."""
        return self.at


def test_the_time_of_a_command_is_without_answers() -> None:
    """What a person takes to answer is not counted, also where questions are part of a talk."""
    hours = Hours()
    screen = Screen(quiet=True, monotonic=hours.monotonic)
    call = CommandCall(None, screen, lambda: False, Clock(monotonic=hours.monotonic), hours.at)
    hours.at = 2.0
    with screen.asking():
        hours.at = 5.0
        with screen.asking():
            hours.at = 50.0
    hours.at = 51.5
    assert call.seconds == 3.5


def test_answers_before_a_command_are_not_its_own() -> None:
    """Of several lists, each takes its own time: answers before it began are not taken off."""
    hours = Hours()
    screen = Screen(quiet=True, monotonic=hours.monotonic)
    with screen.asking():
        hours.at = 30.0
    call = CommandCall(None, screen, lambda: False, Clock(monotonic=hours.monotonic), hours.at)
    hours.at = 31.0
    assert call.seconds == 1.0
