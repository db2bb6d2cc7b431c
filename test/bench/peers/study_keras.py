"""Trains a study's trials one after the other with Keras's `fit`, as a straightforward script does.

    study_keras.py FOLDER RESULTS [TRIAL]

TRIAL: the number of the one trial to train, for one process a trial; all of them without it.
"""

import sys

import keras
from keras_network import keras_model
from study_file import StudyFolder

study = StudyFolder(sys.argv[1])
chosen = study.trials if len(sys.argv) < 4 else [study.trials[int(sys.argv[3])]]
images, labels = study.train
results = []
for trial in chosen:
    recipe, graph = trial["recipe"], trial["graph"]
    optimizer, batch = recipe["optimizer"], recipe["batch"]
    keras.backend.clear_session()
    keras.utils.set_random_seed(trial["seed"])
    model = keras_model(graph, decay=optimizer["weightDecay"])
    heads = len(graph["outputs"])
    used = len(images) // batch * batch
    steps = recipe["epochs"] * (used // batch)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(
        optimizer=keras.optimizers.SGD(
            keras.optimizers.schedules.CosineDecay(optimizer["learningRate"], steps), momentum=optimizer["momentum"]
        ),
        loss=[loss] * heads if heads > 1 else loss,
        loss_weights=[1.0] + [recipe["auxiliaryWeight"]] * (heads - 1) if heads > 1 else None,
        metrics=[["accuracy"]] + [[]] * (heads - 1) if heads > 1 else ["accuracy"],
    )
    many = (lambda y: [y] * heads) if heads > 1 else (lambda y: y)
    history = model.fit(
        images[:used],
        many(labels[:used]),
        batch_size=batch,
        epochs=recipe["epochs"],
        validation_data=(study.validation[0], many(study.validation[1])),
        verbose=0,
    )
    accuracy = next(values[-1] for name, values in history.history.items() if name.startswith("val") and "acc" in name)
    results.append({"arm": trial["arm"], "replicate": trial["replicate"], "accuracy": float(accuracy)})
    print(f"{trial['arm']} {trial['replicate']}: {accuracy:.4f}", file=sys.stderr)
study.write_results(sys.argv[2], results)
