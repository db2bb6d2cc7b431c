import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { downloadVerified } from '../../../scripts/setup/tensorflow/download-library.mjs'
import { scratchFolders } from '../scratch-folder'

const scratch = scratchFolders()
const close: (() => void)[] = []
afterEach(() => {
  for (const one of close.splice(0)) one()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}/library.tar.gz`
}

/** sha256 of "library", by sha256sum. */
const SHA256 = 'b718f1354f7247312eca086d9a024afe5fa717ddea5adeddd6f12bcf945b2e8c'

describe('downloadVerified', () => {
  it('keeps a file with the right checksum', async () => {
    const address = await serve((_request, response) => response.end('library'))
    const target = join(await scratch(), 'library')
    await downloadVerified(address, { sha256: SHA256, target })
    expect(await readFile(target, 'utf8')).toBe('library')
  })

  it.each<{ what: string; listener: RequestListener; expected: RegExp }>([
    {
      what: 'another content',
      listener: (_request, response) => response.end('malware'),
      expected: /has the sha256 [0-9a-f]{64}, expected is/,
    },
    {
      what: 'a refusal',
      listener: (_request, response) => response.writeHead(403).end('no'),
      expected: /answers 403/,
    },
    {
      what: 'a transfer that stops',
      listener: (_request, response) => response.writeHead(200, { 'content-length': 7 }).write('lib'),
      expected: /no data for 0.05 s/,
    },
  ])('refuses $what', async ({ listener, expected }) => {
    const address = await serve(listener)
    const target = join(await scratch(), 'library')
    await expect(downloadVerified(address, { sha256: SHA256, target, stallMs: 50 })).rejects.toThrow(expected)
  })
})
