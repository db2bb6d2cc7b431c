import { expect, it } from 'vitest'
import { BEGIN, END, onednnTimes } from './onednn-verbose'

const line = (fields: string, milliseconds: number): string =>
  `onednn_verbose,exec,cpu,${fields},forward_training,src_f32::blocked:acdb:f0,,alg:x,mb32_ic1oc32,${milliseconds}`

it('sums the time of each kind of primitive between the marks', () => {
  const output = [
    'onednn_verbose,info,oneDNN v3.2.1',
    line('convolution,jit:avx512_core', 100),
    BEGIN,
    line('convolution,jit:avx512_core', 1.5),
    line('pooling_v2,simple_nhwc:any', 0.25),
    'onednn_verbose,create:cache_hit,cpu,convolution,jit,0.01',
    line('convolution,brgconv:avx512_core', 0.5),
    'something else, 7',
    END,
    line('convolution,jit:avx512_core', 100),
  ].join('\n')
  expect(Object.fromEntries(onednnTimes(output))).toEqual({ convolution: 2, pooling_v2: 0.25 })
})

it('reads lines with a version or a time stamp before the word exec', () => {
  const output = `${BEGIN}\nonednn_verbose,v1,primitive,exec,cpu,reorder,jit:uni,undef,f32,,,64,0.125\n${END}`
  expect(Object.fromEntries(onednnTimes(output))).toEqual({ reorder: 0.125 })
})
