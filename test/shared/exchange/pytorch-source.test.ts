import { describe, expect, it } from 'vitest'
import { googlenet } from '../../../shared/architecture/googlenet'
import { ARCHITECTURES } from '../../../shared/architecture/registry'
import { planCode } from '../../../shared/exchange/code-plan'
import { pytorchSource } from '../../../shared/exchange/pytorch-source'
import { graphOf, network } from '../architecture/architectures'

const origin = { weights: 'initial weights of seed 1' }
const sourceOf = (architecture: typeof googlenet): string =>
  pytorchSource(planCode(architecture, graphOf(architecture)), origin)

describe('the PyTorch source of GoogLeNet', () => {
  const source = sourceOf(googlenet)

  it.each([
    // TensorFlow's SAME at 224 pixels pads two before and three behind: left, right, top, bottom
    'self.conv1 = PaddedConv2d(3, 64, 7, stride=2, pad=(2, 3, 2, 3))',
    // nothing before and one behind is what ceil_mode does
    'self.pool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)',
    // PyTorch divides alpha by the five channels: 5 · 1e-4
    'self.norm1 = nn.LocalResponseNorm(5, alpha=0.0005, beta=0.75, k=2.0)',
    'self.conv_3x3 = nn.Conv2d(conv_3x3_reduce, conv_3x3, 3, padding=1)',
    'return torch.cat((branch_1x1, branch_3x3, branch_5x5, branch_pool), dim=1)',
    'x = F.relu(self.conv1(x))  # [N, 64, 112, 112]',
    'if self.auxiliary and self.training:',
    'class Inception(nn.Module):',
    'x = x.mean(dim=(2, 3))  # [N, 1024]',
    'self.dropout = nn.Dropout(0.4)',
  ])('says %s', (line) => {
    expect(source).toContain(line)
  })
})

describe.each(ARCHITECTURES)('the PyTorch source of $name', (architecture) => {
  const source = sourceOf(architecture)

  it('has no line beyond 110 columns but a table, no tab and no trailing blank', () => {
    const long = source.split('\n').filter((line) => line.length > 110 && !line.includes('table=('))
    expect(long).toEqual([])
    expect(source).not.toMatch(/\t| \n/)
  })

  it('closes every bracket', () => {
    const count = (sign: string): number => source.split(sign).length
    expect([count('('), count('[')]).toEqual([count(')'), count(']')])
  })
})

it('keeps whatever a name or title says within its docstring', () => {
  const hostile = { ...network([8, 8, 1], []), title: '"""\nimport os\nos.system("x")\n"""', source: '\\"""\u2028x' }
  const source = sourceOf(hostile)
  expect(source.split('"""')[1]).toContain('import os')
  expect(source).not.toMatch(/^(import os|os\.)/m)
})
