"""No command opens a socket: each runs under a filter that kills any process of it which asks the kernel for one. Only
--dns and keys fetch do, and they die there, which proves the filter."""
import ctypes
import platform
import signal
import struct
import subprocess

import winnow
from winnow import expect, scratch

SYSCALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # audit architecture, socket(2)
if platform.machine() not in SYSCALLS:
    winnow.skip(f"the number of socket(2) on {platform.machine()} is not known here")
ARCHITECTURE, SOCKET = SYSCALLS[platform.machine()]
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, KILL = 0x7FFF0000, 0x80000000
libc = ctypes.CDLL(None, use_errno=True)

rows = [(0x20, 0, 0, 4), (0x15, 0, 3, ARCHITECTURE), (0x20, 0, 0, 0), (0x15, 0, 1, SOCKET), (0x06, 0, 0, KILL), (0x06, 0, 0, ALLOW)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *row) for row in rows))


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


program = Program(len(rows), ctypes.addressof(code))


def no_sockets():
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def run(*arguments):
    return winnow.run(*arguments, preexec_fn=no_sockets)


try:
    probe = subprocess.run(["python3", "-c", "import socket; socket.socket()"], preexec_fn=no_sockets, stderr=subprocess.DEVNULL)
except (OSError, subprocess.SubprocessError):
    winnow.skip("this kernel takes no filter")
expect(probe.returncode == -signal.SIGSYS, "the filter kills what opens a socket")

demo = scratch / "demo"
subprocess.run([str(winnow.TOOLS / "make_demo"), str(demo)], check=True)
case, keys = scratch / "x.case", demo / "keys.jsonl"
commands = [
    ("examine", demo / "leak", "-o", case, "--keys", keys, "--html", scratch / "x.html", "--jsonl", scratch / "x.jsonl", "--quiet"),
    ("show", case), ("report", case, "-o", scratch / "y.html"), ("explain",), ("explain", "dkim.aligned"), ("keys", "list", "gmail.com"),
    ("keys", "find", case), ("keys", "import", keys), ("--help",), ("--version",), ("print-made", "man"),
]
for command in commands:
    status = run(*command).returncode
    expect(status in (0, 1, 2, 4) if command[:2] == ("keys", "import") else status in (0, 1), f"{command[0]} without sockets: {status}")
items = winnow.Report(scratch / "x.jsonl").items
message = next(item for item in items if item["kind"] == "message" and item["signatures"])
for option in ((), ("--raw",), ("--json",), ("--commands",)):
    status = run("show", *option, case, message["locator"]).returncode
    expect(status in (0, 3), f"show {option} without sockets: {status}")

nowhere = ("--resolver", "127.0.0.1@9")
small = scratch / "small.eml"
small.write_bytes(b"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s; h=from; bh=AA==; b=AA==\n" + winnow.simple_message())
expect(run("examine", small, "-o", scratch / "z.case", "--no-archive", "--quiet").returncode == 0, "a small dump is examined")
expect(run("keys", "fetch", scratch / "z.case", *nowhere).returncode == -signal.SIGSYS, "keys fetch opens a socket")
expect(run("examine", small, "-o", scratch / "w.case", "--no-archive", "--quiet", "--dns", *nowhere).returncode == -signal.SIGSYS, "--dns opens a socket")
winnow.done()
