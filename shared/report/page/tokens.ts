/** The look's colours as far as a report needs them, light and dark. d-* draw marks, l-* are the same hues for text. */
const LIGHT = {
  canvas: '#fafaf8',
  surface: '#ffffff',
  sunk: '#f3f3f0',
  rule: '#e5e5e1',
  'rule-strong': '#c6c7c2',
  text: '#1c1f24',
  'text-2': '#50565f',
  'text-3': '#686e77',
  accent: '#474dc4',
  'accent-soft': '#ecedfa',
  'd-ink': '#1c1f24',
  'd-blue': '#0072b2',
  'd-orange': '#c97a00',
  'd-green': '#00835f',
  'd-vermilion': '#c24a00',
  'd-sky': '#2f93cc',
  'd-purple': '#af5a8e',
  'l-blue': '#0068a3',
  'l-orange': '#935700',
  'l-green': '#007452',
  'l-vermilion': '#ad4200',
  'l-sky': '#1d6e9c',
  'l-purple': '#9a487a',
  warn: '#8c6a00',
  'warn-soft': '#fbf5e2',
  bad: '#b93a08',
  'bad-soft': '#fbebe4',
  good: '#00775a',
  band: '.16',
  faint: '.3',
  reference: '#686e77',
}

const DARK: typeof LIGHT = {
  canvas: '#15171a',
  surface: '#1a1d21',
  sunk: '#121417',
  rule: '#2b2f35',
  'rule-strong': '#4a5058',
  text: '#e4e7ea',
  'text-2': '#abb1ba',
  'text-3': '#8d949e',
  accent: '#a3a9ff',
  'accent-soft': '#272b49',
  'd-ink': '#e4e7ea',
  'd-blue': '#4fa8e6',
  'd-orange': '#eba52c',
  'd-green': '#2fbf96',
  'd-vermilion': '#f0793a',
  'd-sky': '#8fcdf3',
  'd-purple': '#dd97c1',
  'l-blue': '#4fa8e6',
  'l-orange': '#eba52c',
  'l-green': '#2fbf96',
  'l-vermilion': '#f0793a',
  'l-sky': '#8fcdf3',
  'l-purple': '#dd97c1',
  warn: '#ddbb55',
  'warn-soft': '#2c2818',
  bad: '#f28a5b',
  'bad-soft': '#372019',
  good: '#3cc49c',
  band: '.2',
  faint: '.5',
  reference: '#abb1ba',
}

const declare = (tokens: typeof LIGHT) =>
  Object.entries(tokens)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

/** Light, dark where the reader's system asks for it, light on paper always. */
export const TOKEN_RULES = `
:root { color-scheme: light dark; ${declare(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${declare(DARK)} } }
@media print { :root { color-scheme: light; ${declare(LIGHT)}; --canvas: #fff } }
`
