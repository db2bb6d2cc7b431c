import { z } from 'zod'
import { StudyAnalysis } from '../analysis/analysis'
import { StudyPlan } from '../study/plan'
import { Problem } from '../study/problem'
import { RunEvent } from '../study/run-event'
import { RunState } from '../study/run-state'

const nothing = z.strictObject({})

/** A study file as the window shows it. */
export const OpenedStudy = z.strictObject({
  /** The file on disk. */
  file: z.string(),
  source: z.string(),
  /** The run of it that is on disk or under way, if there is one. */
  run: RunState.nullable(),
  /** The plan of that run; null without one. */
  plan: StudyPlan.nullable(),
})
export type OpenedStudy = z.infer<typeof OpenedStudy>

/** What the status bar and About tell of the machine and the program. */
export const AppInfo = z.strictObject({
  version: z.string(),
  electron: z.string(),
  chrome: z.string(),
  node: z.string(),
  /** TensorFlow's version, or the sentence that says why there is no engine. */
  engine: z.strictObject({ ready: z.boolean(), words: z.string() }),
  device: z.string(),
  memoryBytes: z.number(),
  /** True where the window runs on the carrier's Electron instead of the one named in package.json. */
  carrierRuntime: z.boolean(),
})
export type AppInfo = z.infer<typeof AppInfo>

/** What the menu can ask of the window; the window knows what is open and decides what it means. */
export const MenuChoice = z.enum(['open', 'save', 'export', 'run', 'pause', 'stop'])
export type MenuChoice = z.infer<typeof MenuChoice>

/** Every message between window and main process, once. Each side parses what it receives. */
export const contract = {
  commands: {
    'app.info': { request: nothing, response: AppInfo },
    /** The names of the data sets that are known, for the editor to offer. */
    'data.names': { request: nothing, response: z.array(z.string()) },
    /** The study to show first: the sample, copied to the user's own studies. */
    'study.first': { request: nothing, response: OpenedStudy },
    /** Asks the user for a study file; null when they think better of it. */
    'study.open': { request: nothing, response: OpenedStudy.nullable() },
    /** Writes the file that was opened, atomically. */
    'study.save': { request: z.strictObject({ file: z.string(), source: z.string() }), response: nothing },
    /** Parses, validates and costs; a source with problems still gives the plan if it can be made. */
    'study.plan': {
      request: z.strictObject({ file: z.string(), source: z.string() }),
      response: z.strictObject({ plan: StudyPlan.nullable(), problems: z.array(Problem) }),
    },
    /** Saves, then runs or resumes; answers when the run has begun. */
    'study.start': {
      request: z.strictObject({ file: z.string(), source: z.string() }),
      response: z.strictObject({ plan: StudyPlan, run: RunState }),
    },
    'study.pause': { request: nothing, response: nothing },
    'study.resume': { request: nothing, response: nothing },
    /** Stops within a step; finished trials stay, the rest can be run later. */
    'study.stop': { request: nothing, response: nothing },
    'study.analyse': { request: z.strictObject({ folder: z.string() }), response: StudyAnalysis },
    'report.export': {
      request: z.strictObject({ folder: z.string() }),
      response: z.strictObject({ file: z.string() }),
    },
    /** Opens a report that was exported here with the system's viewer. */
    'report.show': { request: z.strictObject({ file: z.string() }), response: nothing },
  },
  events: {
    /** At most four batches a second. */
    'run.events': z.array(RunEvent),
    'menu.chosen': MenuChoice,
    /** A study that was asked for from outside, by starting the workbench once more with a file. */
    'study.opened': OpenedStudy,
  },
} as const

export type Command = keyof typeof contract.commands
export type Request<C extends Command> = z.infer<(typeof contract.commands)[C]['request']>
export type Response<C extends Command> = z.infer<(typeof contract.commands)[C]['response']>
export type EventName = keyof typeof contract.events
export type EventPayload<E extends EventName> = z.infer<(typeof contract.events)[E]>

/** The answer to a command: its response, or a sentence that says what happened and what to do. */
export type Answer<C extends Command> =
  | { readonly ok: true; readonly value: Response<C> }
  | { readonly ok: false; readonly message: string }

/** What the preload script puts on `window.workbench`. */
export interface Bridge {
  readonly invoke: <C extends Command>(command: C, request: Request<C>) => Promise<Answer<C>>
  /** @returns the function that ends the subscription. */
  readonly subscribe: <E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) => () => void
}
