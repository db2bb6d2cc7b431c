/** How often to look whether npm is still there. */
const LOOK_MS = 500

/**
 * Ends this process like a SIGTERM would where the npm that started it is ended. npm hands a SIGTERM to the shell that
 * it runs scripts in, and the shell dies of it without handing it on.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_MS)
  timer.unref()
}
