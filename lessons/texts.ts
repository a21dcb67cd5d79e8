import { faultTexts } from './faults/texts.ts';

/** What people read about a lesson. Words in backticks are code. The programs are in files of the same names. */
export interface LessonText {
  readonly name: string;
  /** The heading that it is listed under; absent: the first lessons. */
  readonly group?: string;
  readonly title: string;
  readonly summary: string;
  readonly paragraphs: readonly string[];
}

export const lessonTexts: readonly LessonText[] = [
  {
    name: 'first-receive',
    title: 'One receive, from call to fetch',
    summary: 'One WSARecv with an event: pending, completed, signaled, noticed, fetched.',
    paragraphs: [
      'The receiver calls `WSARecv` with a `WSAOVERLAPPED` and an event in `hEvent`. Nothing has arrived, so the call returns `SOCKET_ERROR` and `WSAGetLastError` says `WSA_IO_PENDING (997)`. That is not a failure: the operation is in flight, and `Internal` is `STATUS_PENDING`, 0x103.',
      'From that moment the structure and the buffer belong to Windows. The receiver asks at once with `WSAGetOverlappedResult` and gets `WSA_IO_INCOMPLETE (996)`: an answer, too.',
      'The receiver waits for 10 ms, in vain (`WSA_WAIT_TIMEOUT`), and turns to other work. After 25 ms the sender sends. Windows writes the bytes into the buffer, sets `InternalHigh` to their number and `Internal` to 0, and signals the event: the operation is done, and the receiver does not know.',
      'Only its next `WSAWaitForMultipleEvents` tells it, at once, because the event is signaled already. And what was received, it knows when it has called `WSAGetOverlappedResult`.',
      'Look at the three waits of the operation: in flight (blue), done but unnoticed (amber), noticed but unfetched (violet). Move the cursor over them and watch the 32 bytes change.',
    ],
  },
  {
    name: 'echo',
    title: 'A hundred messages, there and back',
    summary: 'Server and client on TCP, one receive and one send each, event model.',
    paragraphs: [
      'The client sends 100 messages; the server sends each one back. Each side has one `WSAOVERLAPPED` and one event for receiving and one of each for sending, and reuses them for every message: look at the WSAOVERLAPPED lanes.',
      'The sends usually return 0: the bytes fit into the socket’s buffer, and the operation completed within the call. Its event is signaled all the same.',
      'The receives usually return `WSA_IO_PENDING`: the answer has not arrived yet.',
      'At the end the client ends its direction with `shutdown`. The server’s next receive completes with 0 bytes: that is how a connection says that nothing more comes.',
    ],
  },
  {
    name: 'datagram',
    title: 'Three receives in flight on one socket',
    summary: 'WSASendTo and WSARecvFrom; several operations overlap, and the last ones are cancelled.',
    paragraphs: [
      'The receiver leaves three `WSARecvFrom` in flight on one UDP socket, each with its own `WSAOVERLAPPED`, event and buffer. The datagrams fill them in the order in which they were issued.',
      'One `WSAWaitForMultipleEvents` waits for all three events and returns the index of a signaled one.',
      'At the end three receives are still in flight that nobody will answer. `CancelIoEx` asks for their end, and each still completes: `STATUS_CANCELLED`, `WSA_OPERATION_ABORTED (995)`. Only then may the memory be given back.',
    ],
  },
  {
    name: 'load',
    title: 'Many connections, as fast as they can',
    summary: 'Echo under load, with events, completion routines or a completion port.',
    paragraphs: [
      'Each connection sends a message, receives it back, and sends the next. One thread holds both ends of all its connections, and is told of completions by events, by completion routines or by a completion port.',
      'With the port, `GetQueuedCompletionStatusEx` takes up to 64 packets at once: the more connections there are, the fewer calls each message costs.',
      'With routines, every routine issues the next operation itself, and the thread does nothing but wait alertably, in `SleepEx`.',
      'With events, a thread can wait for 64 at once and no more, so more than 32 connections need more threads.',
    ],
  },
  ...faultTexts,
];
