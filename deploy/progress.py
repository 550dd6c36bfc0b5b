"""Condenses `swift build`: its counter every ten seconds, errors and the last lines whole."""
import re
import sys
import time

shown = 0.0
for line in sys.stdin:
    counter = re.match(r"\[(\d+)/(\d+)\]", line)
    if counter:
        if time.monotonic() - shown >= 10:
            shown = time.monotonic()
            print(f"   building {counter[1]} of {counter[2]}", file=sys.stderr)
    elif re.search(r"error|^Build|^\s+[|`]|^ ?\d+ \|", line):
        print("   " + line.rstrip(), file=sys.stderr)
