"""Makes test/golden/runs-fixture.json: fifty training steps of each built-in architecture by PyTorch.

    python -m venv venv && venv/bin/pip install torch==2.9.1 numpy
    venv/bin/python -B test/golden/make_runs_fixture.py

In double precision, and once more in single, whose distance from it says what agreement can be asked for. From weights and images that follow from a small generator, which the test has too. The
architectures stand here once more, so that their data files are compared with a second hand's. Without dropout.
Learning rates are small: a rounding that turns one ReLU or pool over grows the faster, the larger they are.
Momentum is written out: v <- mu v + g, w <- w - eta v, with g the gradient and, for kernels, the decay.
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

from torch_blocks import Network

STEPS, BATCH, IMAGES, CLASSES = 50, 4, 20, 10
AUXILIARY_WEIGHT, MOMENTUM, WEIGHT_DECAY = 0.3, 0.9, 1e-4


def numbers(seed, count):
    """mulberry32: from 0 to 1, a counter's states mixed, so all at once."""
    with np.errstate(over="ignore"):
        state = np.uint32(seed) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x6D2B79F5)
        mixed = (state ^ (state >> np.uint32(15))) * (np.uint32(1) | state)
        mixed = (mixed + (mixed ^ (mixed >> np.uint32(7))) * (np.uint32(61) | mixed)) ^ mixed
        return (mixed ^ (mixed >> np.uint32(14))).astype(np.float64) / 2**32


def seed_of(name):
    seed = 0
    for character in name:
        seed = (seed * 31 + ord(character)) % 2**32
    return seed


def conv(name, kernel, filters, **more):
    return {"kind": "convolution", "name": name, "kernel": kernel, "filters": filters, **more}


def pool(kind, name, size, stride, **more):
    return {"kind": f"{kind}-pool", "name": name, "size": size, "stride": stride, **more}


def inception(name, widths):
    columns = ["conv1x1", "reduce3x3", "conv3x3", "reduce5x5", "conv5x5", "poolProjection"]
    return {"kind": "inception", "name": name, **dict(zip(columns, widths))}


def dense(name, units, activation):
    return {"kind": "dense", "name": name, "units": units, "activation": activation}


def dropout(name):
    return {"kind": "dropout", "name": name, "rate": 0}


def average(name):
    return {"kind": "global-average-pool", "name": name}


LINEAR = dense("linear", "classes", "none")


def head(name, after):
    blocks = [pool("average", "pool", 5, 3, padding="valid"), conv("conv", 1, 32), dense("hidden", 64, "relu")]
    return {"name": name, "after": after, "normalisation": "none", "blocks": [*blocks, dropout("dropout"), LINEAR]}


def lrn(name):
    return {"kind": "local-response-norm", "name": name, "radius": 2, "bias": 2, "alpha": 1e-4, "beta": 0.75}


MINI = {
    "blocks": [
        conv("stem", 3, 32),
        pool("max", "pool1", 3, 2),
        inception("module1", [16, 16, 24, 8, 8, 16]),
        inception("module2", [24, 24, 32, 8, 16, 24]),
        pool("max", "pool2", 3, 2),
        inception("module3", [32, 32, 48, 12, 16, 32]),
        average("pool3"),
        LINEAR,
    ],
    "auxiliary": [head("auxiliary1", "module1"), head("auxiliary2", "module2")],
}

# Szegedy et al. 2014, Table 1: #1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5, pool proj.
TABLE_1 = {
    "3a": [64, 96, 128, 16, 32, 32], "3b": [128, 128, 192, 32, 96, 64],
    "4a": [192, 96, 208, 16, 48, 64], "4b": [160, 112, 224, 24, 64, 64], "4c": [128, 128, 256, 24, 64, 64],
    "4d": [112, 144, 288, 32, 64, 64], "4e": [256, 160, 320, 32, 128, 128],
    "5a": [256, 160, 320, 32, 128, 128], "5b": [384, 192, 384, 48, 128, 128],
}


def stage(*names):
    return [inception(name, TABLE_1[name]) for name in names]


