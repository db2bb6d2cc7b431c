/**
 * Says what set-up does and how far it is: a line for each part, and on a terminal a line that moves while a part works.
 * @typedef {object} Report
 * @property {(text: string) => void} heading
 * @property {(title: string, state: string) => void} inPlace  Nothing had to be done.
 * @property {(title: string, state: string) => void} done
 * @property {(title: string, sentence: string) => void} lacking  Something is missing, set-up goes on.
 * @property {(title: string, step: string) => void} step  A part starts something that takes a while.
 * @property {(text: string) => void} progress  How far the step is; seen on a terminal alone.
 * @property {() => void} clear  Takes the moving line away, for example before a question.
 */

/** Progress is drawn ten times a second at most. */
const PROGRESS_MS = 100

/**
 * @param {NodeJS.WriteStream} stream
 * @param {{ quiet?: boolean }} [options]  Quiet: silent about what is already in place.
 * @returns {Report}
 */
export function createReport(stream, { quiet = false } = {}) {
  const moving = stream.isTTY === true
  let drawn = Number.NEGATIVE_INFINITY
  let headed = false
  let pendingHeading = ''

  const clear = () => {
    if (moving) stream.write('\r\u001b[K')
  }
  const line = (/** @type {string} */ text) => {
    clear()
    if (!headed && pendingHeading !== '') stream.write(`${pendingHeading}\n`)
    headed = true
    stream.write(`${text}\n`)
  }
  const marked = (/** @type {string} */ mark, /** @type {string} */ title, /** @type {string} */ text) =>
    line(`  ${mark.padEnd(8)}${title}: ${text}`)

  return {
    heading: (text) => {
      pendingHeading = text
    },
    inPlace: (title, state) => {
      if (!quiet) marked('ok', title, state)
    },
    done: (title, state) => marked('done', title, state),
    lacking: (title, sentence) => marked('lacking', title, sentence),
    step: (title, text) => marked('...', title, text),
    progress: (text) => {
      if (!moving || performance.now() - drawn < PROGRESS_MS) return
      drawn = performance.now()
      const width = (stream.columns ?? 80) - 1
      stream.write(`\r\u001b[K${`          ${text}`.slice(0, width)}`)
    },
    clear,
  }
}
