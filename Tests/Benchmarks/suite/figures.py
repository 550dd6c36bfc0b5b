"""Prints the figures of a running suite, each with its formula, from real calls.

    Tests/Benchmarks/suite/figures.py --ready READY.json --config HOTLINE.yaml --binaries FOLDER [--calls N] [--report FILE]

The suite is provisioned for it: a tenant, a number, two agents. What a caller hears is timed by the caller alone, who knows
the assistant only by listening; what only the suite can know comes from its events through the query API."""
import argparse
import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
AUDIO = ROOT / "Tests/Fixtures/audio"
TENANT, NUMBER, QUEUE, CUSTOMER = "bench", "4008009000", "bench", "13800138009"


def quantile(values, share):
    """Nearest rank: the smallest value that at least the share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


class Suite:
    def __init__(self, options):
        self.options, self.ready = options, json.loads(Path(options.ready).read_text())

    def hotline(self, *arguments, **extra):
        done = subprocess.run([os.path.join(self.options.binaries, "hotline"), *arguments], capture_output=True, text=True, timeout=extra.pop("timeout", 120), **extra)
        if done.returncode != 0:
            raise SystemExit(f"hotline {' '.join(arguments[:2])} failed:\n{done.stderr or done.stdout}")
        return done.stdout

    def suite(self, *arguments, **extra):
        return self.hotline(*arguments, "--config", self.options.config, **extra)

    def provision(self):
        self.suite("queues", "put", QUEUE, "--tenant", TENANT, "--member", "bench1:9101")
        self.suite("numbers", "put", NUMBER, "--tenant", TENANT, "--pack", "heating", "--queue", QUEUE)
        self.agent = json.loads(self.suite("people", "add", "bench1", "--name", "bench1", "--tenant", TENANT, "--phone", "9101", "--json"))
        self.suite("people", "add", "bench-supervisor", "--name", "bench", "--tenant", TENANT, "--role", "supervisor", "--json")
        self.token = self.suite("people", "token", "bench-supervisor").strip()

    def story(self, call):
        request = urllib.request.Request(f"{self.ready['api']}/calls/{call}", headers={"Authorization": "Bearer " + self.token})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def histogram(self, service, name):
        """Count and cumulative buckets of a Prometheus histogram, over all instances of a service."""
        buckets = {}
        for process in self.ready["processes"]:
            if process["service"] == service:
                text = urllib.request.urlopen(process["http"] + "/metrics", timeout=10).read().decode()
                for bound, count in re.findall(rf'^{name}_bucket{{[^}}]*le="([^"]+)"[^}}]*}} (\S+)', text, re.M):
                    buckets[bound] = buckets.get(bound, 0) + float(count)
        return buckets

    def call(self, *arguments):
        return json.loads(self.hotline("call", "--to", NUMBER, "--gateway", self.ready["sip"], "--from", CUSTOMER, "--json", *arguments))


class Desk(threading.Thread):
    """An agent's page that acknowledges at once what it is sent, and the phone beside it."""

    def __init__(self, suite):
        super().__init__(daemon=True)
        self.suite, self.url = suite, suite.ready["desk"]
        self.cookie = "hotline_desk=" + suite.suite("people", "token", "bench1").strip()
        self.phone = subprocess.Popen(
            [os.path.join(suite.options.binaries, "hotline"), "agent", "--user", "9101", "--server", suite.ready["sip"], "--answer-after", "300"],
            env={**os.environ, "HOTLINE_AGENT_PASSWORD": suite.agent["phonePassword"]}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.start()

    def post(self, path, body):
        request = urllib.request.Request(f"{self.url}/{path}", json.dumps(body).encode(), {"Cookie": self.cookie, "Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=5).close()

    def run(self):
        name = ""
        with urllib.request.urlopen(urllib.request.Request(self.url + "/events", headers={"Cookie": self.cookie})) as stream:
            for line in stream:
                line = line.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: ") and name == "show":
                    shown = json.loads(line[6:])
                    self.post("ack", {"call": shown["picture"]["call"], "fence": shown["fence"], "revision": shown["picture"]["head"]["revision"]})

    def ready(self):
        self.post("presence", {"presence": "ready"})


def line(name, values, shares, bound, formula, unit="ms"):
    if not values:
        print(f"{name}: no values\n    {formula}")
        return None
    found = {f"p{share * 100:g}": quantile(values, share) for share in shares}
    figures = ", ".join(f"{key} {value:.0f} {unit}" for key, value in found.items())
    print(f"{name}: {figures} (n = {len(values)}; wanted {bound})\n    {formula}", flush=True)
    return {"name": name, "n": len(values), **found}


def questions(suite, count, at_once):
    """Calls with two questions each."""
    sounds = [str(AUDIO / name) for name in ("misc01.wav", "heat01.wav")]
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda index: suite.call("--wav", sounds[index % 2], "--wav", sounds[(index + 1) % 2]), range(count)))


def interruptions(suite, count):
    return [suite.call("--wav", str(AUDIO / "misc01.wav"), "--wav", str(AUDIO / "heat01.wav"), "--interrupt", "1500") for _ in range(count)]


def hand_overs(suite, count):
    calls = []
    desk = Desk(suite)
    for _ in range(count):
        desk.ready()
        calls.append(suite.call("--wav", str(AUDIO / "cmp03.wav"), "--linger", "4", "--patience", "20"))
    desk.phone.terminate()
    return calls


def share_within(buckets, bound):
    total = buckets.get("+Inf", 0)
    return (buckets.get(bound, 0) / total, int(total)) if total else (None, 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--ready", "--config", "--binaries"):
        parser.add_argument(name, required=True)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--report")
    suite = Suite(parser.parse_args())
    suite.provision()
    asked = questions(suite, suite.options.calls, suite.options.at_once)
    cut = interruptions(suite, max(3, suite.options.calls // 4))
    handed = hand_overs(suite, max(3, suite.options.calls // 4))
    figures = report(suite, asked, cut, handed)
    if suite.options.report:
        Path(suite.options.report).write_text(json.dumps([figure for figure in figures if figure], indent=1))


def report(suite, asked, cut, handed):
    stories = [suite.story(call["call"]) for call in asked + cut + handed]
    latencies = [spoken["latency"] for story in stories for spoken in story["lines"] if spoken.get("latency")]
    acknowledged = [hand["acknowledged"] for story in stories for hand in story["handOvers"] if hand.get("acknowledged") is not None]
    turns = [turn for call in asked for turn in call["turns"]]
    print(f"answered {sum(turn['outcome'] == 'answered' for turn in turns)} of {len(turns)} turns in {len(asked)} calls, {suite.options.at_once} at once\n")
    figures = [
        line("caller stops → assistant sounds, as heard", [turn["latency"] for turn in turns if turn.get("latency") is not None], (0.5, 0.95), "p50 ≤ 1500, p95 ≤ 2500",
             "first sample above the listener's threshold − our last voiced sample, both at the caller's own socket"),
        line("our own share of a turn", [latency["own"] for latency in latencies], (0.5, 0.99), "p50 ≤ 60, p99 ≤ 120",
             "total − turn end − recognition − synthesis, of every speech.assistant-spoke.v1 with a latency"),
        line("the engines' share of a turn", [latency["recognition"] + latency["synthesis"] for latency in latencies], (0.5, 0.95), "none", "recognition + synthesis of the same"),
        line("silence waited for", [latency["turnEnd"] for latency in latencies], (0.5, 0.95), "none", "turn end of the same"),
        line("first sound after INVITE", [call["firstSound"] for call in asked if call.get("firstSound") is not None], (0.5, 0.95), "≤ 1000",
             "first sample above the threshold − INVITE sent, at the caller"),
        line("voice onset → paused, as heard", [turn["pausedAfter"] for call in cut for turn in call["turns"] if turn.get("pausedAfter") is not None], (0.5, 0.95), "≤ 120 on the wire",
             "assistant's last sample heard − first sample of our interruption, at the caller: the way there, its detection, the way back"),
        line("decision → screen acknowledged", acknowledged, (0.5, 0.99), "p99 ≤ 300", "latency of speech.hand-over-acknowledged.v1: both moments on the decider's clock"),
    ]
    share, count = share_within(suite.histogram("media-gateway", "hotline_voice_onset_to_pause_seconds"), "0.12")
    if count:
        print(f"voice onset → paused on the wire: {share * 100:.0f} % within 120 ms (n = {count}; wanted all)\n    hotline_voice_onset_to_pause_seconds_bucket{{le=\"0.12\"}} ÷ count, over all gateways")
    return figures


if __name__ == "__main__":
    sys.exit(main())
