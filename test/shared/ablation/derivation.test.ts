import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ablate } from '../../../shared/ablation/ablate'
import { derivationMisfit } from '../../../shared/ablation/derivation'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'

const { architecture, edits } = ablate(miniGooglenet, { pooling: 'off', auxiliary: 'lower' })
const derived = { architecture, base: miniGooglenet, edits }

/** The architecture with one number of one module changed behind the plan's back. */
const tampered = {
  ...architecture,
  blocks: architecture.blocks.map((block) =>
    block.kind === 'inception' && block.name === 'module2' ? { ...block, conv3x3: 33 } : block,
  ),
}

describe('the proof that an arm is its base with its edits', () => {
  it('holds for what was made so', () => {
    expect(derivationMisfit(derived)).toBeUndefined()
    expect(derivationMisfit({ architecture: miniGooglenet, base: miniGooglenet, edits: [] })).toBeUndefined()
  })

  it.each([
    ['a width', { architecture: tampered }, 'blocks.module2.conv3x3 is 33, and the edits declare 32'],
    [
      'an edit that was not made',
      { architecture: miniGooglenet },
      'blocks.module1.poolProjection is 16, and the edits declare "none"',
    ],
    [
      'an edit left out',
      { edits: edits.slice(1) },
      'blocks.module1.poolProjection is "none", and the edits declare 16',
    ],
    ['another base', { base: architecture }, 'module1.poolProjection is none, not 16'],
    [
      'normalisation',
      { architecture: { ...architecture, normalisation: 'none' as const } },
      'normalisation is "none", and the edits declare "batch"',
    ],
    [
      'a classifier that should be gone',
      { architecture: { ...architecture, auxiliary: miniGooglenet.auxiliary } },
      `auxiliary.auxiliary2 is ${JSON.stringify(miniGooglenet.auxiliary[1])}, and the edits declare undefined`,
    ],
  ])('sees %s', (_what, change, misfit) => {
    expect(derivationMisfit({ ...derived, ...change })).toBe(misfit)
  })

  it('sees any width that is another one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('module1', 'module2', 'module3'),
        fc.integer({ min: 100, max: 200 }),
        (name, width) => {
          const blocks = architecture.blocks.map((block) =>
            block.name === name ? { ...block, conv5x5: width } : block,
          )
          const misfit = derivationMisfit({
            ...derived,
            architecture: { ...architecture, blocks } as typeof architecture,
          })
          expect(misfit).toMatch(`blocks.${name}.conv5x5 is ${width}`)
        },
      ),
    )
  })
})
