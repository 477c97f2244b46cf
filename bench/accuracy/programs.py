"""Damage made by the programs that make it, as Debian ships them. Each takes a list of messages (bytes, CRLF) and gives a list of
what they became, None where the program refused. A program that is not installed has no row (`make bench-accuracy` installs all)."""
import concurrent.futures
import email
import email.generator
import email.policy
import io
import json
import os
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

from damage import LIST_FOOTERS

HERE = Path(__file__).resolve().parent
CRLF = b"\r\n"


class Program:
    """`lost`: of multiparts it throws away what was signed, their boundaries or parts; `inner`: the message comes within another."""

    def __init__(self, apply, shows="nothing", needs=None, lost=False, inner=False):
        self.apply, self.shows, self.needs, self.lost, self.inner, self.store = apply, shows, needs, lost, inner, False


def lf(message):
    return message.replace(CRLF, b"\n")


def filtered(*command):
    """One run a message, from standard input to standard output."""
    def apply(messages):
        out = []
        for message in messages:
            done = subprocess.run(command, input=lf(message), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            out.append(done.stdout if done.returncode == 0 and done.stdout else None)
        return out
    return apply


def procmail(messages):
    """Delivered into an mbox, by its own rules."""
    with tempfile.TemporaryDirectory() as folder:
        def deliver(numbered):
            number, message = numbered
            box, rules = Path(folder) / f"box{number}", Path(folder) / f"rc{number}"
            rules.write_text(f"LOGFILE=/dev/null\nSHELL=/bin/sh\n:0\n{box}\n")
            os.chmod(rules, 0o600)
            subprocess.run(["procmail", "-m", str(rules)], input=lf(message), stderr=subprocess.DEVNULL)
            return box.read_bytes() if box.exists() else None
        with concurrent.futures.ThreadPoolExecutor(32) as threads:      # each waits a second for its locks
            return list(threads.map(deliver, enumerate(messages)))


def altermime(messages):
    out = []
    with tempfile.TemporaryDirectory() as folder:
        path, disclaimer = Path(folder) / "message", Path(folder) / "disclaimer"
        disclaimer.write_text("This message was sent in confidence by the Harbour Council, 4 Quay Road.\n")
        for message in messages:
            path.write_bytes(lf(message))
            done = subprocess.run(["altermime", f"--input={path}", f"--disclaimer={disclaimer}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            out.append(path.read_bytes() if done.returncode == 0 else None)
    return out


def python_email(policy):
    def apply(messages):
        out = []
        for message in messages:
            written = io.BytesIO()
            try:
                email.generator.BytesGenerator(written, policy=policy, mangle_from_=policy is email.policy.compat32).flatten(email.message_from_bytes(lf(message), policy=policy))
                out.append(written.getvalue())
            except Exception:        # it raises at some of what it reads
                out.append(None)
        return out
    return apply


def framed(program):
    """A program that reads and writes many messages, each behind its length: starting it costs more than its work."""
    def apply(messages):
        done = subprocess.run(program, input=b"".join(struct.pack(">I", len(lf(m))) + lf(m) for m in messages), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, at = [], 0
        while at + 4 <= len(done.stdout):
            size = struct.unpack(">I", done.stdout[at:at + 4])[0]
            out.append(done.stdout[at + 4:at + 4 + size] or None)
            at += 4 + size
        if len(out) != len(messages):
            raise SystemExit(f"{program}: {len(out)} of {len(messages)} messages: {done.stderr.decode(errors='replace')[-2000:]}")
        return out
    return apply


def perl(module):
    return framed(["/usr/bin/perl", str(HERE / "reserialise.pl"), module])


def mailman(what):
    return framed(["/usr/bin/python3", str(HERE / "mailman_list.py"), what])


def dovecot(kind):
    """Brought from a Maildir into a mailbox of this kind: as IMAP then gives it, or, of an mbox, as it lies on disk."""
    user = os.getuid() or 65534          # it does not work for root

    def brought(messages):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            os.chmod(folder, 0o755)
            for part in ("cur", "new", "tmp"):
                (folder / "source" / part).mkdir(parents=True)
            for number, message in enumerate(messages):
                (folder / "source/cur" / f"{1500000000 + number}.M{number}P1.host:2,S").write_bytes(lf(message))
            config = folder / "dovecot.conf"
            config.write_text(
                f"base_dir={name}/run\nstate_dir={name}/run\nmail_home={name}/home\n"
                f"mail_location={kind}:{name}/{kind}{f':INBOX={name}/inbox' if kind == 'mbox' else ''}\nssl=no\nlog_path={name}/log\n"
                f"mail_uid={user}\nmail_gid={user}\nfirst_valid_uid={user}\nfirst_valid_gid={user}\nmbox_write_locks=fcntl\n"
                f"passdb {{\n driver=static\n args=nopassword=y\n}}\nuserdb {{\n driver=static\n args=uid={user} gid={user} home={name}/home\n}}\n")
            for path in (folder, *folder.rglob("*")):
                os.chown(path, user, -1)

            def doveadm(*arguments):
                done = subprocess.run(["doveadm", "-c", str(config), *arguments], capture_output=True, env={**os.environ, "USER": "root", "HOME": name})
                if done.returncode:
                    raise SystemExit(f"doveadm {arguments[0]}: {done.stderr.decode(errors='replace')[-500:]}")
                return done.stdout
            doveadm("import", "-s", f"maildir:{folder}/source", "", "all")
            if kind == "mbox":
                return [(folder / "inbox").read_bytes()]
            rows = {int(row["uid"]): row["text"].encode("utf-8", "surrogateescape")
                    for row in json.loads(doveadm("-f", "json", "fetch", "uid text", "mailbox", "INBOX", "all"))}
            return [rows.get(number + 1) for number in range(len(messages))]
    if kind == "mbox":
        return lambda messages: [brought([message])[0] for message in messages]
    return brought


PROGRAMS = {
    "formail -b -c (fields joined)": Program(filtered("formail", "-b", "-c"), needs="formail"),
    "formail (separator, quoting)": Program(filtered("formail"), needs="formail"),
    "formail -b -z (blanks and empty fields)": Program(filtered("formail", "-b", "-z"), needs="formail"),
    "procmail into an mbox": Program(procmail, needs="procmail"),
    "reformime -r7": Program(filtered("reformime", "-r7"), needs="reformime", lost=True),
    "reformime -r8": Program(filtered("reformime", "-r8"), needs="reformime", lost=True),
    "altermime --disclaimer": Program(altermime, shows="other", needs="altermime"),
    "python email, compat32": Program(python_email(email.policy.compat32)),
    "python email, default policy": Program(python_email(email.policy.default)),
    "perl Mail::Internet": Program(perl("Mail::Internet"), needs="perl:Mail::Internet"),
    "perl MIME::Entity": Program(perl("MIME::Entity"), needs="perl:MIME::Entity"),
    "perl Email::Simple": Program(perl("Email::Simple"), needs="perl:Email::Simple"),
    "perl Email::MIME": Program(perl("Email::MIME"), needs="perl:Email::MIME"),
    "dovecot: into an mbox": Program(dovecot("mbox"), needs="doveadm"),
    "dovecot: into mdbox": Program(dovecot("mdbox"), needs="doveadm"),
    "mailman3: list header fields": Program(mailman("headers"), needs="mailman"),
    "mailman3: subject prefix": Program(mailman("prefix"), shows="tag", needs="mailman"),
    "mailman3: footer": Program(mailman("footer"), shows="footer", needs="mailman"),
    "mailman3: prefix and footer": Program(mailman("all"), shows="tag", needs="mailman"),
    "mailman3: From munged": Program(mailman("munge"), shows="other", needs="mailman"),
    "mailman3: wrapped": Program(mailman("wrap"), needs="mailman", inner=True),
    "mailman3: content filter, HTML to text": Program(mailman("plain"), needs="mailman", lost=True),
}


def is_there(needs):
    if needs is None:
        return True
    if needs.startswith("perl:"):
        return subprocess.run(["/usr/bin/perl", f"-M{needs[5:]}", "-e", "1"], stderr=subprocess.DEVNULL).returncode == 0
    if needs == "mailman":
        return subprocess.run(["/usr/bin/python3", "-c", "import mailman"], stderr=subprocess.DEVNULL).returncode == 0
    return shutil.which(needs) is not None
