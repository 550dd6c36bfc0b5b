"""Places many short calls to the number echo of one gateway of a running suite and prints what it keeps of them.

    Tests/Benchmarks/suite/calls.py --ready READY.json [--calls N] [--rate N] [--rest SECONDS]

Resident memory is printed every 1,000 calls and, after a rest in which SIP's timers run out (32 s), at the end. Exit status 1
when a call failed, or when the second half of the calls left more than 2 % behind. Fewer than 2,000 calls have no second half
to judge by: the first ones fill the pools."""
import argparse
import json
import re
import select
import socket
import sys
import time

OFFER = ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8 101\r\n"
         "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n")


class Caller:
    """INVITE, 200, ACK, a tenth of a second, BYE, 200."""

    def __init__(self, gateway):
        self.gateway = gateway
        host, port = gateway.rsplit(":", 1)
        self.address = (host, int(port))
        self.line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.line.bind(("127.0.0.1", 0))
        self.line.setblocking(False)
        self.next = time.time_ns() // 1000

    def send(self, method, uri, call, sequence, to, body=""):
        local = f"127.0.0.1:{self.line.getsockname()[1]}"
        kind = "Content-Type: application/sdp\r\n" if body else ""
        self.line.sendto((
            f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{call}x{method};rport\r\nMax-Forwards: 70\r\n"
            f"From: <sip:soak@{local}>;tag={call}\r\nTo: {to}\r\nCall-ID: {call}\r\nCSeq: {sequence} {method}\r\n"
            f"Contact: <sip:soak@{local}>\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}").encode(), self.address)

    def run(self, calls, rate):
        """How many calls were set up and ended."""
        begun, placed, done, leaving, seen = time.monotonic(), 0, 0, [], set()
        while done < calls and time.monotonic() - begun < calls / rate + 10:
            while placed < calls and begun + placed / rate <= time.monotonic():
                self.next += 1
                placed += 1
                self.send("INVITE", f"sip:echo@{self.gateway}", self.next, 1, f"<sip:echo@{self.gateway}>", OFFER)
            while leaving and leaving[0][0] <= time.monotonic():
                _, call, to, contact = leaving.pop(0)
                self.send("BYE", contact, call, 2, to)
            select.select([self.line], [], [], 0.002)
            for answer in self.answers():
                call = int(re.search(r"\nCall-ID: (\d+)", answer).group(1))
                if " BYE\r\n" in answer:
                    done += 1
                    continue
                to, contact = re.search(r"\nTo: (.*)\r\n", answer).group(1), re.search(r"\nContact: <(.*?)>", answer).group(1)
                self.send("ACK", contact, call, 1, to)
                if call not in seen:
                    seen.add(call)
                    leaving.append((time.monotonic() + 0.1, call, to, contact))
        return done

    def answers(self):
        while True:
            try:
                answer = self.line.recv(65536).decode()
            except BlockingIOError:
                return
            if answer.startswith("SIP/2.0 200"):
                yield answer


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ready", required=True)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--rest", type=float, default=40)
    options = parser.parse_args()
    with open(options.ready) as file:
        ready = json.load(file)
    pid = next(process["pid"] for process in ready["processes"] if process["service"] == "media-gateway" and process["index"] == 0)
    caller, done, half = Caller(ready["gateways"][0]), 0, None
    print(f"0 calls: {resident(pid)} KiB")
    placed = 0
    while placed < options.calls:
        batch = min(1000, options.calls - placed)
        done += caller.run(batch, options.rate)
        placed += batch
        print(f"{placed} calls: {resident(pid)} KiB", flush=True)
        if half is None and 1000 <= options.calls / 2 <= placed:
            time.sleep(options.rest)
            half = resident(pid)
            print(f"after a rest of {options.rest:g} s: {half} KiB", flush=True)
    time.sleep(options.rest)
    end = resident(pid)
    print(f"after a rest of {options.rest:g} s: {end} KiB; {done} of {options.calls} calls were set up and ended")
    return 1 if done < options.calls or (half is not None and end > 1.02 * half) else 0


if __name__ == "__main__":
    sys.exit(main())
