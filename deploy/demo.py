"""Starts the suite, provisions it with records made from a seed, places three calls and judges them by what happened.

Called by deploy/demo, which has installed, built and prepared everything."""
import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

TENANT, PASSWORD_VARIABLE = "demo", "HOTLINE_AGENT_PASSWORD"
QUEUE = "service"
# A number for each industry that has a pack.
INDUSTRIES = ["heating", "ecommerce", "property", "finance", "retail", "government", "appliance", "automobile"]
NUMBERS = {industry: f"400888{1001 + index}" for index, industry in enumerate(INDUSTRIES)}
HEATING = NUMBERS["heating"]


def say(text=""):
    print(text, flush=True)


def progress(text):
    print("== " + text, file=sys.stderr, flush=True)


class Records:
    """Customers, accounts and parcels that nobody can know beforehand, and that the same seed makes again."""

    def __init__(self, seed):
        dice = random.Random(seed)
        self.surname = dice.choice("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
        self.number = "1" + dice.choice("3578") + "".join(dice.choice("0123456789") for _ in range(9))
        self.other = "1" + dice.choice("3578") + "".join(dice.choice("0123456789") for _ in range(9))
        self.account = "".join(dice.choice("0123456789") for _ in range(8))
        self.address = (dice.choice(["阳光花园", "幸福小区", "和平里", "春江花城", "翠湖家园", "学府新苑"])
                        + f"{dice.randint(1, 28)}号楼{dice.randint(1, 6)}单元{dice.randint(1, 18)}0{dice.randint(1, 4)}室")
        self.due = dice.randint(120000, 480000)
        self.order = "".join(dice.choice("0123456789") for _ in range(10))
        self.tracking = "SF" + "".join(dice.choice("0123456789") for _ in range(12))

    def customers(self):
        parcel = {"order": self.order, "tracking": self.tracking, "goods": "羽绒服", "state": "in-transit", "place": "济南转运中心", "expected": "明天"}
        return [{"number": self.number, "name": self.surname + "女士", "address": self.address, "account": self.account, "due": self.due, "parcels": [parcel]},
                {"number": self.other, "name": self.surname + "先生", "address": self.address, "parcels": []}]


class Suite:
    def __init__(self, options):
        self.options, self.children = options, []
        self.data, self.bin = Path(options.data), Path(options.binaries)
        self.config = self.data / "hotline.yaml"
        self.ready = {}

    def hotline(self, *arguments, **extra):
        done = subprocess.run([str(self.bin / "hotline"), *arguments], capture_output=True, text=True, timeout=extra.pop("timeout", 60), **extra)
        if done.returncode != 0:
            raise SystemExit(f"hotline {' '.join(arguments[:2])} failed:\n{done.stderr or done.stdout}")
        return done.stdout

    def suite(self, *arguments, **extra):
        return self.hotline(*arguments, "--config", str(self.config), **extra)

    def spawn(self, *command, **extra):
        child = subprocess.Popen([str(part) for part in command], **extra)
        self.children.append(child)
        return child

    def start(self):
        progress("Database schema")
        self.suite("migrate", timeout=180)
        progress("Six services")
        file = self.data / "ready.json"
        file.unlink(missing_ok=True)
        up = self.spawn(self.bin / "hotline", "up", "--config", self.config, "--base-port", str(self.options.base_port), "--ready-file", file,
                        "--logs", self.data / "logs", stdout=sys.stderr, stderr=sys.stderr, start_new_session=True)
        for _ in range(1800):
            if file.exists():
                break
            if up.poll() is not None:
                raise SystemExit(f"the suite ended; its logs are in {self.data / 'logs'}")
            time.sleep(0.1)
        else:
            raise SystemExit(f"the suite is not ready after three minutes; its logs are in {self.data / 'logs'}")
        self.ready = json.loads(file.read_text())

    def stop(self):
        for child in reversed(self.children):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in reversed(self.children):
            try:
                child.wait(25)
            except subprocess.TimeoutExpired:
                child.kill()

    def api(self, path):
        request = urllib.request.Request(self.ready["api"] + path, headers={"Authorization": "Bearer " + self.token})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def provision(self, records):
        progress("Numbers, people and records")
        agent = json.loads(self.suite("people", "add", "agent1", "--name", "坐席一", "--tenant", TENANT, "--phone", "1001", "--json"))
        self.suite("people", "add", "boss", "--name", "主管", "--tenant", TENANT, "--role", "supervisor", "--json")
        self.suite("queues", "put", QUEUE, "--tenant", TENANT, "--member", "agent1:1001")
        for industry, number in NUMBERS.items():
            self.suite("numbers", "put", number, "--tenant", TENANT, "--pack", industry, "--queue", QUEUE)
        self.suite("records", "--tenant", TENANT, input=json.dumps(records.customers()))
        self.token = self.suite("people", "token", "boss").strip()
        return agent

    def seat(self, agent):
        """An agent sits down: a registered phone that answers, and the desk open in a browser."""
        progress("An agent sits down: a phone and a browser")
        self.spawn(self.bin / "hotline", "agent", "--user", "1001", "--server", self.ready["sip"], "--answer-after", "1500", "--play", self.agent_voice(),
                   env={**os.environ, PASSWORD_VARIABLE: agent["phonePassword"]}, stdout=open(self.data / "logs" / "phone.log", "w"), stderr=subprocess.STDOUT)
        self.open_desk()
        for _ in range(300):
            if "ready" in self.suite("queues", "list"):
                return
            time.sleep(0.1)
        raise SystemExit(f"the desk in the browser did not become ready; see {self.data / 'logs' / 'browser.log'}")

    def open_desk(self):
        browser = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if os.path.exists(path)), None)
        if browser is None:
            raise SystemExit("no Chromium found; install it with: apt-get install chromium")
        link = self.suite("people", "link", "agent1", "--desk", self.ready["desk"].rsplit("/desk", 1)[0]).strip()
        profile = self.data / "browser"
        self.spawn(browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={profile}", "--remote-debugging-port=0",
                   "--window-size=1280,900", link + "#ready", stdout=open(self.data / "logs" / "browser.log", "w"), stderr=subprocess.STDOUT, start_new_session=True)

    def agent_voice(self):
        return self.options.agent_voice


