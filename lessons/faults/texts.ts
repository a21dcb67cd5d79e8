import type { LessonText } from '../texts.ts';

const group = 'When it goes wrong';

/** The texts of the lessons in this folder, in the order of `faults`. */
export const faultTexts: readonly LessonText[] = [
  {
    name: 'half-close',
    group,
    title: 'One direction ends, the other goes on',
    summary: 'shutdown, receives of 0 bytes, and an answer that comes after the end of the question.',
    paragraphs: [
      'A TCP connection is two streams, and each ends by itself. The server has three receives in flight. The client sends its request, which completes the first of them, and then ends its direction with `shutdown` and `SD_SEND`.',
      'The other two receives complete at once, with success and 0 bytes. That is not an error: it says that this direction has ended and that everything sent in it has been received. A receive that is issued later says the same again, so a program that overlooks it turns in a circle.',
      'The client cannot send any more: its `WSASend` fails in the call with `WSAESHUTDOWN (10058)`, and no completion comes. Yet it still receives. The server answers in three parts and ends its own direction; only then is the connection over for both.',
    ],
  },
  {
    name: 'peer-reset',
    group,
    title: 'The peer resets the connection',
    summary: 'A receive in flight ends with STATUS_CONNECTION_RESET, and the error has three numbers.',
    paragraphs: [
      'A receive is in flight when the peer closes its socket with `SO_LINGER` set to 0 seconds: no orderly end, but a reset. The same happens when a peer’s program dies, or closes its socket while it has not read everything.',
      'The receive completes, and not with success. `Internal` is `STATUS_CONNECTION_RESET`, an NTSTATUS. `WSAGetOverlappedResult` and completion routines translate it into `WSAECONNRESET (10054)`; `GetQueuedCompletionStatus` translates it into `ERROR_NETNAME_DELETED (64)`. It is one end with three names, and a log that has only the last of them does not say which side ended the connection.',
      'What comes next differs: on Windows the next receive fails with `WSAECONNRESET (10054)` in the call; Wine answers 0 bytes, which looks like an orderly end. So a program remembers the first error of a connection, and asks it nothing more.',
    ],
  },
  {
    name: 'refused-connect',
    group,
    title: 'Nobody listens there',
    summary: 'ConnectEx is refused: WSAECONNREFUSED (10061) by event, 1225 at a completion port.',
    paragraphs: [
      '`ConnectEx` takes a bound socket and returns `WSA_IO_PENDING (997)` also where the connection will be refused: whether somebody listens, it learns only later.',
      'One thread waits for an event and asks `WSAGetOverlappedResult`: `WSAECONNREFUSED (10061)`. The other one takes the packet from a completion port: `GetQueuedCompletionStatus` returns `FALSE`, and yet `lpOverlapped` is set, so a packet was taken, and its operation has failed. The error is the number of Windows, `ERROR_CONNECTION_REFUSED (1225)`. Both are `STATUS_CONNECTION_REFUSED`.',
      'For the next attempt the program makes a new socket. Windows allows another `ConnectEx` on the one that was refused, Wine does not, and a new one is right on both. Windows itself knocks a few times before it gives up, so that a refusal takes about two seconds there; under Wine it comes at once.',
    ],
  },
  {
    name: 'byte-by-byte',
    group,
    title: 'A peer that sends one byte at a time',
    summary: 'A receive completes with what is there: one byte, or many sends at once.',
    paragraphs: [
      'The receiver has room for 256 bytes, and the peer sends a single one. The receive completes all the same: it promises at least one byte, and never a full buffer. A message of 9 bytes needs 9 receives when the peer waits after each.',
      'Then the peer sends the next message, again with one `WSASend` for each byte, while nobody receives. Now one receive usually takes everything: how the bytes were sent can no longer be told.',
      'So who speaks a protocol over TCP collects bytes until a message is complete. Here the first byte says how long it is.',
    ],
  },
  {
    name: 'message-too-long',
    group,
    title: 'A datagram that does not fit',
    summary: 'WSAEMSGSIZE (10040) three times: later, at once, and when sending.',
    paragraphs: [
      'A UDP socket has a receive of 16 bytes in flight, and a datagram of 58 comes. The operation completes with `STATUS_BUFFER_OVERFLOW`: the first 16 bytes are in the buffer, the rest is lost, and `WSAGetOverlappedResult` says `WSAEMSGSIZE (10040)`. The next receive gets the next datagram.',
      'When the datagram is there already, the call itself fails with `WSAEMSGSIZE (10040)`. Usually a call that fails is the end of the matter, and no completion comes. `STATUS_BUFFER_OVERFLOW`, however, is a warning and not an error, and so the event is signaled all the same, and a completion port gets a packet all the same.',
      'Who reuses the structure after the failure takes that late packet for the completion of the next operation. This program waits for the packet for a moment before it gives the structure back, and Overlook does not let a structure be reused before it. That the packet comes was seen on Wine; Microsoft’s pages do not say what Windows does.',
      'At last the sender tries a datagram of 65,508 bytes, one more than IPv4 has room for. It is refused in the call, and nothing is sent.',
    ],
  },
  {
    name: 'cancel',
    group,
    title: 'Cancelling: before, during, after',
    summary: 'CancelIoEx asks for the end of an operation; the operation says how it ended.',
    paragraphs: [
      '`CancelIoEx` asks that an operation end, and nothing more. Before the operation is issued, and after it has completed, there is nothing to cancel: `ERROR_NOT_FOUND (1168)`. That is an answer, not a failure: it is what the loser of a race gets.',
      'During the operation it returns `TRUE`, and the completion still comes: `STATUS_CANCELLED`, `WSA_OPERATION_ABORTED (995)`. Until then structure and buffer belong to Windows, as before.',
      '`CancelIo` ends only operations that the calling thread has issued. Called from another thread it returns `TRUE`, and the receive stays in flight. `CancelIoEx` works from every thread.',
      'In the last chapter the peer sends while the receive is cancelled. Either may win, and only the result tells: a byte, or 995. No byte is lost: what a cancelled receive did not take waits for the next one. Wine keeps that promise; Microsoft’s pages call the state of a socket undefined after a cancellation, so after cancelling most programs close it.',
    ],
  },
  {
    name: 'close-with-pending',
    group,
    title: 'closesocket with operations in flight',
    summary: 'The socket is gone at once, its operations are not. And the order that is safe.',
    paragraphs: [
      '`closesocket` returns 0 while two receives are in flight on the socket. They are aborted, and each still completes: the event is signaled, or the packet comes. Only then may the memory be used again; who frees it after `closesocket` lets Windows write into memory that belongs to somebody else.',
      'And nobody can ask how they ended: `WSAGetOverlappedResult` needs the SOCKET, whose number another socket may have by now. What is left is a look at `Internal`. Windows usually says `STATUS_CONNECTION_ABORTED` there, Wine says `STATUS_HANDLES_CLOSED`: who closes first must take any error for an answer.',
      'The safe order is: `CancelIoEx`, wait for the completion, fetch, `closesocket`. It ends with `WSA_OPERATION_ABORTED (995)` everywhere.',
      'For a send that is in flight this order is a must: on Wine a send whose socket is closed may never complete at all.',
    ],
  },
  {
    name: 'backpressure',
    group,
    title: 'A send that really pends',
    summary: '8 MiB in one WSASend to a peer that does not read; then it reads.',
    paragraphs: [
      'Most sends return 0: the system copies the bytes and the operation is complete, long before the peer has them. That ends when nobody takes them at the other end. Then the buffers on the way fill up, and a send stays pending. That is how TCP says: slower.',
      'Here one `WSASend` of 8 MiB is more than fits. It returns `WSA_IO_PENDING (997)`; the buffer belongs to Windows until it completes. How far it has come cannot be seen meanwhile: `InternalHigh` gets its value at the end.',
      'When the peer begins to read, the send completes, with all of its 8,388,608 bytes. It completes when the last byte has been taken from the buffer, not when the peer has received it: look which of the two threads is done first. At the end every byte is compared.',
      'Windows may take one send whole, however long it is, and let only the next one wait. So the program sends up to three times, until one pends.',
    ],
  },
  {
    name: 'peer-never-reads',
    group,
    title: 'A peer that never reads',
    summary: 'Sends until one is stuck; it is cancelled, and what was taken stays sent.',
    paragraphs: [
      'The sender sends messages of 256 KiB to a peer that never calls a receive. The first ones complete, because there is room in the buffers of both sides. They look like success, and nobody has received anything: that a send has completed says nothing about the peer.',
      'Then one stays in flight, and it would for as long as the peer lives. A wait with a bound notices that. The send is cancelled with `CancelIoEx` and completes with `WSA_OPERATION_ABORTED (995)`.',
      'Cancelled does not mean undone: a part of the message had been taken before, and stays sent. On Wine `InternalHigh` tells how much; Microsoft’s pages do not promise that it does on Windows. Since the peer’s stream now ends in the middle of a message, nothing more may be sent: the connection can only be closed.',
      'When all is over, an examiner reads what lies in the peer’s buffers and counts: every completed message, and the beginning of the cancelled one.',
    ],
  },
  {
    name: 'thread-exit',
    group,
    title: 'A thread ends with operations in flight',
    summary: 'With an event they are cancelled. With a completion port they survive.',
    paragraphs: [
      'A thread issues two receives and ends. The sockets, the structures and the buffers belong to another thread, so that nothing is freed. Do the operations live on?',
      'The one that has an event does not: Windows cancels what a thread has in flight when it exits, and `STATUS_CANCELLED` comes although nobody has called a cancel function. In a program that starts a thread for each request this is a mistake that happens only sometimes.',
      'The one whose socket belongs to a completion port survives. The bytes come later, and another thread takes the packet: with a port, operations belong to the process and not to the thread. Some pages of Microsoft say that all of a thread’s I/O is cancelled; the page of `ExitThread` says that only I/O without a completion port is, and that is what was seen on Wine.',
    ],
  },
];
