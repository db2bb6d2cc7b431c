import { dismiss } from '../state/actions'
import { useWorkbench } from '../state/store'
import { Strip } from './strip'

export function Notices() {
  const notices = useWorkbench((state) => state.notices)
  return (
    <div className="notices">
      {notices.map(({ id, tone, text, action }) => (
        <Strip key={id} tone={tone} action={action} onDismiss={() => dismiss(id)}>
          {text}
        </Strip>
      ))}
    </div>
  )
}
