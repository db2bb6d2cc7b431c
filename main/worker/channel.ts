import type { Order, Report } from './protocol'

/** A worker's way to the process that started it. */
export interface Channel {
  send(report: Report): void
  onOrder(listener: (order: Order) => void): void
  /** Called when the other side is gone. */
  onClose(listener: () => void): void
}

/** What Electron puts on `process` in a utility process. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** The channel of this process: Electron's parent port where there is one, else the one that fork made. */
export function openChannel(): Channel {
  const port: ParentPort | undefined = Reflect.get(process, 'parentPort')
  if (port) {
    return {
      send: (report) => port.postMessage(report),
      onOrder: (listener) => port.on('message', ({ data }) => listener(asOrder(data))),
      onClose: () => undefined,
    }
  }
  if (!process.send) throw new Error('a worker is started by the workbench, not by hand')
  return {
    // A parent that is gone needs no report; `disconnect` ends this process.
    send: (report) => {
      if (process.connected) process.send?.(report)
    },
    onOrder: (listener) => process.on('message', (message) => listener(asOrder(message))),
    onClose: (listener) => process.on('disconnect', listener),
  }
}

/** The sender is this build's own parent process: its word is taken, a foreign one is a bug. */
function asOrder(message: unknown): Order {
  if (typeof message !== 'object' || message === null || !('kind' in message))
    throw new Error(`not an order: ${message}`)
  return message as Order
}
