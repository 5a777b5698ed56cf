"""Acts that a module must not manage, as functions of the world that they are done to.

Each returns what it got, or raises. They are run twice: behind the walls, where none may succeed,
and some of them without walls, where they do: so it is the walls that hold.
"""

SOURCE = '''
import ctypes

LIBC = ctypes.CDLL(None, use_errno=True)


def call(number, *arguments):
    """A system call by its number on x86_64, past all of Python."""
    got = LIBC.syscall(number, *arguments)
    if got < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return got + 1


def keep(path, text=b"x"):
    with open(path, "wb") as file:
        return file.write(text)


def read(path):
    return open(path, "rb").read(64)


def link_and_read(link, path):
    os.symlink(path, link)
    return read(link)


def connect(family, address):
    s = call(41, family, 1, 0) - 1
    raw = bytes(address)
    return call(42, s, raw, len(raw))


def tcp(port):
    here = bytes([127, 0, 0, 1]) + bytes(8)
    return connect(2, (2).to_bytes(2, "little") + port.to_bytes(2, "big") + here)


def unix(path):
    return connect(1, (1).to_bytes(2, "little") + path.encode() + bytes(1))


def fork_some():
    made = 0
    for _ in range(3):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        made += 1
    return made


def thread():
    import _thread
    return _thread.start_new_thread(int, ())


def spawn():
    return os.posix_spawn("/bin/true", ["true"], {})


def other_fds():
    for fd in range(4, 64):
        try:
            if os.read(fd, 8):
                return fd
        except OSError:
            pass
    raise OSError("none is open")


def environment(w):
    found = [k for k in os.environ if "SECRET" in k or "STOEP" in k or "DATABASE" in k]
    if not found:
        raise KeyError("nothing of ours")
    return found


def more_memory():
    import resource
    return resource.setrlimit(resource.RLIMIT_AS, (-1, -1)) or 1


def imports(name):
    return __import__(name)


ACTS = {
    "read the passwords": lambda w: read("/etc/shadow"),
    "read the secret of the home": lambda w: read(w["secret"]),
    "read any file": lambda w: read("/etc/passwd"),
    "read its own environment in /proc": lambda w: read("/proc/self/environ"),
    "read the parent's environment in /proc": lambda w: read(f"/proc/{w['parent']}/environ"),
    "read the parent's memory in /proc": lambda w: read(f"/proc/{w['parent']}/mem"),
    "find a secret in the environment": environment,
    "list a folder": lambda w: os.listdir("/"),
    "look at a file": lambda w: os.stat(w["secret"]),
    "write into the folder it is in": lambda w: keep("here"),
    "write outside": lambda w: keep(w["outside"] + "/written"),
    "write a huge file": lambda w: keep(w["outside"] + "/huge", bytes(2**26)),
    "read through a symbolic link": lambda w: link_and_read(w["outside"] + "/link", w["secret"]),
    "make a hard link": lambda w: os.link(w["secret"], w["outside"] + "/hard") or 1,
    "remove a file": lambda w: os.unlink(w["prey"]) or 1,
    "rename a file": lambda w: os.rename(w["prey"], w["prey"] + "2") or 1,
    "open a file to all": lambda w: os.chmod(w["prey"], 0o777) or 1,
    "make a folder": lambda w: os.mkdir(w["outside"] + "/made") or 1,
    "make a pipe in a folder": lambda w: os.mkfifo(w["outside"] + "/pipe") or 1,
    "make a file in memory": lambda w: call(319, b"m", 0),
    "connect to a port of this machine": lambda w: tcp(w["port"]),
    "connect to PostgreSQL's socket": lambda w: unix(w["postgres"]),
    "make a socket to the kernel": lambda w: call(41, 16, 3, 0),
    "make a datagram socket": lambda w: call(41, 2, 2, 0),
    "make a pair of sockets": lambda w: call(53, 1, 1, 0, ctypes.create_string_buffer(8)),
    "fork": lambda w: fork_some(),
    "clone itself": lambda w: call(56, 17, 0, 0, 0, 0),
    "start a thread": lambda w: thread(),
    "become another program": lambda w: os.execv("/bin/true", ["true"]),
    "start another program": lambda w: spawn(),
    "signal its parent": lambda w: os.kill(w["parent"], 23) or 1,
    "signal its own group": lambda w: os.killpg(0, 23) or 1,
    "get hold of its parent": lambda w: call(434, w["parent"], 0),
    "trace its parent": lambda w: call(101, 0x4206, w["parent"], 0, 0),
    "read its parent's memory": lambda w: call(310, w["parent"], 0, 0, 0, 0, 0),
    "become root": lambda w: os.setuid(0) or 1,
    "become root by all three": lambda w: os.setresuid(0, 0, 0) or 1,
    "join groups": lambda w: os.setgroups([0]) or 1,
    "make a world of its own": lambda w: call(272, 0x10000000),
    "mount": lambda w: call(165, b"none", b"/tmp", b"tmpfs", 0, 0),
    "change the root": lambda w: os.chroot("/tmp") or 1,
    "take more memory": lambda w: more_memory(),
    "go before others": lambda w: os.setpriority(0, 0, -5) or 1,
    "set up a ring of calls": lambda w: call(425, 4, ctypes.create_string_buffer(128)),
    "load a program into the kernel": lambda w: call(321, 0, 0, 0),
    "type into the terminal": lambda w: call(16, 0, 0x5412, b"x"),
    "read other open files": lambda w: other_fds(),
    "take down the wall": lambda w: call(157, 22, 0, 0, 0, 0),
    "import the engine": lambda w: imports("zones"),
    "import ingest": lambda w: imports("ingest.record"),
    "import the API": lambda w: imports("api.app"),
    "import the store": lambda w: imports("stoep.store.connect"),
    "import the database's driver": lambda w: imports("psycopg"),
}
'''
HARMLESS = (
    "read any file", "read its own environment in /proc", "find a secret in the environment",
    "list a folder", "look at a file", "write outside", "make a folder", "make a file in memory",
    "connect to a port of this machine", "make a datagram socket", "fork", "start a thread",
    "start another program", "signal its parent", "import ingest",
)  # fmt: skip
"""Those that may be done for real, without walls."""
