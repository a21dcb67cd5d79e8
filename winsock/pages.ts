import type { FunctionRow } from './function-row.ts';

/** The Microsoft page that describes a function. */
export function pageUrl(row: Pick<FunctionRow, 'page'>): string {
  return `https://learn.microsoft.com/windows/win32/api/${row.page}`;
}
