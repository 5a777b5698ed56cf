"""The walls of a run, put up by the child itself before a line of the module is read.

From then on the process can compute, read the clock and write its answer into a pipe; it cannot
open a file, make a socket, start a process or a thread, or signal anybody. The kernel keeps the
list of what is allowed (seccomp), whatever the module does inside Python. There is no way back.
"""

import ctypes
import errno
import os
import platform
import resource
import struct

NOBODY = 65_534
CLONE_NEWUSER, CLONE_NEWNET = 0x1000_0000, 0x4000_0000
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, SIGKILL = 1, 38, 9
SECCOMP_SET_MODE_FILTER, TSYNC = 1, 1
LOAD, JUMP_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, KILL, REFUSE = 0x7FFF_0000, 0x8000_0000, 0x0005_0001
"""What a filter answers; REFUSE is the error EPERM."""
ALLOWED = (
    "read", "write", "close", "fstat", "lseek", "mmap", "mprotect", "munmap", "brk", "mremap",
    "madvise", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "futex",
    "sched_yield", "nanosleep", "clock_gettime", "clock_getres", "clock_nanosleep", "gettimeofday",
    "getrandom", "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getrusage",
    "restart_syscall", "exit", "exit_group",
)  # fmt: skip
"""What a run needs to compute, to read the clock and to answer."""
NUMBERS: dict[str, tuple[int, int, dict[str, int]]] = {  # audit number, number of seccomp, ALLOWED
    "x86_64": (0xC000_003E, 317, dict(zip(ALLOWED, (
        0, 1, 3, 5, 8, 9, 10, 11, 12, 25, 28, 13, 14, 15, 131, 202, 24, 35, 228, 229, 230, 96, 318,
        39, 186, 102, 107, 104, 108, 98, 219, 60, 231), strict=True))),
    "aarch64": (0xC000_00B7, 277, dict(zip(ALLOWED, (
        63, 64, 57, 80, 62, 222, 226, 215, 214, 216, 233, 134, 135, 139, 132, 98, 124, 101, 113,
        114, 115, 169, 278, 172, 178, 174, 175, 176, 177, 165, 128, 93, 94), strict=True))),
}  # fmt: skip


ACTS: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("open", (b"/", 0)), ("socket", (1, 1, 0)), ("pipe", ((ctypes.c_int * 2)(),)), ("fork", ()),
)  # fmt: skip
"""What is tried once the walls stand: functions of the C library, which knows its own processor."""


class NoWalls(OSError):
    """The kernel does not give the walls that a run needs."""


def leave_network() -> str:
    """Go into an empty network of its own where the kernel allows it; says which wall it is.

    Must come before any thread. As root the network alone is left, otherwise with a user namespace.
    """
    flags = CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWNET | CLONE_NEWUSER
    return "no network" if _libc().unshare(flags) == 0 else "sockets refused"


def become_nobody() -> str:
    """Stop being root, for good; who is not root stays who they are."""
    if os.geteuid() != 0:
        return "own user"
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    return "user nobody"


def bound(memory_mb: int, seconds: float) -> None:
    """Bound processor time, memory, files and processes, from what is in use now."""
    pages = int(open("/proc/self/statm").read().split()[0])  # noqa: SIM115, PTH123
    room = pages * resource.getpagesize() + memory_mb * 2**20
    spent = resource.getrusage(resource.RUSAGE_SELF)
    processor = int(spent.ru_utime + spent.ru_stime + seconds) + 2
    for what, limit in (
        (resource.RLIMIT_AS, room),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 8),
    ):
        resource.setrlimit(what, (limit, limit))


def close_all() -> None:
    """Put up the last wall: from here on the kernel refuses all that is not ALLOWED.

    Raises NoWalls when it cannot, or when an act that it should refuse is not refused: then nothing
    may run. So on a processor whose list nobody ever tried, too.
    """
    libc = _libc()
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise NoWalls("no_new_privs is refused")
    known = NUMBERS.get(platform.machine())
    if known is None:
        raise NoWalls(f"no list of system calls for {platform.machine()}")
    program = _program(known[0], sorted(known[2].values()))
    held = ctypes.create_string_buffer(program, len(program))
    filters = struct.pack("<HxxxxxxQ", len(program) // 8, ctypes.addressof(held))
    if libc.syscall(known[1], SECCOMP_SET_MODE_FILTER, TSYNC, filters) != 0:
        raise NoWalls("seccomp is refused")
    _try_acts(libc)


def _try_acts(libc: ctypes.CDLL) -> None:
    """Try what must be refused: a list of numbers is only as good as the processor it is for."""
    for name, values in ACTS:
        ctypes.set_errno(0)
        got = getattr(libc, name)(*values)
        if name == "fork" and got == 0:
            os._exit(0)
        if got != -1 or ctypes.get_errno() != errno.EPERM:
            raise NoWalls(f"the list of system calls does not hold: {name} was not refused")


def _program(audit: int, allowed: list[int]) -> bytes:
    """A filter: the right kind of processor, then one of the allowed calls, else refused."""
    steps = [(LOAD, 0, 0, 4), (JUMP_EQUAL, 1, 0, audit), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    count = len(allowed)
    steps += [(JUMP_EQUAL, count - n, 0, number) for n, number in enumerate(allowed)]
    steps += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
