/** Small classes of the generated source, for what PyTorch has no layer of its own. Written where a network needs them. */
export const PYTORCH_HELPERS = {
  PaddedConv2d: `class PaddedConv2d(nn.Conv2d):
    """A convolution that pads left, right, top and bottom by themselves, not both sides alike."""

    def __init__(
        self, inputs: int, outputs: int, kernel: Size, *, pad: Sides, stride: int = 1,
        dilation: int = 1, groups: int = 1, bias: bool = True,
    ) -> None:
        super().__init__(inputs, outputs, kernel, stride, 0, dilation, groups, bias)
        self.pad = pad

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(F.pad(x, self.pad))`,
  TableConv2d: `class TableConv2d(nn.Conv2d):
    """A convolution whose output maps read the maps of a table; other weights count as zero."""

    connected: Tensor

    def __init__(
        self, inputs: int, outputs: int, kernel: Size, *, table: Table, pad: Sides = (0, 0, 0, 0),
        stride: int = 1, dilation: int = 1, bias: bool = True,
    ) -> None:
        super().__init__(inputs, outputs, kernel, stride, 0, dilation, 1, bias)
        self.pad = pad
        connected = torch.zeros(outputs, inputs, 1, 1)
        for output, maps in enumerate(table):
            connected[output, list(maps)] = 1
        self.register_buffer("connected", connected, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight * self.connected
        return F.conv2d(F.pad(x, self.pad), weight, self.bias, self.stride, 0, self.dilation)`,
  PaddedMaxPool2d: `class PaddedMaxPool2d(nn.MaxPool2d):
    """A maximum over windows that may reach over the map's edge: left, right, top, bottom."""

    def __init__(self, size: int, stride: int, *, pad: Sides) -> None:
        super().__init__(size, stride)
        self.pad = pad

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(F.pad(x, self.pad, value=float("-inf")))`,
  PaddedAvgPool2d: `class PaddedAvgPool2d(nn.Module):
    """A mean over windows that may reach over the map's edge: of the numbers within the map alone."""

    def __init__(self, size: int, stride: int, *, pad: Sides) -> None:
        super().__init__()
        self.size, self.stride, self.pad = size, stride, pad

    def forward(self, x: Tensor) -> Tensor:
        inside = F.avg_pool2d(F.pad(torch.ones_like(x[:1, :1]), self.pad), self.size, self.stride)
        return F.avg_pool2d(F.pad(x, self.pad), self.size, self.stride) / inside`,
} as const

export type PytorchHelper = keyof typeof PYTORCH_HELPERS

/** Names of types that the helpers and classes use. */
export const PYTORCH_TYPES = {
  Size: 'Size = int | tuple[int, int]',
  Sides: 'Sides = tuple[int, int, int, int]',
  Table: 'Table = tuple[tuple[int, ...], ...]',
} as const
