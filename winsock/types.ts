/**
 * The parameter types of Winsock's functions: how wide the machine word is, and what it points to.
 *
 * `koffi` is the type in koffi's notation. Pointers are machine words (`size_t`): Overlook passes addresses
 * inside its own arena and reads the memory itself. Source: winsock2.h and minwindef.h.
 */
export const types = {
  SOCKET: { koffi: 'size_t', holds: 'handle' },
  WSAEVENT: { koffi: 'size_t', holds: 'handle' },
  HANDLE: { koffi: 'size_t', holds: 'handle' },
  int: { koffi: 'int32', holds: 'number' },
  BOOL: { koffi: 'int32', holds: 'boolean' },
  UCHAR: { koffi: 'uint8', holds: 'number' },
  WORD: { koffi: 'uint16', holds: 'number' },
  DWORD: { koffi: 'uint32', holds: 'number' },
  GROUP: { koffi: 'uint32', holds: 'number' },
  ULONG_PTR: { koffi: 'size_t', holds: 'number' },
  NTSTATUS: { koffi: 'uint32', holds: 'number' },
  void: { koffi: 'void', holds: 'nothing' },
  LPDWORD: { koffi: 'size_t', holds: 'pointer', to: 'DWORD' },
  LPINT: { koffi: 'size_t', holds: 'pointer', to: 'int' },
  LPWSABUF: { koffi: 'size_t', holds: 'pointer', to: 'WSABUF' },
  LPWSAEVENT: { koffi: 'size_t', holds: 'pointer', to: 'WSAEVENT' },
  LPSOCKADDR: { koffi: 'size_t', holds: 'pointer', to: 'sockaddr' },
  LPWSAOVERLAPPED: { koffi: 'size_t', holds: 'pointer', to: 'WSAOVERLAPPED' },
  LPOVERLAPPED: { koffi: 'size_t', holds: 'pointer', to: 'WSAOVERLAPPED' },
  'LPOVERLAPPED*': { koffi: 'size_t', holds: 'pointer', to: 'LPOVERLAPPED' },
  LPOVERLAPPED_ENTRY: { koffi: 'size_t', holds: 'pointer', to: 'OVERLAPPED_ENTRY' },
  PULONG_PTR: { koffi: 'size_t', holds: 'pointer', to: 'ULONG_PTR' },
  'LPSOCKADDR*': { koffi: 'size_t', holds: 'pointer', to: 'LPSOCKADDR' },
  LPTRANSMIT_FILE_BUFFERS: { koffi: 'size_t', holds: 'pointer', to: 'TRANSMIT_FILE_BUFFERS' },
  LPCWSTR: { koffi: 'size_t', holds: 'pointer', to: 'text' },
  LPWSAOVERLAPPED_COMPLETION_ROUTINE: { koffi: 'size_t', holds: 'pointer', to: 'code' },
  LPWSADATA: { koffi: 'size_t', holds: 'pointer', to: 'WSADATA' },
  LPWSAPROTOCOL_INFOW: { koffi: 'size_t', holds: 'pointer', to: 'WSAPROTOCOL_INFOW' },
  LPVOID: { koffi: 'size_t', holds: 'pointer', to: 'bytes' },
} as const satisfies Record<string, { koffi: string; holds: Holds; to?: string }>;

export type TypeName = keyof typeof types;
export type Holds = 'handle' | 'number' | 'boolean' | 'pointer' | 'nothing';
/** What a pointer points to; undefined for a type that is no pointer. */
export type Pointee = Extract<(typeof types)[TypeName], { to: string }>['to'];

/** What a pointer of this type points to, or undefined when it is not a pointer. */
export function pointeeOf(type: TypeName): Pointee | undefined {
  const row = types[type];
  return 'to' in row ? row.to : undefined;
}
