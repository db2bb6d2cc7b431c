const grouped = new Intl.NumberFormat('en-GB')

/** `3,920,000 bytes`, `1 image`: a count with its unit, which takes an s where it is not one. */
export function amount(count: number, unit: string): string {
  return `${grouped.format(count)} ${unit}${count === 1 ? '' : 's'}`
}

/** `3,920,000` */
export function grouping(count: number): string {
  return grouped.format(count)
}
