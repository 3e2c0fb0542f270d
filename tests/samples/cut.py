"""Cuts the vendor's sample programs out of the source document. Nothing of their text is kept in this repository.

The document is a text made from pages: its code stands between lines of three backquotes, and a program that goes over
a page's end stands in several such blocks with nothing but empty lines between them.
"""

import glob
import os

FENCE = "```"


class NotInDocument(Exception):
    """The document is not the one that these tests were written for."""


def find(where):
    """The document's path: `where` itself, or the one text file in that folder. None when there is none."""
    if os.path.isfile(where):
        return where
    texts = sorted(glob.glob(os.path.join(glob.escape(where), "*.txt")))
    return texts[0] if texts else None


class Document:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self._lines = file.read().split("\n")

    def program(self, heading, first):
        """The program after the line `heading` whose first line begins with `first`, the blocks of its pages joined."""
        try:
            at = self._lines.index(heading)
        except ValueError:
            raise NotInDocument(f"no line {heading!r}") from None
        for block in self._programs(at):
            if block[0].startswith(first):
                return "\n".join(line.rstrip() for line in block) + "\n"
        raise NotInDocument(f"no program that begins with {first!r} after {heading!r}")

    def _programs(self, start):
        program, inside = [], False
        for line in self._lines[start:]:
            if line.startswith(FENCE):
                inside = not inside
            elif inside:
                program.append(line)
            elif line.strip() and program:
                yield program
                program = []
        if program:
            yield program


class Sample:
    """A program's text and what was changed in it. A change whose place is not found exactly as often as said fails."""

    def __init__(self, text):
        self.text = text
        self.settings = 0
        self.repairs = []

    def _replace(self, old, new, times):
        found = self.text.count(old)
        if found != times:
            raise NotInDocument(f"{old!r} stands {found} times in the sample, not {times}")
        self.text = self.text.replace(old, new)

    def set(self, old, new, times=1):
        """Host, port, credentials or topic, which the document asks its readers to put in."""
        self._replace(old, new, times)
        self.settings += 1
        return self

    def repair(self, reason, *changes, times=1):
        """Anything else that must change before the program can run, with the reason; (old, new) pairs."""
        for old, new in changes:
            self._replace(old, new, times)
        self.repairs.append(reason)
        return self

    def report(self, name):
        """What was done to it, for the test's output."""
        lines = [f"{name}: {self.settings} settings put in, {len(self.repairs)} repairs"]
        return "\n".join(lines + ["  " + reason for reason in self.repairs])
