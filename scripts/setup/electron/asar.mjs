/**
 * Packs a few files as an asar archive, Electron's container for an application: a header of two Chromium pickles (the
 * size of the second one, then a JSON index padded to four bytes), followed by the files' bytes.
 * @param {Readonly<Record<string, Uint8Array>>} files  Names without folders.
 * @returns {Buffer}
 * @see https://github.com/electron/asar
 */
export function packAsar(files) {
  /** @type {Record<string, { size: number, offset: string }>} */
  const index = {}
  let offset = 0
  for (const [name, bytes] of Object.entries(files)) {
    index[name] = { size: bytes.length, offset: String(offset) }
    offset += bytes.length
  }
  const json = Buffer.from(JSON.stringify({ files: index }))
  const padded = Math.ceil(json.length / 4) * 4
  const header = Buffer.alloc(16 + padded)
  header.writeUInt32LE(4, 0)
  header.writeUInt32LE(8 + padded, 4)
  header.writeUInt32LE(4 + padded, 8)
  header.writeUInt32LE(json.length, 12)
  json.copy(header, 16)
  return Buffer.concat([header, ...Object.values(files)])
}
