"""What one preparation step is, when it must run, and how it runs.

A step is a file `NAME_step.py` in this folder:

    WHEELS  = [...]            names in manifest.json whose content it converts
    TOOLS   = [...]            names in manifest.json that must be importable while it runs (unzipped, never installed)
    OUTPUTS = [...]            the files it makes, relative to the models folder
    def build(wheels, out): ...   wheels: {name: unzipped folder}; out: an empty folder to write OUTPUTS into

A step runs again when one of its outputs is missing or changed, or when the step itself did: the sources named
`NAME*.py` and its rows of the manifest make its fingerprint. Its outputs are moved in place only after all are there.
"""

import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import fetch

HERE = Path(__file__).parent


class Step:
    """One `NAME_step.py` of this folder together with the cache it prepares."""

    def __init__(self, name, cache):
        self.name, self.cache = name, cache
        self.models = cache / "models"
        self.receipt = cache / "receipts" / f"{name}.json"
        self.module = importlib.import_module(f"{name}_step")

    def fingerprint(self):
        """SHA-256 over everything that decides what this step makes."""
        pinned = fetch.rows()
        sum = hashlib.sha256()
        for source in sorted(HERE.glob(f"{self.name}*")):
            if source.is_file():
                sum.update(source.read_bytes())
        for name in [*self.module.WHEELS, *self.module.TOOLS]:
            sum.update(json.dumps(pinned.get(name), sort_keys=True).encode())
        return sum.hexdigest()

    def done(self):
        """The receipt's files ({path: {"sha256", "bytes", "modified"}}) when all of them are as they were left, else None."""
        try:
            receipt = json.loads(self.receipt.read_text())
        except (OSError, ValueError):
            return None
        if receipt.get("fingerprint") != self.fingerprint():
            return None
        return receipt["files"] if all(self.unchanged(path, row) for path, row in receipt["files"].items()) else None

    def unchanged(self, path, row):
        try:
            stat = (self.models / path).stat()
        except OSError:
            return False
        return stat.st_size == row["bytes"] and stat.st_mtime_ns == row["modified"]

    def run(self):
        """Runs the step in a process of its own, moves its outputs in place, and returns the receipt's files."""
        work = self.cache / "work" / self.name
        shutil.rmtree(work, ignore_errors=True)
        tools, out = work / "tools", work / "out"
        out.mkdir(parents=True)
        for name in self.module.TOOLS:
            fetch.unzip(name, self.cache, tools)
        for name in self.module.WHEELS:
            fetch.unzip(name, self.cache, work / "wheels" / name)
        code = "import sys; from pathlib import Path; import steps; steps.build(sys.argv[1], Path(sys.argv[2]))"
        subprocess.run([sys.executable, "-c", code, self.name, str(work)], check=True,
                       env={**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{tools}", "PYTHONDONTWRITEBYTECODE": "1"})
        files = {path: self.publish(out / path, path) for path in self.module.OUTPUTS}
        write(self.receipt, {"fingerprint": self.fingerprint(), "files": files})
        shutil.rmtree(work, ignore_errors=True)
        return files

    def publish(self, made, path):
        place = self.models / path
        place.parent.mkdir(parents=True, exist_ok=True)
        row = {"sha256": fetch.digest(made), "bytes": made.stat().st_size, "modified": made.stat().st_mtime_ns}
        os.replace(made, place)
        return row


def build(name, work):
    """Runs the conversion of one step (called in the step's own process)."""
    module = importlib.import_module(f"{name}_step")
    for path in module.OUTPUTS:
        (work / "out" / path).parent.mkdir(parents=True, exist_ok=True)
    module.build({wheel: work / "wheels" / wheel for wheel in module.WHEELS}, work / "out")


def names():
    """The names of all steps of this folder, in order."""
    return sorted(path.name.removesuffix("_step.py") for path in HERE.glob("*_step.py"))


def write(path, value):
    """Writes JSON so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n")
    os.replace(temporary, path)
