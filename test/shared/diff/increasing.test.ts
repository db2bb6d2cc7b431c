import { describe, expect, it } from 'vitest'
import { longestIncreasing } from '../../../shared/diff/increasing'

describe('a longest increasing subsequence', () => {
  it.each([
    { values: [], members: [] },
    { values: [4], members: [4] },
    { values: [1, 2, 3], members: [1, 2, 3] },
    // A member that went to the front, and one that went to the end.
    { values: [5, 0, 1, 2, 3], members: [0, 1, 2, 3] },
    { values: [1, 2, 3, 0], members: [1, 2, 3] },
    { values: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], members: [0, 2, 6, 9, 11, 15] },
  ])('of $values is $members', ({ values, members }) => {
    expect(longestIncreasing(values).map((at) => values[at])).toEqual(members)
  })
})
