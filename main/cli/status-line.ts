import type { Terminal } from './terminal'

/** A line on the screen that is drawn over, ten times a second at most; nothing where standard error is no screen. */
export interface StatusLine {
  draw(text: () => string): void
  clear(): void
}

const SECONDS_BETWEEN = 0.1

export function statusLine({ screen }: Terminal): StatusLine {
  let last = 0
  return {
    draw(text) {
      if (screen === undefined || performance.now() - last < SECONDS_BETWEEN * 1000) return
      last = performance.now()
      process.stderr.write(`\r\u001b[K${text().slice(0, screen.columns - 1)}`)
    },
    clear() {
      if (screen !== undefined && last > 0) process.stderr.write('\r\u001b[K')
    },
  }
}
