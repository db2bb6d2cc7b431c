import { expect, it } from 'vitest'
import { steadyPdf } from '../../../main/export/steady-pdf'

const page = (date: string, first: number, id: string) =>
  Buffer.from(
    [
      '%PDF-1.4',
      '<</Title (a)',
      '/Creator (Mozilla/5.0 \\(X11\\) Chrome/130)',
      `/CreationDate (D:${date}+01'30')`,
      `/ModDate (D:${date}+01'30')>>`,
      ...[2, 0, 1].map((offset) => `<</ID (node${String(first + offset).padStart(8, '0')})>>`),
      `/ID [<${id}> <${id}>]`,
      '\u00ff\u0080 node00000099',
    ].join('\n'),
    'latin1',
  )

it('is the same for the same page, whenever and however often it was printed', () => {
  const steady = steadyPdf(page('20260102030405', 7, 'ab12'), '2025-06-07T08:09:10.123Z')
  expect(steadyPdf(page('20270102030405', 5007, 'cd34'), '2025-06-07T08:09:10.123Z')).toEqual(steady)
  expect(Buffer.from(steady).toString('latin1').split('\n')).toEqual([
    '%PDF-1.4',
    '<</Title (a)',
    '/Creator (Ablation Workbench            )',
    "/CreationDate (D:20250607080910+00'00')",
    "/ModDate (D:20250607080910+00'00')>>",
    '<</ID (node00000003)>>',
    '<</ID (node00000001)>>',
    '<</ID (node00000002)>>',
    '/ID [<0000> <0000>]',
    '\u00ff\u0080 node00000099',
  ])
})

it('changes no length: offsets within the file stay true', () => {
  const before = page('20260102030405', 7, 'ab12')
  expect(steadyPdf(before, '').length).toBe(before.length)
})
