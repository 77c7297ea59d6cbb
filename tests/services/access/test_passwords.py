"""What a stored password costs whoever has stolen the register."""

from __future__ import annotations

from collections.abc import Callable

import argon2


def test_a_password_costs_what_rfc_9106_asks(
    slow_hasher: Callable[[], argon2.PasswordHasher],
) -> None:
    """The program's own hashes are argon2id with at least 64 MiB and three passes over four lanes
    (RFC 9106, section 4, second choice), salted, and verify."""
    hasher = slow_hasher()
    first, second = (hasher.hash("Yitian-2026x") for _ in range(2))
    assert first != second
    assert hasher.verify(first, "Yitian-2026x")
    asked = argon2.extract_parameters(first)
    assert asked.type is argon2.Type.ID
    assert (asked.memory_cost >= 64 * 1024, asked.time_cost >= 3, asked.parallelism) == (
        True, True, 4,
    )  # fmt: skip
    assert (asked.salt_len, asked.hash_len) == (16, 32)
