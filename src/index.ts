/** The library's face: the values of core and the use cases of app. */
export { SightlineError, errorCodes, exitCodes, formatPlace } from './core/errors.ts';
export type { ErrorCode, ErrorDetails, Fault, Place } from './core/errors.ts';
export { specSchema } from './core/spec/spec.ts';
export type { Spec } from './core/spec/spec.ts';
export { version } from './version.ts';
