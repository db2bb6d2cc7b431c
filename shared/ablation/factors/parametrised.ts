import type { z } from 'zod'
import type { Architecture } from '../../architecture/architecture'
import type { Edit } from '../edit'
import { levelName, type ParametrisedLevels } from '../level'

/** Levels that are written as a value of a schema. */
export function parametrised<Value>({
  form,
  description,
  schema,
  patch,
}: {
  readonly form: string
  readonly description: string
  readonly schema: z.ZodType<Value>
  readonly patch: (value: Value, architecture: Architecture) => readonly Edit[]
}): ParametrisedLevels {
  return {
    form,
    description,
    read: (written) => {
      const value = schema.safeParse(written)
      if (!value.success) return undefined
      return { name: levelName(written), description, patch: (architecture) => patch(value.data, architecture) }
    },
  }
}
