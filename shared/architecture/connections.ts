import { ImpossibleShape } from './impossible-shape'

/**
 * Which maps a convolution reads: for each output map the numbers of its input maps, from 0. LeNet-5's C3 has one
 * (LeCun et al. 1998, Table I).
 */
export type ConnectionTable = readonly (readonly number[])[]

/** Pairs of an input and an output map that are connected. */
export function connectionCount(connections: ConnectionTable): number {
  return connections.reduce((total, row) => total + row.length, 0)
}

/** @throws ImpossibleShape where the table of a layer does not fit the maps it reads and gives. */
export function checkConnections(
  name: string,
  connections: ConnectionTable,
  { inputs, outputs }: { readonly inputs: number; readonly outputs: number },
): void {
  if (connections.length !== outputs)
    throw new ImpossibleShape(`${name} has ${outputs} filters and a connection table of ${connections.length} rows`)
  for (const [row, maps] of connections.entries()) {
    const place = `row ${row} of ${name}'s connection table`
    if (maps.length === 0) throw new ImpossibleShape(`${place} names no map`)
    const foreign = maps.find((map) => !Number.isInteger(map) || map < 0 || map >= inputs)
    if (foreign !== undefined)
      throw new ImpossibleShape(`${place} names map ${foreign}, and ${name} reads maps 0 to ${inputs - 1}`)
    const twice = maps.find((map, index) => maps.indexOf(map) !== index)
    if (twice !== undefined) throw new ImpossibleShape(`${place} names map ${twice} twice`)
  }
}
