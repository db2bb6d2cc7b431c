"""Reads a study written by the bench: its trials with their networks, and the data they share."""

import json
import pathlib

import numpy as np
from network_file import check_graph


class StudyFolder:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        settings = json.loads((self.folder / "study.json").read_text())
        self.trials = settings["trials"]
        for trial in self.trials:
            check_graph(trial["graph"])
        shape = self.trials[0]["graph"]["input"]
        self.train = self._split("train", shape)
        self.validation = self._split("validation", shape)

    def _split(self, name, shape):
        images = np.fromfile(self.folder / f"{name}-images.bin", dtype=np.uint8).reshape(-1, *shape)
        return images, np.fromfile(self.folder / f"{name}-labels.bin", dtype=np.uint8).astype(np.int64)

    def write_results(self, path, results):
        pathlib.Path(path).write_text(json.dumps(results, indent=2))
