/** Shares of the base's cost that an arm may be off and still count as equal. */
export const EQUAL_WITHIN = 0.01
