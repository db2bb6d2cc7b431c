import { BrowserWindow, session } from 'electron'
import type { Paper } from '../../shared/report/paper'

const SCHEME = 'report'
const PAGE = `${SCHEME}://page/`
const SIZES = { a4: 'A4', letter: 'Letter' } as const
/** From this Chromium on the page's own style numbers its pages. */
const NUMBERS_PAGES = 131

let printed = 0

/**
 * Prints HTML as PDF in a page of its own that no one sees: sandboxed, without script, in a session that has nothing but
 * this page and reaches nothing.
 */
export async function printPage(html: string, paper: Paper): Promise<Uint8Array> {
  const own = session.fromPartition(`${SCHEME}-${++printed}`)
  own.protocol.handle(SCHEME, ({ url }) =>
    url === PAGE
      ? new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } })
      : new Response(null, { status: 404 }),
  )
  own.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: url !== PAGE }))
  own.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: own,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      webSecurity: true,
      offscreen: true,
      spellcheck: false,
    },
  })
  try {
    window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
    await window.loadURL(PAGE)
    const numbersItself = Number.parseInt(process.versions.chrome, 10) >= NUMBERS_PAGES
    return await window.webContents.printToPDF({
      pageSize: SIZES[paper],
      printBackground: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
      displayHeaderFooter: !numbersItself,
      headerTemplate: '<span></span>',
      footerTemplate:
        '<div style="font: 7px sans-serif; color: #686e77; width: 100%; text-align: right; padding-right: 14mm">' +
        '<span class="pageNumber"></span> / <span class="totalPages"></span></div>',
    })
  } finally {
    window.destroy()
    own.protocol.unhandle(SCHEME)
  }
}
