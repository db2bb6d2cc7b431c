/** Whether a person means this arm: by its id, or as it is printed, with a plain minus too. */
export function isArmCalled({ id, label }: { readonly id: string; readonly label: string }, word: string): boolean {
  return id === word || label === word || label.replaceAll('−', '-') === word
}
