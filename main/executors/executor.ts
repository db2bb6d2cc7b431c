import type { Failure } from '../../shared/failure'
import type { Result } from '../../shared/result'
import type { Measurement } from '../../shared/training/measurement'
import type { Attempted, EngineWords } from '../worker/client'
import type { Assignment } from '../worker/protocol'

/** What runs attempts: this machine's processes now, a cluster later. */
export interface Executor {
  /** Attempts that run at a time. */
  readonly capacity: number
  /** Loads the engine where it will be used, or says why that cannot be; to be asked before a study is begun. */
  ready(): Promise<Result<EngineWords, Failure>>
  /** Makes an attempt. At most `capacity` may be under way. */
  run(assignment: Assignment, onMeasurement: (measurement: Measurement) => void): Promise<Attempted>
  /** Attempts under way, and those that come, wait between two steps. */
  pause(): void
  resume(): void
  /** Ends all attempts under way within a step. */
  stop(): void
  /** Ends all that was started. */
  close(): Promise<void>
}
