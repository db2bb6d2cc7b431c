import { useEffect, useState } from 'react'
import type { StudyAnalysis } from '../../shared/analysis/analysis'
import { invoke } from '../bridge'

interface Found {
  readonly folder: string | null
  readonly analysis: StudyAnalysis | null
  /** Why there is none. */
  readonly problem: string | null
}

const NOTHING: Found = { folder: null, analysis: null, problem: null }

/**
 * What the finished trials of a study folder say; asked anew with each further one.
 * The last answer stays until the next is there.
 * @param folder null where there is nothing to analyse
 */
export function useAnalysis(folder: string | null, finished: number) {
  const [found, setFound] = useState<Found>(NOTHING)
  const [waiting, setWaiting] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another finished trial is a reason to ask anew
  useEffect(() => {
    if (folder === null) return
    let dropped = false
    setWaiting(true)
    void invoke('study.analyse', { folder }).then((answer) => {
      if (dropped) return
      setWaiting(false)
      setFound(
        answer.ok
          ? { folder, analysis: answer.value, problem: null }
          : { folder, analysis: null, problem: answer.message },
      )
    })
    return () => {
      dropped = true
    }
  }, [folder, finished])
  return { ...(folder === null || found.folder !== folder ? NOTHING : found), waiting: waiting && folder !== null }
}
