"""A training step by Keras, with `fit` or with a tf.function of one's own.

    keras_contestant.py FOLDER BATCH fit|function
"""

import sys
import time

import contest  # first: keeps the protocol's output apart
import keras
import numpy as np
import tensorflow as tf
from keras_network import keras_model, load_weights, parameter_count
from network_file import NetworkFolder

folder, batch, way = sys.argv[1], int(sys.argv[2]), sys.argv[3]
network = NetworkFolder(folder)
model = keras_model(network.graph)
load_weights(model, network.graph, network.weights)
optimizer = keras.optimizers.SGD(network.learning_rate, momentum=network.momentum)
loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
images, labels = network.images, network.labels.astype(np.int32)


class Stopwatch(keras.callbacks.Callback):
    """From the end of the first step to the end of the last: what `fit` does around an epoch is left out."""

    def on_train_begin(self, logs=None):
        self.ends, self.loss = [], None

    def on_train_batch_end(self, step, logs=None):
        self.loss = float(logs["loss"])
        self.ends.append(time.perf_counter())


def fit_steps():
    model.compile(optimizer=optimizer, loss=loss_of)
    stopwatch = Stopwatch()

    def run(steps):
        # Steps that do not go into one epoch of the images at hand take several.
        seconds, left = 0.0, steps
        most = len(images) // batch - 1
        while left > 0:
            now = min(left, most)
            chosen = slice(0, (now + 1) * batch)
            model.fit(images[chosen], labels[chosen], batch_size=batch, verbose=0, callbacks=[stopwatch])
            seconds += stopwatch.ends[-1] - stopwatch.ends[0]
            left -= now
        return seconds, stopwatch.loss

    def first():
        history = model.fit(images[:batch], labels[:batch], batch_size=batch, verbose=0)
        return float(history.history["loss"][0])

    return run, first


def function_steps():
    resident, classes = tf.constant(images), tf.constant(labels)

    @tf.function
    def step(rows):
        x, y = tf.gather(resident, rows), tf.gather(classes, rows)
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    order = np.random.default_rng(1).permutation(len(images)).astype(np.int32)
    place = 0

    def run(steps):
        nonlocal place
        loss = None
        started = time.perf_counter()
        for _ in range(steps):
            if place + batch > len(order):
                place = 0
            loss = float(step(tf.constant(order[place : place + batch])))
            place += batch
        return time.perf_counter() - started, loss

    def first():
        return float(step(tf.range(batch)))

    return run, first


run, first = fit_steps() if way == "fit" else function_steps()
contest.serve(
    {
        "parameters": parameter_count(model),
        "losses": [first() for _ in range(3)],
        "versions": {"TensorFlow": tf.__version__, "Keras": keras.__version__},
        "device": "GPU" if tf.config.list_physical_devices("GPU") else "CPU",
    },
    run,
)
