"""The contestants' side of the bench's protocol: JSON lines on standard input and output."""

import json
import os
import sys

# What libraries print on standard output goes to standard error: the real one carries the protocol alone.
_answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def answer(message):
    _answers.write(json.dumps(message) + "\n")
    _answers.flush()


def serve(ready, run):
    """Tells that the contestant is ready, then runs as many steps as it is asked for until it is told to end.

    ready: parameters, the losses of three steps by the first batch, versions.
    run: steps -> (seconds they took, last loss).
    """
    answer({"ready": ready})
    for line in sys.stdin:
        order = json.loads(line)
        if "end" in order:
            return
        seconds, loss = run(order["run"])
        answer({"seconds": seconds, "loss": loss})
