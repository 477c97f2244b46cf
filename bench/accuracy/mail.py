"""One message before it is sent: what it says and how its program writes it. Rendering is a function of the letter alone, so a
letter with one thing changed differs in nothing else."""
import base64
import copy
import datetime
import io
import quopri
import re
import zipfile

import sign
from world import CURRENCIES, DOMAINS, ENDINGS, GREETINGS, HABITS, SUBJECTS, Sentence, chance_of, when

CRLF = b"\r\n"


def date_text(moment):
    return moment.strftime("%a, %d %b %Y %H:%M:%S %z")


def written_word(text, style):
    if style["encoding"] == "B":
        inner = base64.b64encode(text.encode()).decode()
    else:
        inner = "".join("_" if octet == 32 else chr(octet) if octet < 128 and (chr(octet).isalnum() or chr(octet) in "!*+-/") else f"={octet:02X}" for octet in text.encode())
    return f"=?{style['charset']}?{style['encoding']}?{inner}?="


def encoded_word(text, style, before=0):
    """A header value: as it is in ASCII, else as encoded words of whole characters, as long as RFC 2047 lets them be."""
    if text.isascii():
        return text
    words, part = [], ""
    for char in text:
        if part and len(written_word(part + char, style)) > 75 - (before if not words else 0):
            words.append(part)
            part = ""
        part += char
    return "\r\n ".join(written_word(word, style) for word in words + [part])


# How programs write them.
WORDS = {"provider": dict(charset="UTF-8", encoding="B"), "suite": dict(charset="utf-8", encoding="B"), "filter": dict(charset="UTF-8", encoding="Q"),
         "strict": dict(charset="UTF-8", encoding="Q"), "webmail": dict(charset="UTF-8", encoding="B"), "sender": dict(charset="utf-8", encoding="Q")}


def address(person, style, name=None):
    name = person.name if name is None else name
    if not name:
        return person.address
    return f"{encoded_word(name, style) if not name.isascii() else name if re.fullmatch(r'[A-Za-z ]+', name) else chr(34) + name + chr(34)} <{person.address}>"


def addresses(people, style):
    return ",\r\n\t".join(address(person, style) for person in people)


def lines_of_base64(data, width=76):
    text = base64.b64encode(data)
    return CRLF.join(text[at:at + width] for at in range(0, len(text), width)) + CRLF


def quoted_printable(data):
    return quopri.encodestring(data.replace(CRLF, b"\n")).replace(b"\n", CRLF)


