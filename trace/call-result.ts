import { errorName, nameOfValue, type FunctionRow } from '../winsock/index.ts';

/** What a call returned, as C names it: `SOCKET_ERROR, WSA_IO_PENDING (997)`, `0`, `TRUE`, `WSA_WAIT_EVENT_0 + 1`. */
export function resultText(row: FunctionRow, value: number, error: number): string {
  const failure = failureName(row, value);
  if (failure !== undefined) return error === 0 ? failure : `${failure}, ${errorName(error)} (${error})`;
  if (row.failsWith === 'code' && value !== 0) return `${errorName(value)} (${value})`;
  if (row.returns === 'BOOL') return 'TRUE';
  if (row.values === 'waitResults' && value < 64)
    return value === 0 ? 'WSA_WAIT_EVENT_0' : `WSA_WAIT_EVENT_0 + ${value}`;
  if (row.values !== undefined) return nameOfValue(row.values, value) ?? String(value);
  if (row.returns === 'void') return 'nothing';
  if (row.returns === 'WSAEVENT' || row.returns === 'HANDLE') return `0x${value.toString(16).toUpperCase()}`;
  return String(value);
}

/** The name of the return value that says "it failed", or undefined when this value does not say so. */
export function failureName(row: Pick<FunctionRow, 'failsWith'>, value: number): string | undefined {
  switch (row.failsWith) {
    case 'SOCKET_ERROR':
      return value === -1 ? 'SOCKET_ERROR' : undefined;
    case 'INVALID_SOCKET':
      return value === -1 || value >= 2 ** 63 ? 'INVALID_SOCKET' : undefined;
    case 'INVALID_HANDLE_VALUE':
      return value === -1 || value >= 2 ** 63 ? 'INVALID_HANDLE_VALUE' : undefined;
    case 'NULL':
      return value === 0 ? 'NULL' : undefined;
    case 'WSA_INVALID_EVENT':
      return value === 0 ? 'WSA_INVALID_EVENT' : undefined;
    case 'WSA_WAIT_FAILED':
      return value === 0xffffffff ? 'WSA_WAIT_FAILED' : undefined;
    case 'FALSE':
      return value === 0 ? 'FALSE' : undefined;
    case 'code':
    case 'never':
      return undefined;
  }
}

/** True when this return value says that the call failed. WSA_IO_PENDING counts: ask the error. */
export function hasFailed(row: Pick<FunctionRow, 'failsWith'>, value: number): boolean {
  return row.failsWith === 'code' ? value !== 0 : failureName(row, value) !== undefined;
}
