import { longestIncreasing } from './increasing'

/** A member of a sequence that may have a counterpart in another: a module, a branch or a layer. */
export interface Part {
  /** The same number, the same structure. */
  readonly key: number
  /** What it consists of, sorted: each attribute of each layer a number. */
  readonly features: readonly number[]
  /** Whether it has weights, and so can be known again where its neighbours are others. */
  readonly heavy: boolean
}

/** Positions in the one and in the other sequence. */
export type Pair = readonly [a: number, b: number]

/** Least likeness of parts at the same place of their sequences, and of parts that have moved. */
const ALIKE_IN_PLACE = 0.5
const ALIKE_ANYWHERE = 0.75

/** Up to so many pairs everything is compared with everything; beyond, only what is near. */
const FULL_COMPARISON = 40_000
/** Half the width of the band in which longer stretches are compared. */
const BAND = 48

/**
 * Finds counterparts for the parts that have none yet. Known pairs that stand in the same order on both sides fence the
 * sequences into stretches; within each stretch parts are aligned in their order, and what is left on both sides is looked
 * for anywhere.
 * @returns the pairs that were found, without the known ones.
 */
export function completePairs(a: readonly Part[], b: readonly Part[], known: readonly Pair[]): readonly Pair[] {
  const usedA = new Set(known.map(([position]) => position))
  const usedB = new Set(known.map(([, position]) => position))
  const ordered = [...known].sort(([one], [other]) => one - other)
  const fences = longestIncreasing(ordered.map(([, position]) => position)).map((at) => ordered[at])
  const found: Pair[] = []
  let [fromA, fromB] = [0, 0]
  for (const [toA, toB] of [...fences.filter((fence) => fence !== undefined), [a.length, b.length] as const]) {
    const freeA = free(fromA, toA, usedA)
    const freeB = free(fromB, toB, usedB)
    if (freeA.length > 0 && freeB.length > 0) align(a, b, freeA, freeB, found)
    fromA = toA + 1
    fromB = toB + 1
  }
  for (const [one, other] of found) {
    usedA.add(one)
    usedB.add(other)
  }
  return [...found, ...movedPairs(a, b, free(0, a.length, usedA), free(0, b.length, usedB))]
}

function free(from: number, to: number, used: ReadonlySet<number>): number[] {
  const positions: number[] = []
  for (let position = from; position < to; position++) if (!used.has(position)) positions.push(position)
  return positions
}

/** Aligns two stretches in their order, and adds the pairs to `found`. */
function align(a: readonly Part[], b: readonly Part[], ownA: number[], ownB: number[], found: Pair[]): void {
  const keyA = (at: number): number | undefined => a[ownA[at] ?? -1]?.key
  const keyB = (at: number): number | undefined => b[ownB[at] ?? -1]?.key
  const pair = (atA: number, atB: number): void => {
    const [one, other] = [ownA[atA], ownB[atB]]
    if (one !== undefined && other !== undefined) found.push([one, other])
  }
  let [startA, startB, endA, endB] = [0, 0, ownA.length, ownB.length]
  while (startA < endA && startB < endB && keyA(startA) === keyB(startB)) pair(startA++, startB++)
  while (startA < endA && startB < endB && keyA(endA - 1) === keyB(endB - 1)) pair(--endA, --endB)
  if (startA === endA || startB === endB) return
  const anchors = uniquePairs(startA, endA, keyA, startB, endB, keyB)
  if (anchors.length === 0) {
    alignAlike(a, b, ownA.slice(startA, endA), ownB.slice(startB, endB), found)
    return
  }
  for (const [atA, atB] of [...anchors, [endA, endB] as const]) {
    if (startA < atA && startB < atB) align(a, b, ownA.slice(startA, atA), ownB.slice(startB, atB), found)
    if (atA < endA) pair(atA, atB)
    startA = atA + 1
    startB = atB + 1
  }
}

type KeyAt = (at: number) => number | undefined

/** Parts whose structure is there once on either side, as far as they stand in the same order. */
function uniquePairs(startA: number, endA: number, keyA: KeyAt, startB: number, endB: number, keyB: KeyAt): Pair[] {
  const [inA, inB] = [onlyOnes(startA, endA, keyA), onlyOnes(startB, endB, keyB)]
  const pairs: Pair[] = []
  for (const [key, atA] of inA) {
    const atB = inB.get(key)
    if (atB !== undefined && atA >= 0 && atB >= 0) pairs.push([atA, atB])
  }
  pairs.sort(([one], [other]) => one - other)
  return longestIncreasing(pairs.map(([, atB]) => atB)).map((at) => pairs[at] ?? [-1, -1])
}

