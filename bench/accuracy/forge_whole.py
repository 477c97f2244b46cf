"""Manipulations that make a whole message or file: added to the table of forge.py."""
import base64
import datetime
import re

import mail
import sign
from forge import CRLF, EVIL_LINE, Piece, kind, signature_of, under_old_signature, with_sentence
from world import HABITS, Person


def invented(letter):
    """Every sentence said the other way round."""
    return with_sentence(letter, lambda sentences: [setattr(each, "denied", True) for each in sentences])


@kind("signature copied from another mail", ("author", "content"))
def copied(f):
    letter, other = f.letter(), f.letter(same_sender=True)
    return [Piece(letter.received(letter.to[0]) + signature_of(other.signed(f.keys)) + invented(letter).unsigned(), False, ("author", "content")),
            Piece(mail.delivered(other, f.keys), True)]


@kind("signature made up", ("author", "content"))
def made_up(f):
    letter = f.letter()
    wrong = re.sub(rb"b=[A-Za-z0-9+/=\s]+$", b"b=" + base64.b64encode(f.chance.randbytes(256)) + CRLF, signature_of(letter.signed(f.keys)))
    return [Piece(letter.received(letter.to[0]) + wrong + invented(letter).unsigned(), False, ("author", "content"))]


@kind("signed by the forger with a key that no list holds", ("author", "content"))
def own_key(f):
    letter = invented(f.letter())
    habit = {**letter.habit, "selector": "s2019"}
    return [Piece(letter.received(letter.to[0]) + f.sign_as(letter.unsigned(), letter.domain, habit, f.evil_key, letter.stamp()), False, ("author", "content"))]


@kind("signed by the forger's own domain", ("author", "content"))
def foreign(f):
    letter = invented(f.letter())
    return [Piece(letter.received(letter.to[0]) + f.sign_as(letter.unsigned(), f.evil, HABITS["suite"], f.evil_key, letter.stamp()), False, ("author", "content"))]


def like(domain):
    """A domain that a reader takes for this one: a letter drawn twice, or a hyphen gone."""
    return domain.replace("-", "", 1) if "-" in domain else domain[:3] + domain[2:]


@kind("look-alike domain, signed by it", ("author",), "known domain")
def lookalike(f):
    letter = f.letter()
    domain = like(letter.domain)
    fake = invented(letter).changed(sender=Person(letter.sender.name, domain))
    message = f.sign_as(fake.unsigned(), domain, HABITS["suite"], f.evil_key, fake.stamp())
    return [Piece(fake.received(fake.to[0]) + message, False, ("author",)), Piece(mail.delivered(letter, f.keys), True)]


@kind("another address as display name, signed by the forger's domain", ("author",))
def display_address(f):
    letter = f.letter()
    fake = invented(letter).changed(sender=Person(letter.sender.name, f.evil), shown_name=letter.sender.address)
    return [Piece(fake.received(fake.to[0]) + f.sign_as(fake.unsigned(), f.evil, HABITS["suite"], f.evil_key, fake.stamp()), False, ("author",))]


@kind("whole mail in the right grammar, unsigned", ("author", "content"))
def whole(f):
    letter = invented(f.letter())
    return [Piece(letter.received(letter.to[0]) + letter.unsigned(), False, ("author", "content"))]


@kind("whole mail with a receiver's word that it was signed", ("author", "content"))
def results(f):
    letter = invented(f.letter())
    word = f"Authentication-Results: mx.{letter.to[0].domain};\r\n\tdkim=pass header.i=@{letter.domain} header.s={letter.habit['selector']};\r\n\tspf=pass smtp.mailfrom={letter.sender.address}\r\n"
    return [Piece(word.encode() + letter.received(letter.to[0]) + letter.unsigned(), False, ("author", "content"))]


@kind("reply inserted into a proved thread", ("author", "content"))
def inserted(f):
    parent = f.letter()
    reply = invented(f.letter(parent=parent))
    return [Piece(reply.received(parent.sender) + reply.unsigned(), False, ("author", "content")), Piece(mail.delivered(parent, f.keys), True)]


@kind("quote altered in an unsigned reply", ("content",))
def quote(f):
    parent = f.letter()
    reply = f.letter(parent=parent)
    reply.quote = [str(each) for each in invented(parent).sentences]
    return [Piece(reply.received(parent.sender) + reply.unsigned(), False, ("content",)), Piece(mail.delivered(parent, f.keys), True)]


@kind("quote altered in a signed reply", ("content",), "nothing")
def signed_quote(f):
    parent = f.letter()
    reply = f.letter(parent=parent)
    true = reply.signed(f.keys)
    reply = reply.changed(quote=[str(each) for each in invented(parent).sentences])
    return [Piece(reply.received(parent.sender) + signature_of(true) + reply.unsigned(), False, ("content",))]


@kind("Sent copy altered, the received copy proved", ("content",), "copy")
def sent_copy(f):
    letter = f.letter()
    other = invented(letter)
    return [Piece(other.unsigned(), False, ("content",), "copy"), Piece(mail.delivered(letter, f.keys), True)]


