// node tied-program.mjs PROGRAM [ARGUMENT...]: runs a program and ends it when the one who started this ends, however
// that ends: its end of the pipe to this process' stdin closes then. A killed set-up so leaves no npm behind that would
// get in the way of the next one's.
import { spawn } from 'node:child_process'

const [program = '', ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
process.stdin.on('close', () => child.kill('SIGKILL'))
process.stdin.resume()
child.on('error', (error) => {
  console.error(`${program} cannot be started (${error.message})`)
  process.exit(1)
})
child.on('close', (code) => process.exit(code ?? 1))
