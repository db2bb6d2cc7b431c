/** Marks around the steps that are looked at. */
export const BEGIN = 'bench-begin'
export const END = 'bench-end'

/**
 * Sums up what oneDNN says of its primitives under ONEDNN_VERBOSE=1:
 * `onednn_verbose[,version],exec,cpu,<primitive>,<implementation>,…,<milliseconds>`.
 * @param output lines, those between the two marks are counted
 * @returns milliseconds by kind of primitive
 */
export function onednnTimes(output: string): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  let inside = false
  for (const line of output.split('\n')) {
    if (line === BEGIN) inside = true
    if (line === END) inside = false
    if (!inside || !/^(one)?dnnl?_verbose,/.test(line)) continue
    const fields = line.split(',')
    const exec = fields.indexOf('exec')
    const primitive = fields[exec + 2]
    const milliseconds = Number(fields.at(-1))
    if (exec < 0 || primitive === undefined || !Number.isFinite(milliseconds)) continue
    times.set(primitive, (times.get(primitive) ?? 0) + milliseconds)
  }
  return times
}
