import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ablate } from '../../../shared/ablation/ablate'
import { applyEdits, editSentence } from '../../../shared/ablation/edit'
import { FACTORS } from '../../../shared/ablation/factors'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { parameters } from '../../../shared/architecture/parameters'
import { graphOf, network } from '../architecture/architectures'

const anyLevels = fc
  .subarray([...FACTORS])
  .chain((factors) =>
    fc.record(
      Object.fromEntries(
        factors.map(({ name, levels }) => [name, fc.constantFrom(...levels.map((level) => level.name))]),
      ),
    ),
  )

describe('an ablated architecture', () => {
  it('is the base with its edits made, and builds', () => {
    fc.assert(
      fc.property(anyLevels, (levels) => {
        const { architecture, edits } = ablate(miniGooglenet, levels)
        expect(applyEdits(miniGooglenet, edits)).toEqual(architecture)
        graphOf(architecture)
      }),
    )
  })

  it('is the same whatever order the levels stand in', () => {
    fc.assert(
      fc.property(anyLevels, (levels) => {
        const reversed = Object.fromEntries(Object.entries(levels).reverse())
        expect(ablate(miniGooglenet, reversed)).toEqual(ablate(miniGooglenet, levels))
      }),
    )
  })

  it('is the base where every level is on', () => {
    const levels = { pooling: 'on', reduction: 'on', auxiliary: 'on' }
    expect(ablate(miniGooglenet, levels)).toEqual({ architecture: miniGooglenet, edits: [] })
  })

  it('keeps the names of all layers that it does not touch', () => {
    const base = parameters(graphOf(miniGooglenet))
    const without = parameters(graphOf(ablate(miniGooglenet, { pooling: 'off' }).architecture))
    const names = new Set(base.map(({ name }) => name))
    expect(without.filter(({ name }) => !names.has(name))).toEqual([])
    expect(base.length - without.length).toBe(9) // kernel, scale and shift of three projections
  })

  it('keeps a pool that was left out out of the naive module', () => {
    const { architecture } = ablate(miniGooglenet, { reduction: 'naive', pooling: 'off' })
    expect(architecture).toEqual(ablate(miniGooglenet, { reduction: 'off', pooling: 'off' }).architecture)
  })

  it('of the naive kind concatenates the raw pool', () => {
    const { edits } = ablate(miniGooglenet, { reduction: 'naive' })
    expect(edits.map(editSentence)).toContain('module1: pool projection 16 → raw')
  })
})

describe('a factor', () => {
  const plain = network([28, 28, 1], [{ kind: 'convolution', name: 'conv', kernel: 3, filters: 4 }])

  it.each(FACTORS)('$name says why a plain network has nothing to vary', ({ missingIn }) => {
    expect(missingIn(plain)).toMatch(/^a-network has no /)
    expect(missingIn(miniGooglenet)).toBeUndefined()
  })
})

describe('an edit that does not fit', () => {
  it.each([
    [{ kind: 'set-module-field', module: '9z', field: 'conv1x1', from: 1, to: 'none' }, 'has no Inception module 9z'],
    [
      { kind: 'set-module-field', module: 'module1', field: 'conv1x1', from: 7, to: 'none' },
      'module1.conv1x1 is 16, not 7',
    ],
    [{ kind: 'remove-auxiliary', name: 'nobody' }, 'has no auxiliary classifier nobody'],
  ] as const)('%j throws', (edit, message) => {
    expect(() => applyEdits(miniGooglenet, [edit])).toThrow(message)
  })

  it('as an unknown level throws', () => {
    expect(() => ablate(miniGooglenet, { pooling: 'half' })).toThrow('factor pooling has no level half')
    expect(() => ablate(miniGooglenet, { depth: 'off' })).toThrow('unknown factor depth')
  })
})
