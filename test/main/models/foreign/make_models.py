"""Makes the small models of other origin that the tests read: written as students write them, by the frameworks themselves.

Made with keras 3.15.1, tensorflow-cpu 2.20.0, torch 2.9.1, onnx 1.20.1; run in this folder. Their numbers are printed, and
stand in foreign-models.test.ts.
"""
import os

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import keras
import torch
from keras import layers
from torch import nn

keras.utils.set_random_seed(1)
torch.manual_seed(1)


def strip(path):
    """The weights are not read: the files stay small without."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        config, metadata = archive.read('config.json'), archive.read('metadata.json')
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('metadata.json', metadata)
        archive.writestr('config.json', config)


def save(name, model):
    model.save(f'{name}.keras')
    strip(f'{name}.keras')
    seeds = [v for v in model.non_trainable_variables if 'seed' in v.path]
    untrained = sum(v.shape[0] if v.shape else 1 for v in model.non_trainable_variables if not any(v is s for s in seeds))
    trained = sum(int(keras.ops.size(v)) for v in model.trainable_variables)
    print(name, 'trained', trained, 'untrained', untrained)


save(
    'sequential',
    keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(16, 3, activation='relu', padding='same'),
            layers.MaxPooling2D(),
            layers.SeparableConv2D(24, 3, activation='relu'),
            layers.BatchNormalization(center=False),
            layers.PReLU(shared_axes=[1, 2]),
            layers.Dropout(0.25),
            layers.GlobalAveragePooling2D(),
            layers.Dense(32, activation='relu'),
            layers.Dense(10, activation='softmax'),
        ]
    ),
)

image = keras.Input((32, 32, 3))
stem = layers.Conv2D(8, 3, strides=2, padding='same', use_bias=False)(image)
stem = layers.BatchNormalization(scale=False)(stem)
stem = layers.Activation('relu')(stem)
one = layers.Conv2D(8, 1, activation='relu')(stem)
three = layers.Conv2D(4, 1, activation='relu')(stem)
three = layers.Conv2D(8, 3, padding='same', activation='relu')(three)
pool = layers.MaxPooling2D(3, 1, padding='same')(stem)
joined = layers.Concatenate()([one, three, pool])
residual = layers.Conv2D(24, 1)(joined)
joined = layers.Add()([joined, residual])
joined = layers.LayerNormalization()(joined)
joined = layers.Conv2DTranspose(12, 2, strides=2)(joined)
joined = layers.GlobalAveragePooling2D()(joined)
save('functional', keras.Model(image, layers.Dense(5)(joined)))


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1, bias=False),
            nn.BatchNorm2d(8),
            nn.PReLU(8),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1),
            nn.SiLU(),
            nn.AvgPool2d(3, stride=1, padding=1),
            nn.ConvTranspose2d(16, 4, 2, stride=2),
            nn.GroupNorm(2, 4),
            nn.AdaptiveAvgPool2d(1),
        )
        self.head = nn.Linear(4, 5)

    def forward(self, images):
        return self.head(torch.flatten(self.features(images), 1))


student = Student()
trained = sum(one.numel() for one in student.parameters())
untrained = sum(one.numel() for key, one in student.named_buffers() if 'running' in key)
print('student', 'trained', trained, 'untrained', untrained)
keep = dict(do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)
torch.onnx.export(student.eval(), torch.zeros(1, 3, 32, 32), 'student.onnx', dynamo=False, **keep)
torch.onnx.export(student.eval(), torch.zeros(1, 3, 32, 32), 'student-dynamo.onnx', dynamo=True, external_data=False)
