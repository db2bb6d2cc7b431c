"""Makes test/golden/engine-fixture.json: two training steps of a tiny Inception network by Keras.

    python -m venv venv && venv/bin/pip install tensorflow-cpu==2.15.1
    TF_CPP_MIN_LOG_LEVEL=2 venv/bin/python test/golden/make_engine_fixture.py

The gradients are those of TensorFlow's own GradientTape. The update is written out, since Keras's momentum differs from
the one that the engine documents (v <- mu v + g, w <- w - eta v) when the learning rate changes.
"""

import json
import pathlib

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

IMAGE, CLASSES, BATCH = (8, 8, 1), 3, 6
AUXILIARY_WEIGHT, MOMENTUM, WEIGHT_DECAY = 0.3, 0.9, 0.01
LEARNING_RATES = [0.2, 0.05]

ARCHITECTURE = {
    "name": "tiny-inception",
    "title": "one module, batch norm, one auxiliary classifier",
    "source": "this test",
    "input": IMAGE,
    "classes": CLASSES,
    "normalisation": "batch",
    "blocks": [
        {"kind": "convolution", "name": "stem", "kernel": 3, "filters": 4},
        {"kind": "max-pool", "name": "pool1", "size": 3, "stride": 2},
        {
            "kind": "inception", "name": "module1", "conv1x1": 2, "reduce3x3": 2, "conv3x3": 3,
            "reduce5x5": 2, "conv5x5": 2, "poolProjection": 2,
        },
        {"kind": "global-average-pool", "name": "pool2"},
        {"kind": "dense", "name": "linear", "units": "classes", "activation": "none"},
    ],
    "auxiliary": [
        {
            "name": "auxiliary1", "after": "module1", "normalisation": "none",
            "blocks": [
                {"kind": "average-pool", "name": "pool", "size": 3, "stride": 1, "padding": "valid"},
                {"kind": "convolution", "name": "conv", "kernel": 1, "filters": 2},
                {"kind": "dense", "name": "hidden", "units": 5, "activation": "relu"},
                {"kind": "dense", "name": "linear", "units": "classes", "activation": "none"},
            ],
        }
    ],
}

PARTS = {}


def part(name, layer, roles):
    """Remembers which of a layer's variables carries which name in the engine."""
    PARTS[name] = (layer, roles)
    return layer


def convolution(x, name, filters, kernel):
    x = part(name, layers.Conv2D(filters, kernel, padding="same", use_bias=False), {"kernel": 0})(x)
    norm = layers.BatchNormalization(momentum=0.9, epsilon=1e-3)
    x = part(f"{name}/norm", norm, {"scale": 0, "shift": 1, "mean": 2, "variance": 3})(x)
    return layers.ReLU()(x)


def network():
    image = layers.Input(IMAGE)
    x = convolution(image, "stem", 4, 3)
    x = layers.MaxPool2D(3, 2, padding="same")(x)
    one = convolution(x, "module1/1x1", 2, 1)
    three = convolution(convolution(x, "module1/3x3-reduce", 2, 1), "module1/3x3", 3, 3)
    five = convolution(convolution(x, "module1/5x5-reduce", 2, 1), "module1/5x5", 2, 5)
    pool = convolution(layers.MaxPool2D(3, 1, padding="same")(x), "module1/pool-projection", 2, 1)
    x = layers.Concatenate()([one, three, five, pool])
    both = {"kernel": 0, "bias": 1}
    main = part("linear", layers.Dense(CLASSES), both)(layers.GlobalAveragePooling2D()(x))
    a = layers.AveragePooling2D(3, 1, padding="valid")(x)
    a = part("auxiliary1/conv", layers.Conv2D(2, 1, activation="relu"), both)(a)
    a = part("auxiliary1/hidden", layers.Dense(5, activation="relu"), both)(layers.Flatten()(a))
    return tf.keras.Model(image, [main, part("auxiliary1/linear", layers.Dense(CLASSES), both)(a)])


def variables():
    for name, (layer, roles) in PARTS.items():
        for role, index in roles.items():
            yield f"{name}/{role}", layer.weights[index]


def tensors():
    return {name: {"shape": v.shape.as_list(), "values": v.numpy().ravel().tolist()} for name, v in variables()}


def mean_loss(labels, logits):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


def main():
    random = np.random.default_rng(20150102)
    model = network()
    for name, variable in variables():
        role, size = name.rsplit("/", 1)[1], variable.shape
        value = {
            "kernel": lambda: random.normal(0, 0.5, size),
            "scale": lambda: random.uniform(0.5, 1.5, size),
            "variance": lambda: random.uniform(0.5, 1.5, size),
        }.get(role, lambda: random.normal(0, 0.2, size))()
        variable.assign(value.astype(np.float32))
    images = random.integers(0, 256, (BATCH, *IMAGE), dtype=np.uint8)
    labels = random.integers(0, CLASSES, BATCH)
    x = tf.constant(images, tf.float32) / 255

    fixture = {"architecture": ARCHITECTURE, "images": images.ravel().tolist(), "labels": labels.tolist()}
    fixture |= {"auxiliaryWeight": AUXILIARY_WEIGHT, "momentum": MOMENTUM, "weightDecay": WEIGHT_DECAY}
    fixture |= {"before": tensors(), "steps": []}
    velocities = {}
    trainable = [(name, v) for name, v in variables() if v.trainable]
    for learning_rate in LEARNING_RATES:
        with tf.GradientTape() as tape:
            logits, auxiliary = model(x, training=True)
            losses = [mean_loss(labels, logits), mean_loss(labels, auxiliary)]
            loss = losses[0] + AUXILIARY_WEIGHT * losses[1]
        correct = int(np.sum(np.argmax(logits, 1) == labels))
        for (name, variable), gradient in zip(trainable, tape.gradient(loss, [v for _, v in trainable])):
            if name.endswith("/kernel"):
                gradient += WEIGHT_DECAY * variable
            velocities[name] = MOMENTUM * velocities.get(name, 0.0) + gradient
            variable.assign_sub(learning_rate * velocities[name])
        fixture["steps"].append(
            {"learningRate": learning_rate, "main": float(losses[0]), "auxiliary": float(losses[1]),
             "correct": correct, "after": tensors()}
        )
    logits, _ = model(x, training=False)
    fixture["evaluation"] = {
        "loss": float(mean_loss(labels, logits)),
        "accuracy": float(np.mean(np.argmax(logits, 1) == labels)),
    }
    path = pathlib.Path(__file__).with_name("engine-fixture.json")
    path.write_text(json.dumps(fixture) + "\n")


main()
