export * from './complete-query.ts';
export { fieldGroups as queryFieldGroups, fields as queryFields } from './fields.ts';
export { syntax as querySyntax } from './syntax.ts';
export { CHUNK_PLACES, FilteredOperations } from './filtered-operations.ts';
export { parseQuery } from './parse-query.ts';
export { PlaceSet } from '../store/place-set.ts';
export type * from './query.ts';
export { writeDuration } from './units.ts';
export { withRange, withTerm } from './add-term.ts';
