"""Keys from the DNS: asked of a server on this machine, validated by DNSSEC, kept in the case, and used as class K2."""
import base64
import json
import socket
import subprocess
import threading

import winnow
from winnow import Examined, Report, expect, scratch, simple_message

try:
    import dkim
    import dns.dnssec
    import dns.flags
    import dns.message
    import dns.name
    import dns.rdata
    import dns.rdataclass
    import dns.rdatatype
    import dns.rrset
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
except ImportError as missing:
    winnow.skip(f"no {missing.name}")

# ---- the keys of the mail ----
private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
PUBLIC = base64.b64encode(private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).decode()
RECORD = f"v=DKIM1; k=rsa; p={PUBLIC}"

# ---- a signed zone, signed.example, and unsigned names around it ----
ZONE = dns.name.from_text("signed.example.")
zone_key = ec.generate_private_key(ec.SECP256R1())
dnskey = dns.dnssec.make_dnskey(zone_key.public_key(), dns.dnssec.ECDSAP256SHA256, flags=257)
anchor = scratch / "anchor"
anchor.write_text(dns.rrset.from_rdata(ZONE, 3600, dnskey).to_text() + "\n")


def signed(rrset):
    signature = dns.dnssec.sign(rrset, zone_key, ZONE, dnskey, lifetime=86400)
    return dns.rrset.from_rdata(rrset.name, rrset.ttl, signature)


def texts(name, *records):
    cut = [" ".join(f'"{record[i:i + 250]}"' for i in range(0, max(len(record), 1), 250)) for record in records]
    return dns.rrset.from_text_list(name, 3600, "IN", "TXT", cut)


asked = []


def answer(wire):
    query = dns.message.from_wire(wire)
    question = query.question[0]
    response = dns.message.make_response(query, recursion_available=True)
    response.flags |= dns.flags.AA
    asked.append((question.name.to_text().lower(), dns.rdatatype.to_text(question.rdtype)))
    selector = question.name.labels[0].decode().lower()
    if selector == "silent":
        return None
    if selector == "refused":
        response.set_rcode(dns.rcode.SERVFAIL)
    elif selector == "gone":
        response.set_rcode(dns.rcode.NXDOMAIN)
    elif question.rdtype == dns.rdatatype.DNSKEY and question.name == ZONE:
        keys = dns.rrset.from_rdata(ZONE, 3600, dnskey)
        response.answer = [keys, signed(keys)]
    elif question.rdtype == dns.rdatatype.TXT and b"_domainkey" in question.name.labels and selector not in ("empty", "domain"):
        record = {"revoked": "v=DKIM1; p=", "spf": "v=spf1 -all"}.get(selector, RECORD)
        found = texts(question.name, record)
        response.answer = [found]
        if question.name.is_subdomain(ZONE):
            response.answer.append(signed(found))
            if selector == "tampered":
                response.answer[0] = texts(question.name, record.replace("v=DKIM1;", "v=DKIM1; n=x;"))
    return response.to_wire()


def serve_udp():
    while True:
        wire, peer = udp.recvfrom(65535)
        if reply := answer(wire):
            udp.sendto(reply, peer)


udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 0))
threading.Thread(target=serve_udp, daemon=True).start()
DNS = ["--resolver", f"127.0.0.1@{udp.getsockname()[1]}", "--trust-anchor", anchor]


# ---- the mail ----
def mail(selector, domain):
    message = simple_message(subject=selector, sender=f"ana@{domain}").replace(b"\n", b"\r\n")
    return dkim.sign(message, selector.encode(), domain.encode(), PEM, include_headers=[b"from", b"to", b"subject", b"date"]) + message


dump = scratch / "dump"
dump.mkdir()
for selector, domain in (("s1", "signed.example"), ("tampered", "signed.example"), ("s1", "open.example"), ("gone", "open.example"),
                         ("empty", "open.example"), ("revoked", "open.example"), ("spf", "open.example"), ("refused", "open.example"),
                         ("silent", "open.example")):
    (dump / f"{selector}-{domain}.eml").write_bytes(mail(selector, domain))
bad = mail("s1", "bad.example").replace(b"d=bad.example", b"d=bad/\xffevil;x.example")
(dump / "bad.eml").write_bytes(bad)


def signature_of(report, name):
    return report.by_locator[f"dump/{name}.eml"]["signatures"][0]


def answers_of(case):
    process = winnow.run("keys", "fetch", case, "--json", "--quiet", *DNS, timeout=120)
    expect(process.returncode == 0, f"keys fetch --json: {process.returncode} {process.stderr[-300:]!r}")
    return {row["name"]: row for row in map(json.loads, process.stdout.splitlines())}


