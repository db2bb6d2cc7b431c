import type * as Monaco from 'monaco-editor/esm/vs/editor/edcore.main.js'

const DARK = '(prefers-color-scheme: dark)'

/** The editor in the look's tokens; it is defined anew whenever light and dark change places. */
export function defineThemes(monaco: typeof Monaco): void {
  const dark = window.matchMedia(DARK)
  const define = () => {
    const theme = dark.matches ? 'workbench-dark' : 'workbench-light'
    monaco.editor.defineTheme(theme, themeFromTokens(dark.matches))
    monaco.editor.setTheme(theme)
  }
  define()
  dark.addEventListener('change', define)
}

/** Brackets are punctuation here: no colour for their depth. */
function bracketColours(colour: string): Record<string, string> {
  return Object.fromEntries([1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, colour]))
}

function themeFromTokens(dark: boolean): Monaco.editor.IStandaloneThemeData {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const ink = (name: string) => token(name).replace('#', '')
  return {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: ink('text') },
      { token: 'type', foreground: ink('y-key') },
      { token: 'string', foreground: ink('y-str') },
      // The built-in themes colour YAML's strings apart.
      { token: 'string.yaml', foreground: ink('y-str') },
      { token: 'number', foreground: ink('y-num') },
      { token: 'keyword', foreground: ink('y-num') },
      { token: 'comment', foreground: ink('y-com') },
      { token: 'operators', foreground: ink('text-2') },
      { token: 'delimiter', foreground: ink('text-2') },
    ],
    colors: {
      'editor.background': token('surface'),
      'editor.foreground': token('text'),
      'editorLineNumber.foreground': token('text-3'),
      'editorLineNumber.activeForeground': token('text-2'),
      'editor.lineHighlightBackground': token('hover'),
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': token('accent-soft'),
      'editor.inactiveSelectionBackground': token('accent-soft'),
      'editorCursor.foreground': token('accent'),
      'editorError.foreground': token('bad'),
      'editorWarning.foreground': token('warn'),
      'editorOverviewRuler.errorForeground': token('bad'),
      'editorOverviewRuler.border': '#00000000',
      ...bracketColours(token('text-2')),
      'editorWidget.background': token('raised'),
      'editorWidget.border': token('rule-strong'),
      'editorHoverWidget.background': token('raised'),
      'editorHoverWidget.border': token('rule-strong'),
      'editorSuggestWidget.background': token('raised'),
      'editorSuggestWidget.border': token('rule-strong'),
      'editorSuggestWidget.foreground': token('text'),
      'editorSuggestWidget.selectedBackground': token('accent-soft'),
      'editorSuggestWidget.selectedForeground': token('text'),
      'editorSuggestWidget.highlightForeground': token('accent'),
      'editorSuggestWidget.focusHighlightForeground': token('accent'),
      'list.hoverBackground': token('hover'),
      'scrollbarSlider.background': `${token('rule-strong')}80`,
      'scrollbarSlider.hoverBackground': token('rule-strong'),
      'scrollbarSlider.activeBackground': token('rule-strong'),
      'scrollbar.shadow': '#00000000',
      'textLink.foreground': token('accent'),
      'textLink.activeForeground': token('accent'),
      focusBorder: token('accent'),
    },
  }
}
