"""Vectors and defects of the headers that a PIN or a passphrase opens; called by write.py."""

import pathlib
import struct

import format as f

HERE = pathlib.Path(__file__).parent
SLOT = ("profile", "0190a1b2-0000-7000-8000-000000000001", "phone", 3, 7)
VALUE = b"13800000001"
PIN, PASSPHRASE = "830274", "\u6d4b\u8bd5\u5e02\u6c11\u7532\u7684\u901a\u884c\u53e3\u4ee4"
PINS = [
    (PIN, f.LEAST),
    ("\uff18\uff13\uff10\uff12\uff17\uff14", f.LEAST),  # the same in full width
    ("\u6d4b\u8bd5\u5e02\u6c11\u7532\u4e59", f.LEAST),
    (PIN, f.SMALL),
    (PIN, (20000, 4, 3)),
    (PIN, f.DEFAULT),
]
PASSPHRASES = [
    (PASSPHRASE, f.LEAST),
    ("cafe\u0301\u3000au\u00a0lait, s'il vous plai\u0302t", f.LEAST),  # decomposed, two odd spaces
    ("x" * 1023 + "y", f.LEAST),
    ("correct horse battery staple", f.SMALL),
    ("correct horse battery staple", (20000, 4, 4)),
    ("correct horse battery staple", f.DEFAULT),
]


def vectors():
    lines = [f"kek {f.KEK.hex()}", f"id {f.VAULT_ID.hex()}"]
    for text, cost in PINS:
        secret = f.pin_bytes(text)
        lines.append(line("pin", text, secret, cost, f.pin_key(secret, cost=cost), f.pin_header(secret, cost)))
    for text, cost in PASSPHRASES:
        secret = f.passphrase_bytes(text)
        key = f.passphrase_key(secret, cost=cost)
        lines.append(line("passphrase", text, secret, cost, key, f.passphrase_header(secret, cost)))
    lines.append(f"record {f.record(SLOT, VALUE).hex()}")
    later = f.pin_header(f.pin_bytes(PIN), key_id=7)
    lines.append(f"later 7 {f.key_item(7).hex()} {later.hex()} {f.record(SLOT, VALUE, key_id=7).hex()}")
    (HERE / "v1-guarded.txt").write_text("\n".join(lines) + "\n")


def line(kind, text, secret, cost, key, header):
    """What was typed, what is stretched, the cost, the stretched key, the header key, the header."""
    costs = " ".join(str(part) for part in cost)
    stretched = f.stretch(secret, cost)
    return f"{kind} {text.encode().hex()} {secret.hex()} {costs} {stretched.hex()} {key.hex()} {header.hex()}"


def defects(defect, flipped, cut):
    pin, phrase = f.pin_bytes(PIN), f.passphrase_bytes(PASSPHRASE)
    of_pin(defect, flipped, cut, pin)
    of_passphrase(defect, flipped, cut, phrase)
    for kind, tier, key, own in [
        ("pin", f.KEYRING_AND_PIN, f.pin_key(pin), f.pin_parameters),
        ("passphrase", f.PASSPHRASE, f.passphrase_key(phrase), f.parameters),
    ]:
        of_both(lambda *rest, kind=kind: defect(kind, *rest), tier, key, own)


