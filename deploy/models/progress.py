"""Progress on long steps: one bar redrawn in place on a terminal, one line now and then elsewhere."""

import sys
import time


class Bar:
    """Progress of one step. `total` may be None when the amount of work is not known."""

    QUIET_SECONDS = 10

    def __init__(self, title, total=None, unit="steps", stream=sys.stderr):
        self.title, self.total, self.unit, self.stream = title, total, unit, stream
        self.terminal = stream.isatty()
        self.started = time.monotonic()
        self.drawn = self.started
        self.draw("begins" if not self.terminal else self.gauge(0))

    def update(self, done):
        """Shows that `done` of the total has been done."""
        now = time.monotonic()
        if now - self.drawn >= (0.1 if self.terminal else self.QUIET_SECONDS):
            self.drawn = now
            self.draw(self.gauge(done))

    def finish(self):
        """Ends the step's line with the time that it took."""
        self.draw(f"done in {time.monotonic() - self.started:.1f} s")
        if self.terminal:
            self.stream.write("\n")
            self.stream.flush()

    def gauge(self, done):
        amount = f"{done / 1e6:.0f} MB" if self.unit == "bytes" else f"{done}"
        if not self.total:
            return amount
        share = min(1.0, done / self.total)
        return f"[{'#' * int(share * 30):<30}] {share * 100:3.0f} %  {amount}"

    def draw(self, text):
        line = f"  {self.title}: {text}"
        self.stream.write(f"\r\x1b[K{line}" if self.terminal else f"{line}\n")
        self.stream.flush()
