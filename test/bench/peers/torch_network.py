"""A PyTorch module of a layer graph."""

import torch
import torch.nn.functional as F
from network_file import same_padding
from torch import nn


class TorchNetwork(nn.Module):
    """Takes images as float32 NCHW in 0 to 1 and gives a list of logits, the main head's first."""

    def __init__(self, graph, dropout=True):
        super().__init__()
        self.graph = graph
        self.shapes = {layer["name"]: layer["output"] for layer in graph["layers"]}
        self.parts = nn.ModuleDict()
        for layer in graph["layers"]:
            if layer["kind"] in ("input", "concat") or (layer["kind"] == "dropout" and not dropout):
                continue
            self.parts[key(layer)] = torch_layer(layer, self.shapes[layer["inputs"][0]])

    def forward(self, images):
        made = {}
        for layer in self.graph["layers"]:
            sources = [made[source] for source in layer["inputs"]]
            if layer["kind"] == "input":
                made[layer["name"]] = images
            elif layer["kind"] == "concat":
                made[layer["name"]] = torch.cat(sources, dim=1)
            elif key(layer) in self.parts:
                made[layer["name"]] = self.parts[key(layer)](sources[0])
            else:
                made[layer["name"]] = sources[0]
        return [made[output["layer"]].flatten(1) for output in self.graph["outputs"]]


def key(layer):
    return layer["name"].replace("/", "-").replace(".", "_")


def torch_layer(layer, source):
    kind = layer["kind"]
    channels = layer["output"][2]
    if kind == "convolution":
        padding, before = paddings(layer, layer["kernel"], source)
        dilation = layer.get("dilation", 1)
        convolution = nn.Conv2d(
            source[2],
            channels,
            layer["kernel"],
            stride=layer["stride"],
            padding=padding,
            dilation=dilation,
            groups=layer.get("groups", 1),
            bias=layer["bias"],
        )
        nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
        if layer["bias"]:
            nn.init.zeros_(convolution.bias)
        return nn.Sequential(nn.ZeroPad2d(before), convolution) if any(before) else convolution
    if kind == "batch-norm":
        return nn.BatchNorm2d(channels, eps=layer["epsilon"], momentum=1 - layer["momentum"])
    if kind == "relu":
        return nn.ReLU(inplace=True)
    if kind in ("max-pool", "average-pool"):
        return pool(layer, source)
    if kind == "local-response-norm":
        # PyTorch divides alpha by the number of channels it sums over.
        window = 2 * layer["radius"] + 1
        return nn.LocalResponseNorm(window, layer["alpha"] * window, layer["beta"], layer["bias"])
    if kind == "dropout":
        return nn.Dropout(layer["rate"])
    if kind == "global-average-pool":
        return nn.AdaptiveAvgPool2d(1)
    if kind == "flatten":
        return nn.Flatten()
    if kind == "dense":
        dense = nn.Linear(source[0] * source[1] * source[2], channels)
        nn.init.xavier_uniform_(dense.weight)
        nn.init.zeros_(dense.bias)
        return nn.Sequential(nn.Flatten(), dense)
    raise SystemExit(f"no PyTorch layer for {kind}")


def paddings(layer, kernel, source):
    """A layer's own symmetric padding, or what has to be put around its input: left, right, top, bottom."""
    if layer["padding"] == "valid":
        return (0, 0), (0, 0, 0, 0)
    dilation = layer.get("dilation", 1)
    windows = [dilation * (size - 1) + 1 for size in kernel]
    (top, bottom), (left, right) = (same_padding(source[axis], windows[axis], layer["stride"]) for axis in (0, 1))
    if top == bottom and left == right:
        return (top, left), (0, 0, 0, 0)
    return (0, 0), (left, right, top, bottom)


def pool(layer, source):
    size, stride = layer["size"], layer["stride"]
    largest = layer["kind"] == "max-pool"
    kind = nn.MaxPool2d if largest else nn.AvgPool2d
    # The mean is of the numbers within the map alone, as TensorFlow has it.
    counted = {} if largest else {"count_include_pad": False}
    padding, before = paddings(layer, (size, size), source)
    if not any(before):
        return kind(size, stride, padding=padding, **counted)
    if before[0] == 0 and before[2] == 0:
        return kind(size, stride, ceil_mode=True, **counted)
    if not largest:
        raise SystemExit(f"{layer['name']}: no PyTorch layer for this padding of an average pool")
    return nn.Sequential(nn.ConstantPad2d(before, float("-inf")), kind(size, stride))


@torch.no_grad()
def load_weights(network, weights):
    for layer in network.graph["layers"]:
        name, kind = layer["name"], layer["kind"]
        if kind not in ("convolution", "dense", "batch-norm"):
            continue
        part = network.parts[key(layer)]
        if isinstance(part, nn.Sequential):
            part = part[-1]
        if kind == "batch-norm":
            part.weight.copy_(torch.tensor(weights[f"{name}/scale"]))
            part.bias.copy_(torch.tensor(weights[f"{name}/shift"]))
            continue
        kernel = torch.tensor(weights[f"{name}/kernel"])
        if kind == "convolution":
            part.weight.copy_(kernel.permute(3, 2, 0, 1))
        else:
            part.weight.copy_(by_channel(network, layer, kernel).T)
        if part.bias is not None:
            part.bias.copy_(torch.tensor(weights[f"{name}/bias"]))


def by_channel(network, layer, kernel):
    """A dense kernel's rows follow the map that was flattened: row, column, channel here, channel first in PyTorch."""
    source = next(other for other in network.graph["layers"] if other["name"] == layer["inputs"][0])
    if source["kind"] != "flatten":
        return kernel
    height, width, channels = network.shapes[source["inputs"][0]]
    return kernel.reshape(height, width, channels, -1).permute(2, 0, 1, 3).reshape(height * width * channels, -1)


def loss_of(logits, labels, auxiliary_weight=0.0):
    main, *others = (F.cross_entropy(head, labels) for head in logits)
    return main + auxiliary_weight * sum(others) if others else main
