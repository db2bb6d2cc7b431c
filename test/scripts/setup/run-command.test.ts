import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { processAlive } from '../../../scripts/setup/process-alive.mjs'
import { runCommand, tellingLine } from '../../../scripts/setup/run-command.mjs'

const node = (code: string, timeoutMs?: number) =>
  runCommand(process.execPath, ['-e', code], timeoutMs === undefined ? {} : { timeoutMs })

/** Runs a tied program that never ends by itself, and passes on its id, which that program writes into a file. */
const STARTER = `
  import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
  import { tmpdir } from 'node:os'
  import { join } from 'node:path'
  import { runCommand } from ${JSON.stringify(new URL('../../../scripts/setup/run-command.mjs', import.meta.url).href)}
  const folder = mkdtempSync(join(tmpdir(), 'ablation-workbench-tied-'))
  const file = join(folder, 'pid')
  const program = "require('fs').writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)"
  runCommand(process.execPath, ['-e', program, file], { tied: true })
  const timer = setInterval(() => {
    try {
      const pid = readFileSync(file, 'utf8')
      if (pid === '') return
      clearInterval(timer)
      rmSync(folder, { recursive: true })
      console.log(pid)
    } catch {}
  }, 10)
`

describe('runCommand', () => {
  it('keeps what a program prints', async () => {
    expect(await node('console.log(1); console.error(2)')).toEqual({ failure: undefined, stdout: '1\n', stderr: '2\n' })
  })

  it.each([
    { what: 'an exit code', run: () => node('process.exit(3)'), expected: /ended with exit code 3$/ },
    { what: 'a signal', run: () => node('process.kill(process.pid, "SIGTERM")'), expected: /was ended by SIGTERM$/ },
    {
      what: 'a program that never ends',
      run: () => node('setInterval(() => {}, 1000)', 50),
      expected: /did not end within/,
    },
    {
      what: 'a program that is not there',
      run: () => runCommand('no-such-program', []),
      expected: /cannot be started/,
    },
    {
      what: 'a tied program that fails',
      run: () => runCommand(process.execPath, ['-e', 'process.exit(3)'], { tied: true }),
      expected: /ended with exit code 3$/,
    },
  ])('tells $what', async ({ run, expected }) => {
    expect((await run()).failure).toMatch(expected)
  })
})

describe('a tied program', () => {
  it('ends when the one who started it is killed', async () => {
    const starter = spawn(process.execPath, ['--input-type=module', '-e', STARTER], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(starter.stdout, 'data')
    const pid = Number(line)
    expect(processAlive(pid)).toBe(true)
    starter.kill('SIGKILL')
    await vi.waitFor(() => expect(processAlive(pid)).toBe(false), { timeout: 10_000 })
  })
})

describe('tellingLine', () => {
  it.each([
    { stdout: '', stderr: 'warning\nfatal error: no such header\nmore', expected: 'fatal error: no such header' },
    { stdout: 'one\ntwo\n', stderr: '', expected: 'two' },
    { stdout: '', stderr: '', expected: 'exit code 1' },
    { stdout: '', stderr: 'npm error:\nerror: E404', expected: 'error: E404' },
    {
      stdout: '',
      stderr: 'ERROR: Exception:\nTraceback (most recent call last):\n  File "error.py"\nOSError: No space left\n',
      expected: 'OSError: No space left',
    },
  ])('finds $expected', ({ stdout, stderr, expected }) => {
    expect(tellingLine({ failure: 'exit code 1', stdout, stderr })).toBe(expected)
  })
})
