import type { LessonText } from '../texts.ts';

export const modelTexts: readonly LessonText[] = [
  {
    name: 'wait-any-wait-all',
    group: 'Completion models',
    title: 'Events: wait for any, wait for all',
    summary:
      'Four receives with an event each: which index a wait returns, what fWaitAll and fWait do, and why 64 is the end.',
    paragraphs: [
      'Four sockets, and on each a `WSARecv` with a `WSAOVERLAPPED` and an event of its own. One thread waits for all four with one `WSAWaitForMultipleEvents`.',
      'With `fWaitAll` FALSE the call returns `WSA_WAIT_EVENT_0` plus the place in the array of an event that is signaled. To ask about another operation is no mistake: `WSAGetOverlappedResult` says `WSA_IO_INCOMPLETE (996)`, which means “not yet”.',
      'Then two are complete, and the wait names the lower place, twice: the events are manual-reset, so a wait leaves them signaled. Only the next operation that is issued with an event resets it. Where the first places are always signaled, the last ones starve: a fair program begins its array at another place each time.',
      'With `fWaitAll` TRUE the call returns when the last one is signaled. And `WSAGetOverlappedResult` with `fWait` TRUE waits for one operation and fetches it in one call, without a timeout.',
      'A wait takes `WSA_MAXIMUM_WAIT_EVENTS (64)` events. With 65 it fails at once: `WSA_WAIT_FAILED`, `WSA_INVALID_PARAMETER (87)`. That is where the event model ends, and completion routines and ports begin.',
    ],
  },
  {
    name: 'shared-event',
    group: 'Completion models',
    title: 'One event for two operations',
    summary:
      'Why each operation needs an event of its own: a fetch that says 0 bytes while the operation is in flight, and a completion that nobody hears of.',
    paragraphs: [
      'Two receives, two `WSAOVERLAPPED` structures, and the same event in both. A datagram comes for the second one, and the wait returns. But which of the two is complete? The program has to ask both.',
      'Worse: it asks for the first one with `fWait` TRUE. The call waits for the event, finds it signaled, and returns TRUE with 0 bytes, while `Internal` is still `STATUS_PENDING (0x103)`. The operation is in flight, and its buffer belongs to Windows. Look at the WSAOVERLAPPED lane: nothing has changed there. Windows does the same.',
      'Two completions signal one event once. The program handles one of them, resets the event, and waits in vain for the other, which has been complete all the time.',
      'In the last chapter each receive has an event of its own: the index of the wait says which one it is.',
    ],
  },
  {
    name: 'routine-chain',
    group: 'Completion models',
    title: 'Routines that issue the next operation',
    summary:
      'Completion routines run inside alertable waits, one after the other, and keep a connection going by themselves.',
    paragraphs: [
      'The receive is issued with an `lpCompletionRoutine`. When it is complete, Windows queues the routine for the thread that issued it; it runs when that thread waits alertably, here in `SleepEx` with TRUE. `SleepEx` then returns `WAIT_IO_COMPLETION (192)`.',
      'Each routine issues the next `WSARecv` with the same structure, so that one receive is always in flight. The routine is told the count and the error: there is nothing left to fetch.',
      'Then five pieces are there at once. Each receive completes within its call, inside the routine before it. Its own routine is queued nevertheless, and begins when the one before has returned: all five run inside one `SleepEx`, and the depth stays 1. A program cannot run out of stack this way.',
      '`WSAWaitForMultipleEvents` can be alertable, too. `WSA_WAIT_IO_COMPLETION (192)` is not the index of an event: the program has to wait again.',
      'At the end a routine is told of 0 bytes, because the peer has ended. It issues nothing more.',
    ],
  },
  {
    name: 'routine-never-runs',
    group: 'Completion models',
    title: 'The routine that never runs',
    summary: 'Complete, queued, and nobody waits alertably: no error anywhere, until SleepEx(0, TRUE).',
    paragraphs: [
      'The receive has a completion routine, and is complete after a few milliseconds: `Internal` is 0, and the bytes are in the buffer. The thread sleeps and waits, and the routine does not run. `SleepEx` with FALSE and `WSAWaitForMultipleEvents` with `fAlertable` FALSE are not alertable.',
      'The structure also names an event in `hEvent`. With a completion routine Windows takes no notice of it: it stays as it is, and the field is free for the program’s own use.',
      'Another thread does wait alertably. That does not help: a routine runs only on the thread that issued its operation.',
      'Then one `SleepEx(0, TRUE)`: the routine runs inside of it, long after the completion. Look at the amber stretch of the operation: so long it was done, and the program did not know.',
    ],
  },
  {
    name: 'routine-starved',
    group: 'Completion models',
    title: 'The routine that starves',
    summary:
      'An alertable wait whose event is signaled already returns at once and runs nothing. SleepEx(0, TRUE) in the loop is the cure.',
    paragraphs: [
      'A thread has jobs to do, and an event that stays signaled as long as there are some. Between the jobs it waits alertably, so that the routine of its receive can run. So it seems.',
      'But a wait whose event is already signaled has nothing to wait for: it returns the event’s index at once, and runs no routine. The receive is complete, its routine is queued, and every one of five alertable waits passes it by. The busier the thread, the longer it takes.',
      'When the event is reset, the next wait has to wait, and the routine runs: `WSA_WAIT_IO_COMPLETION (192)`.',
      'In the last chapter there is a `SleepEx(0, TRUE)` in every turn of the loop. It takes no time, and runs whatever is queued, before the first job.',
    ],
  },
  {
    name: 'port-echo',
    group: 'Completion models',
    title: 'A completion port and its workers',
    summary:
      'Three threads serve four connections from one port: batches, who takes which packet, and how they are told to leave.',
    paragraphs: [
      'Each connection is associated with the port by `CreateIoCompletionPort`, with its number as the key. Its operations have no event: when one is complete, a packet is queued at the port. The key tells which connection, `lpOverlapped` which of its operations.',
      'First nobody takes packets, and they queue up. Then worker 1 takes four at once, with one `GetQueuedCompletionStatusEx`. From then on three workers wait at the port, and each packet goes to one of them. Whoever takes the packet of a receive sends the bytes back; whoever takes the packet of that send issues the next receive. So a connection has one operation in flight at a time, and no two threads ever use it together.',
      'The packet brings status and count with it: noticed and fetched are the same moment here. Look at the lanes of the workers, and at the sockets: consecutive operations of one connection are issued by different threads.',
      'Under Windows the thread that came last takes the next packet, and the port lets only so many run at a time as it was created for. Wine gives packets to the threads in turn, and does not count.',
      'The last packet is posted by the program: `PostQueuedCompletionStatus`, with no `WSAOVERLAPPED` at all, and in the byte count the number of workers that are still to leave. Each takes it, posts it again with one less, and leaves. One packet for every worker would not do: a worker that takes several at once might take two of them.',
    ],
  },
  {
    name: 'port-immediate',
    group: 'Completion models',
    title: 'Packet or no packet?',
    summary:
      'What a completion port queues when a call returns 0, with an event, with the low bit of hEvent, in skip mode, and for a failure.',
    paragraphs: [
      '`WSASend` returns 0: the operation is complete. Its packet is queued all the same, and names the `WSAOVERLAPPED`: a program that gives it back at once will be told of memory that is something else by then.',
      'With an event in `hEvent` both come, the signal and the packet. With the lowest bit of `hEvent` set there is the signal alone: so a program waits for one operation without disturbing the port.',
      '`SetFileCompletionNotificationModes` with `FILE_SKIP_COMPLETION_PORT_ON_SUCCESS` says that what completes at once needs no packet. What was pending, `WSA_IO_PENDING (997)`, still sends one. The mode cannot be taken back.',
      '`GetQueuedCompletionStatus` returns FALSE in two cases. With `lpOverlapped` NULL there was no packet: `WAIT_TIMEOUT (258)`. With an `lpOverlapped` there is one, of an operation that has failed. Here the peer has reset the connection. The port says `ERROR_NETNAME_DELETED (64)`, `WSAGetOverlappedResult` says `WSAECONNRESET (10054)`, and `Internal` holds `STATUS_CONNECTION_RESET`: three numbers for one end.',
    ],
  },
];
