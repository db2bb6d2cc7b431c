"""Writes the event files in events/ with the writers that people use. Run it in a folder where they may be written anew:

    pip install tensorboard==2.21.0 tensorboardX==2.6.5
    python make_event_files.py

tensorboardX's SummaryWriter writes what torch.utils.tensorboard's does: simple_value. TensorFlow 2 and tensorboard's own
summaries write tensors; Keras puts each split into a folder of its own.
"""
import os
import shutil
import numpy as np
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.scalar.summary_v2 import scalar_pb
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto
from tensorboardX import SummaryWriter

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "events")


def settle(folder):
    """Names that stay the same: the writers put time, machine and process into them."""
    for index, name in enumerate(sorted(os.listdir(folder))):
        if "tfevents" in name:
            os.rename(os.path.join(folder, name), os.path.join(folder, f"events.out.tfevents.{index}"))


def torch_like():
    for arm, level in (("full", 0.80), ("no-pooling", 0.75)):
        for seed in (1, 2):
            folder = os.path.join(HERE, "torch", arm, f"seed{seed}")
            writer = SummaryWriter(folder)
            for step in (1, 2, 3):
                writer.add_scalar("acc/val", level + step / 100 + seed / 1000, step)
                writer.add_scalar("loss/train", float("nan") if seed == 2 and step == 3 else 1 / step, step)
            writer.add_text("notes", "**no number**", 3)
            writer.close()
            settle(folder)


def keras_like():
    for reduction in ("on", "off"):
        for seed in (1, 2):
            for split, off in (("train", 0.05), ("validation", 0.0)):
                folder = os.path.join(HERE, "keras", f"reduction={reduction},seed={seed}", split)
                writer = EventFileWriter(folder)
                for step in (0, 1):
                    value = 0.5 + off + step / 10 + seed / 100 + (0.02 if reduction == "on" else 0)
                    summary = scalar_pb("epoch_accuracy", value)
                    if step > 0:  # as TensorFlow does: what a tag is for stands in its first event alone
                        summary.value[0].ClearField("metadata")
                    writer.add_event(Event(wall_time=1.0 + step, step=step, summary=summary))
                writer.close()
                settle(folder)


def kinds():
    folder = os.path.join(HERE, "kinds")
    writer = EventFileWriter(folder)
    tensors = {
        "float": np.float32(0.5), "double": np.float64(0.1), "int": np.int32(-7), "long": np.int64(2**40),
        "half": np.float16(1.5), "inf": np.float32("-inf"), "vector": np.array([1.0, 2.0], np.float32),
    }
    values = [Summary.Value(tag=tag, tensor=make_tensor_proto(value)) for tag, value in tensors.items()]
    packed = make_tensor_proto(np.float64(0.25))
    packed.ClearField("double_val")
    packed.tensor_content = np.float64(0.25).tobytes()
    values.append(Summary.Value(tag="content", tensor=packed))
    writer.add_event(Event(wall_time=1.0, step=2**33, summary=Summary(value=values)))
    writer.close()
    settle(folder)


shutil.rmtree(HERE, ignore_errors=True)
torch_like()
keras_like()
kinds()
