/** The only two channels between window and main process; what passes through them is declared in `contract.ts`. */
export const COMMAND_CHANNEL = 'workbench:command'
export const EVENT_CHANNEL = 'workbench:event'
