import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffSvg } from '../../../main/export/diff-svg'
import { ablate } from '../../../shared/ablation/ablate'
import { googlenet } from '../../../shared/architecture/googlenet'
import { googlenetTorchvision } from '../../../shared/architecture/googlenet-torchvision'
import { miniGooglenet } from '../../../shared/architecture/mini-googlenet'
import { diffTree } from '../../../shared/diff/diff-tree'
import { type Box, type Drawing, layOut, SIZES } from '../../../shared/diff/drawing/layout'
import { fitted, wrapped } from '../../../shared/diff/drawing/text'
import { graphOf } from '../architecture/architectures'
import { patchedPair } from './patched'

const arm = (levels: Record<string, string>) =>
  diffTree(graphOf(miniGooglenet), graphOf(ablate(miniGooglenet, levels).architecture))

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  )
}

/** What cannot be read: boxes on each other or beyond their module, rows on each other. */
function faults({ rows, width, height }: Drawing): readonly string[] {
  return rows.flatMap((row, at) => {
    const next = rows[at + 1]
    const found = next && next.y < row.y + row.height ? [`${next.label.name} lies on ${row.label.name}`] : []
    if (row.y + row.height > height) found.push(`${row.label.name} ends below the drawing`)
    if (row.kind === 'folded') return found
    for (const [index, box] of row.boxes.entries()) {
      const right = Math.min(SIZES.right, width)
      const isIn = box.x >= SIZES.left && box.x + box.width <= right && box.y + box.height <= row.y + row.height
      if (!isIn) found.push(`${box.title} leaves ${row.label.name}`)
      for (const other of row.boxes.slice(index + 1))
        if (overlap(box, other)) found.push(`${other.title} lies on ${box.title} in ${row.label.name}`)
    }
    return found
  })
}

describe('the drawing of a difference', () => {
  it('of random pairs has no box on another, and none beyond its module', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(patchedPair, ([a, b]) => {
        expect(faults(layOut(diffTree(a, b)))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('shows −reduction as removed boxes, lost connections, and new ones past them', () => {
    const module = layOut(arm({ reduction: 'off' })).rows.find(({ label }) => label.name === 'module1')
    if (module?.kind !== 'module') throw new Error('module1 is not drawn')
    expect(module.boxes.map(({ title, status }) => [title, status])).toEqual([
      ['1×1 conv', 'same'],
      ['1×1 conv', 'removed'],
      ['3×3 conv', 'affected'],
      ['1×1 conv', 'removed'],
      ['5×5 conv', 'affected'],
      ['3×3 max pool', 'same'],
      ['1×1 conv', 'same'],
      ['concat', 'same'],
    ])
    const statuses = module.connections.map(({ status }) => status)
    expect(statuses.filter((status) => status === 'removed')).toHaveLength(4)
    expect(statuses.filter((status) => status === 'added')).toHaveLength(2)
  })

  it('draws a change that many modules have once', () => {
    const { rows } = layOut(diffTree(graphOf(googlenet), graphOf(googlenetTorchvision)))
    expect(rows.flatMap((row) => (row.kind === 'folded' ? [`${row.label.name} ${row.text}`.trim()] : []))).toEqual([
      'unchanged: pool1',
      'unchanged: pool2',
      '3b changed as 3a',
      'unchanged: pool3',
      ...['4a', '4b', '4c', '4d', '4e', '5a', '5b'].map((name) => `${name} changed as 3a`),
      'unchanged: pool5',
      'unchanged: linear',
      'auxiliary2 changed as auxiliary1',
    ])
  })

  it('is a file without script or address, whatever the networks are called', () => {
    const svg = diffSvg(arm({ pooling: 'off' }), { a: '<script>alert(1)</script>', b: '"&' })
    expect(svg).not.toContain('<script')
    expect(svg).toContain('&lt;script&gt;alert(1)&lt;/script&gt; → &quot;&amp;')
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg'])
    expect(svg.match(/class="frame removed"/g)).toHaveLength(6 + 1)
  })
})

describe('texts of the drawing', () => {
  it.each([
    { text: 'short', width: 100, expected: 'short' },
    { text: 'local response norm', width: 60, expected: 'local res…' },
  ])('$text is cut to its room', ({ text, width, expected }) => {
    expect(fitted(text, width, 10)).toBe(expected)
  })

  it('go on in three lines at most', () => {
    expect(wrapped('one two three four five six seven', 60, 10)).toEqual(['one two', 'three four', 'five six …'])
  })
})