def office_file(text):
    """A small OOXML-like archive: the same text gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("[Content_Types].xml", "<Types/>"), ("word/document.xml", f"<w:document><w:t>{text}</w:t></w:document>")):
            archive.writestr(zipfile.ZipInfo(name, (2019, 5, 2, 10, 0, 0)), data)
    return out.getvalue()


PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


class Letter:
    def __init__(self, seed, label, people, domain=None, shape=None, parent=None):
        chance = chance_of(seed, label)
        self.domain = domain or chance.choice(sorted(DOMAINS))
        self.habit_name, self.language = DOMAINS[self.domain]
        self.habit = HABITS[self.habit_name]
        self.sender = chance.choice(people[self.domain])
        others = [person for each in people.values() for person in each if person.address != self.sender.address]
        self.to = chance.sample(others, chance.choice((1, 1, 1, 2, 3)))
        self.cc = [person for person in chance.sample(others, chance.choice((0, 0, 1, 2))) if person not in self.to]
        self.shape = shape or chance.choice(self.habit["shapes"])
        self.moment = when(chance, self.language)
        self.subject = chance.choice(SUBJECTS[self.language]) + f" ({chance.randrange(100, 999)})"
        self.sentences = [Sentence(chance, self.language) for _ in range(chance.randrange(3, 8))]
        self.notes = []                                        # lines behind the text that a changed letter adds
        self.serial = chance.getrandbits(64)
        self.message_id = f"<{self.serial:016x}.{chance.getrandbits(32):08x}@{self.domain}>"
        self.file_text = " ".join(map(str, self.sentences))
        self.file_name = "annexe.docx" if self.language == "fr" else "annex.docx"
        self.extra_to, self.shown_name, self.parent, self.quote = [], None, parent, None
        if parent is not None:
            self.to, self.cc = [parent.sender], []
            self.moment = parent.moment + datetime.timedelta(minutes=chance.randrange(20, 2000))
            self.moment = self.moment.astimezone(when(chance, self.language).tzinfo)
            self.subject = parent.subject if parent.subject.startswith("Re: ") else "Re: " + parent.subject
            self.quote = [str(each) for each in parent.sentences]
        self.unsigned_html = None

    def changed(self, **changes):
        other = copy.deepcopy(self)
        for name, value in changes.items():
            setattr(other, name, value)
        return other

    # ---- what it says ----

    def text(self):
        paragraphs = [GREETINGS[self.language], " ".join(map(str, self.sentences[:2])), " ".join(map(str, self.sentences[2:]))]
        if self.serial % 3 == 0:     # a line that mailboxes quote
            paragraphs.insert(2, "From here on I only repeat what was said:\r\n- one\r\n\r\n- two")
        if self.serial % 4 == 1:
            paragraphs.insert(2, "   " + CURRENCIES[self.language] + "  1 200\r\n   " + CURRENCIES[self.language] + "    980")
        out = "\r\n\r\n".join(paragraphs) + "\r\n"
        if self.quote is not None:
            out += f"\r\nOn {self.parent.moment.strftime('%d/%m/%Y %H:%M')}, {self.parent.sender.name} wrote:\r\n"
            out += "".join(f"> {line}\r\n" for line in self.quote)
        out += "".join(f"\r\n{note}\r\n" for note in self.notes)
        out += f"\r\n{ENDINGS[self.language]}\r\n\r\n-- \r\n{self.sender.name}\r\n{self.domain}\r\n"
        return out.replace("\u2019", "'") if self.charset() == "iso-8859-1" else out

    def html(self):
        escaped = (self.unsigned_html or self.text()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        inner = "".join(f"<p>{each.strip()}</p>\r\n" for each in re.split(r"(?:\r\n){2,}", escaped))
        return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>\r\n<body>\r\n{inner}</body></html>\r\n'

    # ---- how it is written ----

    def charset(self):
        return {"plain-ascii": "us-ascii", "plain-latin1": "iso-8859-1"}.get(self.shape, "utf-8")

    def text_part(self, subtype="plain"):
        text = self.html() if subtype == "html" else self.text()
        if self.shape == "plain-ascii":
            table = str.maketrans({"’": "'", "£": "GBP", "€": "EUR"})
            text = text.translate(table)
            text = "".join(c for c in __import__("unicodedata").normalize("NFKD", text) if c.isascii())
        data = text.encode("iso-8859-1", "replace") if self.shape == "plain-latin1" else text.encode()
        charset = self.charset()
        encoding = "base64" if self.shape == "plain-base64" else "quoted-printable" if self.shape in ("plain-qp", "html-qp", "alternative-qp", "plain-latin1") else None
        if encoding is None:
            encoding = ("7bit" if data.isascii() else "quoted-printable" if self.habit_name == "provider" else
                        "base64" if self.habit_name == "suite" and self.serial % 2 else "8bit")
        if encoding != "base64" and encoding != "quoted-printable" and max(map(len, data.split(CRLF))) > 900:
            encoding = "quoted-printable"
        body = lines_of_base64(data) if encoding == "base64" else quoted_printable(data) if encoding == "quoted-printable" else data
        return [("Content-Type", f"text/{subtype}; charset={charset if charset != 'utf-8' else chr(34) + 'utf-8' + chr(34)}"),
                ("Content-Transfer-Encoding", encoding)], body

    def multipart(self, subtype, parts, level):
        boundary = f"{'=_' if self.habit_name != 'provider' else '000000000000'}{self.serial:016x}{level}"
        body = b""
        for fields, data in parts:
            body += b"--" + boundary.encode() + CRLF + b"".join(f"{name}: {value}\r\n".encode() for name, value in fields) + CRLF + data
            if self.serial % 5 and not data.endswith(CRLF + CRLF):
                body += CRLF
        return [("Content-Type", f'multipart/{subtype}; boundary="{boundary}"')], body + b"--" + boundary.encode() + b"--" + CRLF

    def attached(self, name, kind, data):
        return [("Content-Type", f'{kind}; name="{name}"'), ("Content-Disposition", f'attachment; filename="{name}"'),
                ("Content-Transfer-Encoding", "base64")], lines_of_base64(data)

    def content(self):
        kind = self.shape.split("-")[0]
        file = self.attached(self.file_name, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", office_file(self.file_text))
        if kind == "plain":
            return self.text_part()
        if kind == "html":
            return self.text_part("html")
        if kind == "mixed":
            return self.multipart("mixed", [self.text_part(), file], 0)
        if kind == "related":
            image = [("Content-Type", "image/png"), ("Content-ID", "<logo>"), ("Content-Transfer-Encoding", "base64")], lines_of_base64(PIXEL)
            return self.multipart("related", [self.text_part("html"), image], 0)
        both = self.multipart("alternative", [self.text_part(), self.text_part("html")], 1)
        return self.multipart("mixed", [both, file], 0) if kind == "alternative+file" else both

    def fields(self):
        type_fields, self_body = self.content()
        style = WORDS[self.habit_name]
        out = [("MIME-Version", "1.0")] if self.habit_name == "provider" else []
        if self.parent is not None:
            out += [("In-Reply-To", self.parent.message_id), ("References", self.parent.message_id)]
        out += [("From", address(self.sender, style, self.shown_name)), ("Date", date_text(self.moment)), ("Message-ID", self.message_id),
                ("Subject", encoded_word(self.subject, style, len("Subject: ") if self.habit_name in ("filter", "sender") else 0)), ("To", addresses(self.to + self.extra_to, style))]
        if self.cc:
            out.append(("Cc", addresses(self.cc, style)))
        if self.habit_name == "sender":
            out.insert(1, ("Reply-To", f"answers@{self.domain}"))
        if self.habit_name != "provider":
            out.append(("MIME-Version", "1.0"))
        return out + type_fields, self_body

    def unsigned(self):
        fields, body = self.fields()
        return b"".join(f"{name}: {value}\r\n".encode() for name, value in fields) + CRLF + body

    def stamp(self):
        return int(self.moment.timestamp())

    def signed(self, keys, limit=None):
        message = self.unsigned()
        return sign.signature(message, self.domain, self.habit, keys[self.domain], self.stamp() + 2, limit) + message

    def received(self, owner):
        """What the receiver's system writes in front."""
        arrived = self.moment.astimezone(datetime.timezone.utc) + datetime.timedelta(seconds=4 + self.serial % 40)
        return (f"Return-Path: <{self.sender.address}>\r\nDelivered-To: {owner.address}\r\n"
                f"Received: from mail.{self.domain} (mail.{self.domain} [192.0.2.{self.serial % 200 + 1}])\r\n\tby mx.{owner.domain} with ESMTPS"
                f"\r\n\tfor <{owner.address}>; {date_text(arrived)}\r\n").encode()


def delivered(letter, keys):
    return letter.received(letter.to[0]) + letter.signed(keys)
