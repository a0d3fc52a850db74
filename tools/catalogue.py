# SPDX-License-Identifier: Apache-2.0
"""Collects every sentence of the tree with xgettext: from C sources, and from the C that pages compile to, whose
#line directives lead back to the page."""
import glob
import os
import shutil
import subprocess
import tempfile

from pagelang import emit
from pagelang.template import Reader
from pofile import read_po

KEYWORDS = ["-k", "-ktr:2", "-ktr_n:3,4", "-ktr_in:2c,3", "-kN_:1", "-kN_IN:1c,2"]


def find(root, pattern):
    """Sources by pattern, without those of tests: nobody reads their sentences."""
    names = glob.glob(pattern, root_dir=os.path.join(root, "src"), recursive=True)
    return sorted(os.path.join("src", name) for name in names if "_test." not in name)


def compile_pages(root, into):
    """The C of every page, under names xgettext takes; the headers are not wanted here."""
    out = []
    for number, name in enumerate(find(root, "**/*.page")):
        with open(os.path.join(root, name), encoding="utf-8") as file:
            found = Reader(file.read()).file()
        path = os.path.join(into, f"{number:04}.c")
        with open(path, "w", encoding="utf-8") as file:
            file.write(emit.source(found, name, "page.h"))
        out.append(path)
    return out


def extract(root, pot):
    """Writes the template catalogue of the tree."""
    with tempfile.TemporaryDirectory() as folder:
        sources = find(root, "**/*.[ch]") + compile_pages(root, folder)
        command = ["xgettext", "-L", "C", "--from-code=UTF-8", *KEYWORDS, "--package-name=kabinet", "--no-wrap"]
        command += ["--add-location=file", "--sort-by-file", "--omit-header", "-o", pot, *sources]
        subprocess.run(command, cwd=root, check=True)
        if not os.path.exists(pot):
            open(pot, "w", encoding="utf-8").close()


def sentences(root):
    """The entries of the tree as it stands."""
    with tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, "kabinet.pot")
        extract(root, pot)
        return [entry for entry in read_po(pot) if entry.id]


def has_tools():
    return all(shutil.which(name) for name in ("xgettext", "msgmerge", "msgfmt"))
