export * from './constants.ts';
export * from './errors.ts';
export type * from './function-row.ts';
export * from './functions.ts';
export * from './guid.ts';
export * from './ntstatus.ts';
export * from './pages.ts';
export * from './structs.ts';
export * from './types.ts';