plain = Examined(dump, options=["--no-archive", "--quiet"])
expect(not asked, "without --dns nobody is asked")
expect(all(signature_of(plain.report, f"{n}-open.example")["result"] == "nokey" for n in ("s1", "gone", "revoked")), "no key is known")

fetched = winnow.run("keys", "fetch", plain.case, *DNS, timeout=120)
words = b" ".join(fetched.stdout.split())
expect(fetched.returncode == 0, f"keys fetch: {fetched.returncode} {fetched.stderr[-300:]!r}")
for said in (b"9 names were asked of the DNS: 2 keys", b"signed by DNSSEC", b"zone that is not signed", b"4 names have no key any more",
             b"One answer is not what the zone signed", b"2 names got no answer", b"examines the dump anew"):
    expect(said in words, f"keys fetch says {said!r}: {words!r}")
expect(all(name.endswith(("example.", ".")) and kind in ("TXT", "DNSKEY", "DS", "NS", "A", "AAAA") for name, kind in asked), f"only this is asked: {asked[:20]}")

kept = answers_of(plain.case)
outcomes = {name.split(".")[0] + "@" + name.split("_domainkey.")[1]: (row["outcome"], row["validation"]) for name, row in kept.items()}
expect(outcomes["s1@signed.example"] == ("answer", "secure"), f"the signed zone is secure: {outcomes}")
expect(outcomes["s1@open.example"] == ("answer", "insecure"), "the unsigned name is insecure")
expect(outcomes["tampered@signed.example"][1] == "bogus", "a record that was changed is bogus")
expect(outcomes["gone@open.example"][0] == "no-name", "NXDOMAIN is said")
expect(outcomes["empty@open.example"][0] == "no-data", "a name without a record is said")
expect(outcomes["refused@open.example"][0] == "failed", "SERVFAIL is said")
expect(outcomes["silent@open.example"][0] in ("timeout", "failed"), "silence is said")
expect("record" not in kept["tampered._domainkey.signed.example"], "a bogus record is no key")
expect("record" not in kept["revoked._domainkey.open.example"], "today's revocation is no key")
expect("record" not in kept["spf._domainkey.open.example"], "what is no key is no key")
before = len([name for name, kind in asked if name.startswith("s1.")])
answers_of(plain.case)
expect(len([name for name, kind in asked if name.startswith("s1.")]) == before, "an answered name is not asked again")

# The same command examines anew, with the keys that were found and nothing more than support.
again = Examined(dump, options=["--no-archive", "--quiet"], folder=plain.folder)
for name, state in (("s1-signed.example", "secure"), ("s1-open.example", "insecure")):
    signature = signature_of(again.report, name)
    expect(signature["result"] == "pass", f"{name}: {signature['result']} {signature['reason']}")
    expect((signature["key_channel"], signature["key_class"]) == ("dns", "K2"), f"{name}: {signature['key_channel']} {signature['key_class']}")
    expect(signature["key_source"].endswith(f"DNSSEC: {state}"), f"{name}: {signature['key_source']}")
    expect(again.report.by_locator[f"dump/{name}.eml"]["verdict"] == "corroborated", f"{name} is corroborated, never authentic")
for name in ("tampered-signed.example", "gone-open.example", "revoked-open.example", "spf-open.example"):
    expect(signature_of(again.report, name)["result"] == "nokey", f"{name} has no key")
expect(len(again.report.items) == len(plain.report.items), "nothing is counted twice")
expect([row for row in again.report.ledger] == [row for row in plain.report.ledger], "the ledger is the same")

# In one go, the same.
at_once = Examined(dump, options=["--no-archive", "--quiet", "--dns", *DNS])
expect(at_once.status == again.status, f"--dns: exit status {at_once.status} {at_once.voice[-300:]}")
expect(at_once.report.lines == again.report.lines, "examine --dns and keys fetch come to the same")

# Nobody there, and nonsense: said, and the case stays as it is.
udp2 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp2.bind(("127.0.0.1", 0))
refused = winnow.run("keys", "fetch", plain.case, "--resolver", "no such resolver")
expect(refused.returncode == 2 and b"DNS cannot be asked" in refused.stderr, f"a bad resolver: {refused.returncode} {refused.stderr!r}")
missing = winnow.run("keys", "fetch", scratch / "absent.case", *DNS)
expect(missing.returncode == 4, f"an absent case: {missing.returncode}")
winnow.done()
