"""Makes test/golden/layers-fixture.json: loss and gradients of a network of every kind of layer by PyTorch's autograd.

    python -m venv venv && venv/bin/pip install torch==2.9.1 numpy
    venv/bin/python -B test/golden/make_layers_fixture.py

In double precision, from the blocks as the workbench writes them.
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

from torch_blocks import Network

IMAGE, CLASSES, BATCH, AUXILIARY_WEIGHT = (9, 9, 2), 3, 4, 0.3

ARCHITECTURE = {
    "name": "all-kinds",
    "title": "a block of every kind",
    "source": "this test",
    "input": IMAGE,
    "classes": CLASSES,
    "normalisation": "none",
    "blocks": [
        {"kind": "convolution", "name": "stem", "kernel": [3, 2], "filters": 4, "activation": "leaky-relu"},
        {"kind": "batch-norm", "name": "norm"},
        {"kind": "convolution", "name": "groups", "kernel": 3, "filters": 6, "groups": 2, "activation": "elu"},
        {"kind": "convolution", "name": "dilated", "kernel": 3, "filters": 4, "dilation": 2, "activation": "selu"},
        {"kind": "convolution", "name": "wide", "kernel": 2, "filters": 4, "dilation": 3, "padding": "valid"},
        {"kind": "depthwise-convolution", "name": "depthwise", "kernel": 3, "multiplier": 2, "activation": "tanh"},
        {"kind": "convolution", "name": "table", "kernel": 3, "filters": 3, "activation": "sigmoid",
         "connections": [[0, 1, 2], [3, 7], [4]]},
        {"kind": "module", "name": "residual", "join": "add", "branches": [
            {"name": "main", "blocks": [
                {"kind": "convolution", "name": "first", "kernel": 3, "filters": 5, "activation": "relu6"},
                {"kind": "convolution", "name": "second", "kernel": 3, "filters": 3, "activation": "none"},
            ]},
            {"name": "shortcut", "blocks": []},
        ]},
        {"kind": "module", "name": "branches", "join": "concat", "branches": [
            {"name": "depthwise", "blocks": [
                {"kind": "depthwise-convolution", "name": "strided", "kernel": 3, "stride": 2, "dilation": 2,
                 "activation": "relu"}]},
            {"name": "max", "blocks": [{"kind": "max-pool", "name": "pool", "size": 2, "stride": 2}]},
            {"name": "average", "blocks": [
                {"kind": "average-pool", "name": "pool", "size": 2, "stride": 2, "padding": "valid"},
                {"kind": "convolution", "name": "pointwise", "kernel": 1, "filters": 2, "activation": "relu"}]},
        ]},
        {"kind": "local-response-norm", "name": "lrn", "radius": 2, "bias": 1, "alpha": 0.2, "beta": 0.75},
        {"kind": "dense", "name": "hidden", "units": 5, "activation": "tanh"},
        {"kind": "dense", "name": "linear", "units": "classes", "activation": "none"},
    ],
    "auxiliary": [{
        "name": "head", "after": "branches", "normalisation": "none",
        "blocks": [
            {"kind": "convolution", "name": "maps", "kernel": 1, "filters": "classes", "activation": "none"},
            {"kind": "global-average-pool", "name": "pool"},
        ],
    }],
}

RANDOM = np.random.default_rng(20171203)
WEIGHTS = {}


def weight(name, shape):
    low, high = (0.5, 1.5) if name.endswith("/scale") else (-0.7, 0.7)
    values = RANDOM.uniform(low, high, shape).astype(np.float32).astype(np.float64)
    WEIGHTS[name] = torch.tensor(values, requires_grad=True)
    return WEIGHTS[name]


def main():
    images = RANDOM.integers(0, 256, (BATCH, *IMAGE), dtype=np.uint8)
    labels = RANDOM.integers(0, CLASSES, BATCH)
    x = torch.tensor(images.astype(np.float64) / 255).permute(0, 3, 1, 2)
    network = Network(ARCHITECTURE, CLASSES, weight)
    main_loss, auxiliary = (F.cross_entropy(logits, torch.tensor(labels)) for logits in network(x))
    (main_loss + AUXILIARY_WEIGHT * auxiliary).backward()
    fixture = {
        "architecture": ARCHITECTURE,
        "images": images.ravel().tolist(),
        "labels": labels.tolist(),
        "auxiliaryWeight": AUXILIARY_WEIGHT,
        "main": main_loss.item(),
        "auxiliary": auxiliary.item(),
        "weights": {name: value.detach().ravel().tolist() for name, value in WEIGHTS.items()},
        "gradients": {name: value.grad.ravel().tolist() for name, value in WEIGHTS.items()},
    }
    path = pathlib.Path(__file__).with_name("layers-fixture.json")
    path.write_text(json.dumps(fixture) + "\n")


main()
