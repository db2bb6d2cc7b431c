import { describe, expect, it } from 'vitest'
import { armLook, lookNotes } from '../../../shared/report/arm-look'
import { planned, sampleParts } from './report-fixture'

const { factors, arms } = planned({ ...sampleParts, controls: 'equal-macs' }).plan
const arm = (id: string) => {
  const found = arms.find((one) => one.id === id)
  if (!found) throw new Error(`${id} is not among ${arms.map((one) => one.id).join(' ')}`)
  return found
}

describe('how an arm is drawn', () => {
  it('follows from its levels, and from its being a control', () => {
    const off = { hue: 'orange', hollow: false, square: false, ringed: false }
    expect(armLook(factors, arm('base'))).toEqual({ ...off, hue: 'blue' })
    expect(armLook(factors, arm('reduction=off'))).toEqual(off)
    expect(armLook(factors, arm('reduction=off,pooling=off'))).toEqual({ ...off, hollow: true })
    expect(armLook(factors, arm('reduction=off,pooling=off@equal-macs'))).toEqual({
      ...off,
      hollow: true,
      ringed: true,
    })
  })

  it('is told in words, rings where there are any', () => {
    const plain = ['blue: reduction on', 'orange: reduction off', 'hollow: pooling off', 'square: auxiliary off']
    expect(lookNotes(factors, [arm('base')])).toEqual(plain)
    expect(lookNotes(factors, arms)).toEqual([...plain, 'in a ring: a control, rescaled to the base'])
  })
})
