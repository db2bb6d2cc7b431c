import { formatFixed } from './numbers'

/** A stretch of time as people say it: `3.4 s`, `42 s`, `9 min 20 s`, `1 h 12 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${formatFixed(Math.max(0, seconds), 1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`
  const rounded = Math.round(whole / 60)
  const hours = Math.floor(rounded / 60)
  return rounded % 60 === 0 ? `${hours} h` : `${hours} h ${rounded % 60} min`
}

/** A predicted time, which is known to two digits at best: `5 s`, `50 s`, `2 min 40 s`, `1 h 10 min`. */
export function formatPredicted(seconds: number): string {
  if (seconds < 10) return formatDuration(Math.max(1, Math.round(seconds))).replace('.0', '')
  if (seconds < 60) return formatDuration(Math.round(seconds / 5) * 5)
  if (seconds < 3600) return formatDuration(Math.round(seconds / 10) * 10)
  return formatDuration(Math.round(seconds / 600) * 600)
}

/** A mark on a scale of time: `0:42`, `9:20`, `1:12:00`. */
export function formatClock(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** The time of day: `14:21`. */
export function formatTimeOfDay(time: Date): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(time)
}
