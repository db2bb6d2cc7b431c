import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatChange,
  formatCount,
  formatCountChange,
  formatFixed,
  formatMegaMacs,
  formatMegaMacsChange,
  formatP,
  formatPercent,
  formatPoints,
  formatPointsInterval,
  formatSigned,
} from '../../../shared/format/numbers'

describe('numbers as the window and the report write them', () => {
  it.each([
    ['groups thousands', formatCount(163_328), '163,328'],
    ['has a true minus', formatCount(-1234), '−1,234'],
    ['never writes minus zero', formatFixed(-0.001, 2), '0.00'],
    ['fixes digits', formatFixed(-1.006, 2), '−1.01'],
    ['signs what rises', formatSigned(1.39, 2), '+1.39'],
    ['signs what falls', formatSigned(-0.2, 2), '−0.20'],
    ['does not sign nothing', formatSigned(0, 2), '0.00'],
    ['signs a difference of counts', formatCountChange(-18_432), '−18,432'],
    ['says no difference of counts by a dot', formatCountChange(0), '·'],
    ['says a difference of multiply-adds in millions', formatMegaMacsChange(-14_450_688), '−14.45'],
    ['shows a small difference of multiply-adds', formatMegaMacsChange(320), '+0.0003'],
    ['says no difference of multiply-adds by a dot', formatMegaMacsChange(0), '·'],
    ['says a change in per cent', formatChange(2.408), '+140.8 %'],
    ['says a fall in per cent', formatChange(0.962), '−3.8 %'],
    ['says no change as a dot', formatChange(1), '·'],
    ['says MACs in millions', formatMegaMacs(128_049_152), '128.05'],
    ['says a share in per cent', formatPercent(0.8652), '86.5'],
    ['says a difference in points', formatPoints(-0.002), '−0.20'],
    ['says an interval in points', formatPointsInterval([-0.0078, 0.0038]), '−0.78 to +0.38'],
    ['drops the zero of a p', formatP(0.04), '.040'],
    ['bounds a small p', formatP(0.0002), '< .001'],
    ['bounds a large p', formatP(0.9999), '> .999'],
    ['says bytes', formatBytes(999), '999 B'],
    ['says megabytes', formatBytes(310e6), '310 MB'],
    ['says a few gigabytes with a digit', formatBytes(1.24e9), '1.2 GB'],
    ['climbs to the next unit before four digits', formatBytes(999_600_000), '1.0 GB'],
  ])('%s', (_what, written, expected) => {
    expect(written).toBe(expected)
  })
})
