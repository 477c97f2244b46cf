"""Reads messages, each behind its length, and writes each as Mailman 3 would send it to the members of a list: its own pipeline
handlers over a list in a throw-away database. usage: mailman_list.py headers|prefix|footer|all|munge|wrap|plain"""
import atexit
import os
import shutil
import struct
import sys
import tempfile
from pathlib import Path

what = sys.argv[1]
folder = Path(tempfile.mkdtemp(prefix="mailman-"))
atexit.register(shutil.rmtree, folder, ignore_errors=True)
(folder / "mailman.cfg").write_text(
    f"[mailman]\nlayout: here\nsite_owner: owner@lists.example\n[paths.here]\nvar_dir: {folder}/var\n"
    f"[database]\nurl: sqlite:///{folder}/mailman.db\n[mta]\nincoming: mailman.mta.null.NullMTA\n[logging.root]\npath: /dev/null\n"
    "[dmarc]\nresolver_timeout: 1s\n")
sys.path.append("/usr/lib/python3/dist-packages")
out = sys.stdout.buffer
sys.stdout = sys.stderr

from mailman.config import config                                    # noqa: E402
from mailman.core.initialize import initialize                       # noqa: E402
from mailman.email.message import Message                            # noqa: E402
from mailman.interfaces.domain import IDomainManager                 # noqa: E402
from mailman.app.lifecycle import create_list                         # noqa: E402
from mailman.interfaces.mailinglist import DMARCMitigateAction        # noqa: E402
import email                                                         # noqa: E402
from zope.component import getUtility                                # noqa: E402

os.environ["MAILMAN_CONFIG_FILE"] = str(folder / "mailman.cfg")
initialize(str(folder / "mailman.cfg"))
getUtility(IDomainManager).add("lists.example")
council = create_list("council@lists.example", style_name="legacy-default")
council.subject_prefix = "[council] " if what in ("prefix", "all") else ""
council.send_welcome_message = False
council.convert_html_to_plaintext = what == "plain"
council.filter_content = what == "plain"
if what == "munge":
    council.dmarc_mitigate_action, council.dmarc_mitigate_unconditionally = DMARCMitigateAction.munge_from, True
if what == "wrap":
    council.dmarc_mitigate_action, council.dmarc_mitigate_unconditionally = DMARCMitigateAction.wrap_message, True
handlers = ["mime-delete"] if what == "plain" else []
handlers += ["subject-prefix"] if council.subject_prefix else []
handlers += ["cook-headers", "rfc-2369"]
handlers += ["dmarc"] if what in ("munge", "wrap") else []
handlers += ["decorate"] if what in ("footer", "all") else []


def sent(text):
    message = email.message_from_bytes(text, Message)
    message.original_size = len(text)
    message.sender
    data = {"original_subject": message.get("subject"), "original_sender": message.sender, "recipients": set(), "member": None}
    data["dmarc"] = what in ("munge", "wrap")
    for name in handlers:
        config.handlers[name].process(council, message, data)
    return message.as_bytes()


while len(head := sys.stdin.buffer.read(4)) == 4:
    text = sys.stdin.buffer.read(struct.unpack(">I", head)[0])
    try:
        done = sent(text)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        done = b""
    out.write(struct.pack(">I", len(done)) + done)
out.flush()
