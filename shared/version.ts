import { version } from '../package.json' with { type: 'json' }

/** The program's, from package.json. */
export const VERSION: string = version
