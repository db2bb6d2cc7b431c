/** Words of Python, names of the generated files, and attributes that a PyTorch module has already. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield match case type print ' +
    'x F nn np torch keras layers ops images logits auxiliary self super inputs outputs name main load build weights ' +
    'add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval extra_repr float ' +
    'forward get_buffer get_parameter get_submodule half ipu load_state_dict modules mtia named_buffers named_children ' +
    'named_modules named_parameters parameters register_buffer register_module register_parameter requires_grad_ ' +
    'set_submodule share_memory state_dict T_destination to to_empty train training xpu zero_grad'
  ).split(' '),
)

/**
 * A Python identifier for a part of a network, in small letters: `3x3-reduce` with prefix `conv` becomes `conv_3x3_reduce`.
 * Nothing but letters, digits and single underscores comes out, whatever goes in.
 * @param prefix put in front where the name does not begin with a letter
 */
export function identifier(name: string, prefix: string): string {
  const clean = name
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
  const begun = /^[a-z]/.test(clean) ? clean : clean === '' ? prefix : `${prefix}_${clean}`
  return RESERVED.has(begun) ? `${prefix}_${begun}` : begun
}

/** A name for a class: `mini-googlenet` becomes `MiniGooglenet`. */
export function className(name: string, prefix: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^[A-Za-z]/.test(joined) ? joined : `${prefix}${joined}`
}

/** The name, with a number behind it where it is taken. The name that comes out is taken from then on. */
export function unique(name: string, taken: Set<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`
  taken.add(free)
  return free
}
