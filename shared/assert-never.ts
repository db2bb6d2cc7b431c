/** Closes a union: does not compile when a kind is left unhandled, and names the value if one arrives all the same. */
export function assertNever(value: never): never {
  throw new Error(`unhandled kind: ${JSON.stringify(value)}`)
}
