"""A training step by PyTorch in channels_last, eager or compiled.

    torch_contestant.py FOLDER BATCH eager|compile
"""

import sys
import time

import contest  # first: keeps the protocol's output apart
import torch
from network_file import NetworkFolder
from torch_network import TorchNetwork, load_weights, loss_of

folder, batch, way = sys.argv[1], int(sys.argv[2]), sys.argv[3]
device = "cuda" if torch.cuda.is_available() else "cpu"
files = NetworkFolder(folder)
network = TorchNetwork(files.graph)
load_weights(network, files.weights)
network = network.to(device, memory_format=torch.channels_last).train()
optimizer = torch.optim.SGD(network.parameters(), lr=files.learning_rate, momentum=files.momentum)
model = torch.compile(network) if way == "compile" else network

# Kept as NHWC, the order channels_last has in memory.
images = torch.from_numpy(files.images).to(device)
labels = torch.from_numpy(files.labels).long().to(device)
order = torch.randperm(len(images), generator=torch.Generator().manual_seed(1)).to(device)
place = 0


def step(rows):
    x = images[rows].permute(0, 3, 1, 2).float() / 255
    loss = loss_of(model(x), labels[rows])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def run(steps):
    global place
    loss = None
    started = time.perf_counter()
    for _ in range(steps):
        if place + batch > len(order):
            place = 0
        loss = step(order[place : place + batch])
        place += batch
    return time.perf_counter() - started, loss


first = torch.arange(batch, device=device)
contest.serve(
    {
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "losses": [step(first) for _ in range(3)],
        "versions": {"PyTorch": torch.__version__},
        "device": "GPU" if device == "cuda" else "CPU",
    },
    run,
)
