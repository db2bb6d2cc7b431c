/** Signals by which a process ends where memory runs out, and who sends them. */
const OUT_OF_MEMORY: Readonly<Record<string, string>> = {
  // Seen under a limit of the address space: bad_alloc and failed checks end it by SIGABRT, a tensor without memory by SIGSEGV.
  SIGABRT: 'TensorFlow ends so',
  SIGSEGV: 'TensorFlow ends so',
  SIGBUS: 'TensorFlow ends so',
  SIGKILL: 'the system ends a process so',
}

/** Node's code after an error that nothing caught: a bug, whose words stand on standard error. */
const UNCAUGHT = 1

/** What a person is told of a training process that died. @param loaded whether it had loaded TensorFlow */
export function crashWords(code: number | null, signal: string | null, loaded: boolean): string {
  if (!loaded && code !== UNCAUGHT) {
    return (
      `The training process ended (${signal ?? `code ${code}`}) while it loaded TensorFlow: a library in ` +
      'node_modules/@tensorflow/tfjs-node-gpu/deps/lib is damaged, or another one than it should be. ' +
      'Run `npm run setup` to put it in place.'
    )
  }
  if (signal === null) return `The training process ended unexpectedly (code ${code}).`
  const who = OUT_OF_MEMORY[signal]
  if (who === undefined) return `The training process was ended by ${signal}.`
  return (
    `The training process was ended by ${signal}: ${who} where memory runs out, and seldom for another reason. ` +
    'A smaller training.batch needs less, as do fewer trials at a time.'
  )
}
