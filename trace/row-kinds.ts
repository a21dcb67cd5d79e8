/**
 * The kinds of rows, in the order of their numbers. Only append: a recording carries the numbers.
 *
 * For each kind: what `value` and `payload` hold. Columns that are not named have their plain meaning (columns.ts).
 */
export const rowKinds = [
  { name: 'none', means: 'never written' },
  { name: 'thread-started', means: 'value: the system’s thread id; payload: the thread’s name' },
  { name: 'thread-ended', means: 'the thread performs no more calls' },
  {
    name: 'call-entered',
    means: 'value: bytes requested, for a call that issues; payload: the arguments (call-payload.ts)',
  },
  { name: 'call-returned', means: 'value: what it returned; payload: what it wrote behind its pointers' },
  {
    name: 'completed',
    means:
      'Internal was seen to leave STATUS_PENDING; value: InternalHigh; payload: the 32 bytes; call: the call at whose return it was seen, 0: the observer saw it',
  },
  {
    name: 'event-state',
    means:
      'value: 1 signaled, 0 not, which need not be a change; operation: the one whose completion signaled it; call: the call after which it was seen, 0: the observer saw it',
  },
  { name: 'socket-opened', means: 'value: the SOCKET; call: the call that opened it' },
  { name: 'event-opened', means: 'value: the WSAEVENT; call: the call that created it' },
  { name: 'object-closed', means: 'call: the call that closed it' },
  { name: 'socket-named', means: 'payload: JSON, {"local": "127.0.0.1:5001", "peer": "127.0.0.1:5002"}' },
  { name: 'slot-allocated', means: 'value: the address of the WSAOVERLAPPED' },
  { name: 'slot-released', means: 'the program gave the WSAOVERLAPPED back' },
  { name: 'program-waits', means: 'the program waits outside Winsock; payload: for what' },
  { name: 'program-goes-on', means: 'the wait outside Winsock ended' },
  { name: 'note', means: 'payload: what the program or a person says about this moment' },
  { name: 'chapter', means: 'payload: the title of what begins here' },
  {
    name: 'gap',
    means:
      'rows of this thread were lost because nobody took them in time, from `uncertainty` before `time` on; value: how many; payload: JSON, {"operations": 3, "rows": 21}, operations: those that are missing whole',
  },
  { name: 'leaked', means: 'the session ended and Windows still owned the WSAOVERLAPPED of this operation' },
  { name: 'session-ended', means: 'payload: why' },
  { name: 'port-opened', means: 'value: the HANDLE of the completion port; call: the call that created it' },
  { name: 'file-opened', means: 'value: the HANDLE; call: the call that opened it' },
  {
    name: 'packet-dequeued',
    means:
      'a packet was taken from a completion port; object: the port; operation: the one whose completion it tells, 0: a packet that a program posted; slot: the structure that lpOverlapped points to; value: bytes; status: NTSTATUS; error: the last error of a dequeue that returned FALSE; call: the call that took it; payload: u64 lpCompletionKey, u64 lpOverlapped',
  },
  {
    name: 'port-depth',
    means: 'object: the completion port; value: packets that were queued there, as the system told the observer',
  },
  {
    name: 'routine-entered',
    means:
      'a completion routine began on this thread; call: the alertable call in which it runs; value: cbTransferred; error: dwError',
  },
  { name: 'routine-left', means: 'it returned; operation, slot, object and call as when it was entered' },
  {
    name: 'balance',
    means: 'payload: JSON, {"issued": 402, "completed": 399, "failed": 3, "leaked": 0}: every operation of the session',
  },
  {
    name: 'overrun',
    means: 'somebody wrote outside of memory that was given out, or into memory that was given back; payload: where',
  },
  { name: 'fact', means: 'payload: JSON, {"name": …, "value": …}: what the program has found out about Winsock' },
  {
    name: 'buffers',
    means:
      'the first bytes of an operation’s buffers, where the session records them: of a send at the entry of its call, of a receive with its completion; value: how many bytes all of them held; call: the call at which they were read, 0: the observer read them; payload: buffer-bytes.ts',
  },
] as const satisfies readonly { name: string; means: string }[];

export type RowKind = (typeof rowKinds)[number]['name'];

const numbers = new Map<string, number>(rowKinds.map((kind, number) => [kind.name, number]));

/** The number that stands for a kind in the `kind` column. */
export function kindNumber(kind: RowKind): number {
  return numbers.get(kind)!;
}

/** The kind behind a number; `none` for a number that this version does not know. */
export function kindName(number: number): RowKind {
  return rowKinds[number]?.name ?? 'none';
}
