"""Ideen-Codes: what somebody without an account keeps to find the idea again."""

import hashlib
import secrets

# Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or U to misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # 80 bits
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_code() -> str:
    """A fresh code in groups of four, such as "7KQ2-M4XA-93TR-B0CD"."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[i : i + 4] for i in range(0, LENGTH, 4))


def digest(code: str) -> str | None:
    """SHA-256 of a code as typed, whatever case, blanks and dashes; None for what cannot be one."""
    plain = "".join(c for c in code.upper() if c.isalnum()).translate(_READ_AS)
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        return None
    return hashlib.sha256(plain.encode()).hexdigest()
