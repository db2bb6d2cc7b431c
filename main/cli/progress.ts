import { formatPercent } from '../../shared/format/numbers'
import { formatDuration, formatPredicted } from '../../shared/format/time'
import { messages } from '../../shared/messages'
import type { StudyPlan } from '../../shared/study/plan'
import type { MachineEvent, RunEvent, RunEventOf } from '../../shared/study/run-event'
import type { Terminal } from './terminal'

/** What a person sees of a run in the terminal. */
export interface Progress {
  onEvent(event: RunEvent): void
  /** Leaves the screen as it should stay. */
  end(): void
}

export const quietProgress: Progress = { onEvent: () => undefined, end: () => undefined }

/** What is said of a calibration before a run. */
export function calibrationWords(event: MachineEvent): string {
  const { unmeasured, measuring } = messages.study
  if (event.event === 'machine.unmeasured') return unmeasured(event.reason)
  return measuring(event.seconds === null ? null : formatPredicted(event.seconds))
}

/** A line for each finished trial; on a screen, a last line that is drawn over and tells what runs. */
export function textProgress(terminal: Terminal, plan: StudyPlan): Progress {
  const labels = new Map(plan.arms.map(({ id, label }) => [id, label]))
  const width = Math.max(...plan.arms.map(({ label }) => label.length))
  const total = plan.trials.length
  const running = new Map<string, RunEventOf<'progress'> | undefined>()
  let done = 0
  /** Trials that had finished before this run, and when this run began. */
  let before = 0
  let began = 0

  const name = ({ arm, replicate }: { arm: string; replicate: number }): string =>
    `${(labels.get(arm) ?? arm).padEnd(width)}  replicate ${replicate}`
  const line = (text: string): void => {
    clear()
    terminal.say(text)
    draw()
  }
  const clear = (): void => {
    if (terminal.screen) process.stderr.write('\r\u001b[K')
  }
  const draw = (): void => {
    const { screen } = terminal
    if (!screen || running.size === 0) return
    const text = statusLine()
    process.stderr.write(text.length < screen.columns ? text : `${text.slice(0, screen.columns - 2)}…`)
  }
  const statusLine = (): string => {
    const parts = [...running.values()].map((event) => event?.step ?? 0)
    const steps = [...running.values()].find((event) => event !== undefined)?.steps ?? 1
    const share = (done + parts.reduce((sum, step) => sum + step, 0) / steps) / total
    const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░')
    const left = timeLeft(share)
    const trials = [...running.values()].flatMap((event) =>
      event
        ? [`${labels.get(event.arm) ?? event.arm} ${event.epoch}/${plan.epochs} loss ${event.train.loss.toFixed(2)}`]
        : [],
    )
    return `${bar} ${done} of ${total}${left}  ${trials.join(' · ')}`
  }
  const timeLeft = (share: number): string => {
    const passed = (Date.now() - began) / 1000
    const own = share - before / total
    return own > 0.01 ? `, ${formatDuration(Math.max(1, Math.round((passed / own) * (1 - share))))} left` : ''
  }

  return {
    onEvent: (event) => {
      switch (event.event) {
        case 'study.started':
          began = Date.now()
          before = event.done
          done = event.done
          if (event.done > 0) terminal.say(`${event.done} of ${event.trials} trials have finished before.`)
          if (event.done < event.trials)
            terminal.say(`Training ${event.trials - event.done} trials, ${event.workers} at a time.`)
          return
        case 'trial.started':
          running.set(event.trial, undefined)
          return
        case 'progress':
          running.set(event.trial, event)
          clear()
          draw()
          return
        case 'trial.finished': {
          running.delete(event.trial)
          done += 1
          const count = String(done).padStart(String(total).length)
          const accuracy = formatPercent(event.validation.accuracy)
          line(
            `${count}/${total}  ${name(event)}  accuracy ${accuracy} %  loss ${event.validation.loss.toFixed(3)}  ${formatDuration(event.seconds)}`,
          )
          return
        }
        case 'trial.failed':
          running.delete(event.trial)
          line(`      ${name(event)}  ${event.cause}: ${event.reason}`)
          return
        case 'study.finished':
          running.clear()
          clear()
          terminal.say(
            `${event.finished} of ${total} trials have finished${event.failed > 0 ? `, ${event.failed} failed` : ''}, in ${formatDuration(event.seconds)}.`,
          )
          return
        case 'machine.measuring':
        case 'machine.unmeasured':
        case 'epoch':
        case 'study.paused':
        case 'study.resumed':
          return
      }
    },
    end: clear,
  }
}

const BAR = 20
