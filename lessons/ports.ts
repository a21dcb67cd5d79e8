import { INVALID_HANDLE_VALUE } from '../winsock/index.ts';
import { winsock } from './calls.ts';
import { out } from './call-types.ts';
import type { Packet, PortRef, Program, SocketRef } from './program.ts';
import { opened, WAIT_MS } from './sockets.ts';

/** A completion port. Under Windows at most `threads` of its waiters run at once; 0: as many as there are processors. */
export function* createPort(threads = 0): Program<PortRef> {
  return opened(
    yield* winsock.CreateIoCompletionPort({
      FileHandle: INVALID_HANDLE_VALUE,
      ExistingCompletionPort: 0,
      CompletionKey: 0,
      NumberOfConcurrentThreads: threads,
    }),
  );
}

/** From now on the completions of this socket's operations are queued at the port, with this key. */
export function* associate(s: SocketRef, port: PortRef, key: number): Program {
  opened(
    yield* winsock.CreateIoCompletionPort({
      FileHandle: s,
      ExistingCompletionPort: port,
      CompletionKey: key,
      NumberOfConcurrentThreads: 0,
    }),
  );
}

/** Takes up to so many packets, and waits for the first one; an empty list: none came in time. */
export function* dequeue(port: PortRef, most: number, ms = WAIT_MS, fAlertable = false): Program<readonly Packet[]> {
  const result = yield* winsock.GetQueuedCompletionStatusEx({
    CompletionPort: port,
    lpCompletionPortEntries: most,
    ulNumEntriesRemoved: out,
    dwMilliseconds: ms,
    fAlertable,
  });
  return result.failed ? [] : (result.out['lpCompletionPortEntries'] as readonly Packet[]);
}
