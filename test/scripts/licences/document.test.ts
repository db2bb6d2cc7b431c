import { describe, expect, it } from 'vitest'
import { groupTexts, licenceDocument } from '../../../scripts/licences/document.mjs'

const mit = (owner: string) => `MIT License\n\n${owner}\n\nPermission is hereby granted`

const packages = [
  { name: 'a', version: '1.0.0', licence: 'MIT', texts: [mit('Copyright (c) 2020 Ann')] },
  { name: 'b', version: '2.0.0', licence: 'MIT', texts: [mit('  (c) 2021 Bea').replaceAll('\n', '\r\n')] },
  { name: 'c', version: '3.0.0', licence: 'ISC', texts: ['ISC, see ``` below'] },
  { name: 'd', version: '4.0.0', licence: 'MIT', texts: [] },
]

describe('groupTexts', () => {
  it('gives a text once, with all its users and owners', () => {
    expect(groupTexts(packages)).toEqual([
      {
        body: 'MIT License\n\n\nPermission is hereby granted',
        users: [
          { package: 'a 1.0.0', owners: ['Copyright (c) 2020 Ann'] },
          { package: 'b 2.0.0', owners: ['(c) 2021 Bea'] },
        ],
      },
      { body: 'ISC, see ``` below', users: [{ package: 'c 3.0.0', owners: [] }] },
    ])
  })

  it('leaves a collection of licences whole', () => {
    const text = ['one', 'two', 'three', 'four'].map((name) => `Copyright (c) 2020 ${name}\nfree`).join('\n')
    const [group] = groupTexts([{ name: 'e', version: '1.0.0', licence: 'MIT', texts: [text] }])
    expect(group).toEqual({ body: text, users: [{ package: 'e 1.0.0', owners: [] }] })
  })
})

describe('licenceDocument', () => {
  const document = licenceDocument(
    [{ name: 'Data', licence: 'MIT', source: 'https://example.org', note: 'Embedded.', text: 'Free.' }],
    packages,
  )

  it.each([
    '### Data\n\nMIT · https://example.org\n\nEmbedded.\n\n```text\nFree.\n```',
    '## npm packages (4)',
    '| d | 4.0.0 | MIT |',
    '- a 1.0.0 · Copyright (c) 2020 Ann\n- b 2.0.0 · (c) 2021 Bea',
    '````text\nISC, see ``` below\n````',
  ])('holds %j', (part) => {
    expect(document).toContain(part)
  })
})
