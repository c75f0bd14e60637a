#!/usr/bin/env python3
"""Judges observations against the golden vectors, from the data files alone.

    judge.py VECTORS OBSERVATIONS [--all]

VECTORS is the folder of the data files or pacifica-vectors.zip; OBSERVATIONS is a file as ../vector-format.md describes it, such as

    ./pacifica run --target qemu --observations seen.json

writes. A line for each vector that does not conform (with --all for each vector), then the counts. Exit codes: 0 every vector
conforms or is not applicable, 1 some do not, 2 the input cannot be used.
"""

import json
import pathlib
import re
import sys
import zipfile

PAGE = 4096


class Data:
    """The published files."""

    def __init__(self, path):
        self.read = zip_reader(path) if zipfile.is_zipfile(path) else folder_reader(path)
        self.fixture = self.json("fixture.json")
        self.masks = self.json("masks.json")["masks"]
        self.fields = {field["name"]: field for field in self.json("vmcb-layout.json")["fields"]}
        self.registers = {
            slot["name"]: slot for slot in self.fixture["registers"] if slot["kind"] != "entry"
        }
        self.guests = {guest["name"]: guest["fields"] for guest in self.json("guests.json")["guests"]}
        files = self.json("index.json")["files"]
        self.vectors = [vector for file in files for vector in self.json(file)["vectors"]]

    def json(self, name):
        return json.loads(self.read(name))


def folder_reader(path):
    return lambda name: (pathlib.Path(path) / name).read_text(encoding="utf-8")


def zip_reader(path):
    archive = zipfile.ZipFile(path)
    root = min((name for name in archive.namelist() if name.endswith("index.json")), key=len)[: -len("index.json")]
    return lambda name: archive.read(root + name).decode("utf-8")


def number(text):
    return int(text, 16)


def holds(condition, processor):
    """NAME, !NAME, NAME=N or NAME>=N on the processor's numbers by name; what it does not report counts as 0."""
    negation, name, relation, value = re.fullmatch(r"(!?)(\w+)(?:(=|>=)(\d+))?", condition).groups()
    seen = processor.get(name, 0)
    if relation == "=":
        return seen == int(value)
    if relation == ">=":
        return seen >= int(value)
    return (seen == 0) if negation else (seen != 0)


class State:
    """Registers by name and the pages of the footprint."""

    def __init__(self, data, vector):
        self.data = data
        self.registers = {name: number(slot["initial"]) for name, slot in data.registers.items()}
        del self.registers["ended"]  # outcomes and observations say it by a word
        self.pages = {number(page): bytearray(PAGE) for page in vector["footprint"]}
        self.set_registers(vector.get("gpr", {}))
        self.set_registers(vector.get("state", {}))
        for run in [vector["program"]] + vector.get("memory", []):
            self.write(number(run["at"]), bytes.fromhex(run["bytes"]))
        for vmcb in vector["vmcb"]:
            guest = data.guests[vmcb["guest"]] if "guest" in vmcb else {}
            self.set_fields({"at": vmcb["at"], "fields": {**guest, **vmcb["fields"]}})

    def change(self, outcome):
        """Applies what an outcome or an observation lists."""
        self.set_registers(outcome.get("registers", {}))
        for vmcb in outcome.get("vmcb", []):
            self.set_fields(vmcb)
        for run in outcome.get("memory", []):
            self.write(number(run["at"]), bytes.fromhex(run["bytes"]))

    def set_registers(self, values):
        for name, value in values.items():
            if name not in self.registers:
                raise ValueError(f"'{name}' is no recorded register of fixture.json")
            self.registers[name] = number(value)

    def set_fields(self, vmcb):
        for name, value in vmcb["fields"].items():
            self.set_bits(number(vmcb["at"]), name, number(value), -1)

    def place(self, vmcb, name):
        """Page, first byte, size in bytes and mask of a VMCB field."""
        field = self.data.fields[name]
        size = (field["bit"] + field["width"] + 7) // 8
        return self.pages[vmcb], number(field["offset"]), size, ((1 << field["width"]) - 1) << field["bit"]

    def field(self, vmcb, name):
        page, start, size, mask = self.place(vmcb, name)
        return (int.from_bytes(page[start : start + size], "little") & mask) >> self.data.fields[name]["bit"]

    def set_bits(self, vmcb, name, value, bits):
        """Replaces those of the field's bits that are 1 in 'bits'."""
        page, start, size, mask = self.place(vmcb, name)
        mask &= bits << self.data.fields[name]["bit"]
        old = int.from_bytes(page[start : start + size], "little")
        new = old & ~mask | (value << self.data.fields[name]["bit"]) & mask
        page[start : start + size] = new.to_bytes(size, "little")

    def write(self, at, content):
        for i, byte in enumerate(content):
            page = (at + i) // PAGE * PAGE
            if page not in self.pages:
                raise ValueError(f"0x{at + i:x} lies outside the footprint")
            self.pages[page][at + i - page] = byte


