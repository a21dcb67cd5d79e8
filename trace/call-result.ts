import { errorName, findError, findStatus, nameOfValue, statusName, type FunctionRow } from '../winsock/index.ts';
import type { Operation } from './operation.ts';

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

/** What an operation's outcome and end mean, in a sentence. */
export function meaningOf(operation: Operation): string {
  if (operation.outcome === undefined) return 'The call has not returned.';
  switch (operation.outcome) {
    case 'failed':
      return `${sentence(operation.error)} The operation was not started: no completion will come for it.`;
    case 'immediate':
      return operation.error === undefined
        ? 'It completed within the call. The event is signaled all the same, as for a pending operation.'
        : sentence(operation.error);
    case 'pending':
      return endMeaning(operation);
  }
}

function endMeaning(operation: Operation): string {
  if (operation.end === undefined) {
    return 'It will complete later. The structure and the buffer belong to Windows until then.';
  }
  switch (operation.end) {
    case 'leaked':
      return 'It was never seen to complete. Its structure and buffers still belonged to Windows at the end of the session.';
    case 'completed':
      return operation.fetchedAt !== undefined
        ? 'It completed, and the program has fetched the result.'
        : operation.noticedAt !== undefined
          ? 'It completed and the program knows, but nobody has fetched the result.'
          : 'It has completed, and nobody knows yet.';
    case 'cancelled':
    case 'aborted':
    case 'failed':
      return `${findStatus(operation.status ?? 0)?.means ?? statusName(operation.status ?? 0)} ${sentence(operation.error)}`.trim();
  }
}

function sentence(error: number | undefined): string {
  if (error === undefined || error === 0) return '';
  const row = findError(error);
  return row === undefined ? `Error ${error}.` : `${row.name} (${error}): ${row.means}`;
}
