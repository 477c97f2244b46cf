"""What forgers do: each manipulation makes messages (or loose files) from honest letters. A row of `KINDS` is a function that gives
a list of Piece; `attacks` names what a reader would be deceived about, `reveals` what in the dump could show it."""
import copy
import datetime

import damage
import mail
import sign
from world import Sentence

CRLF = b"\r\n"


class Piece:
    """One file of the dump: bytes, and what is true of it."""

    def __init__(self, data, honest, attacks=(), reveals="nothing", suffix=".eml", part=None):
        self.data, self.honest, self.attacks, self.reveals, self.suffix, self.part = data, honest, attacks, reveals, suffix, part


class Forger:
    """What is at hand: the keys of the honest, letters that they wrote, and a domain of the forger's own."""

    def __init__(self, people, keys, letter, chance, evil, evil_key, weak_key):
        self.people, self.keys, self.letter, self.chance = people, keys, letter, chance
        self.evil, self.evil_key, self.weak_key = evil, evil_key, weak_key

    def sign_as(self, message, domain, habit, key, time=None, limit=None):
        return sign.signature(message, domain, habit, key, time, limit) + message


KINDS = {}


def kind(name, attacks, reveals="nothing"):
    def add(function):
        KINDS[name] = (function, attacks, reveals)
        return function
    return add


def signature_of(message):
    return next(field for field in sign.split(message)[0] if sign.name_of(field) == "dkim-signature")


def under_old_signature(letter, changed, keys):
    """The changed letter with the signature of the true one."""
    return letter.received(letter.to[0]) + signature_of(letter.signed(keys)) + changed.unsigned()


def pieces(f, letter, forged, attacks, with_original):
    out = [Piece(forged, False, attacks, "copy" if with_original else "nothing")]
    if with_original:
        out.append(Piece(letter.received((letter.cc or letter.to)[-1]) + letter.signed(f.keys), True))
    return out


def with_sentence(letter, change):
    sentences = copy.deepcopy(letter.sentences)
    change(sentences)
    return letter.changed(sentences=sentences)


# ---- the body of a signed mail, its signature left in place; with and without an untouched copy elsewhere in the dump ----

def body_changes():
    def sentence(f, sentences, letter):
        sentences[0] = Sentence(f.chance, letter.language)

    def amount(f, sentences, letter):
        for each in sentences:
            each.amount = "9" + each.amount

    def day(f, sentences, letter):
        for each in sentences:
            each.day = "30.9.2019"

    def negation(f, sentences, letter):
        sentences[1].denied = not sentences[1].denied

    def dropped(f, sentences, letter):
        del sentences[1]

    def swapped(f, sentences, letter):
        sentences[0], sentences[-1] = sentences[-1], sentences[0]
    return {"sentence changed": sentence, "amount changed": amount, "date in the text changed": day, "negation put in": negation,
            "sentence removed": dropped, "sentences swapped": swapped}


for change_name, change in body_changes().items():
    for original in (False, True):
        def changed_body(f, change=change, original=original):
            letter = f.letter()
            other = with_sentence(letter, lambda sentences: change(f, sentences, letter))
            if other.unsigned() == letter.unsigned():
                return None
            return pieces(f, letter, under_old_signature(letter, other, f.keys), ("content",), original)
        KINDS[change_name + (", original in the dump" if original else "")] = (changed_body, ("content",), "copy" if original else "nothing")


@kind("HTML changed, text left", ("content",))
def html_only(f):
    letter = f.letter(shape="alternative")
    other = letter.changed(unsigned_html=with_sentence(letter, lambda s: setattr(s[0], "denied", not s[0].denied)).text())
    return pieces(f, letter, under_old_signature(letter, other, f.keys), ("content",), False)


@kind("attachment altered in a signed mail", ("content",))
def attachment(f):
    letter = f.letter(shape="mixed")
    return pieces(f, letter, under_old_signature(letter, letter.changed(file_text=letter.file_text + " 240 000"), f.keys), ("content",), False)


@kind("attachment altered in a signed mail, original in the dump", ("content",), "copy")
def attachment_twin(f):
    letter = f.letter(shape="mixed")
    return pieces(f, letter, under_old_signature(letter, letter.changed(file_text=letter.file_text + " 240 000"), f.keys), ("content",), True)


