"""Runs exported networks as their users would, and writes what they give.

    python check.py pytorch|keras|onnx|savedmodel jobs.json

A job is a folder with the export and images.bin, float32 [count, height, width, channels]; logits.bin comes beside them.
A job with labels asks for a training step: loss.json and a file of float32 numbers for each gradient, in gradients/.
"""

import importlib.util
import json
import pathlib
import sys

import numpy as np

AUXILIARY_WEIGHT = 0.3


def source(folder):
    """The exported model.py as a module of its own."""
    spec = importlib.util.spec_from_file_location(f"exported_{abs(hash(str(folder)))}", folder / "model.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def images_of(job):
    return np.fromfile(job["images"], "float32").reshape(job["shape"])


def write_step(folder, losses, gradients):
    (folder / "gradients").mkdir()
    names = {}
    for index, (name, gradient) in enumerate(gradients.items()):
        gradient.astype("float32").tofile(folder / "gradients" / f"{index}.bin")
        names[name] = index
    (folder / "loss.json").write_text(json.dumps({"losses": losses, "gradients": names}))


def pytorch(folder, job):
    import torch

    torch.manual_seed(0)
    module = source(folder)
    images = torch.from_numpy(images_of(job)).permute(0, 3, 1, 2)
    if "labels" not in job:
        with torch.inference_mode():
            return module.load()(images).numpy()
    labels = torch.tensor(job["labels"])
    model = module.load(auxiliary=True) if job["heads"] else module.load()
    outputs = model.train()(images)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    losses = [torch.nn.functional.cross_entropy(logits, labels) for logits in outputs]
    total = losses[0] + AUXILIARY_WEIGHT * sum(losses[1:])
    total.backward()
    gradients = {name: parameter.grad.numpy() for name, parameter in model.named_parameters()}
    write_step(folder, [loss.item() for loss in losses], gradients)
    return outputs[0].detach().numpy()


def keras(folder, job):
    import tensorflow as tf

    module = source(folder)
    images = tf.constant(images_of(job))
    if "labels" not in job:
        return module.load()(images, training=False).numpy()
    labels = tf.constant(job["labels"])
    model = module.load(auxiliary=True) if job["heads"] else module.load()
    with tf.GradientTape() as tape:
        outputs = model(images, training=True)
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        losses = [
            tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)) for logits in outputs
        ]
        total = losses[0] + AUXILIARY_WEIGHT * sum(losses[1:])
    names = {id(v): f"{layer.name}/{v.name}" for layer in model.layers for v in layer.trainable_variables}
    gradients = tape.gradient(total, model.trainable_variables)
    named = {names[id(v)]: gradient.numpy() for v, gradient in zip(model.trainable_variables, gradients)}
    write_step(folder, [float(loss) for loss in losses], named)
    return outputs[0].numpy()


def onnx(folder, job):
    import onnx as library
    import onnxruntime

    path = str(folder / "model.onnx")
    library.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    images = np.ascontiguousarray(images_of(job).transpose(0, 3, 1, 2))
    return session.run(["logits"], {"images": images})[0]


def savedmodel(folder, job):
    import tensorflow as tf

    loaded = tf.saved_model.load(str(folder))
    given = loaded.signatures["serving_default"](images=tf.constant(images_of(job)))
    logits, probabilities = given["logits"].numpy(), given["probabilities"].numpy()
    exponents = np.exp(logits - logits.max(1, keepdims=True))
    np.testing.assert_allclose(probabilities, exponents / exponents.sum(1, keepdims=True), atol=1e-5)
    return logits


def main():
    run = {"pytorch": pytorch, "keras": keras, "onnx": onnx, "savedmodel": savedmodel}[sys.argv[1]]
    failed = []
    for job in json.loads(pathlib.Path(sys.argv[2]).read_text()):
        folder = pathlib.Path(job["folder"])
        try:
            run(folder, job).astype("float32").tofile(folder / "logits.bin")
        except Exception as error:  # Each network has a test of its own: one must not hide the others.
            failed.append(f"{folder}: {type(error).__name__}: {error}")
            (folder / "failure.txt").write_text(f"{type(error).__name__}: {error}")
    print("\n".join(failed), file=sys.stderr)


main()