/** Where each key stands; −1 for a key that is there more than once. */
function onlyOnes(start: number, end: number, keyAt: KeyAt): ReadonlyMap<number, number> {
  const places = new Map<number, number>()
  for (let at = start; at < end; at++) {
    const key = keyAt(at)
    if (key !== undefined) places.set(key, places.has(key) ? -1 : at)
  }
  return places
}

/** The alignment of greatest likeness in all, by dynamic programming over a band about the diagonal. */
function alignAlike(a: readonly Part[], b: readonly Part[], ownA: number[], ownB: number[], found: Pair[]): void {
  const [rows, columns] = [ownA.length, ownB.length]
  const slope = columns / rows
  const half = rows * columns <= FULL_COMPARISON ? columns : Math.max(BAND, Math.ceil(slope))
  const width = 2 * half + 1
  const left = (row: number): number => Math.floor(row * slope) - half
  /** Best likeness of the rests from (row, column) on. */
  const best = new Float64Array((rows + 1) * width)
  const at = (row: number, column: number): number => {
    const offset = column - left(row)
    return row > rows || column > columns || offset < 0 || offset >= width ? 0 : (best[row * width + offset] ?? 0)
  }
  const likenessAt = (row: number, column: number): number => {
    const [one, other] = [a[ownA[row] ?? -1], b[ownB[column] ?? -1]]
    const value = one && other ? likeness(one, other) : 0
    return value < ALIKE_IN_PLACE ? 0 : value
  }
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = Math.min(columns - 1, left(row) + width - 1); column >= Math.max(0, left(row)); column--) {
      const alike = likenessAt(row, column)
      const paired = alike > 0 ? alike + at(row + 1, column + 1) : 0
      best[row * width + column - left(row)] = Math.max(paired, at(row + 1, column), at(row, column + 1))
    }
  }
  let [row, column] = [0, 0]
  while (row < rows && column < columns) {
    const alike = likenessAt(row, column)
    if (alike > 0 && at(row, column) <= alike + at(row + 1, column + 1)) {
      const [one, other] = [ownA[row], ownB[column]]
      if (one !== undefined && other !== undefined) found.push([one, other])
      row++
      column++
    } else if (at(row + 1, column) >= at(row, column + 1)) row++
    else column++
  }
}

/** Counterparts out of order: parts with weights, of the same structure, or failing that the most alike. */
function movedPairs(a: readonly Part[], b: readonly Part[], freeA: number[], freeB: number[]): readonly Pair[] {
  const [heavyA, heavyB] = [freeA.filter((at) => a[at]?.heavy), freeB.filter((at) => b[at]?.heavy)]
  const [byKeyA, byKeyB] = [byKey(a, heavyA), byKey(b, heavyB)]
  const found: Pair[] = []
  for (const [key, places] of byKeyA) {
    const others = byKeyB.get(key)
    if (others?.length === places.length)
      for (const [at, place] of places.entries()) found.push([place, others[at] ?? 0])
  }
  const [usedA, usedB] = [new Set(found.map(([one]) => one)), new Set(found.map(([, other]) => other))]
  const [restA, restB] = [heavyA.filter((at) => !usedA.has(at)), heavyB.filter((at) => !usedB.has(at))]
  if (restA.length * restB.length > FULL_COMPARISON) return found
  const candidates = restA.flatMap((one) =>
    restB.flatMap((other) => {
      const [partA, partB] = [a[one], b[other]]
      const value = partA && partB ? likeness(partA, partB) : 0
      return value < ALIKE_ANYWHERE ? [] : [{ one, other, value }]
    }),
  )
  candidates.sort((x, y) => y.value - x.value || x.one - y.one || x.other - y.other)
  for (const { one, other } of candidates) {
    if (usedA.has(one) || usedB.has(other)) continue
    usedA.add(one)
    usedB.add(other)
    found.push([one, other])
  }
  return found
}

function byKey(parts: readonly Part[], places: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>()
  for (const place of places) {
    const key = parts[place]?.key
    if (key === undefined) continue
    const group = groups.get(key)
    if (group) group.push(place)
    else groups.set(key, [place])
  }
  return groups
}

/** Dice's coefficient of what two parts consist of: 1 where it is the same, 0 where nothing is. */
function likeness(a: Part, b: Part): number {
  if (a.key === b.key) return 1
  const [own, other] = [a.features, b.features]
  let [i, j, common] = [0, 0, 0]
  while (i < own.length && j < other.length) {
    const difference = (own[i] ?? 0) - (other[j] ?? 0)
    if (difference === 0) common++
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  return (2 * common) / Math.max(1, own.length + other.length)
}
