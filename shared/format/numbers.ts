/** Numbers as look.md writes them: `163,328`, `+140.8 %`, true minus, no change as `·`. */

const MINUS = '−'
const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** `163,328`; fractions are rounded. */
export function formatCount(value: number): string {
  return withMinus(grouped.format(value))
}

/** A number with so many digits after the point, grouped, with a true minus; never `−0.00`. */
export function formatFixed(value: number, digits: number): string {
  const text = new Intl.NumberFormat('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    Math.abs(value),
  )
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text
}

/** As `formatFixed`, with a plus where it is one. */
export function formatSigned(value: number, digits: number): string {
  const text = formatFixed(value, digits)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** A relative change as `+140.8 %`; `·` where nothing changed. @param ratio after over before. */
export function formatChange(ratio: number): string {
  if (ratio === 1) return '·'
  return `${formatSigned((ratio - 1) * 100, 1)} %`
}

/** Multiply-adds in millions: `128.05`. */
export function formatMegaMacs(macs: number): string {
  return formatFixed(macs / 1e6, 2)
}

/** A difference of counts as `+18,432`; `·` where there is none. */
export function formatCountChange(difference: number): string {
  return difference === 0 ? '·' : formatSigned(difference, 0)
}

/** A difference of multiply-adds in millions: `−14.45`, `+0.0003` where two digits would show none; `·` where there is none. */
export function formatMegaMacsChange(difference: number): string {
  if (difference === 0) return '·'
  return formatSigned(difference / 1e6, Math.abs(difference) < 1e4 ? 4 : 2)
}

/** A share of 1 in per cent, without the sign: `86.5`. */
export function formatPercent(share: number, digits = 1): string {
  return formatFixed(share * 100, digits)
}

/** A difference of shares in percentage points, signed, without the unit: `−0.20`. */
export function formatPoints(difference: number, digits = 2): string {
  return formatSigned(difference * 100, digits)
}

/** `−0.78 to +0.38`, in percentage points; with a digit more where rounding would hide on which side of zero an end lies. */
export function formatPointsInterval([low, high]: readonly [number, number], digits = 2): string {
  const hidden = [low, high].some((end) => end !== 0 && Math.abs(end * 100) < 0.5 * 10 ** -digits)
  const shown = hidden ? digits + 1 : digits
  return `${formatPoints(low, shown)} to ${formatPoints(high, shown)}`
}

/** A probability as `.040`, `< .001`, `> .999`; `1` where an adjustment has reached it. */
export function formatP(p: number): string {
  if (p === 1) return '1'
  if (p < 0.001) return '< .001'
  if (p > 0.999) return '> .999'
  return p.toFixed(3).replace(/^0/, '')
}

/** `310 MB`, `1.2 GB`: powers of 1000, as disks are sold. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatCount(bytes)} B`
  const units = ['kB', 'MB', 'GB', 'TB'] as const
  let value = bytes / 1000
  let unit: string = units[0]
  for (const next of units.slice(1)) {
    if (value < 999.5) break
    value /= 1000
    unit = next
  }
  return `${formatFixed(value, value < 9.95 ? 1 : 0)} ${unit}`
}

function withMinus(text: string): string {
  return text.replace(/^-/, MINUS)
}

/** `4.21 G`, `128.05 M`, `163,328`: with a prefix from a million on. */
export function formatLarge(value: number): string {
  if (value >= 1e9) return `${formatFixed(value / 1e9, 2)} G`
  return value >= 1e6 ? `${formatFixed(value / 1e6, 2)} M` : formatCount(value)
}

/**
 * Digits after the point that an interval supports: as many as show two digits of its half-width.
 * @param halfWidth in the unit that is printed.
 */
export function digitsSupported(halfWidth: number, most = 2): number {
  if (!(halfWidth > 0)) return most
  return Math.min(most, Math.max(0, 1 - Math.floor(Math.log10(halfWidth))))
}
