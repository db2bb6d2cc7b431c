/** A factor as it was found: levels in the order in which they came. */
export interface FoundFactor {
  readonly name: string
  readonly levels: readonly string[]
}

/** One metric of one run, by ascending step. A value that is no finite number stands as it was measured: NaN or ±∞. */
export interface ImportedSeries {
  readonly metric: string
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

/** What was measured of one arm with one seed. */
export interface ImportedRun {
  /** A level of each factor. */
  readonly levels: Readonly<Record<string, string>>
  /** As it was written; null where nothing tells an arm's runs apart, and there is one. */
  readonly seed: string | null
  readonly series: readonly ImportedSeries[]
}

/** Runs that were made elsewhere, as they were understood. */
export interface ImportedRuns {
  /** Those that vary; of arms that are known by a name alone one, called `arm`. */
  readonly factors: readonly FoundFactor[]
  readonly metrics: readonly string[]
  /** What steps are called: `epoch`; null where each run has its last numbers alone. */
  readonly stepName: string | null
  readonly runs: readonly ImportedRun[]
}

/** Something of the files that was not taken, and why. */
export interface Unusable {
  readonly why: string
  readonly count: number
  /** The first of them: `line 12: "abc"`. */
  readonly examples: readonly string[]
}

/** How a source was read, for the preview and the plan. */
export interface ImportNotes {
  /** Rows of CSV, or events, that were looked at. */
  readonly rows: number
  /** What was taken for what: `seed: column “run”`. */
  readonly understood: readonly string[]
  readonly unusable: readonly Unusable[]
  /** The same measurement stood there more than once: how often it was the same number, and how often the later one was taken. */
  readonly repeated: { readonly same: number; readonly replaced: number }
}

/** Runs, and how they were read. */
export interface ReadRuns {
  readonly runs: ImportedRuns
  readonly notes: ImportNotes
}
