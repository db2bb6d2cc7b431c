"""Trains a study's trials one after the other with PyTorch in channels_last, as a straightforward script does.

    study_torch.py FOLDER RESULTS [TRIAL]

TRIAL: the number of the one trial to train, for one process a trial; all of them without it.
"""

import sys

import torch
from study_file import StudyFolder
from torch_network import TorchNetwork, loss_of

study = StudyFolder(sys.argv[1])
chosen = study.trials if len(sys.argv) < 4 else [study.trials[int(sys.argv[3])]]
device = "cuda" if torch.cuda.is_available() else "cpu"


def tensors(split):
    images, labels = split
    return torch.from_numpy(images).to(device), torch.from_numpy(labels).to(device)


def network_input(images):
    return images.permute(0, 3, 1, 2).float() / 255


images, labels = tensors(study.train)
validation_images, validation_labels = tensors(study.validation)
results = []
for trial in chosen:
    recipe = trial["recipe"]
    settings, batch = recipe["optimizer"], recipe["batch"]
    torch.manual_seed(trial["seed"])
    network = TorchNetwork(trial["graph"]).to(device, memory_format=torch.channels_last)
    kernels = [parameter for parameter in network.parameters() if parameter.dim() > 1]
    others = [parameter for parameter in network.parameters() if parameter.dim() == 1]
    optimizer = torch.optim.SGD(
        [{"params": kernels, "weight_decay": settings["weightDecay"]}, {"params": others}],
        lr=settings["learningRate"],
        momentum=settings["momentum"],
    )
    per_epoch = len(images) // batch
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, recipe["epochs"] * per_epoch)
    accuracy = 0.0
    for _ in range(recipe["epochs"]):
        network.train()
        order = torch.randperm(len(images), device=device)
        total = 0.0
        for step in range(per_epoch):
            rows = order[step * batch : (step + 1) * batch]
            loss = loss_of(network(network_input(images[rows])), labels[rows], recipe["auxiliaryWeight"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        network.eval()
        with torch.no_grad():
            right = 0
            for x, y in zip(validation_images.split(batch), validation_labels.split(batch)):
                right += int((network(network_input(x))[0].argmax(1) == y).sum())
        accuracy = right / len(validation_images)
    results.append({"arm": trial["arm"], "replicate": trial["replicate"], "accuracy": accuracy})
    print(f"{trial['arm']} {trial['replicate']}: {accuracy:.4f}", file=sys.stderr)
study.write_results(sys.argv[2], results)
