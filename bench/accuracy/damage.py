"""What honest handling does to a message, each kind as a function of its bytes (CRLF) and of chance: the changed bytes, or None
where the message has nothing that it would touch. `KINDS` is the table; `shows` says what a reader sees of it besides what was
signed: nothing, a footer as list software ships it, or something else that no signature stands for."""
import base64
import quopri
import re

import mail
import sign

CRLF = b"\r\n"


class Kind:
    lost = inner = False

    def __init__(self, apply, shows="nothing", store=False):
        self.apply, self.shows, self.store = apply, shows, store


KINDS = {}


def kind(name, shows="nothing", store=False):
    def add(function):
        KINDS[name] = Kind(function, shows, store)
        return function
    return add


def value_of(fields, name):
    return next((re.sub(rb"\r\n(?=[ \t])", b"", field.partition(b":")[2]).strip() for field in fields if sign.name_of(field) == name), None)


def mapped(message, names, change):
    """With the fields of these names changed; None if nothing was."""
    fields, body = sign.split(message)
    out = [change(field) if sign.name_of(field) in names else field for field in fields]
    return sign.join(out, body) if out != fields else None


def leaf_parts(message):
    """(begin, end, fields, data) of the parts without parts, by their delimiters: the whole body if there are none."""
    fields, body = sign.split(message)
    start = len(message) - len(body)
    boundaries = re.findall(rb'boundary="([^"]+)"', message)
    if not boundaries or not (value_of(fields, "content-type") or b"").startswith(b"multipart"):
        return [(start, len(message), fields, body)]
    spans, found = [], [m for m in re.finditer(rb"(?:^|\r\n)--([^\r\n]+?)(--)?[ \t]*(?=\r\n|$)", message[start - 2:]) if m.group(1) in boundaries]
    for here, following in zip(found, found[1:]):
        if here.group(2):
            continue
        begin, end = start - 2 + here.end() + 2, start - 2 + following.start()
        part_fields, data = sign.split(message[begin:end])
        if data and not (value_of(part_fields, "content-type") or b"").startswith(b"multipart"):
            spans.append((end - len(data), end, part_fields, data))
    return spans


def with_parts(message, change):
    """`change(fields, data)` gives (new fields or None, new data) or None; all leaf parts are asked."""
    out, any_change = message, False
    for begin, end, fields, data in reversed(leaf_parts(message)):
        new = change(fields, data)
        if new is None:
            continue
        new_fields, new_data = new
        if new_fields is not None:
            head = b"".join(fields)
            at = out.rfind(head, 0, begin)
            out = out[:at] + b"".join(new_fields) + out[at + len(head):begin] + new_data + out[end:]
        else:
            out = out[:begin] + new_data + out[end:]
        any_change |= out != message
    return out if any_change else None


def encoding_of(fields):
    return (value_of(fields, "content-transfer-encoding") or b"7bit").lower()


def type_of(fields):
    return (value_of(fields, "content-type") or b"text/plain").lower()


def decoded(fields, data):
    encoding = encoding_of(fields)
    if encoding == b"base64":
        return base64.b64decode(data)
    if encoding == b"quoted-printable":
        return quopri.decodestring(data)
    return data


def set_encoding(fields, encoding):
    out = [b"Content-Transfer-Encoding: " + encoding + CRLF if sign.name_of(field) == "content-transfer-encoding" else field for field in fields]
    return out


# ---- stores ----

@kind("line ends: LF", store=True)
def lf(message, chance):
    return message.replace(CRLF, b"\n")


@kind("line ends: CR alone in the text", shows="other", store=True)
def bare_cr(message, chance):
    fields, body = sign.split(message)
    return sign.join(fields, body.replace(CRLF, b"\r"))


@kind("line ends: mixed", store=True)
def mixed(message, chance):
    head, _, body = message.partition(b"\r\n\r\n")
    return head.replace(CRLF, b"\n") + b"\n\n" + body


@kind("mboxo quoting", store=True)
def mboxo(message, chance):
    fields, body = sign.split(message)
    new = re.sub(rb"(?m)^From ", b">From ", body)
    return sign.join(fields, new) if new != body else None


@kind("mboxrd quoting", store=True)
def mboxrd(message, chance):
    fields, body = sign.split(message)
    new = re.sub(rb"(?m)^(>*From )", rb">\1", body)
    return sign.join(fields, new) if new != body else None