@kind("loose file altered, the mail that carried it in the dump", ("content",))
def loose_file(f):
    letter = f.letter(shape="mixed")
    return [Piece(mail.office_file(letter.file_text + " Navalny 122 000"), False, ("content",), "nothing", ".docx"),
            Piece(mail.delivered(letter, f.keys), True)]


@kind("sentence changed and sent through a filter", ("content",))
def changed_and_damaged(f):
    letter = f.letter()
    other = with_sentence(letter, lambda s: setattr(s[0], "denied", not s[0].denied))
    message = under_old_signature(letter, other, f.keys)
    for name in ("quoted-printable to base64", "8bit to quoted-printable", "subject tag of a list"):
        message = damage.KINDS[name].apply(message, f.chance) or message
    return [Piece(message, False, ("content",))]


@kind("amount changed, untouched copy by a list in the dump", ("content",), "copy")
def damaged_original(f):
    letter = f.letter()
    def more(sentences):
        for each in sentences:
            each.amount = "9" + each.amount
    other = with_sentence(letter, more)
    if other.unsigned() == letter.unsigned():
        return None
    honest = mail.delivered(letter, f.keys)
    listed = damage.KINDS["fields folded otherwise"].apply(honest, f.chance) or honest
    return [Piece(under_old_signature(letter, other, f.keys), False, ("content",), "copy"), Piece(listed, True)]


# ---- the header ----

def header_kind(name, attacks, reveals="nothing"):
    """The function changes the raw fields of a signed message."""
    def add(function):
        def make(f):
            letter = f.letter()
            fields, body = sign.split(mail.delivered(letter, f.keys))
            changed = function(f, letter, fields)
            return None if changed is None else [Piece(sign.join(changed, body), False, attacks, reveals)]
        KINDS[name] = (make, attacks, reveals)
        return function
    return add


def replaced(fields, name, value):
    return [field.partition(b":")[0] + b": " + value + CRLF if sign.name_of(field) == name else field for field in fields]


@header_kind("subject changed", ("subject",))
def subject(f, letter, fields):
    return replaced(fields, "subject", b"Payment of the second envelope")


@header_kind("subject tag that says something", ("subject",))
def telling_tag(f, letter, fields):
    return damage.mapped(sign.join(fields, b""), {"subject"}, lambda x: x.replace(b"Subject: ", b"Subject: [Resigned] ")) and [
        x.replace(b"Subject: ", b"Subject: [Resigned] ") if sign.name_of(x) == "subject" else x for x in fields]


@header_kind("date changed by a year", ("date",))
def year(f, letter, fields):
    return replaced(fields, "date", mail.date_text(letter.moment - datetime.timedelta(days=364)).encode())


@header_kind("date changed by two hours, zone kept", ("date",))
def hours(f, letter, fields):
    return replaced(fields, "date", mail.date_text(letter.moment - datetime.timedelta(hours=30)).encode())


@header_kind("recipient added", ("recipients",))
def recipient(f, letter, fields):
    return replaced(fields, "to", mail.addresses(letter.to, mail.WORDS[letter.habit_name]).encode() + b",\r\n\tcolonel@orchid-embassy.example")


@header_kind("Cc added where none was", ("recipients",))
def carbon(f, letter, fields):
    return None if letter.cc else fields + [b"Cc: colonel@orchid-embassy.example\r\n"]


@header_kind("display name of From changed", ("author",))
def display(f, letter, fields):
    return replaced(fields, "from", b'"The Minister" <' + letter.sender.address.encode() + b">")


@header_kind("From changed to another person of the domain", ("author",))
def colleague(f, letter, fields):
    other = next(p for p in f.people[letter.domain] if p.address != letter.sender.address)
    return replaced(fields, "from", mail.address(other, mail.WORDS[letter.habit_name]).encode())


@header_kind("second Subject on top", ("subject",), "signature")
def second_subject(f, letter, fields):
    return [b"Subject: Payment of the second envelope\r\n"] + fields


@header_kind("second Subject at the end", ("subject",), "signature")
def last_subject(f, letter, fields):
    return fields + [b"Subject: Payment of the second envelope\r\n"]


@header_kind("second From on top", ("author",), "signature")
def second_from(f, letter, fields):
    return [b"From: minister@palace.example\r\n"] + fields


