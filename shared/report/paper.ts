/** Sizes that the PDF and LaTeX can be laid out for. */
export const PAPERS = ['a4', 'letter'] as const
export type Paper = (typeof PAPERS)[number]