@kind("subject of the Sent copy altered, the received copy proved", ("subject",), "copy")
def sent_subject(f):
    letter = f.letter()
    return [Piece(letter.changed(subject="Second envelope").unsigned(), False, ("subject",), "copy"), Piece(mail.delivered(letter, f.keys), True)]


@kind("Sent copy altered, nothing else in the dump", ("content",))
def sent_alone(f):
    return [Piece(invented(f.letter()).unsigned(), False, ("content",))]


@kind("false mail attached to a signed one", ("author", "content"))
def embedded(f):
    letter = f.letter(shape="mixed")
    fake = invented(f.letter())
    inner = fake.received(fake.to[0]) + signature_of(f.letter().signed(f.keys)) + fake.unsigned()
    fields, body = letter.multipart("mixed", [letter.text_part(), ([("Content-Type", "message/rfc822")], inner)], 0)
    head, _ = sign.split(letter.unsigned())
    head = [x for x in head if sign.name_of(x) not in ("content-type", "content-transfer-encoding")] + [f"{n}: {v}\r\n".encode() for n, v in fields]
    message = sign.join(head, body)
    return [Piece(letter.received(letter.to[0]) + f.sign_as(message, letter.domain, letter.habit, f.keys[letter.domain], letter.stamp()), True),
            Piece(None, False, ("author", "content"), part=":2")]


@kind("backdated by twelve years", ("date", "content"))
def backdated(f):
    letter = invented(f.letter())
    letter.moment -= datetime.timedelta(days=12 * 364)
    return [Piece(letter.received(letter.to[0]) + letter.unsigned(), False, ("date", "content"))]


@kind("offset that the zone does not have on that day (Ceglia)", ("date", "content"))
def zone(f):
    letter = invented(f.letter())
    letter.moment = datetime.datetime(2004, 2, 3, 9, 30, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=-4)))
    return [Piece(letter.unsigned(), False, ("date", "content"))]


@kind("composed of sentences of several true mails (Benardo)", ("content",))
def composite(f):
    first, second = f.letter(), f.letter(same_language=True)
    other = first.changed(sentences=first.sentences[:2] + second.sentences[:2])
    return [Piece(other.received(other.to[0]) + signature_of(first.signed(f.keys)) + other.unsigned(), False, ("content",)),
            Piece(mail.delivered(second, f.keys), True)]


@kind("retyped, hardly a header (Dworczyk)", ("author", "content"))
def retyped(f):
    letter, style = invented(f.letter()), mail.WORDS["suite"]
    return [Piece(f"From: {mail.address(letter.sender, style)}\r\nSubject: {mail.encoded_word(letter.subject, style)}\r\nDate: {mail.date_text(letter.moment)}\r\n"
                  f"Content-Type: text/plain; charset=utf-8\r\n\r\n{letter.text()}".encode(), False, ("author", "content"))]


@kind("report with insertions beside the mail that carried it (Satter)", ("content",))
def report(f):
    letter = f.letter(shape="mixed")
    return [Piece(mail.office_file(letter.file_text.replace(".", ". Paid from abroad.", 2)), False, ("content",), "nothing", ".docx"),
            Piece(mail.delivered(letter, f.keys), True)]


@kind("two publications of one paper with two amounts (Open Society)", ("content",))
def publications(f):
    letter = f.letter()
    return [Piece(mail.office_file(letter.file_text + f" Fund: {amount}"), False, ("content",), "nothing", ".docx") for amount in ("240 000", "122 000")]


@kind("carrying mail re-signed by the forger after the change (tainted leak)", ("content",))
def resigned(f):
    letter = f.letter()
    other = invented(letter)
    message = under_old_signature(letter, other, f.keys)
    return [Piece(f.sign_as(message, f.evil, HABITS["suite"], f.evil_key, letter.stamp()), False, ("content",))]


@kind("key of 512 bits, factored by the forger", ("author", "content"))
def weak(f):
    letter = invented(f.letter())
    habit = {**letter.habit, "selector": "old"}
    return [Piece(letter.received(letter.to[0]) + f.sign_as(letter.unsigned(), letter.domain, habit, f.weak_key, letter.stamp()), False, ("author", "content"))]


@kind("letter to a person who is not its reader, signed part moved into it", ("content", "recipients"))
def moved_part(f):
    letter = f.letter(shape="alternative")
    message = mail.delivered(letter, f.keys)
    fields, body = sign.split(message)
    fields = [x.replace(b"multipart/alternative", b"multipart/mixed") if sign.name_of(x) == "content-type" else x for x in fields]
    return [Piece(sign.join([b"To: colonel@orchid-embassy.example\r\n" if sign.name_of(x) == "to" else x for x in fields],
                            body.replace(b"--\r\n", b"--\r\n" + EVIL_LINE.encode() + CRLF, 1)), False, ("recipients",))]