RUNS = {
    "mini-googlenet": {"input": [28, 28, 1], "rate": 5e-4, "normalisation": "batch", **MINI},
    "mini-googlenet-plain": {"input": [28, 28, 1], "rate": 1e-3, "normalisation": "none", **MINI},
    "nin-cifar": {
        "input": [32, 32, 3], "rate": 5e-5, "normalisation": "none", "auxiliary": [],
        "blocks": [
            conv("conv1", 5, 192), conv("cccp1", 1, 160), conv("cccp2", 1, 96),
            pool("max", "pool1", 3, 2), dropout("dropout1"),
            conv("conv2", 5, 192), conv("cccp3", 1, 192), conv("cccp4", 1, 192),
            pool("average", "pool2", 3, 2), dropout("dropout2"),
            conv("conv3", 3, 192), conv("cccp5", 1, 192), conv("cccp6", 1, "classes"),
            average("pool3"),
        ],
    },
    "vgg-cifar": {
        "input": [32, 32, 3], "rate": 2e-5, "normalisation": "none", "auxiliary": [],
        "blocks": [
            conv("conv1-1", 3, 64), conv("conv1-2", 3, 64), pool("max", "pool1", 2, 2),
            conv("conv2-1", 3, 128), conv("conv2-2", 3, 128), pool("max", "pool2", 2, 2),
            conv("conv3-1", 3, 256), conv("conv3-2", 3, 256), conv("conv3-3", 3, 256), pool("max", "pool3", 2, 2),
            dense("hidden", 512, "relu"), dropout("dropout"), LINEAR,
        ],
    },
    # Its heads cannot read the 4x4 maps that images of 64 pixels leave.
    "googlenet": {
        "input": [64, 64, 3], "rate": 2e-5, "normalisation": "none", "auxiliary": [],
        "blocks": [
            conv("conv1", 7, 64, stride=2), pool("max", "pool1", 3, 2), lrn("norm1"),
            conv("conv2", 3, 192, reduce=64), lrn("norm2"), pool("max", "pool2", 3, 2),
            *stage("3a", "3b"), pool("max", "pool3", 3, 2),
            *stage("4a", "4b", "4c", "4d", "4e"), pool("max", "pool4", 3, 2),
            *stage("5a", "5b"), average("pool5"), dropout("dropout"), LINEAR,
        ],
    },
}


def run(architecture, dtype):
    weights, starts, velocities = {}, {}, {}

    def weight(name, shape):
        """Kernels uniform with He's variance, scales 1, the others 0."""
        if name not in weights:
            values = np.full(shape, 1.0 if name.endswith("/scale") else 0.0)
            if name.endswith("/kernel"):
                limit = math.sqrt(6 / math.prod(shape[:-1]))
                values = ((2 * numbers(seed_of(name), math.prod(shape)) - 1) * limit).reshape(shape)
            starts[name] = torch.tensor(values.astype(np.float32)).to(dtype)
            weights[name] = starts[name].clone().requires_grad_()
        return weights[name]

    size = math.prod(architecture["input"])
    pixels = np.floor(numbers(1, IMAGES * size) * 256).reshape(IMAGES, *architecture["input"]) / 255
    images = torch.tensor(pixels).to(dtype).permute(0, 3, 1, 2)
    labels = torch.arange(IMAGES) % CLASSES
    network = Network(architecture, CLASSES, weight)
    losses = []
    for step in range(STEPS):
        rows = [(step * BATCH + index) % IMAGES for index in range(BATCH)]
        heads = [F.cross_entropy(logits, labels[rows]) for logits in network(images[rows])]
        loss = heads[0] + AUXILIARY_WEIGHT * sum(heads[1:])
        losses.append([value.item() for value in heads])
        with torch.no_grad():
            for (name, value), gradient in zip(weights.items(), torch.autograd.grad(loss, list(weights.values()))):
                decay = WEIGHT_DECAY * value if name.endswith("/kernel") else 0
                velocities[name] = MOMENTUM * velocities.get(name, 0) + gradient + decay
                value -= architecture["rate"] * velocities[name]
    moved = {}
    running = {
        f"{name}/{part}": value for name, pair in network.running.items() for part, value in zip(["mean", "variance"], pair)
    }
    for name, value in {**weights, **running}.items():
        change = value.detach() - starts.get(name, 1.0 if name.endswith("/variance") else 0.0)
        moved[name] = {"first": change.ravel()[:4].tolist(), "size": change.square().mean().sqrt().item()}
    return {"losses": losses, "moved": moved}


def distance(single, double):
    """Largest differences: of a loss; of a number and of the size of a tensor's change, in parts of that size."""
    pairs = [(single["moved"][name], moved) for name, moved in double["moved"].items()]
    losses = zip(sum(single["losses"], []), sum(double["losses"], []))
    return {
        "loss": max(abs(a - b) for a, b in losses),
        "number": max(abs(x - y) / b["size"] for a, b in pairs for x, y in zip(a["first"], b["first"])),
        "size": max(abs(a["size"] - b["size"]) / b["size"] for a, b in pairs),
    }


def runs_of(architecture):
    double, single = (run(architecture, dtype) for dtype in (torch.float64, torch.float32))
    return {**architecture, **double, "single": distance(single, double)}


def main():
    fixture = {
        "batch": BATCH, "images": IMAGES, "classes": CLASSES,
        "auxiliaryWeight": AUXILIARY_WEIGHT, "momentum": MOMENTUM, "weightDecay": WEIGHT_DECAY,
        "runs": {name: runs_of(architecture) for name, architecture in RUNS.items()},
    }
    path = pathlib.Path(__file__).with_name("runs-fixture.json")
    path.write_text(json.dumps(fixture) + "\n")


main()
