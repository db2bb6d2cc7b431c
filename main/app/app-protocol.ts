import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol, type Session } from 'electron'
import { CONTENT_SECURITY_POLICY } from './content-security-policy'

const SCHEME = 'app'
const HOST = 'workbench'

/** The address of the window's page. */
export const START_PAGE = `${SCHEME}://${HOST}/index.html`

/** Whether an address is one of the workbench's own pages. */
export function isOwnPage(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === `${SCHEME}:` && new URL(url).host === HOST
}

/** Before the application is ready: makes app:// a standard, secure scheme, so that workers and storage work under it. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the files below `folder` at app://workbench/, each with the content security policy. */
export function serveApp(session: Session, folder: string): void {
  session.protocol.handle(SCHEME, async (request) => {
    const file = fileOf(folder, request.url)
    if (request.method !== 'GET' || file === null) return refusal(403)
    try {
      return new Response(new Uint8Array(await readFile(file)), { headers: headersOf(file) })
    } catch {
      return refusal(404)
    }
  })
}

/** @returns the file that an address stands for; null where it leads out of the folder. */
function fileOf(folder: string, url: string): string | null {
  if (!isOwnPage(url)) return null
  const path = decodeURIComponent(new URL(url).pathname)
  if (path.includes('\0')) return null
  const file = normalize(join(folder, path))
  return file.startsWith(folder + sep) ? file : null
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
}

function headersOf(file: string): Record<string, string> {
  return {
    'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { 'content-security-policy': CONTENT_SECURITY_POLICY } })
}
