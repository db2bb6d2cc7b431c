/** @returns undefined for what is not JSON, which no schema takes */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
