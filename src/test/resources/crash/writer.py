"""Changes files in a directory without end, and notes in a manifest what it was promised.

writer.py DIRECTORY MANIFEST SEED

Each change is two lines: one before the call, `b NUMBER OP PATH [TEXT]`, and one after the call has
succeeded, `d NUMBER`; fields are separated by tabs. TEXT is what the path holds once the change is
whole (`file LENGTH MD5`), or the new name. `l PATH TEXT` tells what was there at the start. Ends at
the first call that fails: `e OP ERRNO MESSAGE`.
"""

import hashlib
import os
import random
import sys
import time

NAMES = 14
DIRECTORIES = 3


class Writer:
    def __init__(self, root, manifest, seed):
        self.root = root
        self.random = random.Random(seed)
        self.out = os.open(manifest, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.number = 0
        self.files = {}  # path: bytes
        self.directories = {""}
        self.doing = "start"

    def line(self, *fields):
        os.write(self.out, ("\t".join(str(f) for f in fields) + "\n").encode())

    def step(self, op, path, text, call):
        self.number += 1
        number = self.number
        self.doing = op + " " + path
        self.line("b", number, op, path, text)
        result = call()
        self.line("d", number)
        return result

    def local(self, path):
        return os.path.join(self.root, path)

    @staticmethod
    def text(content):
        return "file %d %s" % (len(content), hashlib.md5(content).hexdigest())

    def load(self):
        for where, directories, files in os.walk(self.root, onerror=self.broken):
            below = os.path.relpath(where, self.root)
            below = "" if below == "." else below + "/"
            for name in directories:
                self.directories.add(below + name)
                self.line("l", below + name, "directory")
            for name in files:
                with open(os.path.join(where, name), "rb") as file:
                    self.files[below + name] = file.read()
                self.line("l", below + name, self.text(self.files[below + name]))
        self.line("s")

    @staticmethod
    def broken(error):
        raise error

    def name(self):
        directory = self.random.choice(sorted(self.directories))
        name = "f%d" % self.random.randrange(NAMES)
        return directory + "/" + name if directory else name

    def existing(self):
        return self.random.choice(sorted(self.files)) if self.files else None

    def bytes(self):
        if self.random.random() < 0.03:
            return self.random.randbytes(self.random.randrange(1 << 18, 1 << 20))
        return self.random.randbytes(self.random.randrange(1, 1 << 14))

    def write(self, fd, path, content, offset, data):
        """Calls of at most 32 KiB, each of which is one request of the kernel: it may cut a write
        at the end of the page in which the write begins."""
        at = 0
        while at < len(data):
            begun = (offset + at) % 4096
            part = data[at : at + (4096 - begun if begun else 1 << 15)]
            content[offset + at : offset + at + len(part)] = part
            text = self.text(content)
            done = self.step("write", path, text, lambda: os.pwrite(fd, part, offset + at))
            if done != len(part):
                raise OSError(0, "short write")
            at += len(part)

    def change(self, path, flags, content, offset):
        """Opens, writes, perhaps forces, closes."""
        fd = self.step("open", path, self.text(content), lambda: os.open(self.local(path), flags))
        for _ in range(self.random.randrange(1, 4)):
            at = len(content) if offset is None else self.random.randrange(len(content) + 1)
            self.write(fd, path, content, at, self.bytes())
            if self.random.random() < 0.15:
                self.step("fsync", path, self.text(content), lambda: os.fsync(fd))
        if self.random.random() < 0.02:
            self.unlink(path)
            os.write(fd, b"nobody will see this")
            os.close(fd)
            return
        self.step("close", path, self.text(content), lambda: os.close(fd))
        self.files[path] = bytes(content)

    def replace(self, path):
        self.change(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, bytearray(), None)

    def append(self, path):
        self.change(path, os.O_WRONLY, bytearray(self.files[path]), None)

    def overwrite(self, path):
        self.change(path, os.O_RDWR, bytearray(self.files[path]), 0)

    def save(self, path):
        temporary = os.path.join(os.path.dirname(path), ".save%d~" % self.number)
        self.replace(temporary)
        if temporary in self.files:
            self.rename(temporary, path)

    def truncate(self, path):
        content = self.files[path]
        size = self.random.randrange(len(content) + 4096)
        content = content[:size] + bytes(max(0, size - len(content)))
        self.step("truncate", path, self.text(content), lambda: os.truncate(self.local(path), size))
        self.files[path] = content

    def unlink(self, path):
        self.step("unlink", path, "", lambda: os.unlink(self.local(path)))
        self.files.pop(path, None)

    def rename(self, path, to):
        if path == to:
            return
        self.step("rename", path, to, lambda: os.rename(self.local(path), self.local(to)))
        if path in self.files:
            self.files[to] = self.files.pop(path)
            return
        moved = lambda p: to + p[len(path) :] if (p + "/").startswith(path + "/") else p
        self.directories = {moved(p) for p in self.directories}
        self.files = {moved(p): content for p, content in self.files.items()}

    def free(self):
        """A name for a directory that no earlier writer has used for one that is still there."""
        name = "d%d" % self.number
        while name in self.directories:
            name += "x"
        return name

    def directory(self):
        made = sorted(self.directories - {""})
        if len(made) < DIRECTORIES or not made:
            path = self.free()
            self.step("mkdir", path, "directory", lambda: os.mkdir(self.local(path)))
            self.directories.add(path)
            return
        path = self.random.choice(made)
        if self.random.random() < 0.5:
            self.rename(path, self.free())
            return
        for file in sorted(self.files):
            if file.startswith(path + "/"):
                self.unlink(file)
        self.step("rmdir", path, "", lambda: os.rmdir(self.local(path)))
        self.directories.discard(path)

    def act(self):
        chance = self.random.random()
        path = self.existing()
        if path is None or chance < 0.30:
            self.replace(self.name())
        elif chance < 0.45:
            self.append(path)
        elif chance < 0.60:
            self.overwrite(path)
        elif chance < 0.74:
            self.save(self.name())
        elif chance < 0.83:
            self.rename(path, self.name())
        elif chance < 0.89:
            self.unlink(path)
        elif chance < 0.95:
            self.truncate(path)
        else:
            self.directory()

    def run(self):
        try:
            self.load()
            while True:
                self.act()
                time.sleep(self.random.random() * 0.03)
        except OSError as e:
            self.line("e", self.doing, e.errno, e.strerror)


if __name__ == "__main__":
    Writer(sys.argv[1], sys.argv[2], sys.argv[3]).run()