class Caller:
    def __init__(self, suite, number):
        self.suite, self.number = suite, number

    def call(self, name, to, *turns, linger=1.0):
        record = self.suite.data / f"{name}.wav"
        arguments = ["call", "--to", to, "--gateway", self.suite.ready["sip"], "--from", self.number, "--record", str(record), "--linger", str(linger), "--json"]
        for turn in turns:
            arguments += ["--say", turn]
        done = subprocess.run([str(self.suite.bin / "hotline"), *arguments], capture_output=True, text=True, timeout=240)
        try:
            heard = json.loads(done.stdout)
        except json.JSONDecodeError:
            raise SystemExit(f"the call ended without a report:\n{done.stderr}")
        return heard, self.story(heard)

    def briefed(self, heard):
        """What the trace says the agent heard of the assistant before the two were connected; None without a briefing."""
        found = re.search(r"had been briefed for (.+)", self.suite.suite("trace", heard["call"]))
        return found and found.group(1).strip()

    def story(self, heard):
        """The call as the query API tells it, once its end has been folded."""
        for _ in range(100):
            try:
                story = self.suite.api("/calls/" + heard["call"])
                if story.get("endedAt") and story["summary"].get("outcome"):
                    return story
            except urllib.error.HTTPError as error:
                if error.code != 404:
                    raise
            time.sleep(0.1)
        raise SystemExit(f"the call {heard['call']} is not in the figures after 10 s")


def tell(title, heard, story, briefed):
    say(f"\n{title}")
    for line in story["lines"]:
        who = {"caller": "来电", "assistant": "助手", "agent": "坐席"}.get(line["kind"])
        if who:
            latency = f"   [{line['latency']['total'] / 1000:.2f} s]" if line.get("latency") else ""
            say(f"  {who}：{line.get('text', '')}{latency}")
        else:
            cited = f" 依据 {'、'.join(line['passages'])}" if line.get("passages") else ""
            say(f"    → {line.get('intent')} ({line.get('confidence', 0):.2f}) {line.get('action')}{cited}")
    for action in story["actions"]:
        say(f"    ✓ {action['action']}: {action['outcome']}" + (f", 工单 {action['ticket']}" if action.get("ticket") else ""))
    for hand in story["handOvers"]:
        acknowledged = f"{hand['acknowledged']:.0f} ms" if hand.get("acknowledged") is not None else "—"
        say(f"    ⇒ 转人工: {hand.get('reason')}, 坐席屏幕确认 {acknowledged}, 接通 {hand.get('waited', '—')} ms")
    if briefed:
        say(f"    ⇒ 坐席接起后先听助手简报 {briefed}，再和来电人同听一句介绍，助手退出")
    say(f"  结果：{story['summary']['outcome']}，接通 {heard['answered']} ms，首声 {heard['firstSound']} ms，挂断：{story['summary'].get('cause')}")