@header_kind("second From with a blank before the colon", ("author",), "signature")
def spaced_from(f, letter, fields):
    return [b"From : minister@palace.example\r\n"] + fields


@header_kind("second Date on top", ("date",), "signature")
def second_date(f, letter, fields):
    return [b"Date: " + mail.date_text(letter.moment - datetime.timedelta(days=300)).encode() + CRLF] + fields


@header_kind("second To on top", ("recipients",))
def second_to(f, letter, fields):
    return [b"To: colonel@orchid-embassy.example\r\n"] + fields


@header_kind("Content-Type changed to another boundary", ("content",))
def boundary(f, letter, fields):
    return replaced(fields, "content-type", b'multipart/mixed; boundary="%016x"' % (letter.serial ^ 1)) if letter.shape != "plain-ascii" else None


@header_kind("second Content-Type on top", ("content",))
def second_type(f, letter, fields):
    return [b"Content-Type: text/html; charset=utf-7\r\n"] + fields


@header_kind("one text shown as base64", ("content",))
def encoding(f, letter, fields):
    return [b"Content-Transfer-Encoding: base64\r\n"] + fields if letter.shape.startswith("plain") else None


@header_kind("multipart shown as alternative", ("content",))
def as_alternative(f, letter, fields):
    found = [x for x in fields if sign.name_of(x) == "content-type" and b"multipart/mixed" in x]
    return [x.replace(b"multipart/mixed", b"multipart/alternative") if x in found else x for x in fields] if found else None


# ---- what is put behind or in front of a signed text ----

EVIL_LINE = "PS: the second envelope of 240 000 goes to Mr. Orlov, as agreed."


def appended(name, text, at_end=True, html=False):
    def make(f):
        letter = f.letter()
        new = damage.put_into_text(mail.delivered(letter, f.keys), text.encode(), at_end, html)
        return None if new is None else [Piece(new, False, ("content",))]
    KINDS[name] = (make, ("content",), "nothing")


appended("sentence appended as a footer", f"\r\n{EVIL_LINE}\r\n")
appended("sentence put in front", f"{EVIL_LINE}\r\n\r\n", at_end=False)
appended("sentence appended in the HTML", f"<p>{EVIL_LINE}</p>\r\n", html=True)
appended("sentence under a list's footer", "_______________________________________________\r\nCouncil mailing list\r\nCouncil@lists.example\r\n" + EVIL_LINE + "\r\n")
appended("sentence in a list's footer as its name", "_______________________________________________\r\npay-orlov-240000-now mailing list -- pay-orlov-240000-now@lists.example\r\n"
         "To unsubscribe send an email to pay-orlov-240000-now-leave@lists.example\r\n" + EVIL_LINE + "\r\n")
appended("HTML that hides what was signed", "<style>p{display:none}</style><h1>" + EVIL_LINE + "</h1>\r\n", at_end=False, html=True)


@kind("sentence appended as an added part", ("content",))
def evil_part(f):
    letter = f.letter()
    return [Piece(damage.wrapped(mail.delivered(letter, f.keys), EVIL_LINE.encode() + CRLF, f.chance), False, ("content",))]


@kind("text behind the last delimiter", ("content",))
def evil_epilogue(f):
    letter = f.letter(shape="alternative")
    return [Piece(mail.delivered(letter, f.keys) + CRLF + EVIL_LINE.encode() + CRLF, False, ("content",))]


@kind("text appended behind l=", ("content",))
def behind_limit(f):
    letter = f.letter()
    message = letter.unsigned()
    body = sign.canonical_body(sign.split(message)[1], letter.habit["how"].split("/")[1])
    return [Piece(letter.received(letter.to[0]) + letter.signed(f.keys, len(body)) + CRLF + EVIL_LINE.encode() + CRLF, False, ("content",))]


@kind("l= of nothing, whole text replaced", ("content",))
def limit_zero(f):
    letter = f.letter(shape="plain-ascii")
    signed = letter.signed(f.keys, 0)
    head, _, _ = signed.partition(b"\r\n\r\n")
    return [Piece(letter.received(letter.to[0]) + head + b"\r\n\r\n" + EVIL_LINE.encode() + CRLF, False, ("content",))]
