import { describe, expect, it } from 'vitest'
import { judgeAgreement } from './agreement-verdict'

const agreement = (arms: readonly { own: number[]; keras: number[] }[]) => ({
  date: '2026-01-02T03:04:05.000Z',
  own: 'TensorFlow 2.15.1',
  keras: 'Keras 3.15.1, TensorFlow 2.20.0',
  arms: arms.map(({ own, keras }, index) => ({ label: `arm ${index + 1}`, own, keras })),
})

/** Three seeds around an accuracy: sd 0.001. */
const around = (accuracy: number): number[] => [accuracy - 0.001, accuracy, accuracy + 0.001]

describe('accuracies of two programs', () => {
  it.each([
    {
      name: 'agree and are equivalent where they hardly differ',
      arms: [
        { own: around(0.88), keras: around(0.8805) },
        { own: around(0.86), keras: around(0.8595) },
      ],
      agrees: true,
      equivalent: true,
    },
    {
      // Each difference is 8.6 standard errors of the arm, and they cancel each other over all arms.
      name: 'differ where single arms do, though not on average',
      arms: [
        { own: around(0.88), keras: around(0.887) },
        { own: around(0.86), keras: around(0.853) },
      ],
      agrees: false,
      equivalent: true,
    },
    {
      // 0.003 in both: 3.7 standard errors of √(2 · 0.001² ÷ 3) = 0.00082, beyond the 2.78 of 4 degrees of freedom.
      name: 'differ on average, by less than matters',
      arms: [
        { own: around(0.88), keras: around(0.877) },
        { own: around(0.86), keras: around(0.857) },
      ],
      agrees: false,
      equivalent: true,
    },
    {
      name: 'agree and are not shown to be equivalent where seeds differ much',
      arms: [{ own: [0.82, 0.88, 0.85], keras: [0.84, 0.81, 0.89] }],
      agrees: true,
      equivalent: false,
    },
    {
      name: 'differ and are not equivalent where they lie far apart',
      arms: [{ own: around(0.88), keras: around(0.85) }],
      agrees: false,
      equivalent: false,
    },
    {
      name: 'agree where all are the same',
      arms: [{ own: [0.5, 0.5], keras: [0.5, 0.5] }],
      agrees: true,
      equivalent: true,
    },
  ])('$name', ({ arms, agrees, equivalent }) => {
    const verdict = judgeAgreement(agreement(arms))
    expect({ agrees: verdict.agrees, equivalent: verdict.equivalent }).toEqual({ agrees, equivalent })
  })

  it('are compared over all arms by the means of each seed: n is the number of seeds', () => {
    const { overall, arms } = judgeAgreement(
      agreement([
        { own: [0.8, 0.9], keras: [0.8, 0.8] },
        { own: [0.6, 0.9], keras: [0.7, 0.8] },
      ]),
    )
    expect(overall.own).toMatchObject({ n: 2, df: 1 })
    expect(overall.own.mean).toBeCloseTo(0.8, 12) // (0.7 + 0.9) ÷ 2
    expect(overall.own.sd).toBeCloseTo(0.2 / Math.SQRT2, 12)
    expect(overall.difference).toBeCloseTo(0.025, 12) // 0.8 − (0.75 + 0.8) ÷ 2
    expect(arms.map(({ label }) => label)).toEqual(['arm 1', 'arm 2'])
  })

  it('have their p values adjusted for the number of arms', () => {
    const one = { own: around(0.88), keras: around(0.8775) }
    const single = judgeAgreement(agreement([one])).arms[0]?.p ?? 0
    const [first, second] = judgeAgreement(agreement([one, one])).arms
    expect(single).toBeGreaterThan(0.02)
    expect(first?.p).toBeCloseTo(2 * single, 12)
    expect(second?.p).toBeCloseTo(2 * single, 12)
  })

  it('of one seed say nothing', () => {
    expect(() => judgeAgreement(agreement([{ own: [0.8], keras: [0.8] }]))).toThrow('1 accuracies show no spread')
  })
})
