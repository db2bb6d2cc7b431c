/**
 * Moves labels apart that would lie on each other, as little as it takes.
 * @param wanted where each would like to be
 * @returns a place for each, in the order given, no two nearer than `least`; equal wishes keep their order.
 */
export function spread(wanted: readonly number[], least: number): readonly number[] {
  const clusters: { members: number[]; centre: number }[] = []
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b)
  for (const index of order) {
    let own = { members: [index], centre: wanted[index] ?? 0 }
    for (let before = clusters.at(-1); before && overlap(before, own, least); before = clusters.at(-1)) {
      clusters.pop()
      const members = [...before.members, ...own.members]
      const sum = members.reduce((total, member) => total + (wanted[member] ?? 0), 0)
      own = { members, centre: sum / members.length }
    }
    clusters.push(own)
  }
  const places = new Array<number>(wanted.length)
  for (const { members, centre } of clusters) {
    const first = centre - ((members.length - 1) * least) / 2
    for (const [rank, member] of members.entries()) places[member] = first + rank * least
  }
  return places
}

type Cluster = { readonly members: readonly number[]; readonly centre: number }

function overlap(a: Cluster, b: Cluster, least: number): boolean {
  const reach = ((a.members.length + b.members.length) / 2) * least
  return b.centre - a.centre < reach - 1e-9
}
