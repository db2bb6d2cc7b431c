import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeDataset, listDatasets } from '../../../main/data/catalogue'
import { placesIn, STAND_IN, STAND_IN_MANIFEST, temporaryFolder, write, writeZipped } from './stand-in'

const folder = temporaryFolder()

describe('describeDataset', () => {
  it('tells what is known without reading images', () => {
    const places = placesIn(folder())
    const unread = Object.fromEntries(Object.keys(STAND_IN).map((name) => [name, Buffer.from('not an image')]))
    write(join(places.user, 'stand-in'), unread)
    expect(describeDataset(places, 'stand-in')).toEqual({
      ok: true,
      value: {
        name: 'stand-in',
        title: 'Stand-in',
        licence: 'CC0-1.0',
        source: 'this test',
        image: [1, 2, 1],
        classes: ['left', 'right'],
        sizes: { train: 6, validation: 2, test: 2 },
        // sha256sum t10k-images-idx3-ubyte t10k-labels-idx1-ubyte train-images-idx3-ubyte train-labels-idx1-ubyte | sha256sum
        sha256: '3d3e110ef79cc593bd467fbd55a8fffb98faa56f0d0026354074e688cde1c483',
      },
    })
  })

  it('finds the files in the user’s folder, and in the system’s', () => {
    const places = placesIn(folder())
    expect(describeDataset(places, 'stand-in')).toMatchObject({ ok: false })
    writeZipped(join(places.system, 'stand-in'), STAND_IN)
    expect(describeDataset(places, 'stand-in')).toMatchObject({ ok: true })
    expect(describeDataset({ ...places, user: places.system, system: places.user }, 'stand-in')).toMatchObject({
      ok: true,
    })
  })

  it('says what to install, or what to put where', () => {
    const places = placesIn(folder())
    expect(describeDataset(places, 'stand-in')).toEqual({
      ok: false,
      error: {
        kind: 'environment',
        message:
          "The files of stand-in are not on this machine. Install Debian's package dataset-stand-in, or put " +
          'train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz ' +
          `into ${join(places.user, 'stand-in')}.`,
      },
    })
  })

  it('says which of the files are not there', () => {
    const places = placesIn(folder())
    const { 'train-images-idx3-ubyte': _, ...others } = STAND_IN
    writeZipped(join(places.user, 'stand-in'), others)
    expect(describeDataset(places, 'stand-in')).toMatchObject({
      error: {
        message: expect.stringContaining(`${join(places.user, 'stand-in')} lacks train-images-idx3-ubyte.gz. Install`),
      },
    })
  })

  it.each([
    { name: 'stand_in', hint: ' Did you mean "stand-in"?' },
    { name: 'cifar-10', hint: '' },
    { name: '../embedded/stand-in', hint: '' },
  ])('does not know $name, and says what it knows', ({ name, hint }) => {
    expect(describeDataset(placesIn(folder()), name)).toEqual({
      ok: false,
      error: { kind: 'input', message: `Unknown data set "${name}"; known are stand-in.${hint}` },
    })
  })

  it('says that the workbench’s own folder of data sets is missing', () => {
    const places = { ...placesIn(folder()), embedded: join(folder(), 'nowhere') }
    expect(describeDataset(places, 'stand-in')).toEqual({
      ok: false,
      error: {
        kind: 'environment',
        message: `There are no data sets in ${join(folder(), 'nowhere')}; install the workbench again.`,
      },
    })
  })

  it.each([
    { fault: 'an unknown key', manifest: { ...STAND_IN_MANIFEST, colour: 'red' } },
    { fault: 'a file outside the folder', manifest: { ...STAND_IN_MANIFEST, sha256: { '../train': '0'.repeat(64) } } },
    { fault: 'a file without a checksum', manifest: { ...STAND_IN_MANIFEST, sha256: {} } },
  ])('refuses a dataset.json with $fault', ({ manifest }) => {
    const places = placesIn(folder(), manifest)
    expect(describeDataset(places, 'stand-in')).toMatchObject({
      ok: false,
      error: {
        kind: 'environment',
        message: expect.stringContaining(
          `${join(places.embedded, 'stand-in', 'dataset.json')} cannot be used; install the workbench again.`,
        ),
      },
    })
  })
})

describe('listDatasets', () => {
  it('lists what can be loaded on this machine', () => {
    const places = placesIn(folder())
    const { package: _, ...embedded } = STAND_IN_MANIFEST
    write(join(places.embedded, 'another'), {
      'dataset.json': Buffer.from(JSON.stringify({ ...embedded, name: 'another' })),
    })
    const names = () => listDatasets(places).map(({ name }) => name)
    expect(names()).toEqual(['another'])
    writeZipped(join(places.user, 'stand-in'), STAND_IN)
    expect(names()).toEqual(['another', 'stand-in'])
  })

  it('lists nothing where there is nothing', () => {
    expect(listDatasets({ ...placesIn(folder()), embedded: join(folder(), 'nowhere') })).toEqual([])
  })
})
