"""A Keras model of a layer graph."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def keras_model(graph, dropout=True, decay=0.0):
    """Takes images as uint8 and gives a list of logits, the main head's first.

    decay: weight decay of the kernels, as a regulariser: d/dw of (decay / 2) w^2.
    """
    made, inputs = {}, None
    regulariser = keras.regularizers.L2(decay / 2) if decay else None
    for layer in graph["layers"]:
        name = layer["name"].replace("/", ".")
        sources = [made[source] for source in layer["inputs"]]
        if layer["kind"] == "input":
            inputs = keras.Input(graph["input"], dtype="uint8", name=name)
            made[layer["name"]] = layers.Rescaling(1 / 255)(inputs)
        elif layer["kind"] == "dropout" and not dropout:
            made[layer["name"]] = sources[0]
        else:
            made[layer["name"]] = keras_layer(layer, name, regulariser)(
                sources if layer["kind"] == "concat" else sources[0]
            )
    logits = []
    for output in graph["outputs"]:
        last = made[output["layer"]]
        logits.append(layers.Flatten()(last) if len(last.shape) == 4 else last)
    return keras.Model(inputs, logits if len(logits) > 1 else logits[0])


def keras_layer(layer, name, regulariser):
    kind = layer["kind"]
    if kind == "convolution":
        return layers.Conv2D(
            layer["output"][2],
            layer["kernel"],
            strides=layer["stride"],
            padding=layer["padding"],
            use_bias=layer["bias"],
            groups=layer.get("groups", 1),
            dilation_rate=layer.get("dilation", 1),
            kernel_initializer="he_normal",
            kernel_regularizer=regulariser,
            name=name,
        )
    if kind == "batch-norm":
        return layers.BatchNormalization(momentum=layer["momentum"], epsilon=layer["epsilon"], name=name)
    if kind == "relu":
        return layers.ReLU(name=name)
    if kind == "max-pool":
        return layers.MaxPooling2D(layer["size"], layer["stride"], padding=layer["padding"], name=name)
    if kind == "average-pool":
        return layers.AveragePooling2D(layer["size"], layer["stride"], padding=layer["padding"], name=name)
    if kind == "local-response-norm":
        settings = {"depth_radius": layer["radius"], **{key: layer[key] for key in ("bias", "alpha", "beta")}}
        return layers.Lambda(lambda x: tf.nn.local_response_normalization(x, **settings), name=name)
    if kind == "dropout":
        return layers.Dropout(layer["rate"], name=name)
    if kind == "concat":
        return layers.Concatenate(name=name)
    if kind == "global-average-pool":
        return layers.GlobalAveragePooling2D(name=name)
    if kind == "flatten":
        return layers.Flatten(name=name)
    if kind == "dense":
        return layers.Dense(layer["output"][2], kernel_regularizer=regulariser, name=name)
    raise SystemExit(f"no Keras layer for {kind}")


def load_weights(model, graph, weights):
    for layer in graph["layers"]:
        roles = {
            "convolution": ["kernel", "bias"],
            "dense": ["kernel", "bias"],
            "batch-norm": ["scale", "shift", "mean", "variance"],
        }.get(layer["kind"])
        if roles is None:
            continue
        values = [weights[f"{layer['name']}/{role}"] for role in roles if f"{layer['name']}/{role}" in weights]
        model.get_layer(layer["name"].replace("/", ".")).set_weights(values)


def parameter_count(model):
    return int(sum(np.prod(variable.shape) for variable in model.trainable_variables))
