#!/usr/bin/python3
"""The same random operations in two directories, one of them on a mount; everything must agree.

Names, handles and links: what each call returns or its errno, what each descriptor reads, and from
time to time both whole trees. One seed makes one sequence of operations per process; every process
has a directory of its own. What cannot agree is left out: inode numbers, times nobody set, group
and other permissions, link counts of directories.
"""

import argparse
import errno
import hashlib
import os
import random
import stat
import sys
import traceback

NAMES = ["a", "b", "c", "d", "a b", "é", "x=20y", "#1", "100%", "[k]"]
FLAGS = [
    os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_RDWR | os.O_CREAT, os.O_WRONLY | os.O_CREAT,
    os.O_RDONLY | os.O_CREAT, os.O_RDWR | os.O_CREAT | os.O_EXCL, os.O_RDWR | os.O_CREAT | os.O_TRUNC,
    os.O_WRONLY | os.O_TRUNC, os.O_WRONLY | os.O_APPEND, os.O_RDWR | os.O_CREAT | os.O_APPEND,
    os.O_RDONLY | os.O_DIRECTORY, os.O_RDONLY | os.O_NOFOLLOW,
    os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW,
]
SIZES = [0, 1, 100, 4095, 4096, 10000, 131072, 200000]


class Mismatch(Exception):
    pass