def of_both(defect, tier, key, own):
    """Authentic but for one defect: somebody with the key wrote them."""
    low, high, damaged = "vault-cost-too-low", "vault-cost-too-high", "vault-damaged-header"
    costs = [
        ("memory-none", low, (0, 2, 1)),
        ("memory-one-too-little", low, (19 * 1024 - 1, 2, 1)),
        ("memory-one-too-much", high, (1024 * 1024 + 1, 2, 1)),
        ("memory-4-tib", high, (2**32 - 1, 2, 1)),
        ("no-pass", low, (19 * 1024, 0, 1)),
        ("one-pass", low, (19 * 1024, 1, 1)),
        ("17-passes", high, (19 * 1024, 17, 1)),
        ("passes-for-ever", high, (19 * 1024, 2**32 - 1, 1)),
        ("no-lane", low, (19 * 1024, 2, 0)),
        ("five-lanes", high, (19 * 1024, 2, 5)),
        ("255-lanes", high, (19 * 1024, 2, 255)),
        ("little-endian-memory", high, (0x004C0000, 2, 1)),
    ]
    for name, expect, cost in costs:
        defect(f"cost-{name}", expect, f.guarded(tier, key, own(cost=cost)))
    for kdf in (0, 2, 255):
        defect(f"kdf-{kdf}", "vault-unsupported-kdf", f.guarded(tier, key, own(kdf=kdf)))
    lengths = [
        ("no-parameters", b""),
        ("no-salt", own(salt=b"")),
        ("short-salt", own(salt=f.SALT[:8])),
        ("long-salt", own(salt=f.SALT * 2)),
        ("a-parameter-too-many", own() + b"\0"),
    ]
    for name, parameters in lengths:
        defect(name, "vault-bad-header", f.guarded(tier, key, parameters))
    defect("no-checksum", "vault-bad-header", f.header(tier, parameters=own()))
    defect("empty-checksum", damaged, f.guarded(tier, key, own(), checksum=bytes(32)))
    authentic = f.guarded(tier, key, own())
    unsalted = lambda part: part[:43] + bytes(16) + part[59:]
    cheaper = lambda part: part[:34] + struct.pack(">I", 19 * 1024 - 1) + part[38:]
    aads = [
        ("salt-not-authenticated", unsalted),
        ("cost-not-authenticated", cheaper),
        ("parameters-not-authenticated", lambda part: part[:33] + part[-32:]),
        ("nothing-authenticated", lambda _: b""),
    ]
    for name, authenticated in aads:
        defect(name, damaged, f.guarded(tier, key, own(), authenticated=authenticated))
    defect("wrapped-by-the-header-key", damaged, f.guarded(tier, key, own(), wrapping_key=key))
    defect("later-data-key-id", damaged, remade(authentic, tier, key, own, 2))


def remade(authentic, tier, key, own, key_id):
    """The data key's number changed on purpose, checksum and all, by somebody without the key."""
    other = f.guarded(tier, key, own(), key_id=key_id)
    return other[:-60] + authentic[-60:]


def spread(defect, kind, flipped, whole, areas):
    for name, start, end, expect in areas:
        for place in range(start, end):
            defect(kind, f"{name}-byte-{place - start:02}", expect, flipped(whole, place))


