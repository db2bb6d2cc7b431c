/** Words of the schema that are built, by the path they stand at; at a path that is not here, all are. */
const BUILT: Readonly<Record<string, readonly string[]>> = {
  design: ['full-factorial', 'leave-one-out', 'add-one-in', 'fractional'],
}

/** Of the words that the schema allows at a path, those that this version takes. */
export function builtWords(path: string, allowed: readonly string[]): readonly string[] {
  return BUILT[path] ?? allowed
}
