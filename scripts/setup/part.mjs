/** @import { Report } from './report.mjs' */

/**
 * What every part of set-up is handed.
 * @typedef {object} Context
 * @property {string} root  The checkout.
 * @property {string} cache  The folder that keeps downloads across checkouts and across `npm ci`.
 * @property {Report} report
 * @property {boolean} mayAsk  A person sits at a terminal and can answer a question.
 * @property {boolean} forTests  Also what only the tests need.
 */

/**
 * How a part ended. `lacking` is a sentence about what is missing without stopping set-up.
 * @typedef {{ state: string, lacking?: string }} Outcome
 */

/**
 * One part of set-up. `inPlace` looks, quickly and without changing anything; `establish` does the work, and may be
 * killed at any moment: what it leaves then is not taken for whole by the next `inPlace`.
 * @typedef {object} Part
 * @property {string} title
 * @property {(context: Context) => Promise<string | undefined>} inPlace  The state in a few words, or undefined.
 * @property {(context: Context) => Promise<Outcome>} establish
 */

export {}
