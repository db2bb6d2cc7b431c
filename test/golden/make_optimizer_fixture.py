"""Makes test/golden/optimizer-fixture.json: ten training steps of a tiny network by PyTorch, for each optimizer and schedule.

    python -m venv venv && venv/bin/pip install torch==2.9.1 numpy
    venv/bin/python test/golden/make_optimizer_fixture.py

Optimizers, schedules, clipping and label smoothing are PyTorch's own; the moving average of the weights is written out,
since PyTorch's begins otherwise. All is computed in double precision, from weights that single precision holds exactly.
"""

import json
import math
import pathlib

import numpy as np
import torch
from torch import nn
from torch.optim import lr_scheduler

IMAGE, CLASSES, IMAGES, BATCH, STEPS_PER_EPOCH, EPOCHS = (4, 4, 1), 7, 24, 6, 2, 5
STEPS, AUXILIARY_WEIGHT = STEPS_PER_EPOCH * EPOCHS, 0.3

ARCHITECTURE = {
    "name": "tiny", "title": "two convolutions and one auxiliary classifier", "source": "this test",
    "input": IMAGE, "classes": CLASSES, "normalisation": "none",
    "blocks": [
        {"kind": "convolution", "name": "stem", "kernel": 3, "filters": 3},
        {"kind": "convolution", "name": "second", "kernel": 3, "filters": 4},
        {"kind": "global-average-pool", "name": "pool"},
        {"kind": "dense", "name": "linear", "units": "classes", "activation": "none"},
    ],
    "auxiliary": [
        {
            "name": "auxiliary1", "after": "stem", "normalisation": "none",
            "blocks": [
                {"kind": "dense", "name": "hidden", "units": 4, "activation": "relu"},
                {"kind": "dense", "name": "linear", "units": "classes", "activation": "none"},
            ],
        }
    ],
}

PLAIN = {"kind": "constant"}
# Each with a recipe in the engine's words. Every optimizer and schedule stands here, and with each of them decay,
# clipping, smoothing, warm-up or averaging at least once.
CASES = [
    {"optimizer": {"kind": "sgd", "learningRate": 0.5, "weightDecay": 0}, "schedule": PLAIN},
    {"optimizer": {"kind": "sgd", "learningRate": 0.5, "weightDecay": 0.02}, "schedule": {"kind": "cosine"},
     "clipNorm": 0.4},
    {"optimizer": {"kind": "momentum", "learningRate": 0.2, "momentum": 0.9, "weightDecay": 0.01},
     "schedule": {"kind": "step", "factor": 0.3, "epochs": 2}},
    {"optimizer": {"kind": "momentum", "learningRate": 0.2, "momentum": 0.8, "weightDecay": 0.01},
     "schedule": {"kind": "polynomial", "power": 2, "end": 0}, "labelSmoothing": 0.1, "averageDecay": 0.5},
    {"optimizer": {"kind": "nesterov", "learningRate": 0.2, "momentum": 0.9, "weightDecay": 0.01},
     "schedule": {"kind": "exponential", "rate": 0.5, "epochs": 2}, "clipNorm": 0.5},
    {"optimizer": {"kind": "rmsprop", "learningRate": 0.02, "decay": 0.9, "epsilon": 1e-3, "momentum": 0,
                   "weightDecay": 0}, "schedule": PLAIN, "averageDecay": 0.999},
    {"optimizer": {"kind": "rmsprop", "learningRate": 0.02, "decay": 0.9, "epsilon": 1, "momentum": 0.9,
                   "weightDecay": 0.05}, "schedule": {"kind": "polynomial", "power": 1, "end": 0},
     "labelSmoothing": 0.2, "clipNorm": 0.3},
    {"optimizer": {"kind": "adam", "learningRate": 0.02, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
                   "weightDecay": 0}, "schedule": {"kind": "cosine"}, "labelSmoothing": 0.1},
    {"optimizer": {"kind": "adam", "learningRate": 0.02, "beta1": 0.8, "beta2": 0.99, "epsilon": 0.1,
                   "weightDecay": 0.05}, "schedule": {"kind": "step", "factor": 0.5, "epochs": 1}, "clipNorm": 0.5},
    {"optimizer": {"kind": "adamw", "learningRate": 0.02, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
                   "weightDecay": 0.5}, "schedule": {"kind": "cosine", "warmUp": 2}, "averageDecay": 0.7},
    {"optimizer": {"kind": "adamw", "learningRate": 0.02, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-3,
                   "weightDecay": 0}, "schedule": {"kind": "exponential", "rate": 0.96, "epochs": 1, "warmUp": 1.5},
     "clipNorm": 0.5, "labelSmoothing": 0.1},
]


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        height, width, channels = IMAGE
        self.stem = nn.Conv2d(channels, 3, 3, padding=1)
        self.second = nn.Conv2d(3, 4, 3, padding=1)
        self.linear = nn.Linear(4, CLASSES)
        self.hidden = nn.Linear(height * width * 3, 4)
        self.auxiliary = nn.Linear(4, CLASSES)

    def forward(self, images):
        stem = torch.relu(self.stem(images))
        main = self.linear(torch.relu(self.second(stem)).mean((2, 3)))
        # The engine's images are rows, columns, channels.
        flat = stem.permute(0, 2, 3, 1).flatten(1)
        return main, self.auxiliary(torch.relu(self.hidden(flat)))

    def layers(self):
        yield from [("stem", self.stem), ("second", self.second), ("linear", self.linear)]
        yield from [("auxiliary1/hidden", self.hidden), ("auxiliary1/linear", self.auxiliary)]


