/** What an import takes: beyond it the file is something else than the runs of a study, or is told to be thinned out. */
export const LIMITS = {
  /** Numbers that were measured, over all runs: each takes 24 bytes until they are sorted. */
  measurements: 5_000_000,
  runs: 20_000,
  arms: 1000,
  factors: 16,
  metrics: 200,
  columns: 500,
  /** Letters of a name, level or seed. */
  letters: 200,
  /** Bytes of a row of CSV, and of a record of an event file. */
  rowBytes: 1_000_000,
  recordBytes: 64_000_000,
  fileBytes: 2_000_000_000,
  files: 20_000,
} as const
