import type { StudyAnalysis } from '../../shared/analysis/analysis'
import { changeWords } from '../../shared/analysis/change-words'
import type { Contrast } from '../../shared/analysis/contrasts'
import { TEST_WORDS } from '../../shared/analysis/evidence'
import { measureWords, type OutcomeWords } from '../../shared/analysis/outcome-words'
import { formatChange, formatP } from '../../shared/format/numbers'
import { messages } from '../../shared/messages'
import { effectScale } from '../../shared/report/figures/effect-scale'
import { IntervalAxis, IntervalPlot } from '../../shared/report/figures/interval-plot'
import type { LinearScale } from '../../shared/report/report-table'
import { MATCHED_WORDS } from '../../shared/study/control-words'
import { Section } from '../frame/section'

const text = messages.results.effects

/** What each change of a level does to the outcome, on one scale. */
export function Effects({
  analysis,
  margins,
  replicates,
}: {
  analysis: StudyAnalysis
  /** Of equivalence, one a contrast. */
  margins: readonly (number | null)[]
  replicates: number
}) {
  const { contrasts } = analysis
  const words = measureWords(analysis.measure)
  const claimed = margins.filter((margin) => margin !== null)
  const scale = effectScale(contrasts, claimed, words)
  const tooFew = contrasts.every(({ interval }) => interval === null)
  return (
    <Section
      title={text.title}
      note={[tooFew ? text.tooFew : text.note, ...(claimed.length > 0 ? [text.noteMargin] : [])].join(' · ')}
    >
      <table className="effects">
        <thead>
          <tr>
            <th scope="col">{text.contrast}</th>
            <th className="plot" aria-label={text.title} />
            <th scope="col" className="num">
              {text.effect(words.unit)}
            </th>
            <th scope="col" className="num">
              {text.interval(words.unit)}
            </th>
            <th scope="col" className="num wide-only" title={text.pTitle(TEST_WORDS[analysis.testing.test])}>
              {text.p}
            </th>
            <th scope="col" className="num" title={text.pHolmTitle}>
              {text.pHolm}
            </th>
            <th scope="col" className="num" title={text.macsTitle}>
              {text.macs}
            </th>
            <th scope="col" className="num">
              {text.replicates}
            </th>
          </tr>
        </thead>
        <tbody>
          {contrasts.map((contrast, index) => (
            <EffectRow
              key={changeWords(contrast)}
              contrast={contrast}
              scale={scale}
              words={words}
              margin={margins[index] ?? null}
              replicates={replicates}
            />
          ))}
          <tr className="axis-row">
            <td />
            <td className="plot">
              <IntervalAxis scale={scale} />
            </td>
            <td colSpan={6} />
          </tr>
        </tbody>
      </table>
    </Section>
  )
}

function EffectRow({
  contrast,
  scale,
  words,
  margin,
  replicates,
}: {
  contrast: Contrast
  scale: LinearScale
  words: OutcomeWords
  margin: number | null
  replicates: number
}) {
  const { factor, from, to, at, n, estimate, interval, differences, p, pHolm, macsRatio } = contrast
  const effect = estimate === null ? '' : words.signed(estimate)
  const range = interval === null ? '' : words.interval(interval)
  return (
    <tr>
      <th scope="row">
        <span className="ellipsis" title={changeWords(contrast)}>
          <b>{factor}</b>{' '}
          <span className="sec">
            {text.arrow(from, to)}
            {at !== undefined && `, ${MATCHED_WORDS[at]}`}
          </span>
        </span>
      </th>
      <td className="plot">
        <IntervalPlot
          kind="interval"
          scale={scale}
          estimate={estimate}
          interval={interval}
          values={differences.map(({ value }) => value)}
          margin={margin}
          label={text.plot(factor, effect, range)}
        />
      </td>
      <td className="num">
        <b>{effect}</b>
      </td>
      <td className="num">{range}</td>
      <td className="num sec wide-only">{p === null ? '' : formatP(p)}</td>
      <td className="num">{pHolm === null ? '' : formatP(pHolm)}</td>
      <td className="num">{macsRatio === null ? '' : formatChange(macsRatio)}</td>
      <td className={n < replicates ? 'num warn' : 'num sec'}>{text.of(n, replicates)}</td>
    </tr>
  )
}