@kind("blank lines at the end", store=True)
def blank_end(message, chance):
    return message + CRLF * chance.randrange(1, 4) if chance.randrange(2) else message.rstrip(b"\r\n") + CRLF


@kind("blank line before delimiters lost")
def blank_lost(message, chance):
    fields, body = sign.split(message)
    new = re.sub(rb"\r\n\r\n(?=--(?:=_|0000))", b"\r\n", body)
    return sign.join(fields, new) if new != body else None


@kind("blank line before delimiters added")
def blank_added(message, chance):
    fields, body = sign.split(message)
    new = re.sub(rb"\r\n(?=--(?:=_|0000))", b"\r\n\r\n", body)
    return sign.join(fields, new) if new != body else None


@kind("epilogue lost or added")
def epilogue(message, chance):
    fields, body = sign.split(message)
    if b"multipart/" not in (value_of(fields, "content-type") or b""):
        return None
    return message.rstrip(b"\r\n") if chance.randrange(2) else message + CRLF + CRLF


@kind("fields of a store added", store=True)
def store_fields(message, chance):
    return chance.choice((b"X-Mozilla-Status: 0001\r\nX-Mozilla-Status2: 00000000\r\n", b"Status: RO\r\nX-Status: A\r\nX-UID: 411\r\n",
                          b"X-GM-THRID: 1611111111111111111\r\nX-Gmail-Labels: Inbox\r\n")) + message


# ---- headers ----

SIGNED_NAMES = {"from", "to", "cc", "subject", "date", "message-id", "references", "in-reply-to"}


@kind("tabs to blanks in folds")
def tab_to_space(message, chance):
    return mapped(message, SIGNED_NAMES, lambda field: field.replace(b"\r\n\t", b"\r\n ").replace(b"\r\n ", b"\r\n        ", 1) if chance.randrange(2)
                  else field.replace(b"\r\n\t", b"\r\n "))


@kind("fields folded otherwise")
def refold(message, chance):
    def unfold(field):
        return re.sub(rb"\r\n[ \t]+", b" ", field)

    def fold(field):
        return re.sub(rb", ?", b",\r\n ", unfold(field)) if sign.name_of(field) in ("to", "cc") else unfold(field)
    return mapped(message, SIGNED_NAMES, chance.choice((unfold, fold)))


@kind("blanks doubled in fields")
def doubled(message, chance):
    return mapped(message, {chance.choice(("from", "subject", "to"))}, lambda field: re.sub(rb"(?<=\w) (?=[\w<(])", b"  ", field, count=1))


@kind("field names in another case")
def name_case(message, chance):
    lower = chance.randrange(2)

    def change(field):
        name, _, value = field.partition(b":")
        return (name.lower() if lower else name.upper()) + b":" + value
    return mapped(message, SIGNED_NAMES, change)


@kind("order of fields")
def order(message, chance):
    fields, body = sign.split(message)
    rank = [b"Return-Path", b"Received", b"Date", b"From", b"To", b"Cc", b"Message-ID", b"Subject"]
    return sign.join(sorted(fields, key=lambda field: next((i for i, name in enumerate(rank) if sign.name_of(field) == name.decode().lower()), 99)), body)


@kind("unsigned fields added")
def added_fields(message, chance):
    return (b"X-Spam-Status: No, score=-1.9\r\nX-Virus-Scanned: by a filter\r\n" +
            chance.choice((b"List-Id: <council.lists.example>\r\nPrecedence: list\r\n", b"X-Originating-IP: 192.0.2.9\r\n")) + message)


@kind("Reply-To added by a list")
def reply_to(message, chance):
    fields, body = sign.split(message)
    if value_of(fields, "reply-to"):
        return None
    return sign.join(fields + [b"Reply-To: council@lists.example\r\n"], body)


@kind("Sender added by a list")
def sender(message, chance):
    return b'Sender: "Council" <council-bounces@lists.example>\r\n' + message


