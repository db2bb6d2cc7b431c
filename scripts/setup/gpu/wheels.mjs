/**
 * A package of the Python package index, pinned to one file.
 * @typedef {{ package: string, version: string, sha256: string }} Wheel
 */

/** TensorFlow's CUDA build, of the version that the CPU library has. */
export const TENSORFLOW = {
  package: 'tensorflow',
  version: '2.15.1',
  sha256: 'bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4',
}

/**
 * NVIDIA's libraries, as that build's extra "and-cuda" names them: CUDA 12.2 and cuDNN 8.9. They need a driver of 525.60
 * or newer, and no CUDA installation.
 * @type {readonly Wheel[]}
 */
export const NVIDIA = [
  {
    package: 'nvidia-cublas-cu12',
    version: '12.2.5.6',
    sha256: 'f448d8db463f9a2c7dd9a1e607c0961d3e95f825b86839c5882f7d073d406df0',
  },
  {
    package: 'nvidia-cuda-cupti-cu12',
    version: '12.2.142',
    sha256: 'ce68d1009dd14215e38ed49643d31374c71d6fea381181cb0b9da7f19dfd1624',
  },
  {
    package: 'nvidia-cuda-nvcc-cu12',
    version: '12.2.140',
    sha256: 'c6ff4ae7a636eb6cab7621191e19ac3779690686bbcf52c04d8b1ca2944e1e27',
  },
  {
    package: 'nvidia-cuda-nvrtc-cu12',
    version: '12.2.140',
    sha256: 'b1cdcae6443cb7cdcfb5d1bf51896a148c9f82f9e65b27db9ab095eaed689aa7',
  },
  {
    package: 'nvidia-cuda-runtime-cu12',
    version: '12.2.140',
    sha256: 'acb9cb7e44594a3512533497ea790d9f0b0e399abcc888584c157d1ffa080e41',
  },
  {
    package: 'nvidia-cudnn-cu12',
    version: '8.9.4.25',
    sha256: '9f882d5b11753c566fd32427839089eb4f8ba7a58c28446ad359e32c40229723',
  },
  {
    package: 'nvidia-cufft-cu12',
    version: '11.0.8.103',
    sha256: '72e961e578f9be9e316ccb4db8652c421dd0b57442624faa71061d452f449a67',
  },
  {
    package: 'nvidia-curand-cu12',
    version: '10.3.3.141',
    sha256: '7b6bad6817b5df2a6f5ec221206fb895d9195fdd7d2443f3e86554108c141a0a',
  },
  {
    package: 'nvidia-cusolver-cu12',
    version: '11.5.2.141',
    sha256: '5a85c4653ce34339a5688137f494a0f903e0f0532418550998167f00844161da',
  },
  {
    package: 'nvidia-cusparse-cu12',
    version: '12.1.2.141',
    sha256: '4e13d6a51d2303dcb2a023ba09546811161f0334fc64e13689397bbd3b1eb126',
  },
  {
    package: 'nvidia-nccl-cu12',
    version: '2.16.5',
    sha256: '84695a4248138fb2ca12f5fd3defe986e790e71ccdaad51b2ca34ca4e83ef421',
  },
  {
    package: 'nvidia-nvjitlink-cu12',
    version: '12.2.140',
    sha256: '95635cafbf9f96c38bea5200ab145a2e6aefbb5405e0b04c1e4ba54df2d84ec9',
  },
]

/**
 * What is kept of a wheel of NVIDIA: the libraries, which the CUDA build looks for in `../nvidia/<name>/lib` beside
 * itself, and the assembler and bit code that its compiler starts. Headers and Python are left out.
 * @param {string} entry  Path inside the wheel.
 * @returns {string | undefined} Where it goes, or undefined where it is not needed.
 */
export function placeOfNvidiaEntry(entry) {
  const licence = /^(nvidia_[^/]+)\.dist-info\/(?:licenses\/)?(License\.txt|LICENSE[^/]*)$/i.exec(entry)
  if (licence !== null) return `licences/${licence[1]}.txt`
  if (/^nvidia\/[^/]+\/lib\/[^/]+\.so[.\d]*$/.test(entry)) return entry
  if (/^nvidia\/cuda_nvcc\/(?:bin\/[^/]+|nvvm\/libdevice\/[^/]+)$/.test(entry)) return entry
  return undefined
}
