"""The workbench's blocks as PyTorch has them, for the fixtures: written from their meaning, not from the engine."""

import torch
import torch.nn.functional as F

ACTIVATIONS = {
    "relu": F.relu, "leaky-relu": lambda x: F.leaky_relu(x, 0.01), "relu6": F.relu6, "elu": F.elu, "selu": F.selu,
    "tanh": torch.tanh, "sigmoid": torch.sigmoid, "none": lambda x: x,
}


def padded(x, taps, stride, dilation, padding, value=0.0):
    """As TensorFlow pads: what is missing for the last window, the smaller half before it."""
    if padding == "valid":
        return x
    sides = []
    for size, k in zip(x.shape[:1:-1], taps[::-1]):
        missing = max((-(-size // stride) - 1) * stride + (k - 1) * dilation + 1 - size, 0)
        sides += [missing // 2, missing - missing // 2]
    return F.pad(x, sides, value=value)


class Network:
    """@param weight gives a parameter by name and shape, in the workbench's order of axes."""

    def __init__(self, architecture, classes, weight):
        self.architecture, self.classes, self.weight = architecture, classes, weight
        self.normalised = False
        self.running = {}

    def __call__(self, x):
        """Logits of the main head and of each auxiliary one. @param x [images, channels, height, width]"""
        outlets = {}
        self.normalised = self.architecture["normalisation"] == "batch"
        for block in self.architecture["blocks"]:
            x = outlets[block["name"]] = self.block(block, block["name"], x)
        logits = [x]
        for head in self.architecture["auxiliary"]:
            self.normalised = head["normalisation"] == "batch"
            x = outlets[head["after"]]
            for block in head["blocks"]:
                x = self.block(block, f"{head['name']}/{block['name']}", x)
            logits.append(x)
        return [z.flatten(1) for z in logits]

    def block(self, block, name, x):
        kind = block["kind"]
        if kind == "convolution":
            activation = block.get("activation", "relu")
            if "reduce" in block:
                x = self.convolution({"kernel": 1, "filters": block["reduce"], "activation": activation}, f"{name}/reduce", x)
            return self.convolution(block, name, x)
        if kind == "depthwise-convolution":
            return self.depthwise(block, name, x)
        if kind == "inception":
            return self.inception(block, name, x)
        if kind == "module":
            return self.module(block, name, x)
        if kind == "dense":
            return self.dense(block, name, x)
        if kind == "batch-norm":
            return self.batch_norm(name, x)
        if kind == "local-response-norm":
            size = 2 * block["radius"] + 1
            return F.local_response_norm(x, size, block["alpha"] * size, block["beta"], block["bias"])
        if kind == "max-pool":
            return self.max_pool(x, block["size"], block["stride"], block.get("padding", "same"))
        if kind == "average-pool":
            return self.average_pool(x, block["size"], block["stride"], block.get("padding", "same"))
        if kind == "global-average-pool":
            return x.mean((2, 3), keepdim=True)
        if kind == "dropout" and block["rate"] == 0:
            return x
        raise ValueError(kind)

    def slide(self, block, name, x, taps, kernel, groups):
        stride, dilation = block.get("stride", 1), block.get("dilation", 1)
        x = padded(x, taps, stride, dilation, block.get("padding", "same"))
        bias = None if self.normalised else self.weight(f"{name}/bias", (kernel.shape[0],))
        x = F.conv2d(x, kernel, bias, stride, 0, dilation, groups)
        if self.normalised:
            x = self.batch_norm(f"{name}/norm", x)
        return ACTIVATIONS[block.get("activation", "relu")](x)

    def convolution(self, block, name, x):
        taps = self.taps(block)
        groups, outputs, inputs = block.get("groups", 1), self.width(block["filters"]), x.shape[1]
        kernel = self.weight(f"{name}/kernel", (*taps, inputs // groups, outputs)).permute(3, 2, 0, 1)
        if "connections" in block:
            mask = torch.zeros(outputs, inputs, 1, 1, dtype=x.dtype)
            for output, read in enumerate(block["connections"]):
                mask[output, read] = 1
            kernel = kernel * mask
        return self.slide(block, name, x, taps, kernel, groups)

    def depthwise(self, block, name, x):
        taps, inputs, multiplier = self.taps(block), x.shape[1], block.get("multiplier", 1)
        kernel = self.weight(f"{name}/kernel", (*taps, inputs, multiplier))
        kernel = kernel.permute(2, 3, 0, 1).reshape(inputs * multiplier, 1, *taps)
        return self.slide(block, name, x, taps, kernel, inputs)

    def inception(self, block, name, x):
        def convolution(layer, x, filters, kernel=1):
            return self.convolution({"filters": filters, "kernel": kernel}, f"{name}/{layer}", x)

        ends = []
        if block["conv1x1"] != "none":
            ends.append(convolution("1x1", x, block["conv1x1"]))
        for size in (3, 5):
            filters, reduce = block[f"conv{size}x{size}"], block[f"reduce{size}x{size}"]
            if filters != "none":
                reduced = x if reduce == "none" else convolution(f"{size}x{size}-reduce", x, reduce)
                ends.append(convolution(f"{size}x{size}", reduced, filters, size))
        if block["poolProjection"] != "none":
            pool = self.max_pool(x, 3, 1, "same")
            raw = block["poolProjection"] == "raw"
            ends.append(pool if raw else convolution("pool-projection", pool, block["poolProjection"]))
        return torch.cat(ends, 1)

    def module(self, block, name, x):
        ends = []
        for branch in block["branches"]:
            end = x
            for inner in branch["blocks"]:
                end = self.block(inner, f"{name}/{branch['name']}/{inner['name']}", end)
            ends.append(end)
        return torch.cat(ends, 1) if block["join"] == "concat" else sum(ends)

    def dense(self, block, name, x):
        x = x.permute(0, 2, 3, 1).reshape(len(x), -1)
        units = self.width(block["units"])
        x = x @ self.weight(f"{name}/kernel", (x.shape[1], units)) + self.weight(f"{name}/bias", (units,))
        return ACTIVATIONS[block["activation"]](x)[:, :, None, None]

    def batch_norm(self, name, x):
        """The running statistics move by a tenth, the variance's unbiased."""
        channels = (x.shape[1],)
        if name not in self.running:
            self.running[name] = (torch.zeros(channels, dtype=x.dtype), torch.ones(channels, dtype=x.dtype))
        scale, shift = self.weight(f"{name}/scale", channels), self.weight(f"{name}/shift", channels)
        return F.batch_norm(x, *self.running[name], scale, shift, training=True, momentum=0.1, eps=1e-3)

    def max_pool(self, x, size, stride, padding):
        return F.max_pool2d(padded(x, [size, size], stride, 1, padding, -torch.inf), size, stride)

    def average_pool(self, x, size, stride, padding):
        """Of the numbers within the map alone."""
        inside = padded(torch.ones_like(x[:1, :1]), [size, size], stride, 1, padding)
        x = padded(x, [size, size], stride, 1, padding)
        return F.avg_pool2d(x, size, stride) / F.avg_pool2d(inside, size, stride)

    def width(self, width):
        return self.classes if width == "classes" else width

    @staticmethod
    def taps(block):
        return block["kernel"] if isinstance(block["kernel"], list) else [block["kernel"]] * 2
