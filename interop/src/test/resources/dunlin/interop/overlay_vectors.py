"""Reads docs/overlay-protocol.md and checks its test vectors with nothing but what that page says.

Written from the page alone, in the standard library: a second implementation of all that is parsed,
hashed and signed. Prints how many vectors it read; ends with 1 and the first that is wrong.
"""

import hashlib
import re
import sys


# Ed25519, verification only (RFC 8032, 5.1.7).
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e = ((y1 + x1) * (y2 + x2) - (y1 - x1) * (y2 - x2)) % P
    f = 2 * (z1 * z2 - t1 * t2 * D) % P
    g = 2 * (z1 * z2 + t1 * t2 * D) % P
    h = ((y1 + x1) * (y2 + x2) + (y1 - x1) * (y2 - x2)) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = add(result, point)
        point = add(point, point)
        n >>= 1
    return result


def decompress(data):
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - x2) % P or y >= P:
        raise ValueError("no point of the curve")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def verifies(key, message, signature):
    r, s = decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    x1, y1, z1, _ = times(s, BASE)
    x2, y2, z2, _ = add(r, times(h, decompress(key)))
    return s < L and (x1 * z2 - x2 * z1) % P == 0 and (y1 * z2 - y2 * z1) % P == 0


# Words.
M64 = 2**64 - 1


def rotl(x, n):
    return (x << n | x >> 64 - n) & M64


def siphash(key, data):
    k0, k1 = int.from_bytes(key[:8], "little"), int.from_bytes(key[8:], "little")
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def turn():
        v[0] = v[0] + v[1] & M64
        v[1] = rotl(v[1], 13) ^ v[0]
        v[0] = rotl(v[0], 32)
        v[2] = v[2] + v[3] & M64
        v[3] = rotl(v[3], 16) ^ v[2]
        v[0] = v[0] + v[3] & M64
        v[3] = rotl(v[3], 21) ^ v[0]
        v[2] = v[2] + v[1] & M64
        v[1] = rotl(v[1], 17) ^ v[2]
        v[2] = rotl(v[2], 32)

    padded = data + bytes(7 - len(data) % 8) + bytes([len(data) & 255])
    for at in range(0, len(padded), 8):
        m = int.from_bytes(padded[at : at + 8], "little")
        v[3] ^= m
        turn()
        turn()
        v[0] ^= m
    v[2] ^= 255
    for _ in range(4):
        turn()
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def root(word):
    if not re.fullmatch("[a-z]{3,24}", word):
        return word

    def without(text, end):
        rest = text[: -len(end)]
        return rest if text.endswith(end) and len(rest) >= 2 and re.search("[aeiouy]", rest) else text

    if not word.endswith(("ss", "us", "is")):
        word = without(word, "s")
    stem = without(word, "ing")
    if stem == word and not word.endswith("eed"):
        stem = without(word, "ed")
    word = without(stem, "e")
    if len(word) > 2 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 2 else word