def of_pin(defect, flipped, cut, pin):
    whole, damaged, wrong = f.pin_header(pin), "vault-damaged-header", "vault-wrong-pin"
    assert len(whole) == 215
    cut("pin", whole, [33, 43, 59, 91, 123, 155, 167, 199], "vault-bad-header")
    areas = [
        ("parameters-length", 31, 33, "vault-bad-header"),
        ("kdf-and-cost", 33, 43, damaged),
        ("salt", 43, 59, damaged),
        ("keyring-commitment", 59, 91, damaged),
        ("checksum", 91, 123, damaged),
        ("commitment", 123, 155, damaged),
        ("wrapped-key-and-tag", 167, 215, damaged),
    ]
    spread(defect, "pin", flipped, whole, areas)
    key, own = f.pin_key(pin), f.pin_parameters()
    zeros, bare = f.derive(bytes(32) + f.stretch(pin), "keyring-and-pin"), f.stretch(pin)
    others = [
        ("of-another-pin", wrong, f.pin_header(b"830275")),
        ("of-another-keyring", "vault-wrong-key",
         f.guarded(f.KEYRING_AND_PIN, key, f.parameters(keyring_commitment=f.derive(bytes(32), "keyring-commitment")))),
        ("empty-keyring-commitment", "vault-wrong-key",
         f.guarded(f.KEYRING_AND_PIN, key, f.parameters(keyring_commitment=bytes(32)))),
        ("keyring-commitment-by-key-commitment", "vault-wrong-key",
         f.guarded(f.KEYRING_AND_PIN, key, f.parameters(keyring_commitment=f.derive(f.KEK, "key-commitment")))),
        ("of-the-pin-alone", wrong, f.guarded(f.KEYRING_AND_PIN, bare, own)),
        ("of-the-pin-and-no-key", wrong, f.guarded(f.KEYRING_AND_PIN, zeros, own)),
        ("of-the-keyring-alone", wrong, f.guarded(f.KEYRING_AND_PIN, f.KEK, own)),
        ("pin-before-key", wrong,
         f.guarded(f.KEYRING_AND_PIN, f.derive(f.stretch(pin) + f.KEK, "keyring-and-pin"), own)),
        ("by-the-other-label", wrong,
         f.guarded(f.KEYRING_AND_PIN, f.derive(f.KEK + f.stretch(pin), "passphrase"), own)),
        ("another-salt", wrong, f.guarded(f.KEYRING_AND_PIN, f.pin_key(pin, salt=bytes(16)), own)),
        ("another-cost", wrong, f.guarded(f.KEYRING_AND_PIN, f.pin_key(pin, cost=(19 * 1024, 3, 1)), own)),
        ("empty-commitment", wrong, f.guarded(f.KEYRING_AND_PIN, key, own, commitment=bytes(32))),
        ("tier-of-a-passphrase", "vault-bad-header", f.guarded(f.PASSPHRASE, key, own)),
        ("tier-of-a-keyring", "vault-bad-header", f.guarded(f.KEYRING, key, own)),
        ("a-passphrase-header", "vault-other-secret", f.passphrase_header(pin)),
        ("a-keyring-header", "vault-other-secret", f.header(f.KEYRING)),
        ("a-byte-too-many", "vault-bad-header", whole + b"\0"),
    ]
    for name, expect, data in others:
        defect("pin", name, expect, data)


def of_passphrase(defect, flipped, cut, phrase):
    whole, damaged, wrong = f.passphrase_header(phrase), "vault-damaged-header", "vault-wrong-passphrase"
    assert len(whole) == 183
    cut("passphrase", whole, [33, 43, 59, 91, 123, 135, 167], "vault-bad-header")
    areas = [
        ("parameters-length", 31, 33, "vault-bad-header"),
        ("kdf-and-cost", 33, 43, damaged),
        ("salt", 43, 59, damaged),
        ("checksum", 59, 91, damaged),
        ("commitment", 91, 123, damaged),
        ("wrapped-key-and-tag", 135, 183, damaged),
    ]
    spread(defect, "passphrase", flipped, whole, areas)
    key, own, tier = f.passphrase_key(phrase), f.parameters(), f.PASSPHRASE
    others = [
        ("of-another", wrong, f.passphrase_header(phrase + b"!")),
        ("cut-short", wrong, f.passphrase_header(phrase[:-3])),
        ("of-the-bare-stretch", wrong, f.guarded(tier, f.stretch(phrase), own)),
        ("by-the-other-label", wrong, f.guarded(tier, f.derive(f.stretch(phrase), "keyring-and-pin"), own)),
        ("another-salt", wrong, f.guarded(tier, f.passphrase_key(phrase, salt=bytes(16)), own)),
        ("another-cost", wrong, f.guarded(tier, f.passphrase_key(phrase, cost=(19 * 1024, 3, 1)), own)),
        ("in-utf-16", wrong, f.passphrase_header(PASSPHRASE.encode("utf-16-le"))),
        ("empty-commitment", wrong, f.guarded(tier, key, own, commitment=bytes(32))),
        ("tier-of-keyring-and-pin", "vault-bad-header", f.guarded(f.KEYRING_AND_PIN, key, own)),
        ("tier-of-memory", "vault-bad-header", f.guarded(f.MEMORY, key, own)),
        ("a-pin-header", "vault-other-secret", f.pin_header(phrase)),
        ("a-memory-header", "vault-other-secret", f.header(f.MEMORY)),
        ("a-byte-too-many", "vault-bad-header", whole + b"\0"),
    ]
    for name, expect, data in others:
        defect("passphrase", name, expect, data)
