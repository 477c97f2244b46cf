"""Who writes to whom, and what: people, sentences in seven languages, and the signing habits of their mail systems. Every word
is made up; no address can exist."""
import datetime
import random

# ---- mail systems: how they sign. `fields` in the order of h=; those that a message lacks are left out, `over` are signed once
# more than they occur. ----

HABITS = {
    # a large provider: no Content-Type, lower case, nothing of time
    "provider": dict(how="relaxed/relaxed", bits=2048, selector="20161025", stamp=False, over=(),
                     fields=("mime-version", "in-reply-to", "references", "from", "date", "message-id", "subject", "to", "cc"),
                     shapes=("alternative", "alternative", "alternative", "alternative+file", "plain-ascii")),
    # an office suite in the cloud
    "suite": dict(how="relaxed/relaxed", bits=2048, selector="selector1", stamp=False, over=(),
                  fields=("From", "Date", "Subject", "Message-ID", "Content-Type", "MIME-Version"),
                  shapes=("alternative", "html", "mixed", "alternative+file", "related")),
    # a filter beside a mail server, as it comes
    "filter": dict(how="relaxed/simple", bits=2048, selector="mail", stamp=True, over=("From",),
                   fields=("From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
                           "MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
                   shapes=("plain-utf8", "plain-qp", "plain-ascii", "mixed", "alternative", "plain-base64")),
    # an old one that signs every byte
    "strict": dict(how="simple/simple", bits=1024, selector="dkim", stamp=True, over=(),
                   fields=("Date", "From", "To", "Cc", "Subject", "Message-ID", "MIME-Version", "Content-Type",
                           "Content-Transfer-Encoding"),
                   shapes=("plain-latin1", "plain-ascii", "plain-qp", "mixed", "alternative")),
    # a web mail with a long list
    "webmail": dict(how="relaxed/relaxed", bits=2048, selector="s2048", stamp=True, over=("From", "Subject"),
                    fields=("Date", "From", "Reply-To", "To", "Cc", "In-Reply-To", "References", "Subject", "MIME-Version",
                            "Content-Type", "Content-Transfer-Encoding", "Message-ID"),
                    shapes=("alternative", "plain-base64", "related", "mixed", "html")),
    # a newsletter engine
    "sender": dict(how="relaxed/relaxed", bits=1024, selector="k1", stamp=False, over=(),
                   fields=("Subject", "From", "Reply-To", "To", "Date", "Message-ID", "MIME-Version", "Content-Type",
                           "Content-Transfer-Encoding"),
                   shapes=("html-qp", "alternative-qp", "alternative-qp", "plain-qp")),
}

DOMAINS = {
    "brasserie-du-port.example": ("provider", "fr"), "quillmark.example": ("provider", "en"), "vallespin.example": ("provider", "es"),
    "etudes-rivoire.example": ("suite", "fr"), "northgate-hydro.example": ("suite", "en"), "kanzlei-weber.example": ("suite", "de"),
    "mairie-saint-omer.example": ("filter", "fr"), "werkstatt-ost.example": ("filter", "de"), "zarechye.example": ("filter", "ru"),
    "observatoire-lac.example": ("strict", "fr"), "tidewater-books.example": ("strict", "en"),
    "dar-alqalam.example": ("webmail", "ar"), "hunan-tea.example": ("webmail", "zh"), "gardiens.example": ("webmail", "fr"),
    "petites-annonces.example": ("sender", "fr"), "campaign-desk.example": ("sender", "en"),
}

PEOPLE = {
    "fr": ["Anaïs Delorme", "Rémi Castagne", "Hélène Vasseur", "Pierre Lemoine", "Zoé Marchand"],
    "en": ["Harriet Cole", "Tom Ashdown", "Priya Raman", "Owen Blythe"],
    "de": ["Jürgen Stadler", "Käthe Winkelmann", "Uwe Brandt"],
    "es": ["Íñigo Robles", "Marta Peñalver", "Luis Ortega"],
    "ru": ["Ирина Волкова", "Павел Седов", "Олег Жданов"],
    "ar": ["سلمى حداد", "كريم منصور", "Nadia Haddad"],
    "zh": ["陈立", "王晓梅", "Li Chen"],
}

# {a} an amount, {d} a day, {n} a name; each sentence has a form with the contrary meaning.
SENTENCES = {
    "en": [("We will pay {a} to the supplier on {d}.", "We will not pay {a} to the supplier on {d}."),
           ("{n} agrees with the draft that was sent last week.", "{n} does not agree with the draft that was sent last week."),
           ("The meeting of {d} takes place in the small hall.", "The meeting of {d} does not take place in the small hall."),
           ("The invoice over {a} is attached, please check it before noon.", "The invoice over {a} is not attached, please do not check it."),
           ("From what {n} told us, the figures for the quarter are complete.", "From what {n} told us, the figures for the quarter are not complete.")],
    "fr": [("Nous verserons {a} au fournisseur le {d}.", "Nous ne verserons pas {a} au fournisseur le {d}."),
           ("{n} est d’accord avec le projet envoyé la semaine dernière.", "{n} n’est pas d’accord avec le projet envoyé la semaine dernière."),
           ("La réunion du {d} aura lieu à l’hôtel de ville, côté jardin.", "La réunion du {d} n’aura pas lieu à l’hôtel de ville."),
           ("Ci-joint la facture de {a}, à vérifier avant midi.", "La facture de {a} n’est pas jointe, inutile de vérifier."),
           ("D’après {n}, les chiffres du trimestre sont complets.", "D’après {n}, les chiffres du trimestre ne sont pas complets.")],
    "de": [("Wir überweisen {a} am {d} an den Lieferanten.", "Wir überweisen {a} am {d} nicht an den Lieferanten."),
           ("{n} ist mit dem Entwurf einverstanden.", "{n} ist mit dem Entwurf nicht einverstanden."),
           ("Die Sitzung am {d} findet im großen Saal statt.", "Die Sitzung am {d} findet nicht statt.")],
    "es": [("Pagaremos {a} al proveedor el {d}.", "No pagaremos {a} al proveedor el {d}."),
           ("{n} está de acuerdo con el borrador de la semana pasada.", "{n} no está de acuerdo con el borrador de la semana pasada."),
           ("La reunión del {d} será en el salón pequeño, ¿de acuerdo?", "La reunión del {d} no será en el salón pequeño.")],
    "ru": [("Мы переведём {a} поставщику {d}.", "Мы не переведём {a} поставщику {d}."),
           ("{n} согласен с проектом, который мы отправили.", "{n} не согласен с проектом, который мы отправили."),
           ("Встреча {d} состоится в малом зале.", "Встреча {d} не состоится.")],
    "ar": [("سندفع {a} إلى المورد يوم {d}.", "لن ندفع {a} إلى المورد يوم {d}."),
           ("يوافق {n} على المسودة التي أرسلت الأسبوع الماضي.", "لا يوافق {n} على المسودة التي أرسلت الأسبوع الماضي."),
           ("سيعقد الاجتماع يوم {d} في القاعة الصغيرة.", "لن يعقد الاجتماع يوم {d}.")],
    "zh": [("我们将于{d}向供应商支付{a}。", "我们不会于{d}向供应商支付{a}。"),
           ("{n}同意上周发送的草案。", "{n}不同意上周发送的草案。"),
           ("{d}的会议在小厅举行。", "{d}的会议取消。")],
}
SUBJECTS = {
    "en": ["Quarterly figures and the small hall", "Draft contract for the harbour works", "Minutes of the last meeting", "Supplier: payment plan"],
    "fr": ["Réunion de préparation et budget", "Projet de convention : dernière version", "Compte rendu du comité", "Échéancier du fournisseur"],
    "de": ["Entwurf der Vereinbarung über die Straße", "Sitzung im großen Saal", "Abschluss des Quartals"],
    "es": ["Reunión del jueves en el salón pequeño", "Borrador del convenio", "Cuentas del trimestre"],
    "ru": ["Встреча и проект договора", "Отчёт за квартал", "Оплата поставщику"],
    "ar": ["اجتماع الأسبوع القادم والميزانية", "مسودة العقد", "Draft of the contract"],
    "zh": ["季度数据和会议安排", "合同草案", "Payment plan"],
}
GREETINGS = {"en": "Hello,", "fr": "Bonjour,", "de": "Guten Tag,", "es": "Hola:", "ru": "Здравствуйте!", "ar": "مرحبا،", "zh": "您好："}
ENDINGS = {"en": "Regards", "fr": "Cordialement", "de": "Viele Grüße", "es": "Saludos", "ru": "С уважением", "ar": "مع التحية", "zh": "此致"}
CURRENCIES = {"en": "£", "fr": "€", "de": "EUR", "es": "€", "ru": "руб.", "ar": "دينار", "zh": "元"}
ZONES = {"en": 60, "fr": 120, "de": 120, "es": 120, "ru": 180, "ar": 60, "zh": 480}    # minutes east, in summer


def ascii_of(name):
    table = str.maketrans("ïéèüäöÍñ", "ieeuaoin")
    plain = name.translate(table)
    return plain if plain.isascii() else None


class Person:
    def __init__(self, name, domain):
        self.name, self.domain = name, domain
        plain = ascii_of(name)
        local = plain.lower().replace(" ", ".") if plain else "contact%d" % (sum(map(ord, name)) % 97)
        self.address = f"{local}@{domain}"


def people():
    """All who write, by domain."""
    return {domain: [Person(name, domain) for name in PEOPLE[language]] for domain, (_, language) in DOMAINS.items()}


def amount(chance, language):
    number = chance.randrange(11, 990) * 100
    return f"{number:,}".replace(",", " " if language in ("fr", "ru") else "." if language in ("de", "es") else ",") + " " + CURRENCIES[language]


def day_of(chance):
    return f"{chance.randrange(1, 29)}.{chance.randrange(1, 13)}.2019"


class Sentence:
    """One sentence with what stands in its gaps, so that one thing can be changed in it."""

    def __init__(self, chance, language):
        self.language, self.form = language, chance.choice(SENTENCES[language])
        self.amount, self.day = amount(chance, language), day_of(chance)
        self.name, self.denied = chance.choice(PEOPLE[language]), False

    def __str__(self):
        return self.form[self.denied].format(a=self.amount, d=self.day, n=self.name)


def when(chance, language, first=datetime.date(2018, 4, 3), days=700):
    """A moment of a working day, in the summer half of the year, so that the zone's offset is one."""
    zone = datetime.timezone(datetime.timedelta(minutes=ZONES[language]))
    while True:
        day = first + datetime.timedelta(days=chance.randrange(days))
        if day.weekday() < 5 and 4 <= day.month <= 9:
            return datetime.datetime(day.year, day.month, day.day, chance.randrange(8, 19), chance.randrange(60), chance.randrange(60), tzinfo=zone)


def chance_of(seed, *names):
    return random.Random(":".join(map(str, (seed, *names))))
