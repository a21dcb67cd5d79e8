export { OperationSort, SortedOperations } from './operation-sort.ts';
export { sortKeys, type SortKey } from './sort-keys.ts';
