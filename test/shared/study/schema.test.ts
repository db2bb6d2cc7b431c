import { expect, it } from 'vitest'
import { z } from 'zod'
import { StudyFile } from '../../../shared/study/schema'

it('becomes the editor’s schema, levels with parameters, patches and blocks within blocks among it', () => {
  const schema = z.toJSONSchema(StudyFile, { io: 'input' })
  const text = JSON.stringify(schema)
  expect(Object.keys(schema.properties ?? {})).toContain('controls')
  for (const word of ['equal-macs', '"patch"', '"insert"', '"poolProjection"', '"branches"', '"differenceAbove"'])
    expect(text).toContain(word)
})
