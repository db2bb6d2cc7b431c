import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const Preferences = z.object({
  theme: z.enum(THEMES).default('system'),
  /** Null before the first close; the window then stands where the system puts it. */
  bounds: z
    .object({ x: z.int(), y: z.int(), width: z.int().min(720), height: z.int().min(480) })
    .nullable()
    .default(null),
})
export type Preferences = z.infer<typeof Preferences>

/** What the window remembers from start to start; a damaged file counts as none. */
export interface PreferenceFile {
  readonly read: () => Preferences
  readonly change: (change: Partial<Preferences>) => void
}

export function openPreferences(file: string): PreferenceFile {
  let current = load(file)
  return {
    read: () => current,
    change: (change) => {
      current = { ...current, ...change }
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `${JSON.stringify(current, null, 2)}\n`)
    },
  }
}

function load(file: string): Preferences {
  try {
    return Preferences.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return Preferences.parse({})
  }
}
