"""Keeps a running suite busy and then counts: nothing lost, nothing doubled, nothing grown.

    Tests/Benchmarks/suite/soak.py --ready READY.json --config HOTLINE.yaml --binaries FOLDER --conninfo CONNINFO [--minutes N] [--lines N]

So many lines call the assistant and the number echo again and again, through all gateways. Exit status 1 when a call was not
answered, when the log has holes or an event twice, or when a process grew by more than half after the first third."""
import argparse
import json
import os
import subprocess
import sys
import threading
import time

from figures import AUDIO, CUSTOMER, NUMBER, Suite


class Lines:
    def __init__(self, suite, until):
        self.suite, self.until, self.lock = suite, until, threading.Lock()
        self.placed = self.answered = self.turns = self.answered_turns = 0

    def keep_calling(self, index):
        gateway = self.suite.ready["gateways"][index % len(self.suite.ready["gateways"])]
        sound = str(AUDIO / ("misc01.wav", "heat01.wav")[index % 2])
        to = ["--to", "echo", "--linger", "5"] if index % 4 == 3 else ["--to", NUMBER]
        while time.monotonic() < self.until:
            done = subprocess.run([os.path.join(self.suite.options.binaries, "hotline"), "call", *to, "--gateway", gateway, "--from", CUSTOMER, "--wav", sound, "--json"],
                                  capture_output=True, text=True, timeout=180)
            self.note(json.loads(done.stdout) if done.stdout.startswith("{") else {"turns": []})

    def note(self, report):
        with self.lock:
            self.placed += 1
            self.answered += report.get("answered") is not None
            self.turns += len(report["turns"])
            self.answered_turns += sum(turn["outcome"] == "answered" for turn in report["turns"])


def resident(suite):
    """KiB of each process, by name."""
    sizes = {}
    for process in suite.ready["processes"]:
        try:
            with open(f"/proc/{process['pid']}/status") as status:
                sizes[f"{process['service']}-{process['index']}"] = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        except FileNotFoundError:
            sizes[f"{process['service']}-{process['index']}"] = None
    return sizes


def query(conninfo, sql):
    return subprocess.run(["psql", conninfo, "-Atc", sql], capture_output=True, text=True, check=True, timeout=60).stdout.split()


def faults(conninfo):
    holes = query(conninfo, "SELECT h.stream FROM platform.stream_head h LEFT JOIN platform.event e USING (stream) GROUP BY h.stream, h.seq HAVING count(e.seq) <> h.seq")
    doubled = query(conninfo, "SELECT id FROM platform.event GROUP BY id HAVING count(*) > 1")
    parked = query(conninfo, "SELECT type FROM platform.dead_letter")
    open_calls = query(conninfo, """SELECT subject FROM platform.event GROUP BY subject HAVING count(*) FILTER (WHERE type = 'media.call-started.v1') = 1
        AND count(*) FILTER (WHERE type = 'media.call-ended.v1') <> 1""")
    found = {"streams with holes": holes, "events twice": doubled, "parked letters": parked, "calls without one end": open_calls}
    return [f"{name}: {', '.join(what[:5])}" for name, what in found.items() if what]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--ready", "--config", "--binaries", "--conninfo"):
        parser.add_argument(name, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--lines", type=int, default=4)
    options = parser.parse_args()
    suite = Suite(options)
    suite.provision()
    begun = time.monotonic()
    lines = Lines(suite, begun + 60 * options.minutes)
    threads = [threading.Thread(target=lines.keep_calling, args=(index,)) for index in range(options.lines)]
    for thread in threads:
        thread.start()
    time.sleep(20 * options.minutes)
    early = resident(suite)
    for thread in threads:
        thread.join()
    time.sleep(5)
    return verdict(lines, early, resident(suite), faults(options.conninfo))


def verdict(lines, early, late, problems):
    print(f"{lines.answered} of {lines.placed} calls answered; {lines.answered_turns} of {lines.turns} turns")
    for name, size in late.items():
        print(f"{name}: {early[name]} KiB after a third, {size} KiB at the end")
        if early[name] is None or size is None:
            problems.append(f"{name} did not live to the end")
        elif size > 1.5 * early[name]:
            problems.append(f"{name} grew by more than half")
    if lines.answered < lines.placed:
        problems.append("calls were not answered")
    for problem in problems:
        print("✗ " + problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
