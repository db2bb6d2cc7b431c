import type { ExportedNetwork } from '../../main/export/exported-network'
import { initialNetwork } from '../../main/export/exported-network'
import type { NamedTensor } from '../../main/store/safetensors'
import { ablate, LevelMisfit } from '../../shared/ablation/ablate'
import { FACTORS } from '../../shared/ablation/factors'
import type { Architecture, Block } from '../../shared/architecture/architecture'
import { buildLayerGraph } from '../../shared/architecture/build-graph'
import { ARCHITECTURES } from '../../shared/architecture/registry'
import { networkCost } from '../../shared/cost/cost'
import { networkTensors } from '../../shared/exchange/tensor-layout'
import { graphOf, numbers } from '../main/engine/builders'
import { EVERY_KIND } from './every-kind'
import { inlineStudyArms } from './inline-study'

/** Multiply-adds up to which a network counts as small: its arms are tried, and a training step. */
const SMALL = 300e6

/** A network of the tests, by a name for people. */
export interface NamedNetwork {
  readonly name: string
  readonly architecture: Architecture
}

export const FULL_SIZE: readonly NamedNetwork[] = [...ARCHITECTURES, ...EVERY_KIND].map((architecture) => ({
  name: architecture.name,
  architecture,
}))

const SMALL_BASES = FULL_SIZE.filter(({ architecture }) => networkCost(graphOf(architecture)).inference.macs <= SMALL)

const INLINE_ARMS = inlineStudyArms()

/** Of which a training step is tried too. */
export const SMALL_ONES: readonly NamedNetwork[] = [...SMALL_BASES, ...INLINE_ARMS]

/**
 * Every small architecture at each level of each factor that changes it, one at a time, each network once; and the arms of a
 * study whose architecture is written in it.
 */
export function ablatedArms(): readonly NamedNetwork[] {
  return [...armsOfFactors(), ...INLINE_ARMS]
}

function armsOfFactors(): readonly NamedNetwork[] {
  const seen = new Set(SMALL_BASES.map(({ architecture }) => key(architecture)))
  return SMALL_BASES.flatMap(({ architecture }) =>
    FACTORS.filter((factor) => factor.missingIn(architecture) === undefined).flatMap((factor) =>
      factor.levels.flatMap(({ name: level }) => {
        const ablated = armOf(architecture, factor.name, level)
        if (!ablated || !buildLayerGraph(ablated, ablated).ok) return []
        const own = key(ablated)
        if (seen.has(own)) return []
        seen.add(own)
        return [{ name: `${architecture.name} ${factor.name}=${level}`, architecture: ablated }]
      }),
    ),
  )
}

/** Undefined where the architecture has no place for the level. */
function armOf(architecture: Architecture, factor: string, level: string): Architecture | undefined {
  try {
    return ablate(architecture, { [factor]: level }).architecture
  } catch (error) {
    if (error instanceof LevelMisfit) return undefined
    throw error
  }
}

function key({ blocks, auxiliary, normalisation }: Architecture): string {
  return JSON.stringify({ blocks, auxiliary, normalisation })
}

/** The network with dropout at rate 0: what chance decides is no matter of these tests. */
export function withoutDropout(architecture: Architecture): Architecture {
  const still = (block: Block): Block => {
    if (block.kind === 'dropout') return { ...block, rate: 0 }
    if (block.kind !== 'module') return block
    return { ...block, branches: block.branches.map((branch) => ({ ...branch, blocks: branch.blocks.map(still) })) }
  }
  return {
    ...architecture,
    blocks: architecture.blocks.map(still),
    auxiliary: architecture.auxiliary.map((head) => ({ ...head, blocks: head.blocks.map(still) })),
  }
}

/** Weights as before training, but no bias, scale, shift or running statistic is what a new layer of any framework has. */
export function randomised(architecture: Architecture): ExportedNetwork {
  const graph = graphOf(architecture)
  const network = initialNetwork(architecture, graph, 7)
  const next = numbers(11)
  const around = (middle: number, reach: number): number => middle + reach * (2 * next() - 1)
  const tensors = new Map<string, NamedTensor>()
  for (const { name, role, shape } of networkTensors(graph)) {
    const tensor = network.tensors.get(name)
    if (!tensor) throw new Error(`no tensor ${name}`)
    const one = role === 'scale' || role === 'variance'
    const values = role === 'kernel' ? tensor.values : tensor.values.map(() => (one ? around(1, 0.3) : around(0, 0.1)))
    tensors.set(name, { shape, values })
  }
  return { ...network, tensors }
}

/** Images with pixels of 8 bits, as numbers from 0 to 1 and as bytes. */
export function randomImages(
  count: number,
  size: number,
  seed = 5,
): { readonly bytes: Uint8Array; readonly floats: Float32Array } {
  const next = numbers(seed)
  const bytes = Uint8Array.from({ length: count * size }, () => Math.floor(256 * next()))
  // As the engine scales them: times 1/255 in single precision.
  const scale = Math.fround(1 / 255)
  return { bytes, floats: Float32Array.from(bytes, (byte) => Math.fround(byte * scale)) }
}