@kind("encoded words written anew")
def words(message, chance):
    def read(match):
        data = match.group(3)
        return base64.b64decode(data) if match.group(2) in b"Bb" else quopri.decodestring(data.replace(b"_", b" "))

    def write(octets, style):
        if style == 0:
            return b"=?utf-8?Q?" + b"".join(bytes([c]) if c < 128 and chr(c).isalnum() else b"_" if c == 32 else b"=%02X" % c for c in octets) + b"?="
        return b"=?utf-8?b?" + base64.b64encode(octets) + b"?="

    def change(field):
        if style == 2:                            # a word a line, then all in one
            return field.replace(b"?=\r\n =?", b"?= =?")
        return re.sub(rb"=\?(utf-8)\?([BQ])\?([^?]*)\?=", lambda match: write(read(match), style), field, flags=re.I)
    style = chance.randrange(3)
    return mapped(message, {"subject", "from", "to", "cc"}, change)


@kind("subject tag of a list", shows="tag")
def tag(message, chance):
    return mapped(message, {"subject"}, lambda field: re.sub(rb"^(Subject: *)", rb"\1" + chance.choice((b"[council] ", b"[budget-2019] ")), field, flags=re.I))


@kind("subject tag behind Re:", shows="tag")
def tag_reply(message, chance):
    fields, body = sign.split(message)
    if not re.match(rb"re: ", value_of(fields, "subject") or b"", re.I):
        return None
    return mapped(message, {"subject"}, lambda field: re.sub(rb"^(Subject: *)Re: ", chance.choice((rb"\1[council] Re: ", rb"\1Re: [council] ")), field, flags=re.I))


@kind("From rewritten by a list", shows="other")
def munged(message, chance):
    fields, body = sign.split(message)
    old = value_of(fields, "from")
    display = re.sub(rb"\s*<[^>]*>", b"", old).strip(b'" ') or b"somebody"
    new = [b"From: " + (b'"' + display + b' via council"' if b"=?" not in display else display + b" via council") + b" <council@lists.example>\r\n" if sign.name_of(f) == "from" else f for f in fields]
    kept = b"X-Original-From: " if value_of(fields, "reply-to") or chance.randrange(2) else b"Reply-To: "
    new.append(kept + old + CRLF)
    return sign.join(new, body)


@kind("addresses masked", shows="other")
def masked(message, chance):
    """An archive masks the shown sender; Return-Path or Received keep the address."""
    return mapped(message, {"from"}, lambda field: re.sub(rb"<([^@>]{2})[^@>]*@", rb"<\1...@", field))


NEEDS_COPY, INNER = "recipients left out, a whole copy in the dump", "message as a part of a list's"


@kind(NEEDS_COPY)
def fewer(message, chance):
    fields, body = sign.split(message)
    return sign.join([f for f in fields if sign.name_of(f) != "cc"], body) if value_of(fields, "cc") else None


# ---- transfer encodings ----

@kind("base64 in lines of another length")
def rewrap(message, chance):
    width = chance.choice((60, 64, 72))
    def change(fields, data):
        if encoding_of(fields) != b"base64":
            return None
        end = data[len(data.rstrip(CRLF)):]
        return None, mail.lines_of_base64(base64.b64decode(data), width).rstrip(CRLF) + end
    return with_parts(message, change)


@kind("quoted-printable broken otherwise")
def rebreak(message, chance):
    limit = chance.choice((72, 70, 76))
    def change(fields, data):
        if encoding_of(fields) != b"quoted-printable":
            return None
        out = []
        for line in data.replace(b"=\r\n", b"").split(CRLF):
            while len(line) > limit:
                at = limit - 1
                while line[at - 1:at] == b"=" or line[at - 2:at - 1] == b"=":
                    at -= 1
                out.append(line[:at] + b"=")
                line = line[at:]
            out.append(line)
        return None, CRLF.join(out)
    return with_parts(message, change)


@kind("quoted-printable escaped otherwise")
def reescape(message, chance):
    def change(fields, data):
        if encoding_of(fields) != b"quoted-printable":
            return None
        return None, mail.quoted_printable(decoded(fields, data)).replace(b"\r\n.", b"\r\n=2E").replace(b"\r\nFrom ", b"\r\n=46rom ")
    return with_parts(message, change)


