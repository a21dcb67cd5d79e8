export type * from './call-types.ts';
export { out } from './call-types.ts';
export * from './calls.ts';
export * from './options.ts';
export type * from './program.ts';
export { actorsOf } from './program.ts';
export * from './programs.ts';
export * from './texts.ts';
