import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']

/** Whether downloads go through a proxy: then asking for the host directly says nothing. */
export function behindProxy() {
  return PROXY_VARIABLES.some((name) => (process.env[name] ?? '') !== '')
}

/**
 * Asks whether a host can be reached at all, so that a machine without a network does not wait for an installer's
 * own retries.
 * @param {string} host
 * @param {{ port?: number, timeoutMs?: number }} [options]
 * @returns {Promise<string | undefined>} Why it cannot be reached, or undefined where it can.
 */
export async function unreachable(host, { port = 443, timeoutMs = 4000 } = {}) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(`${host} does not answer within ${timeoutMs / 1000} s`), timeoutMs)
  })
  try {
    return await Promise.race([late, attempt(host, port, timeoutMs)])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * @param {string} host
 * @param {number} port
 * @param {number} timeoutMs
 * @returns {Promise<string | undefined>}
 */
async function attempt(host, port, timeoutMs) {
  try {
    await lookup(host)
  } catch {
    return `the name ${host} cannot be resolved`
  }
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const end = (/** @type {string | undefined} */ reason) => {
      socket.destroy()
      resolve(reason)
    }
    socket.on('connect', () => end(undefined))
    socket.on('timeout', () => end(`${host} does not answer within ${timeoutMs / 1000} s`))
    socket.on('error', (error) => end(`${host} cannot be reached (${error.message})`))
  })
}
