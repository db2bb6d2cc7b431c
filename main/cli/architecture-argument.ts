import type { Architecture } from '../../shared/architecture/architecture'
import type { Shape } from '../../shared/architecture/shape'
import { type Failure, inputFailure } from '../../shared/failure'
import { formatCount } from '../../shared/format/numbers'
import { err, ok, type Result } from '../../shared/result'
import type { Installation } from '../study/installation'
import { type GraphSize, type LoadedGraph, loadGraph } from '../study/load-graph'

/** What a person may say of an architecture beside its name. */
export interface ArchitectureOptions {
  readonly input?: string
  readonly classes?: string
}

interface OwnNetwork extends LoadedGraph {
  readonly architecture: Architecture
}

/**
 * The network behind a name, as `loadGraph` knows them, for images of a size and a number of classes: its own, unless said.
 * Weights belong to networks that are built here alone.
 */
export function ownNetwork(
  name: string,
  options: ArchitectureOptions,
  installation: Pick<Installation, 'places' | 'machine'>,
): Result<OwnNetwork, Failure> {
  const size = parseSize(options)
  if (!size.ok) return size
  const loaded = loadGraph(name, size.value, installation)
  if (!loaded.ok) return loaded
  const { architecture } = loaded.value
  if (architecture) return ok({ ...loaded.value, architecture })
  return err(
    inputFailure(
      `${name} is a network of other origin: describe and diff read it. Weights are taken and given by architectures that are ` +
        'built here: name one of those, a .yaml file that holds one, or an arm of a study.',
    ),
  )
}

/** The size of the images and the number of classes, as far as they are said. */
export function parseSize({ input, classes }: ArchitectureOptions): Result<GraphSize, Failure> {
  const shape = input === undefined ? undefined : parseShape(input)
  if (input !== undefined && !shape)
    return err(inputFailure(`--input ${input}: HEIGHTxWIDTHxCHANNELS is expected, such as 28x28x1.`))
  const count = classes === undefined ? undefined : parseWhole(classes, MAX_CLASSES)
  if (classes !== undefined && count === undefined)
    return err(inputFailure(`--classes ${classes}: a whole number from 1 to ${formatCount(MAX_CLASSES)} is expected.`))
  return ok({ input: shape, classes: count })
}

const MAX_SIDE = 4096
const MAX_CLASSES = 1_000_000

function parseShape(text: string): Shape | undefined {
  const parts = text.split('x')
  const [height, width, channels] = parts.map((part) => parseWhole(part, MAX_SIDE))
  if (parts.length !== 3 || height === undefined || width === undefined || channels === undefined) return undefined
  return [height, width, channels]
}

/** A whole number from 1, undefined for anything else. */
export function parseWhole(text: string, most: number): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= most ? value : undefined
}