def digest(hashes):
    n, bits, before = len(hashes), "", 0
    for value in sorted(h * n * 2048 >> 64 for h in hashes):
        bits += "1" * ((value - before) // 2048) + "0" + format((value - before) % 2048, "011b")
        before = value
    bits += "0" * (-len(bits) % 8)
    return n.to_bytes(2, "big") + int(bits or "0", 2).to_bytes(len(bits) // 8, "big")


# Messages.
class Reader:
    def __init__(self, data):
        self.data, self.at, self.out = data, 0, {}

    def take(self, length):
        if self.at + length > len(self.data):
            raise ValueError("ends too early")
        self.at += length
        return self.data[self.at - length : self.at]

    def number(self, length):
        return int.from_bytes(self.take(length), "big")

    def put(self, name, value):
        self.out[name] = str(value)

    def num(self, name, length):
        self.put(name, self.number(length))

    def hexes(self, name, length):
        self.put(name, self.take(length).hex())

    def yes(self, name):
        self.put(name, "true" if self.number(1) else "false")

    def text(self, name, length):
        self.put(name, self.take(self.number(length)).decode("utf-8"))

    def list(self, name, length, each):
        for i in range(self.number(length)):
            each("%s[%d]" % (name, i))

    def address(self, name):
        if self.number(1) == 4:
            host = ".".join(str(b) for b in self.take(4))
        else:
            host = "[" + ":".join("%x" % self.number(2) for _ in range(8)) + "]"
        self.put(name, "%s:%d" % (host, self.number(2)))

    def id(self, name):
        self.hexes(name, 8)

    def contact(self, name):
        self.id(name + ".id")
        self.address(name + ".address")

    def contacts(self):
        self.list("contacts", 1, self.contact)

    def words(self):
        self.text("words.text", 2)
        self.list("words.terms", 1, lambda term: self.list(term + ".either", 1, self.id))

    def head(self, name):
        begin = self.at
        key = self.take(32)
        self.put(name + ".key", key.hex())
        self.hexes(name + ".instance", 4)
        self.num(name + ".part", 1)
        self.num(name + ".sequence", 8)
        self.num(name + ".life", 2)
        self.address(name + ".address")
        self.list(name + ".relays", 1, self.address)
        self.text(name + ".name", 1)
        self.num(name + ".shares", 4)
        self.list(name + ".neighbours", 1, self.id)
        self.hexes(name + ".digest", 32)
        signed = b"dunlin card 1\n" + NETWORK + self.data[begin : self.at]
        signature = self.take(64)
        self.put(name + ".signature", signature.hex())
        check(verifies(key, signed, signature), "the signature of the head")
        return key

    def card(self, name):
        self.head(name + ".head")
        data = self.take(self.number(2))
        self.put(name + ".digest", data.hex())
        check(hashlib.sha256(data).hexdigest() == self.out[name + ".head.digest"], "the digest")

    def entry(self, name):
        self.num(name + ".number", 4)
        self.hexes(name + ".id", 20)
        if self.number(1) & 1:
            self.hexes(name + ".v2", 32)
        size, files, since = self.number(8), self.number(4), self.number(8)
        self.text(name + ".name", 1)
        self.put(name + ".size", size)
        self.put(name + ".files", files)
        self.put(name + ".since", since)

    def hits(self, name):
        begin = self.at
        self.hexes(name + ".question", 16)
        key = self.head(name + ".sharer")
        self.list(name + ".entries", 1, self.entry)
        signed = b"dunlin hits 1\n" + NETWORK + self.data[begin : self.at]
        signature = self.take(64)
        self.put(name + ".signature", signature.hex())
        check(verifies(key, signed, signature), "the signature of the hits")

    def hello(self):
        self.num("version", 1)
        self.hexes("nonce", 16)
        self.hexes("key", 32)
        self.hexes("instance", 4)
        self.text("name", 1)
        self.num("port", 2)
        flags = self.number(1)
        if flags & 3:
            self.put("flags", " ".join(n for bit, n in ((2, "full"), (1, "visitor")) if flags & bit))

    def maybe(self, name, each):
        if self.number(1):
            each(name)

    def message(self):
        f = self
        kinds = {
            1: (f.hello,),
            2: (lambda: f.hexes("signature", 64),),
            3: (lambda: f.put("reason", ("other", "leaving", "room", "abuse")[f.number(1)]),),
            4: (lambda: f.hexes("token", 8),),
            5: (lambda: f.hexes("token", 8),),
            8: (lambda: f.contact("newcomer"),),
            9: (f.contacts,),
            10: (lambda: f.contact("contact"), lambda: f.num("ttl", 1)),
            11: (lambda: f.yes("urgent"),),
            12: (lambda: f.yes("accepted"), f.contacts),
            13: (lambda: f.num("ttl", 1), lambda: f.contact("origin"), f.contacts),
            14: (f.contacts,),
            16: (lambda: f.num("reach", 2), lambda: f.card("card")),
            17: (
                lambda: f.num("reach", 2),
                lambda: f.id("cardId"),
                lambda: f.num("base", 8),
                lambda: f.num("sequence", 8),
                lambda: f.hexes("signature", 64),
            ),
            18: (lambda: f.id("cardId"),),
            19: (lambda: f.list("ids", 2, f.id),),
            24: (
                lambda: f.hexes("id", 16),
                lambda: f.num("reach", 2),
                lambda: f.num("wanted", 1),
                f.words,
            ),
            25: (
                lambda: f.hexes("id", 16),
                lambda: f.list("heads", 1, f.head),
                lambda: f.maybe("hits", f.hits),
            ),
            26: (lambda: f.hexes("id", 16),),
            27: (lambda: f.hexes("id", 16), f.words),
            28: (lambda: f.hits("hits"),),
            32: (lambda: f.id("after"), lambda: f.num("most", 1)),
            33: (
                lambda: f.maybe("own", f.head),
                lambda: f.list("heads", 1, f.head),
                lambda: f.yes("more"),
            ),
            34: (lambda: f.num("since", 8), lambda: f.num("offset", 4), lambda: f.num("limit", 1)),
            35: (
                lambda: f.num("version", 8),
                lambda: f.num("since", 8),
                lambda: f.num("total", 4),
                lambda: f.num("offset", 4),
                lambda: f.list("entries", 1, f.entry),
                lambda: f.list("removed", 2, lambda name: f.num(name, 4)),
            ),
        }
        for field in kinds[self.number(1)]:
            field()
        check(self.at == len(self.data), "the length")
        return self.out


def check(right, what):
    if not right:
        sys.exit("%s: %s is wrong" % (TITLE, what))


def fields(lines):
    return dict(line.split(": ", 1) for line in lines)


NETWORK = b""
TITLE = ""
page = open(sys.argv[1], encoding="utf-8").read()
page = page[page.index("## 10. Test vectors") :]
vectors = re.findall("### ([^\n]+)\n\n```\n(.*?)```", page, re.DOTALL)
values, raw, parsed = {}, {}, {}
for TITLE, body in vectors:
    if TITLE == "Values":
        values = fields(body.strip().split("\n"))
        name = values["network"].encode()
        NETWORK = hashlib.sha1(b"dunlin network 1\n" + name).digest()
        check(NETWORK.hex() == values["infoHash"], "the info-hash")
        word_key = hashlib.sha256(b"dunlin words 1\n" + name).digest()[:16]
        check(word_key.hex() == values["wordKey"], "the key of words")
        hashes = []
        for label, value in values.items():
            if label.startswith("root of "):
                check(root(label[8:]) == value, label)
            if label.startswith("hash of "):
                hashes.append(siphash(word_key, label[8:].encode()))
                check("%016x" % hashes[-1] == value, label)
    elif TITLE.startswith("Digest"):
        check(digest(hashes).hex() == body.strip().replace("\n", ""), "the digest")
    else:
        said, data = body.split("\n\n")
        raw[TITLE] = bytes.fromhex(data.replace("\n", ""))
        parsed[TITLE] = Reader(raw[TITLE]).message()
        check(parsed[TITLE] == fields(said.split("\n")), "what was read, %s," % parsed[TITLE])

for side, who in enumerate(("dialler", "dialled")):
    TITLE = "Proof of the " + who
    hello = parsed["Hello of the " + who]
    member = bytes.fromhex(hello["key"] + hello["instance"])
    check(hashlib.sha256(member).hexdigest()[:16] == values[who + "Id"], "the id")
    check(hello["key"] == values[who + "Key"], "the key")
    signed = b"dunlin meet 1\n" + NETWORK + bytes([side])
    signed += values["diallerPeerId"].encode() + values["dialledPeerId"].encode()
    for other in ("dialler", "dialled"):
        signed += hashlib.sha256(raw["Hello of the " + other]).digest()
    proof = bytes.fromhex(parsed[TITLE]["signature"])
    check(verifies(bytes.fromhex(hello["key"]), signed, proof), "the proof")

TITLE = "CardRenewal"
renewal, head = parsed[TITLE], parsed["CardsGiven"]
check(renewal["signature"] == head["own.signature"], "the signature that it brings")
check(renewal["sequence"] == head["own.sequence"], "the sequence that it brings")
check(renewal["base"] == parsed["CardPush"]["card.head.sequence"], "the sequence before")
print("%d messages, as the page says" % len(parsed))
