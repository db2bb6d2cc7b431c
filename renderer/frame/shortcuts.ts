import { useEffect } from 'react'
import type { MenuChoice } from '../../shared/ipc/contract'
import { choose } from '../state/actions'

const KEYS: Readonly<Record<string, MenuChoice>> = { Enter: 'run', s: 'save' }

/**
 * The menu's keys that the editor would take for itself: they mean the same wherever the focus is.
 * What is handled here does not reach the menu a second time.
 */
export function useShortcuts(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      const choice = KEYS[event.key]
      if (choice === undefined) return
      event.preventDefault()
      event.stopPropagation()
      choose(choice)
    }
    window.addEventListener('keydown', press, { capture: true })
    return () => window.removeEventListener('keydown', press, { capture: true })
  }, [])
}
