"""Makes models of other origin, by the frameworks themselves, and says how many numbers each has.

usage: foreign-models.py FOLDER     writes NAME.keras and NAME.onnx there, and counts.json
"""
import json
import os
import sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import keras
import torch
import torchvision

folder = sys.argv[1]
counts = {}


def size(variables):
    return sum(int(variable.shape.num_elements()) if hasattr(variable.shape, 'num_elements') else _size(variable.shape) for variable in variables)


def _size(shape):
    product = 1
    for one in shape:
        product *= int(one)
    return product


def save_keras(name, model):
    model.save(os.path.join(folder, f'{name}.keras'))
    counts[f'{name}.keras'] = {
        'trained': size(model.trainable_variables),
        # A dropout's seed is a variable, and no number of the network.
        'untrained': size([v for v in model.non_trainable_variables if 'seed' not in v.path]),
    }


APPLICATIONS = {
    'keras-inception-v3': (keras.applications.InceptionV3, 299),
    'keras-vgg16': (keras.applications.VGG16, 224),
    'keras-mobilenet': (keras.applications.MobileNet, 224),
    'keras-resnet50': (keras.applications.ResNet50, 224),
    'keras-efficientnet-b0': (keras.applications.EfficientNetB0, 224),
    'keras-xception': (keras.applications.Xception, 299),
}
for name, (make, side) in APPLICATIONS.items():
    save_keras(name, make(weights=None, input_shape=(side, side, 3), classes=1000))


def save_onnx(name, model, side):
    # As it is trained: batch norms stand by themselves. The other exports them folded into the convolutions.
    parameters = sum(one.numel() for one in model.parameters())
    statistics = sum(one.numel() for key, one in model.named_buffers() if 'running' in key)
    model.eval()
    image = torch.zeros(1, 3, side, side)
    keep = dict(do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)
    torch.onnx.export(model, image, os.path.join(folder, f'{name}.onnx'), dynamo=False, **keep)
    counts[f'{name}.onnx'] = {'trained': parameters, 'untrained': statistics}


WITHOUT_HEADS = dict(aux_logits=False, init_weights=False)
TORCHVISION = {
    'torch-googlenet': (torchvision.models.googlenet, 224, WITHOUT_HEADS),
    'torch-inception-v3': (torchvision.models.inception_v3, 299, WITHOUT_HEADS),
    'torch-alexnet': (torchvision.models.alexnet, 224, {}),
    'torch-vgg16': (torchvision.models.vgg16, 224, {}),
    'torch-resnet18': (torchvision.models.resnet18, 224, {}),
    'torch-mobilenet-v2': (torchvision.models.mobilenet_v2, 224, {}),
    'torch-squeezenet': (torchvision.models.squeezenet1_1, 224, {}),
}
for name, (make, side, settings) in TORCHVISION.items():
    save_onnx(name, make(weights=None, **settings), side)

with open(os.path.join(folder, 'counts.json'), 'w') as file:
    json.dump(counts, file)
