/** Small classes and functions of the generated source, for what Keras has no layer of its own. */
export const KERAS_HELPERS = {
  LocalResponseNormalization: `class LocalResponseNormalization(layers.Layer):
    """x / (bias + alpha * sum of squares over 2 * radius + 1 channels) ** beta, in TensorFlow's terms."""

    def __init__(self, radius: int, bias: float, alpha: float, beta: float, *, name: str) -> None:
        super().__init__(name=name)
        self.radius, self.bias, self.alpha, self.beta = radius, bias, alpha, beta

    def call(self, x: KerasTensor) -> KerasTensor:
        channels = x.shape[-1]
        around = [[0, 0]] * (len(x.shape) - 1) + [[self.radius, self.radius]]
        squares = ops.pad(ops.square(x), around)
        window = range(2 * self.radius + 1)
        total = sum(squares[..., first : first + channels] for first in window)
        return x / ops.power(self.bias + self.alpha * total, self.beta)`,
  AdaptiveAveragePool: `class AdaptiveAveragePool(layers.Layer):
    """The mean of size x size windows that cover the map whatever its size, as PyTorch has them."""

    def __init__(self, size: int, *, name: str) -> None:
        super().__init__(name=name)
        self.size = size

    def call(self, x: KerasTensor) -> KerasTensor:
        for axis in (1, 2):
            length = x.shape[axis]
            parts = [
                ops.mean(
                    ops.take(x, range(i * length // self.size, -(-(i + 1) * length // self.size)), axis),
                    axis=axis, keepdims=True,
                )
                for i in range(self.size)
            ]
            x = ops.concatenate(parts, axis)
        return x`,
  TableConv2D: `class TableConv2D(layers.Conv2D):
    """A convolution whose output maps read the maps of a table; other weights count as zero."""

    def __init__(
        self, filters: int, kernel_size: Size, *, table: tuple[tuple[int, ...], ...], **settings: Any
    ) -> None:
        super().__init__(filters, kernel_size, **settings)
        self.table = table

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        super().build(input_shape)
        self.connected = np.zeros((input_shape[-1], self.filters), "float32")
        for output, maps in enumerate(self.table):
            self.connected[list(maps), output] = 1

    def convolution_op(self, inputs: KerasTensor, kernel: KerasTensor) -> KerasTensor:
        return super().convolution_op(inputs, kernel * self.connected)`,
} as const

export type KerasHelper = keyof typeof KERAS_HELPERS
