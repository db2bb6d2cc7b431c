/** What the window holds unsaved: it tells with every plan that it asks for. */
export interface Drafts {
  readonly saved: (file: string, source: string) => void
  readonly typed: (file: string, source: string) => void
  readonly unsaved: () => readonly { readonly file: string; readonly source: string }[]
}

export function createDrafts(): Drafts {
  const files = new Map<string, { saved: string; source: string }>()
  return {
    saved: (file, source) => void files.set(file, { saved: source, source }),
    typed: (file, source) => {
      const known = files.get(file)
      if (known !== undefined) known.source = source
    },
    unsaved: () =>
      [...files].filter(([, { saved, source }]) => saved !== source).map(([file, { source }]) => ({ file, source })),
  }
}
