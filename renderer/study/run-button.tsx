import { assertNever } from '../../shared/assert-never'
import { messages } from '../../shared/messages'
import { Button } from '../frame/button'
import { measuringWords } from '../frame/measuring-words'
import { setView, start } from '../state/actions'
import { type RunRefusal, runOffer } from '../state/run-offer'
import { useWorkbench } from '../state/store'
import type { StudyDocument } from '../state/study-document'

const text = messages.study

/** The main action of a study: run it, go on with it, or see what became of it. */
export function RunButton({ document }: { document: StudyDocument }) {
  const engineReady = useWorkbench((state) => state.info?.engine.ready ?? null)
  const anotherRuns = useWorkbench((state) => state.running !== null && state.running !== document.file)
  const busy = useWorkbench((state) => state.busy)
  const measuring = useWorkbench((state) => state.measuring)
  const offer = runOffer(document, { engineReady, anotherRuns })
  const waiting = measuring === null ? text.starting : measuringWords(measuring)
  const refusalText = (refusal: RunRefusal | null) =>
    refusal === null ? (busy ? waiting : null) : text.runRefused[refusal]
  switch (offer.kind) {
    case 'run':
    case 'resume':
      return (
        <Button main refusal={refusalText(offer.refusal)} onPress={() => void start(document.file)}>
          {text[offer.kind](offer.trials)} <kbd>{text.runKey}</kbd>
        </Button>
      )
    case 'live':
      return <Button onPress={() => setView('live')}>{text.showLive(offer.done, offer.trials)}</Button>
    case 'done':
      return (
        <>
          <span className="dim small">
            {offer.done === offer.trials ? text.allDone(offer.trials) : text.someFailed(offer.done, offer.trials)}
          </span>
          <Button onPress={() => setView('results')}>{text.showResults}</Button>
        </>
      )
    default:
      return assertNever(offer)
  }
}
