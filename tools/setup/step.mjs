/**
 * One thing that a machine must have. `isReady` is asked at every start and takes milliseconds. `make` may take
 * minutes, leaves nothing half-made that `isReady` would take for whole, and throws a SetupProblem when it cannot.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {() => boolean} isReady
 * @property {(say: (line: string) => void) => Promise<void>} make
 * @property {boolean} [isOptional] Overlook works, in part, without it
 * @property {Step} [needs] without which it is not even tried
 */

/** Why a step cannot be made, in a sentence that says what to do. */
export class SetupProblem extends Error {}
