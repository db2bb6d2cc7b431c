import { app, type Session } from 'electron'
import { isOwnPage } from './app-protocol'

/** Denies what the workbench never needs: other pages, new windows, embedded views, permissions, downloads. */
export function denyTheWeb(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(permission === 'clipboard-sanitized-write'),
  )
  session.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write')
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isAllowed(details.url) }))
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

/** Developer tools load their own pages; all else is the workbench's own. */
function isAllowed(url: string): boolean {
  return isOwnPage(url) || url.startsWith('devtools:') || url.startsWith('data:') || url.startsWith('blob:')
}
