"""Format 1 of docs/vault-format.md, written from that page alone.

A second implementation, in another language and on another library (`cryptography`), so that the
vectors do not merely repeat what the Rust code does.
"""

import hashlib
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEK = bytes(range(0x00, 0x20))
DATA_KEY = bytes(range(0x20, 0x40))
VAULT_ID = bytes(range(0xA0, 0xB0))
KEYRING, MEMORY = 1, 4
PURPOSES = ["lookup-index", "log-pseudonym"]


def derive(key, label, vault_id=VAULT_ID):
    info = b"sst-vault/v1/" + label.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=vault_id, info=info).derive(key)


def nonce(name):
    """Vectors must not change from run to run, so their nonces are not random."""
    return hashlib.sha256(name.encode()).digest()[:12]


def header(
    tier=KEYRING,
    magic=b"SSTVAULT",
    version=1,
    cipher=1,
    key_id=1,
    parameters=b"",
    commitment=None,
    wrapping_key=None,
    authenticated=None,
    data_key=DATA_KEY,
):
    open_part = magic + bytes([version, cipher, tier]) + VAULT_ID
    open_part += struct.pack(">IH", key_id, len(parameters)) + parameters
    open_part += derive(KEK, "key-commitment") if commitment is None else commitment
    aad = open_part if authenticated is None else authenticated(open_part)
    iv = nonce("header")
    return open_part + iv + AESGCM(wrapping_key or derive(KEK, "key-wrap")).encrypt(iv, data_key, aad)


def bucket(value_len):
    needed = value_len + 4
    size = 64
    while size < needed and size < 512:
        size *= 2
    return size if needed <= size else (needed + 511) // 512 * 512


def pad(value):
    return (struct.pack(">I", len(value)) + value).ljust(bucket(len(value)), b"\0")


def slot_data(prefix, slot, vault_id=VAULT_ID, label=b"sst-vault/v1/record"):
    table, key, column, schema, row_version = slot
    out = label + prefix + vault_id
    for text in (table, key, column):
        encoded = text.encode()
        out += struct.pack(">I", len(encoded)) + encoded
    return out + struct.pack(">IQ", schema, row_version)


def record(slot, value=b"", padded=None, version=1, cipher=1, key_id=1, key=None, aad=None):
    prefix = bytes([version, cipher]) + struct.pack(">I", key_id)
    iv = nonce(repr((slot, len(value))))
    aad = slot_data(prefix, slot) if aad is None else aad(prefix)
    body = pad(value) if padded is None else padded
    return prefix + iv + AESGCM(key or derive(DATA_KEY, "records")).encrypt(iv, body, aad)
