import type { ReportBlock, ReportDocument } from './report-document'
import { drawnBlocks } from './report-figures'
import type { AnyReportInput } from './report-input'

/**
 * The report as data: the document with every number in full, figures as what they show, in words and as files, and the
 * analysis it was made from.
 * @param folder where figures lie, from the file's own place: `figures`
 * @returns the same text for the same input.
 */
export function renderReportJson(document: ReportDocument, { plan, analysis }: AnyReportInput, folder: string): string {
  const drawn = drawnBlocks(document)
  const { sections, ...rest } = document
  const files = (block: ReportBlock) => drawn.get(block)?.files.map((file) => `${folder}/${file}`) ?? []
  const shown = (block: ReportBlock) => {
    if (block.kind === 'figure') {
      const panels = block.panels.map(({ id, title, data }) => ({ id, ...(title && { title }), data }))
      return { ...block, panels, files: files(block) }
    }
    const plots = files(block)
    return plots.length > 0 ? { ...block, files: plots } : block
  }
  const whole = {
    schema: 'ablation-workbench/report-document/1',
    plan: plan.hash,
    ...('imported' in plan ? { imported: plan.imported } : { dataset: plan.dataset }),
    ...rest,
    sections: sections.map(({ blocks, ...section }) => ({ ...section, blocks: blocks.map(shown) })),
    analysis,
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}