def differences(data, vector, outcome, seen):
    """What observation and outcome disagree about, as text; empty if the outcome permits what was seen."""
    found = []
    if seen["ended"] != outcome["ended"]:
        found.append(f"ended: permitted {outcome['ended']}, seen {seen['ended']}")
    if seen["ended"] in ("end", "exception"):  # after any other ending nothing is recorded
        permitted, actual = State(data, vector), State(data, vector)
        permitted.change(outcome)
        actual.change(seen)
        for name in outcome.get("unspecified", []):  # what is not compared is made equal
            for field, bits in data.masks[name]["vmcb"].items():
                open_bits = -1 if bits == "all" else number(bits)
                for vmcb in vector["vmcb"]:
                    permitted.set_bits(number(vmcb["at"]), field, 0, open_bits)
                    actual.set_bits(number(vmcb["at"]), field, 0, open_bits)
        for name, value in permitted.registers.items():
            if actual.registers[name] != value:
                found.append(f"{name}: permitted 0x{value:x}, seen 0x{actual.registers[name]:x}")
        for vmcb in [number(vmcb["at"]) for vmcb in vector["vmcb"]]:  # by field first, then what lies between
            for name in data.fields if permitted.pages[vmcb] != actual.pages[vmcb] else ():
                values = permitted.field(vmcb, name), actual.field(vmcb, name)
                if values[0] != values[1]:
                    found.append(f"vmcb@0x{vmcb:x}.{name}: permitted 0x{values[0]:x}, seen 0x{values[1]:x}")
                    permitted.set_bits(vmcb, name, values[1], -1)
        for page, content in permitted.pages.items():
            for offset in range(PAGE if content != actual.pages[page] else 0):
                bytes_there = content[offset], actual.pages[page][offset]
                if bytes_there[0] != bytes_there[1]:
                    found.append(f"memory@0x{page + offset:x}: permitted %02x, seen %02x" % bytes_there)
    found += [f"memory@{stray}, outside the footprint: changed" for stray in seen["strays"]]
    return found


def judge(data, vector, seen, processor):
    """The verdict on one vector, and the reason."""
    for condition in vector["requires"]:
        if not holds(condition, processor):
            return "not applicable", f"{condition} is required"
    if seen is None:
        return "missing", "there is no observation"
    if "lost" in seen:
        return seen["lost"], "the implementation showed nothing"
    cases = [case for case in vector["cases"] if all(holds(one, processor) for one in case["when"])]
    if len(cases) != 1:
        raise ValueError(f"{len(cases)} cases apply, expected exactly one")
    reasons = [differences(data, vector, outcome, seen) for outcome in cases[0]["outcomes"]]
    nearest = min(reasons, key=len)
    return ("diverging", "; ".join(nearest[:3])) if nearest else ("conforming", "")


def main(arguments):
    if len(arguments) not in (2, 3) or arguments[2:] not in ([], ["--all"]):
        print(__doc__, file=sys.stderr)
        return 2
    counts = {"conforming": 0, "diverging": 0, "crashed": 0, "hung": 0, "missing": 0, "not applicable": 0}
    try:
        data = Data(arguments[0])
        file = json.loads(pathlib.Path(arguments[1]).read_text(encoding="utf-8"))
        observations = {seen["vector"]: seen for seen in file["observations"]}
    except (OSError, KeyError, ValueError) as problem:
        print(f"judge.py: cannot be used: {problem!r}", file=sys.stderr)
        return 2
    for vector in data.vectors:
        seen = observations.get(vector["id"])
        processor = {**file["processor"], **(seen or {}).get("processor", {})}
        try:
            verdict, reason = judge(data, vector, seen, processor)
        except (KeyError, ValueError) as problem:
            print(f"judge.py: vector '{vector['id']}': {problem}", file=sys.stderr)
            return 2
        counts[verdict] += 1
        if arguments[2:] or verdict not in ("conforming", "not applicable"):
            print(f"{verdict}: {vector['id']}" + (f": {reason}" if reason else ""))
    print(f"{len(data.vectors)} vectors: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return 0 if counts["conforming"] + counts["not applicable"] == len(data.vectors) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
