import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../main/engine/engine'
import { compileServing, SERVING } from '../../main/engine/graph/serving'
import { TYPE_NUMBERS } from '../../main/engine/graph/tensor'
import type { ExportedNetwork } from '../../main/export/exported-network'

/** The logits that the engine itself gives. @param images float32 [count, height, width, channels] from 0 to 1 */
export function engineLogits(
  { binding }: Engine,
  { graph, tensors }: ExportedNetwork,
  images: Float32Array,
  count: number,
): Float32Array {
  const { savedModel, input, logits } = compileServing(graph, tensors)
  const folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-serving-'))
  let model: number
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel)
    model = binding.loadSavedModel(folder, SERVING.tag)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const fed = binding.createTensor([count, ...graph.input], TYPE_NUMBERS.float32, images)
  try {
    const [result] = binding.runSavedModel(model, [fed], `${input.node}:0`, `${logits.node}:${logits.output}`)
    if (!result) throw new Error('no logits came')
    const values = binding.tensorDataSync(result.id)
    binding.deleteTensor(result.id)
    return Float32Array.from(values)
  } finally {
    binding.deleteTensor(fed)
    binding.deleteSavedModel(model)
  }
}
