#!/usr/bin/python3
"""Random reads and writes on files, checked against a copy in memory.

Every process has files of its own, and a part of one file that all share. What is written, cut,
grown, mapped, synchronised, closed, renamed and opened again must read back as the copy says, at
once and through every descriptor. One seed makes one sequence of operations per process. At the
end the copies are stored in --shadow, to be compared with the files, also after a remount.
"""

import argparse
import mmap
import os
import random
import sys
import traceback

PAGE = mmap.PAGESIZE
REGION = 96 * 1024


class Mismatch(Exception):
    pass


class File:
    """A file, its copy, and the descriptors open on it."""

    def __init__(self, path, size=0):
        self.path = path
        self.copy = bytearray(size)
        self.descriptors = []


class Exerciser:
    def __init__(self, directory, number, seed, files, largest):
        self.random = random.Random(seed * 1000 + number)
        self.number = number
        self.largest = largest
        self.log = []
        self.files = [
            File(os.path.join(directory, "p%d-f%d" % (number, i))) for i in range(files)
        ]
        for file in self.files:
            os.close(os.open(file.path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o644))
        self.shared = os.open(os.path.join(directory, "shared"), os.O_RDWR)
        self.region = bytearray(REGION)
        self.renames = 0
        self.operations = [
            (20, self.write), (18, self.read), (8, self.truncate), (6, self.truncate_by_name),
            (8, self.write_mapped), (8, self.read_mapped), (6, self.append), (6, self.reopen),
            (4, self.sync), (4, self.whole), (4, self.size), (3, self.rename), (2, self.replace),
            (2, self.read_by_name), (10, self.write_shared), (8, self.read_shared),
            (4, self.map_shared),
        ]
        self.weights = [weight for weight, _ in self.operations]

    # ---- what every operation needs

    def note(self, what, file, *numbers):
        self.log.append("%s %s %s" % (what, os.path.basename(file.path), numbers))
        del self.log[:-60]

    def same(self, found, expected, file, at=0):
        if found == expected:
            return
        wrong = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b),
                     min(len(found), len(expected)))
        raise Mismatch("%s: %d bytes instead of %d at %d, first difference at byte %d: %s, not %s" % (
            file.path, len(found), len(expected), at, at + wrong,
            bytes(found[wrong:wrong + 8]).hex(), bytes(expected[wrong:wrong + 8]).hex()))

    def descriptor(self, file):
        """One of the open descriptors, or a new one."""
        if not file.descriptors or (len(file.descriptors) < 3 and self.random.random() < 0.2):
            file.descriptors.append(os.open(file.path, os.O_RDWR))
        return self.random.choice(file.descriptors)

    def data(self, length):
        return self.random.randbytes(length) if self.random.random() < 0.9 else bytes(length)

    def span(self, limit):
        """Where and how much: mostly small, sometimes at the edge of a page or a block."""
        at = self.random.randrange(limit + 1)
        if self.random.random() < 0.25:
            at -= at % self.random.choice((PAGE, 131072))
        length = self.random.choice((1, 7, 100, PAGE, PAGE + 1, 20000, 140000))
        return at, max(0, min(self.random.randint(1, length), limit - at))

    def put(self, file, at, data):
        if data and at > len(file.copy):
            file.copy.extend(bytes(at - len(file.copy)))
        file.copy[at:at + len(data)] = data

    # ---- operations on a file of one's own

    def write(self, file):
        at, length = self.span(self.largest)
        data = self.data(length)
        self.note("write", file, at, length)
        fd = self.descriptor(file)
        done = 0
        while done < length:
            done += os.pwrite(fd, data[done:], at + done)
        self.put(file, at, data)

    def read(self, file):
        at, length = self.span(self.largest)
        self.note("read", file, at, length)
        self.same(os.pread(self.descriptor(file), length, at), file.copy[at:at + length], file, at)

    def append(self, file):
        data = self.data(self.random.randint(1, 5000))
        if len(file.copy) + len(data) > self.largest:
            return
        self.note("append", file, len(file.copy), len(data))
        fd = os.open(file.path, os.O_WRONLY | os.O_APPEND)
        try:
            if os.write(fd, data) != len(data):
                raise Mismatch("short append")
        finally:
            os.close(fd)
        file.copy.extend(data)

    def cut(self, file, size):
        if size > len(file.copy):
            file.copy.extend(bytes(size - len(file.copy)))
        del file.copy[size:]

    def truncate(self, file):
        size = self.random.choice((0, len(file.copy), self.span(self.largest)[0]))
        self.note("ftruncate", file, size)
        os.ftruncate(self.descriptor(file), size)
        self.cut(file, size)

    def truncate_by_name(self, file):
        size = self.span(self.largest)[0]
        self.note("truncate", file, size)
        os.truncate(file.path, size)
        self.cut(file, size)

    def write_mapped(self, file):
        size = len(file.copy)
        if not size:
            return
        at, length = self.span(size)
        self.note("mapped write", file, at, length)
        data = self.data(length)
        with mmap.mmap(self.descriptor(file), size) as memory:
            memory[at:at + length] = data
            if self.random.random() < 0.7:
                memory.flush()
        file.copy[at:at + length] = data

    def read_mapped(self, file):
        size = len(file.copy)
        if not size:
            return
        at, length = self.span(size)
        self.note("mapped read", file, at, length)
        with mmap.mmap(self.descriptor(file), size, access=mmap.ACCESS_READ) as memory:
            self.same(memory[at:at + length], file.copy[at:at + length], file, at)

    def reopen(self, file):
        self.note("close", file, len(file.descriptors))
        while file.descriptors:
            os.close(file.descriptors.pop())

    def sync(self, file):
        self.note("fsync", file)
        (os.fsync if self.random.random() < 0.5 else os.fdatasync)(self.descriptor(file))

    def whole(self, file):
        self.note("whole", file, len(file.copy))
        with open(file.path, "rb") as f:
            self.same(f.read(), file.copy, file)

    def read_by_name(self, file):
        at, length = self.span(self.largest)
        self.note("open and read", file, at, length)
        with open(file.path, "rb", buffering=0) as f:
            f.seek(at)
            self.same(f.read(length), file.copy[at:at + length], file, at)

    def size(self, file):
        self.note("size", file, len(file.copy))
        for found in (os.stat(file.path).st_size, os.fstat(self.descriptor(file)).st_size):
            if found != len(file.copy):
                raise Mismatch("%s: size %d instead of %d" % (file.path, found, len(file.copy)))

    def rename(self, file):
        self.renames += 1
        base = file.path.split("~")[0]
        new = "%s~%d" % (base, self.renames)
        self.note("rename to " + os.path.basename(new), file)
        os.rename(file.path, new)
        file.path = new

    def replace(self, file):
        """As editors save: open descriptors stay on the old content, which is forgotten here."""
        data = self.data(self.random.randint(0, 20000))
        self.note("replace", file, len(data))
        new = file.path.split("~")[0] + ".new"
        with open(new, "wb") as f:
            f.write(data)
        old = bytes(file.copy)
        os.replace(new, file.path)
        for fd in file.descriptors:
            self.same(os.pread(fd, len(old) + 1, 0), old, file)
            os.close(fd)
        file.descriptors.clear()
        file.copy = bytearray(data)

    # ---- the file that all processes share, each in its part

    def shared_span(self):
        at = self.random.randrange(REGION)
        return at, min(self.random.randint(1, 9000), REGION - at)

    def write_shared(self, file):
        at, length = self.shared_span()
        self.note("write shared", file, at, length)
        data = self.data(length)
        if os.pwrite(self.shared, data, self.number * REGION + at) != length:
            raise Mismatch("short write")
        self.region[at:at + length] = data

    def read_shared(self, file):
        at, length = self.shared_span()
        self.note("read shared", file, at, length)
        found = os.pread(self.shared, length, self.number * REGION + at)
        self.same(found, self.region[at:at + length], file, at)

    def map_shared(self, file):
        at, length = self.shared_span()
        self.note("map shared", file, at, length)
        start = self.number * REGION
        data = self.data(length)
        with mmap.mmap(self.shared, REGION, offset=start) as memory:
            self.same(memory[at:at + length], self.region[at:at + length], file, at)
            memory[at:at + length] = data
            memory.flush()
        self.region[at:at + length] = data

    # ---- all of it

    def run(self, count):
        for step in range(count):
            _, operation = self.random.choices(self.operations, self.weights)[0]
            try:
                operation(self.random.choice(self.files))
            except (Mismatch, OSError):
                print("process %d, operation %d; the last ones:\n  %s" % (
                    self.number, step, "\n  ".join(self.log)))
                raise

    def finish(self, shadow):
        for file in self.files:
            self.reopen(file)
            self.whole(file)
            if shadow:
                with open(os.path.join(shadow, os.path.basename(file.path)), "wb") as f:
                    f.write(file.copy)
        os.close(self.shared)
        if shadow:
            with open(os.path.join(shadow, "shared"), "r+b") as f:
                f.seek(self.number * REGION)
                f.write(self.region)


def child(arguments, number):
    try:
        exerciser = Exerciser(
            arguments.directory, number, arguments.seed, arguments.files, arguments.largest)
        exerciser.run(arguments.operations // arguments.processes)
        exerciser.finish(arguments.shadow)
        return 0
    except Exception:
        traceback.print_exc()
        return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("directory", help="an empty directory")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--operations", type=int, default=10000, help="of all processes together")
    parser.add_argument("--files", type=int, default=3, help="of each process")
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--largest", type=int, default=400000, help="bytes of a file")
    parser.add_argument("--shadow", help="a directory for what the files must hold at the end")
    arguments = parser.parse_args()
    print("exercise: seed %d" % arguments.seed, flush=True)
    places = [arguments.directory] + ([arguments.shadow] if arguments.shadow else [])
    for place in places:
        with open(os.path.join(place, "shared"), "wb") as f:
            f.truncate(REGION * arguments.processes)
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
        print("exercise: %d of %d processes failed; repeat with --seed %d" % (
            failed, arguments.processes, arguments.seed))
        return 1
    print("exercise: %d operations agree" % arguments.operations)
    return 0


if __name__ == "__main__":
    sys.exit(main())
