import type { FunctionRow } from '../function-row.ts';

/** What programs need beside sockets: files to transmit, closing a HANDLE, the other number of a status. */
export const handles = [
  {
    name: 'CreateFileW',
    dll: 'kernel32',
    role: 'open',
    opens: 'file',
    returns: 'HANDLE',
    failsWith: 'INVALID_HANDLE_VALUE',
    lastError: 'GetLastError',
    parameters: [
      ['lpFileName', 'LPCWSTR'],
      ['dwDesiredAccess', 'DWORD', { flags: 'fileAccess' }],
      ['dwShareMode', 'DWORD', { flags: 'fileShare' }],
      ['lpSecurityAttributes', 'LPVOID'],
      ['dwCreationDisposition', 'DWORD', { values: 'fileDispositions' }],
      ['dwFlagsAndAttributes', 'DWORD', { flags: 'fileFlags' }],
      ['hTemplateFile', 'HANDLE', { optional: true }],
    ],
    does: 'Opens a file.',
    page: 'fileapi/nf-fileapi-createfilew',
  },
  {
    name: 'CloseHandle',
    dll: 'kernel32',
    role: 'close',
    returns: 'BOOL',
    failsWith: 'FALSE',
    lastError: 'GetLastError',
    parameters: [['hObject', 'HANDLE']],
    does: 'Closes a completion port or a file.',
    page: 'handleapi/nf-handleapi-closehandle',
  },
  {
    name: 'RtlNtStatusToDosError',
    dll: 'ntdll',
    role: 'other',
    returns: 'DWORD',
    failsWith: 'never',
    parameters: [['Status', 'NTSTATUS']],
    does: 'Tells the Windows error of an NTSTATUS, as GetQueuedCompletionStatus gives it.',
    page: 'winternl/nf-winternl-rtlntstatustodoserror',
  },
] as const satisfies readonly FunctionRow[];
