"""Reads what the bench writes for its contestants: a network as JSON, its weights as safetensors, and images.

A layer is a dictionary with `name`, `kind`, `inputs`, `output` [height, width, channels] and its kind's own fields, as
shared/architecture/layer-graph.ts describes it. Layers come in an order in which each follows its inputs.
"""

import json
import pathlib

import numpy as np

LAYER_FIELDS = {"name", "kind", "inputs", "output", "module", "branch", "head"}
KIND_FIELDS = {
    "input": set(),
    "convolution": {"kernel", "stride", "padding", "bias", "groups", "dilation"},
    "batch-norm": {"epsilon", "momentum"},
    "relu": set(),
    "max-pool": {"size", "stride", "padding"},
    "average-pool": {"size", "stride", "padding"},
    "local-response-norm": {"radius", "bias", "alpha", "beta"},
    "dropout": {"rate"},
    "concat": set(),
    "global-average-pool": set(),
    "flatten": set(),
    "dense": set(),
}


def check_graph(graph):
    """Refuses what the builders here do not build, so that no contestant quietly trains another network."""
    for layer in graph["layers"]:
        kind = layer["kind"]
        if kind not in KIND_FIELDS:
            raise SystemExit(f"{layer['name']}: the peers build no layer of kind {kind}")
        unknown = set(layer) - LAYER_FIELDS - KIND_FIELDS[kind]
        if unknown:
            raise SystemExit(f"{layer['name']}: the peers do not know {sorted(unknown)} of {kind}")
    return graph


def same_padding(size, window, stride):
    """TensorFlow's SAME along one axis: numbers put before and behind."""
    total = max((-(-size // stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def read_safetensors(path):
    """Name -> float32 array. The format: header's length (8 bytes, little-endian), header (JSON), numbers."""
    data = pathlib.Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    numbers = memoryview(data)[8 + length :]
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(numbers[begin:end], dtype="<f4").reshape(entry["shape"])
    return tensors


class NetworkFolder:
    """`network.json`, `weights.safetensors`, `images.bin` (uint8, NHWC) and `labels.bin` (uint8)."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        settings = json.loads((folder / "network.json").read_text())
        self.graph = check_graph(settings["graph"])
        self.learning_rate = settings["learningRate"]
        self.momentum = settings["momentum"]
        self.weights = read_safetensors(folder / "weights.safetensors")
        self.images = np.fromfile(folder / "images.bin", dtype=np.uint8).reshape(-1, *self.graph["input"])
        self.labels = np.fromfile(folder / "labels.bin", dtype=np.uint8)
