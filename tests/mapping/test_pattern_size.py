import pytest

from customer_import.mapping.leaf_model import LARGEST_PATTERN, pattern_size


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("", 0),
        ("abc", 3),
        ("a{5}", 5),
        ("a{5,}", 5),
        ("a{,7}", 7),
        ("a{2,7}", 7),
        ("(ab{3}){4}", 16),
        ("((a{10}){10}){10}", 1000),
        ("(?:a|b{4}){3}", 24),
        ("a{1000000000}", 10**9),
        ("(a{1000}){1000}", 10**6),
        (r"\p{L}{4}", 4),
        (r"\{99999\}", 7),
        ("[{9}]{3}", 3),
        (r"[]a\]{9}]{2}", 2),
        ("a{x}", 4),
        ("(((", 0),
    ],
)
def test_repeats_are_written_out(pattern: str, size: int) -> None:
    """A repeat is of the sign, class or group before it; braces elsewhere are not repeats."""
    assert pattern_size(pattern) == size


def test_a_number_of_any_length_is_read() -> None:
    """A repeat count with thousands of digits is too large, and not an error of its own."""
    assert pattern_size("a{" + "9" * 5000 + "}") > LARGEST_PATTERN