def recoded(source, target):
    def apply(message, chance):
        def change(fields, data):
            if not type_of(fields).startswith(b"text/") or encoding_of(fields) not in source:
                return None
            plain = decoded(fields, data)
            if target == b"8bit" and (max(map(len, plain.split(CRLF))) > 900 or b"\0" in plain):
                return None
            new = mail.lines_of_base64(plain) if target == b"base64" else mail.quoted_printable(plain) if target == b"quoted-printable" else plain
            return set_encoding(fields, target), new
        if not any(encoding_of(f) in source and type_of(f).startswith(b"text/") for _, _, f, _ in leaf_parts(message)):
            return None
        return with_parts(message, change)
    return apply


KINDS["8bit to quoted-printable"] = Kind(recoded((b"8bit",), b"quoted-printable"))
KINDS["8bit to base64"] = Kind(recoded((b"8bit",), b"base64"))
KINDS["quoted-printable to 8bit"] = Kind(recoded((b"quoted-printable",), b"8bit"))
KINDS["base64 text to 8bit"] = Kind(recoded((b"base64",), b"8bit"))
KINDS["quoted-printable to base64"] = Kind(recoded((b"quoted-printable",), b"base64"))
KINDS["base64 text to quoted-printable"] = Kind(recoded((b"base64",), b"quoted-printable"))


@kind("charset converted")
def charset(message, chance):
    def change(fields, data):
        kind_of = type_of(fields)
        if not kind_of.startswith(b"text/plain"):
            return None
        here = "utf-8" if b"utf-8" in kind_of else "iso-8859-1" if b"8859-1" in kind_of else None
        if here is None or encoding_of(fields) == b"7bit":
            return None
        there = "utf-8" if here == "iso-8859-1" else chance.choice(("iso-8859-1", "windows-1252"))
        try:
            plain = decoded(fields, data).decode(here).encode(there)
        except UnicodeError:
            return None
        new = [re.sub(rb'"?(utf-8|iso-8859-1)"?', there.encode(), field, flags=re.I) if sign.name_of(field) == "content-type" else field for field in fields]
        encoding = encoding_of(fields)
        return new, mail.lines_of_base64(plain) if encoding == b"base64" else mail.quoted_printable(plain) if encoding == b"quoted-printable" else plain
    return with_parts(message, change)


# ---- blanks and lines ----

@kind("blanks at line ends lost")
def no_trailing(message, chance):
    fields, body = sign.split(message)
    new = re.sub(rb"[ \t]+\r\n", CRLF, body)
    return sign.join(fields, new) if new != body else None


@kind("blanks at line starts lost")
def no_leading(message, chance):
    fields, body = sign.split(message)
    new = re.sub(rb"(?m)^   (?=\S)", b"", body, count=1)
    return sign.join(fields, new) if new != body else None


# ---- what is put in ----

LIST_FOOTERS = {
    "footer as Mailman 2 ships it": b"_______________________________________________\r\nCouncil mailing list\r\nCouncil@lists.example\r\nhttps://lists.example/mailman/listinfo/council\r\n",
    "footer as Google Groups writes it": b"-- \r\nYou received this message because you are subscribed to the Google Groups \"council\" group.\r\n"
        b"To unsubscribe from this group and stop receiving emails from it, send an email to council+unsubscribe@lists.example.\r\n",
    "footer as ezmlm ships it": b"---------------------------------------------------------------------\r\nTo unsubscribe, e-mail: council-unsubscribe@lists.example\r\n"
        b"For additional commands, e-mail: council-help@lists.example\r\n",
}
FREE_FOOTER = "Ce message est confidentiel ; merci de le détruire s’il ne vous est pas destiné. Réf. {n}\r\n"
BANNER = "CAUTION: this message came from outside ({n}). Do not open what you did not expect.\r\n\r\n"


def put_into_text(message, text, at_end, html=False):
    done = []
    def change(fields, data):
        if done or not type_of(fields).startswith(b"text/html" if html else b"text/plain"):
            return None
        done.append(True)
        encoding, plain = encoding_of(fields), decoded(fields, data)
        extra = text if b"utf-8" in type_of(fields) or text.isascii() else text.decode().encode("iso-8859-1", "replace")
        if not extra.isascii() and (b"us-ascii" in type_of(fields) or encoding == b"7bit"):
            extra = text.decode().encode("ascii", "replace")
        if html:
            where = plain.lower().rfind(b"</body>") if at_end else plain.lower().find(b"<body>") + 6
            if where < 6:
                return None
            new = plain[:where] + extra + plain[where:]
        elif at_end:
            new = plain + (b"" if plain.endswith(CRLF) else CRLF) + extra
        else:
            new = extra + plain
        return None, mail.lines_of_base64(new) if encoding == b"base64" else mail.quoted_printable(new) if encoding == b"quoted-printable" else new
    return with_parts(message, change)


