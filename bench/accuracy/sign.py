"""DKIM signatures (RFC 6376), made with nothing but integers: keys from a seed, so that a seed gives the same bytes."""
import base64
import hashlib
import math
import re

SMALL_PRIMES = [n for n in range(3, 2000, 2) if all(n % m for m in range(3, math.isqrt(n) + 1, 2))]
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def is_prime(number, chance):
    if any(number % small == 0 for small in SMALL_PRIMES):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(6):
        power = pow(chance.randrange(2, number - 1), odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


def prime(bits, chance):
    while True:
        number = chance.getrandbits(bits) | 3 << (bits - 2) | 1
        if number % 65537 != 1 and is_prime(number, chance):
            return number


def der(tag, data):
    length = bytes([len(data)]) if len(data) < 128 else bytes([0x80 | (len(data).bit_length() + 7) // 8]) + len(data).to_bytes((len(data).bit_length() + 7) // 8, "big")
    return bytes([tag]) + length + data


def der_integer(number):
    return der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


class Key:
    def __init__(self, bits, chance):
        self.p, self.q = prime(bits // 2, chance), prime(bits // 2, chance)
        self.n, self.bits = self.p * self.q, bits
        secret = pow(65537, -1, (self.p - 1) * (self.q - 1))
        self.of_p, self.of_q, self.inverse = secret % (self.p - 1), secret % (self.q - 1), pow(self.q, -1, self.p)

    def sign(self, digest):
        size = (self.bits + 7) // 8
        padded = b"\0\1" + b"\xff" * (size - 3 - len(SHA256_INFO) - len(digest)) + b"\0" + SHA256_INFO + digest
        value = int.from_bytes(padded, "big")
        a, b = pow(value, self.of_p, self.p), pow(value, self.of_q, self.q)
        return (b + self.q * ((a - b) * self.inverse % self.p)).to_bytes(size, "big")

    def record(self):
        public = der(0x30, der_integer(self.n) + der_integer(65537))
        info = der(0x30, der(0x30, der(6, bytes.fromhex("2a864886f70d010101")) + der(5, b"")) + der(3, b"\0" + public))
        return "v=DKIM1; k=rsa; p=" + base64.b64encode(info).decode()


# ---- messages as bytes with CRLF ----

def split(message):
    """Raw fields, each with its line end, and the body."""
    head, _, body = message.partition(b"\r\n\r\n")
    return re.findall(rb"[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*", head + b"\r\n"), body


def join(fields, body):
    return b"".join(fields) + b"\r\n" + body


def name_of(field):
    return field.partition(b":")[0].strip().lower().decode("latin-1")


def relaxed_field(field):
    name, _, value = field.partition(b":")
    return name.strip().lower() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip() + b"\r\n"


def canonical_body(body, how):
    if how == "relaxed":
        body = re.sub(rb"[ \t]+", b" ", body).replace(b" \r\n", b"\r\n")
    while body.endswith(b"\r\n\r\n"):
        body = body[:-2]
    if body == b"\r\n":
        body = b"" if how == "relaxed" else b"\r\n"
    if body and not body.endswith(b"\r\n"):
        body += b"\r\n"
    return body or (b"" if how == "relaxed" else b"\r\n")


def signature(message, domain, habit, key, time=None, limit=None):
    """The DKIM-Signature field of a message, folded as signers fold."""
    fields, body = split(message)
    header_how, body_how = habit["how"].split("/")
    there = [name_of(field) for field in fields]
    names = [name for name in habit["fields"] for _ in range(there.count(name.lower()))] + list(habit["over"])
    canonical = canonical_body(body, body_how)
    if limit is not None:
        canonical = canonical[:limit]
    body_hash = base64.b64encode(hashlib.sha256(canonical).digest()).decode()
    tags = [f"v=1; a=rsa-sha256; c={habit['how']}; d={domain}; s={habit['selector']};"]
    if time is not None and habit["stamp"]:
        tags.append(f"t={time};")
    if limit is not None:
        tags.append(f"l={limit};")
    line = "h="
    for at, name in enumerate(names):
        piece = name + (";" if at == len(names) - 1 else ":")
        if len(line) + len(piece) > 68:
            tags.append(line)
            line = ""
        line += piece
    tags += [line, f"bh={body_hash};", "b="]
    field = ("DKIM-Signature: " + "\r\n\t".join(tags)).encode()
    pool = {}
    for each in fields:
        pool.setdefault(name_of(each), []).append(each)
    shape = relaxed_field if header_how == "relaxed" else lambda each: each
    signed = b"".join(shape(pool[name.lower()].pop()) for name in names if pool.get(name.lower()))
    signed += shape(field + b"\r\n").removesuffix(b"\r\n")
    value = base64.b64encode(key.sign(hashlib.sha256(signed).digest())).decode()
    return field + b"\r\n\t ".join(value[at:at + 72].encode() for at in range(0, len(value), 72)) + b"\r\n"
