import { describe, expect, it } from 'vitest'
import { packAsar } from '../../../scripts/setup/electron/asar.mjs'

/** Reads an archive as Electron does: pickle of the header's size, pickle of the header, bytes. */
function unpackAsar(archive: Buffer): Record<string, string> {
  const headerBytes = archive.readUInt32LE(4)
  const start = 8 + headerBytes
  const json = archive.toString('utf8', 16, 16 + archive.readUInt32LE(12))
  const index: Record<string, { size: number; offset: string }> = JSON.parse(json).files
  return Object.fromEntries(
    Object.entries(index).map(([name, { size, offset }]) => {
      const from = start + Number(offset)
      return [name, archive.toString('utf8', from, from + size)]
    }),
  )
}

describe('packAsar', () => {
  it('lays the archive out byte for byte', () => {
    // {"files":{"a":{"size":2,"offset":"0"}}} has 39 characters, padded to 40.
    expect(packAsar({ a: Buffer.from('hi') }).toString('latin1')).toBe(
      '\u0004\0\0\0' +
        '\u0030\0\0\0' +
        '\u002c\0\0\0' +
        '\u0027\0\0\0' +
        '{"files":{"a":{"size":2,"offset":"0"}}}\0' +
        'hi',
    )
  })

  it.each([
    { files: { 'package.json': '{}', 'main.mjs': 'import "electron"\n' } },
    { files: { empty: '', 'ünïcode.txt': 'grün' } },
    { files: {} },
  ])('gives every file back: $files', ({ files }) => {
    const packed = packAsar(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])))
    expect(unpackAsar(packed)).toEqual(files)
  })
})