for footer_name, footer_text in LIST_FOOTERS.items():
    def add_footer(message, chance, text=footer_text):
        fields, _ = sign.split(message)
        if not type_of(fields).startswith(b"text/plain"):
            return None
        return put_into_text(message, text, True)
    KINDS[footer_name] = Kind(add_footer, shows="footer")


@kind("footer of any wording in the text", shows="other")
def free_footer(message, chance):
    return put_into_text(message, FREE_FOOTER.format(n=chance.randrange(10000)).encode(), True)


@kind("banner in the text", shows="other")
def banner(message, chance):
    return put_into_text(message, BANNER.format(n=chance.randrange(10000)).encode(), False)


@kind("footer in the HTML", shows="other")
def html_footer(message, chance):
    return put_into_text(message, b"<hr><p>" + FREE_FOOTER.format(n=chance.randrange(10000)).encode().replace(CRLF, b"") + b"</p>\r\n", True, html=True)


@kind("banner in text and HTML together", shows="other")
def banner_both(message, chance):
    text = BANNER.format(n=chance.randrange(10000))
    both = put_into_text(message, text.encode(), False)
    return both and put_into_text(both, b"<div style=\"border:1px solid red\">" + text.strip().encode() + b"</div>\r\n", False, html=True)


@kind("footer in text and HTML together", shows="other")
def footer_both(message, chance):
    text = FREE_FOOTER.format(n=chance.randrange(10000))
    both = put_into_text(message, text.encode(), True)
    return both and put_into_text(both, b"<p>" + text.strip().encode() + b"</p>\r\n", True, html=True)


def wrapped(message, footer, chance):
    """The message's own body as the first part of a multipart/mixed, a footer as the last."""
    fields, body = sign.split(message)
    own = [f for f in fields if sign.name_of(f) in ("content-type", "content-transfer-encoding", "content-disposition")]
    rest = [f for f in fields if f not in own]
    boundary = b"===============%019d==" % chance.randrange(10 ** 18)
    return sign.join(rest + [b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n'],
                     b"--" + boundary + CRLF + b"".join(own) + CRLF + body + (b"" if body.endswith(CRLF) else CRLF) + b"--" + boundary + CRLF +
                     b"Content-Type: text/plain; charset=\"us-ascii\"\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 7bit\r\nContent-Disposition: inline\r\n\r\n" +
                     footer + CRLF + b"--" + boundary + b"--" + CRLF)


@kind("list footer as an added part, wrapped", shows="footer")
def wrap(message, chance):
    return wrapped(message, LIST_FOOTERS["footer as Mailman 2 ships it"], chance)


@kind("list footer as a last part", shows="footer")
def last_part(message, chance):
    fields, body = sign.split(message)
    found = re.match(rb'multipart/mixed; boundary="([^"]+)"', value_of(fields, "content-type") or b"")
    if not found:
        return None
    mark = b"--" + found.group(1)
    at = body.rfind(mark + b"--")
    return sign.join(fields, body[:at] + mark + b"\r\nContent-Type: text/plain; charset=\"us-ascii\"\r\nContent-Disposition: inline\r\n\r\n" +
                     LIST_FOOTERS["footer as Mailman 2 ships it"] + CRLF + body[at:])


@kind(INNER)
def list_wrap(message, chance):
    """Lists that may not rewrite From put the message, as it came, into one of their own."""
    fields, _ = sign.split(message)
    subject = value_of(fields, "subject")
    boundary = b"wrap%012d" % chance.randrange(10 ** 12)
    kept = message[message.find(b"DKIM-Signature:"):]
    return (b"From: Council <council@lists.example>\r\nTo: council@lists.example\r\nSubject: " + subject + b"\r\nDate: " + value_of(fields, "date") +
            b"\r\nMessage-ID: <wrap.%d@lists.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"" % chance.randrange(10 ** 9) + boundary +
            b"\"\r\n\r\n--" + boundary + b"\r\nContent-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n" + kept + b"\r\n--" + boundary + b"--\r\n")


KINDS[INNER].inner = True