def main():
    parser = argparse.ArgumentParser()
    for name in ("--data", "--binaries", "--report", "--agent-voice"):
        parser.add_argument(name)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--base-port", type=int)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    suite = Suite(options)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return run(suite, options)
    finally:
        suite.stop()


def run(suite, options):
    records = Records(options.seed)
    suite.start()
    suite.seat(suite.provision(records))
    say(f"种子 {options.seed}：{records.surname}女士，{records.address}")
    results, calls = [], []

    def place(name, title, right, caller, to, *turns, **extra):
        progress(f"Call: {name}")
        phone = Caller(suite, caller)
        heard, story = phone.call(name, to, *turns, **extra)
        briefed = phone.briefed(heard)
        tell(title, heard, story, briefed)
        problems = right(heard, story, briefed)
        for problem in problems:
            say(f"  ✗ {problem}")
        if not problems:
            say("  ✓ 结果正确")
        results.append(not problems)
        calls.append({"name": name, "right": not problems, "problems": problems, "caller": heard, "briefed": briefed, "story": story})

    place("question", "一、咨询：助手回答，并注明依据", answered, records.other, HEATING, "请问今年供暖什么时候开始", "没有了谢谢再见")
    place("repair", "二、报修：助手预约上门", booked, records.number, HEATING, "家里暖气一点都不热，麻烦派人来修", "是的，没错", "没有了谢谢再见")
    place("complaint", "三、投诉：情绪激动，转人工", handed_over, records.number, HEATING,
          "太过分了，你们是骗子吗，打了三次电话都没人管，我要去曝光你们", linger=12)

    say()
    say(f"三通电话中 {sum(results)} 通结果正确。")
    say(f"坐席桌面 {suite.ready['desk']}    看板 {suite.ready['dashboard']}    录音 {suite.data}/*.wav")
    if options.report:
        Path(options.report).write_text(json.dumps({"seed": options.seed, "right": all(results), "calls": calls}, ensure_ascii=False, indent=1))
    if options.keep:
        desk = suite.suite("people", "link", "agent1", "--desk", suite.ready["desk"].rsplit("/desk", 1)[0]).strip()
        numbers = "  ".join(f"{number} {industry}" for industry, number in NUMBERS.items())
        say(f"仍在运行，Ctrl-C 结束。打电话：sip:{HEATING}@{suite.ready['sip']}，各行业号码：{numbers}\n坐席登录 {desk}\n看板登录 {suite.ready['dashboard']}#token={suite.token}")
        signal.pause()
    return 0 if all(results) else 1


def common(heard, story):
    return [] if heard.get("answered") is not None else ["the call was not answered"]


def answered(heard, story, briefed):
    problems = common(heard, story)
    if not any(line["kind"] == "decision" and line.get("action") == "answer" and line.get("passages") for line in story["lines"]):
        problems.append("no answer from an article")
    if story["handOvers"]:
        problems.append("a person was asked for")
    if story["summary"]["outcome"] != "finished":
        problems.append(f"the outcome is {story['summary']['outcome']}, not finished")
    return problems


def booked(heard, story, briefed):
    problems = common(heard, story)
    if not any(action["action"] == "ticket.create" and action["outcome"] == "done" and action.get("ticket") for action in story["actions"]):
        problems.append("no repair was booked")
    if story["summary"]["outcome"] != "finished":
        problems.append(f"the outcome is {story['summary']['outcome']}, not finished")
    return problems


def handed_over(heard, story, briefed):
    problems = common(heard, story)
    hand = next(iter(story["handOvers"]), {})
    if hand.get("acknowledged") is None:
        problems.append("no screen acknowledged the context")
    if hand.get("waited") is None:
        problems.append("nobody took the call")
    if not briefed:
        problems.append("the agent was not briefed")
    if story["summary"]["peakAnger"] < 80:
        problems.append(f"anger was heard as {story['summary']['peakAnger']} only")
    return problems


if __name__ == "__main__":
    sys.exit(main())