class Side:
    """One of the two directories, with its descriptors."""

    def __init__(self, root):
        self.root = root
        self.descriptors = []

    def at(self, path):
        return os.path.join(self.root, path) if path else self.root

    def call(self, name, *arguments):
        """A result, or the name of an errno."""
        try:
            return getattr(self, name)(*arguments)
        except OSError as e:
            return errno.errorcode.get(e.errno, e.errno)

    # ---- calls by name; each returns something that can be compared

    def mkdir(self, path):
        return os.mkdir(self.at(path))

    def rmdir(self, path):
        return os.rmdir(self.at(path))

    def unlink(self, path):
        return os.unlink(self.at(path))

    def rename(self, path, other):
        return os.rename(self.at(path), self.at(other))

    def symlink(self, text, path):
        return os.symlink(text, self.at(path))

    def readlink(self, path):
        return os.readlink(self.at(path))

    def truncate(self, path, size):
        return os.truncate(self.at(path), size)

    def chmod(self, path, mode):
        return os.chmod(self.at(path), mode)

    def access(self, path, mode):
        return os.access(self.at(path), mode)

    def utime(self, path, seconds):
        os.utime(self.at(path), (seconds, seconds))
        return os.stat(self.at(path)).st_mtime

    def stat(self, path):
        return facts(os.stat(self.at(path)))

    def lstat(self, path):
        return facts(os.lstat(self.at(path)))

    def listdir(self, path):
        return sorted(os.listdir(self.at(path)))

    def scan(self, path):
        """The types that a listing tells."""
        with os.scandir(self.at(path)) as entries:
            return sorted((e.name, e.is_symlink(), e.is_dir(follow_symlinks=False)) for e in entries)

    def readall(self, path):
        with open(self.at(path), "rb") as f:
            return digest(f.read())

    def writeall(self, path, data):
        with open(self.at(path), "wb") as f:
            return f.write(data)

    def save(self, path, data):
        """By a temporary name, synchronised and renamed."""
        temporary = self.at(path) + ".tmp"
        with open(temporary, "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        return os.replace(temporary, self.at(path))

    # ---- calls on descriptors

    def open(self, path, flags):
        fd = os.open(self.at(path), flags, 0o644)
        self.descriptors.append(fd)
        return "open"

    def close(self, index):
        return os.close(self.descriptors.pop(index))

    def read(self, index, length):
        return digest(os.read(self.descriptors[index], length))

    def pread(self, index, length, offset):
        return digest(os.pread(self.descriptors[index], length, offset))

    def write(self, index, data):
        return os.write(self.descriptors[index], data)

    def pwrite(self, index, data, offset):
        return os.pwrite(self.descriptors[index], data, offset)

    def lseek(self, index, offset, whence):
        if stat.S_ISDIR(os.fstat(self.descriptors[index]).st_mode):
            return "directory"
        return os.lseek(self.descriptors[index], offset, whence)

    def ftruncate(self, index, size):
        return os.ftruncate(self.descriptors[index], size)

    def fstat(self, index):
        return facts(os.fstat(self.descriptors[index]))

    def fsync(self, index):
        return os.fsync(self.descriptors[index])

    # ---- everything

    def tree(self, path=""):
        found = {}
        for name in sorted(os.listdir(self.at(path))):
            here = os.path.join(path, name)
            found[here] = self.call("lstat", here)
            mode = os.lstat(self.at(here)).st_mode
            if stat.S_ISDIR(mode):
                found.update(self.tree(here))
            elif stat.S_ISLNK(mode):
                found[here] = (found[here], os.readlink(self.at(here)))
            else:
                found[here] = (found[here], self.readall(here))
        return found


def facts(status):
    kind = stat.S_IFMT(status.st_mode)
    if stat.S_ISDIR(kind):
        return ("directory",)
    if stat.S_ISLNK(kind):
        return ("link", status.st_size)
    return ("file", status.st_size, status.st_nlink, bool(status.st_mode & 0o100))


def digest(data):
    return (len(data), hashlib.md5(data).hexdigest())


class Differ:
    def __init__(self, one, other, seed, number, links):
        self.random = random.Random(seed * 1000 + number)
        self.number = number
        self.sides = []
        for root in (one, other):
            place = os.path.join(root, "p%d" % number)
            os.mkdir(place)
            self.sides.append(Side(place))
        self.log = []
        self.directories = [""]
        names = [
            (10, self.open), (12, self.handle), (6, self.close), (6, "mkdir"), (3, "rmdir"),
            (6, "unlink"), (10, self.rename), (4, self.symlink), (3, "readlink"), (3, self.truncate),
            (2, self.chmod), (2, self.access), (3, self.utime), (5, "stat"), (4, "lstat"),
            (4, "listdir"), (2, "scan"), (5, "readall"), (6, self.writeall), (4, self.save),
            (1, self.trees),
        ]
        if not links:
            names = [(weight, operation) for weight, operation in names if operation != self.symlink]
        self.operations = [operation for _, operation in names]
        self.weights = [weight for weight, _ in names]

    def path(self):
        directory = self.random.choice(self.directories)
        return os.path.join(directory, self.random.choice(NAMES))

    def both(self, name, *arguments):
        shown = ", ".join(a if isinstance(a, str) else "%d bytes" % len(a) if isinstance(a, bytes)
                          else oct(a) if name == "open" else repr(a) for a in arguments)
        self.log.append("%s(%s)" % (name, shown))
        del self.log[:-60]
        first, second = (side.call(name, *arguments) for side in self.sides)
        self.log[-1] += " = %s" % (second,)
        if first != second:
            raise Mismatch("%s(%s): %s on the mount, %s locally" % (name, shown, first, second))
        return second

    def data(self):
        return self.random.randbytes(self.random.randint(0, self.random.choice(SIZES[1:])))

    def size(self):
        return self.random.choice(SIZES) + self.random.randint(0, 3)

    def plain(self, name):
        path = self.path()
        if self.both(name, path) is None and name == "mkdir":
            self.directories.append(path)
            del self.directories[1:-6]

    def rename(self):
        source, target = self.path(), self.path()
        # The services take a directory whose path begins with the text of another for one below it.
        into = os.path.dirname(target)
        inside = (into + "/").startswith(source + "/")
        directory = any(os.path.isdir(side.at(source)) for side in self.sides)
        if directory and into.startswith(source) and not inside:
            return # EXDEV
        self.both("rename", source, target)

    def symlink(self):
        text = self.random.choice([self.random.choice(NAMES), "no/such", "."])
        self.both("symlink", text, self.path())

    def truncate(self):
        self.both("truncate", self.path(), self.size())

    def chmod(self):
        path = self.path()
        if all(os.path.isfile(side.at(path)) for side in self.sides):
            self.both("chmod", path, self.random.choice((0o644, 0o755)))

    def access(self):
        self.both("access", self.path(), self.random.choice((os.F_OK, os.R_OK, os.W_OK)))

    def utime(self):
        self.both("utime", self.path(), 1000000000 + self.random.randrange(500000000))

    def writeall(self):
        self.both("writeall", self.path(), self.data())

    def save(self):
        self.both("save", self.path(), self.data())

    def open(self):
        if len(self.sides[0].descriptors) >= 6:
            self.close()
        self.both("open", self.path(), self.random.choice(FLAGS))

    def close(self):
        count = len(self.sides[0].descriptors)
        if count:
            self.both("close", self.random.randrange(count))

    def handle(self):
        count = len(self.sides[0].descriptors)
        if not count:
            return
        index = self.random.randrange(count)
        what = self.random.choice((
            "read", "pread", "write", "write", "pwrite", "pwrite", "lseek", "ftruncate", "fstat",
            "fsync"))
        if what == "read":
            self.both(what, index, self.size())
        elif what == "pread":
            self.both(what, index, self.size(), self.size())
        elif what == "write":
            self.both(what, index, self.data())
        elif what == "pwrite":
            self.both(what, index, self.data(), self.size())
        elif what == "lseek":
            self.both(what, index, self.size(), self.random.choice((os.SEEK_SET, os.SEEK_END)))
        elif what == "ftruncate":
            self.both(what, index, self.size())
        else:
            self.both(what, index)

    def trees(self):
        self.log.append("compare trees")
        mount, local = (side.tree() for side in self.sides)
        for path in sorted(set(mount) | set(local)):
            if mount.get(path) != local.get(path):
                raise Mismatch("%s: %s on the mount, %s locally" % (
                    path, mount.get(path), local.get(path)))

    def run(self, count):
        for step in range(count):
            operation = self.random.choices(self.operations, self.weights)[0]
            try:
                if isinstance(operation, str):
                    self.plain(operation)
                else:
                    operation()
            except (Mismatch, OSError):
                print("process %d, operation %d; the last ones:\n  %s" % (
                    self.number, step, "\n  ".join(self.log)))
                raise
        while self.sides[0].descriptors:
            self.close()
        self.trees()


def child(arguments, number):
    try:
        differ = Differ(arguments.mount, arguments.local, arguments.seed, number,
                        arguments.links == "yes")
        differ.run(arguments.operations // arguments.processes)
        return 0
    except Exception:
        traceback.print_exc()
        return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("mount", help="an empty directory on the mount")
    parser.add_argument("local", help="an empty directory on a local disk")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--operations", type=int, default=5000, help="of all processes together")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--links", choices=("yes", "no"), default="yes", help="make symbolic links")
    arguments = parser.parse_args()
    print("differ: seed %d" % arguments.seed, flush=True)
    children = []
    for number in range(arguments.processes):
        pid = os.fork()
        if pid == 0:
            code = child(arguments, number)
            sys.stdout.flush()
            os._exit(code)
        children.append(pid)
    failed = sum(os.waitpid(pid, 0)[1] != 0 for pid in children)
    if failed:
        print("differ: %d of %d processes found a difference; repeat with --seed %d" % (
            failed, arguments.processes, arguments.seed))
        return 1
    print("differ: %d operations agree" % arguments.operations)
    return 0


if __name__ == "__main__":
    sys.exit(main())
