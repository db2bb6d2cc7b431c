/** What a control has in common with the base; a study asks for it by `equal-` and the word. */
export const MATCHED = ['macs', 'parameters', 'width'] as const
export type Matched = (typeof MATCHED)[number]
