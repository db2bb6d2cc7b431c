/** What a selector asks of an element. */
interface Compound {
  readonly tag: string | null
  readonly classes: readonly string[]
  readonly root: boolean
}

export interface StyleRule {
  /** The element's own last, its ancestors' before. */
  readonly path: readonly Compound[]
  readonly specificity: number
  readonly declarations: readonly (readonly [property: string, value: string])[]
}

export interface StyledElement {
  readonly tag: string
  readonly classes: readonly string[]
}

/**
 * The rules of a style sheet that drawings need: elements, classes and what is inside what. Media queries are left out, and
 * so are rules with other selectors, which style the page around.
 * @returns in the order in which they win: by specificity, then as written.
 */
export function parseStyleSheet(css: string): readonly StyleRule[] {
  const rules = [...withoutAtRules(css).matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selectors = '', body = '']) => {
    const declarations = parseDeclarations(body)
    return selectors.split(',').flatMap((selector): StyleRule[] => {
      const path = selector.trim().split(/\s+/).map(compound)
      if (path.some((part) => part === null)) return []
      const known = path.filter((part) => part !== null)
      const specificity = known.reduce(
        (sum, { tag, classes, root }) => sum + (tag === null ? 0 : 1) + 10 * (classes.length + (root ? 1 : 0)),
        0,
      )
      return [{ path: known, specificity, declarations }]
    })
  })
  return rules
    .map((rule, order) => ({ rule, order }))
    .sort((a, b) => a.rule.specificity - b.rule.specificity || a.order - b.order)
    .map(({ rule }) => rule)
}

/** What a sheet declares for an element. @param lineage the element last, the root first */
export function declarationsFor(
  rules: readonly StyleRule[],
  lineage: readonly StyledElement[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { path, declarations } of rules)
    if (matches(path, lineage)) for (const [property, value] of declarations) found.set(property, value)
  return found
}

function matches(path: readonly Compound[], lineage: readonly StyledElement[]): boolean {
  const [own, element] = [path.at(-1), lineage.at(-1)]
  if (!own || !element || !fits(own, element, lineage.length === 1)) return false
  const rest = path.slice(0, -1)
  if (rest.length === 0) return true
  return lineage.slice(0, -1).some((_, depth) => matches(rest, lineage.slice(0, depth + 1)))
}

function fits({ tag, classes, root }: Compound, element: StyledElement, isRoot: boolean): boolean {
  return (
    (tag === null || tag === element.tag) &&
    (!root || isRoot) &&
    classes.every((name) => element.classes.includes(name))
  )
}

function compound(text: string): Compound | null {
  if (text === ':root') return { tag: null, classes: [], root: true }
  const [, tag = '', classes = ''] = /^([a-zA-Z]*)((?:\.[\w-]+)*)$/.exec(text) ?? []
  if (tag === '' && classes === '') return null
  return { tag: tag === '' ? null : tag, classes: classes.split('.').slice(1), root: false }
}

function parseDeclarations(body: string): StyleRule['declarations'] {
  return body.split(';').flatMap((declaration) => {
    const colon = declaration.indexOf(':')
    return colon < 0 ? [] : [[declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim()] as const]
  })
}

function withoutAtRules(css: string): string {
  let kept = ''
  for (let at = 0; at < css.length; ) {
    const rule = css.indexOf('@', at)
    if (rule < 0) return kept + css.slice(at)
    kept += css.slice(at, rule)
    let depth = 0
    at = css.indexOf('{', rule)
    if (at < 0) return kept
    do {
      if (css[at] === '{') depth++
      if (css[at] === '}') depth--
      at++
    } while (depth > 0 && at < css.length)
  }
  return kept
}