def engine_order(weight):
    """PyTorch's [outputs, inputs, …] as the engine's […, inputs, outputs]."""
    return weight.permute(2, 3, 1, 0) if weight.dim() == 4 else weight.T if weight.dim() == 2 else weight


def parameters(model):
    for name, layer in model.layers():
        yield f"{name}/kernel", layer.weight
        yield f"{name}/bias", layer.bias


def tensors(named):
    return {
        name: {"shape": list(engine_order(t).shape), "values": [float(f"{v:.9g}") for v in engine_order(t).flatten()]}
        for name, t in named
    }


def optimizer_of(model, kind, learningRate, weightDecay, **constants):
    kernels = [p for name, p in parameters(model) if name.endswith("/kernel")]
    others = [p for name, p in parameters(model) if name.endswith("/bias")]
    groups = [{"params": kernels, "weight_decay": weightDecay}, {"params": others, "weight_decay": 0}]
    if kind == "sgd":
        return torch.optim.SGD(groups, learningRate)
    if kind in ("momentum", "nesterov"):
        return torch.optim.SGD(groups, learningRate, momentum=constants["momentum"], nesterov=kind == "nesterov")
    if kind == "rmsprop":
        return torch.optim.RMSprop(
            groups, learningRate, alpha=constants["decay"], eps=constants["epsilon"], momentum=constants["momentum"]
        )
    betas = (constants["beta1"], constants["beta2"])
    return {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[kind](
        groups, learningRate, betas=betas, eps=constants["epsilon"]
    )


def schedule_of(optimizer, kind, warmUp=None, **constants):
    schedule = {
        "constant": lambda: lr_scheduler.LambdaLR(optimizer, lambda _: 1),
        "cosine": lambda: lr_scheduler.CosineAnnealingLR(optimizer, STEPS),
        "step": lambda: lr_scheduler.StepLR(optimizer, constants["epochs"] * STEPS_PER_EPOCH, constants["factor"]),
        "exponential": lambda: lr_scheduler.ExponentialLR(
            optimizer, constants["rate"] ** (1 / (constants["epochs"] * STEPS_PER_EPOCH))
        ),
        "polynomial": lambda: lr_scheduler.PolynomialLR(optimizer, STEPS, constants["power"]),
    }[kind]()
    if warmUp is None:
        return schedule
    steps = round(warmUp * STEPS_PER_EPOCH)
    warm = lr_scheduler.LinearLR(optimizer, start_factor=1 / steps, total_iters=steps - 1)
    return lr_scheduler.ChainedScheduler([schedule, warm])


def train(case, before, images, labels, rows):
    model = Network().double()
    model.load_state_dict(before)
    averages = {name: p.detach().clone() for name, p in parameters(model)}
    optimizer = optimizer_of(model, **case["optimizer"])
    schedule = schedule_of(optimizer, **case["schedule"])
    loss_of = nn.CrossEntropyLoss(label_smoothing=case.get("labelSmoothing", 0.0))
    steps = []
    for step, batch in enumerate(rows):
        rate = optimizer.param_groups[0]["lr"]
        main, auxiliary = (loss_of(logits, labels[batch]) for logits in model(images[batch]))
        optimizer.zero_grad()
        (main + AUXILIARY_WEIGHT * auxiliary).backward()
        squares = {}
        for name, p in parameters(model):
            module = name.split("/")[0]
            squares[module] = squares.get(module, 0.0) + float((p.grad**2).sum())
        if "clipNorm" in case:
            nn.utils.clip_grad_norm_(model.parameters(), case["clipNorm"])
        optimizer.step()
        schedule.step()
        if "averageDecay" in case:
            decay = min(case["averageDecay"], (1 + step) / (10 + step))
            for name, p in parameters(model):
                averages[name].mul_(decay).add_(p.detach(), alpha=1 - decay)
        steps.append(
            {"learningRate": rate, "main": main.item(), "auxiliary": auxiliary.item(),
             "gradientNorms": {module: math.sqrt(total) for module, total in squares.items()}}
        )
    after = tensors((name, p.detach()) for name, p in parameters(model))
    if "averageDecay" in case:
        after |= tensors((f"{name}/average", averages[name]) for name, _ in parameters(model))
        with torch.no_grad():
            for name, p in parameters(model):
                p.copy_(averages[name])
    with torch.no_grad():
        logits, _ = model(images)
    above = (logits > logits.gather(1, labels[:, None])).sum(1)
    evaluation = {
        "loss": float(nn.CrossEntropyLoss()(logits, labels)),
        "accuracy": float((above < 1).double().mean()),
        "top5": float((above < 5).double().mean()),
    }
    return {"recipe": case, "steps": steps, "after": after, "evaluation": evaluation}


def main():
    random = np.random.default_rng(20140917)
    model = Network()
    with torch.no_grad():
        for name, p in parameters(model):
            p.copy_(torch.from_numpy(random.normal(0, 0.5 if name.endswith("/kernel") else 0.2, tuple(p.shape))))
    pixels = random.integers(0, 256, (IMAGES, *IMAGE), dtype=np.uint8)
    labels = torch.from_numpy(random.integers(0, CLASSES, IMAGES))
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2).double() / 255
    rows = [random.permutation(IMAGES)[:BATCH].tolist() for _ in range(STEPS)]
    before = model.double().state_dict()
    fixture = {
        "architecture": ARCHITECTURE, "auxiliaryWeight": AUXILIARY_WEIGHT, "epochs": EPOCHS,
        "images": pixels.ravel().tolist(), "labels": labels.tolist(), "rows": rows,
        "before": tensors((name, p.detach()) for name, p in parameters(model)),
        "runs": [train(case, before, images, labels, rows) for case in CASES],
    }
    path = pathlib.Path(__file__).with_name("optimizer-fixture.json")
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


main()
