import { describe, expect, it } from 'vitest';
import { constants } from '../winsock/index.ts';
import { CallRows } from './testing/call-rows.ts';
import { drawnTrace } from './testing/drawn-trace.ts';
import { wokenBy } from './woken-by.ts';

const [PORT, SOCKET] = [7, 3];
const [PORT_HANDLE, SOCKET_HANDLE] = [0xd8, 208];

/** A port, and a socket that is associated with it under the key 5. */
function associated(): CallRows {
  const rows = new CallRows();
  rows.row('socket-opened', 0, { object: SOCKET, value: SOCKET_HANDLE });
  const create = rows.call('CreateIoCompletionPort', [1, 2], { FileHandle: -1 }, { value: PORT_HANDLE, object: PORT });
  rows.row('port-opened', 2, { object: PORT, value: PORT_HANDLE, call: create });
  const args = { FileHandle: SOCKET_HANDLE, ExistingCompletionPort: PORT_HANDLE, CompletionKey: 5 };
  rows.call('CreateIoCompletionPort', [3, 4], args, { value: PORT_HANDLE, object: SOCKET });
  return rows;
}

function packet(key: bigint, lpOverlapped: bigint): Uint8Array {
  const payload = new Uint8Array(16);
  new DataView(payload.buffer).setBigUint64(0, key, true);
  new DataView(payload.buffer).setBigUint64(8, lpOverlapped, true);
  return payload;
}

describe('an operation whose completion comes as a packet', () => {
  it('is noticed and fetched when the packet is dequeued, by the thread that takes it', () => {
    const rows = associated();
    const operation = rows.issue('WSARecv', 10, SOCKET);
    rows.completed(operation, 20, { value: 64 });
    const dequeue = rows.call('GetQueuedCompletionStatusEx', [5, undefined], {}, { object: PORT, thread: 2 });
    const columns = { object: PORT, call: dequeue, operation, slot: operation, value: 64, thread: 2 };
    rows.row('packet-dequeued', 30, { ...columns, payload: packet(5n, 0x10020n) });
    rows.row('call-returned', 30, { call: dequeue, object: PORT, thread: 2, value: 1 });
    const trace = drawnTrace(rows.rows.toSorted((a, b) => a.time - b.time));
    expect(trace.objects.get(SOCKET)).toMatchObject({ port: PORT, completionKey: 5 });
    const times = { completedAt: 20_000, noticedAt: 30_000, fetchedAt: 30_000 };
    expect(trace.operation(operation)).toMatchObject({ ...times, noticedBy: dequeue, noticedHow: 'packet' });
    expect(trace.ports.packetOf(operation)).toMatchObject({ key: 5n, lpOverlapped: 0x10020n, thread: 2, bytes: 64 });
    expect(trace.ports.packetsOf(PORT)).toHaveLength(1);
    expect(wokenBy(trace, trace.calls.get(dequeue)!)).toMatchObject({ kind: 'packets', packets: [{ operation }] });
  });

  it('a posted packet belongs to no operation', () => {
    const rows = associated();
    const post = rows.call('PostQueuedCompletionStatus', [10, 11], { dwCompletionKey: 9 }, { value: 1, object: PORT });
    rows.row('packet-dequeued', 20, { object: PORT, call: 50, payload: packet(9n, 0n) });
    const trace = drawnTrace(rows.rows);
    expect(trace.ports.postsTo(PORT)).toEqual([{ time: 11_000, port: PORT, thread: 1, call: post }]);
    expect(trace.ports.packetsOf(PORT)).toMatchObject([{ operation: 0, key: 9n }]);
  });

  it('a failed post posts nothing, and a failed association associates nothing', () => {
    const rows = associated();
    rows.call('PostQueuedCompletionStatus', [10, 11], {}, { value: 0, error: 6, object: PORT });
    rows.row('socket-opened', 12, { object: 4, value: 300 });
    rows.call('CreateIoCompletionPort', [13, 14], { FileHandle: 300 }, { value: 0, error: 87, object: 4 });
    const trace = drawnTrace(rows.rows);
    expect(trace.ports.postsTo(PORT)).toEqual([]);
    expect(trace.objects.get(4)?.port).toBeUndefined();
  });

  it('the depth of a port is what the looks saw, each with the time since which it may have been so', () => {
    const rows = associated();
    rows.row('port-depth', 10, { object: PORT, value: 0 });
    rows.row('port-depth', 20, { object: PORT, value: 3, uncertainty: 4000 });
    expect(drawnTrace(rows.rows).ports.depthsOf(PORT)).toEqual([
      { time: 10_000, since: 10_000, depth: 0 },
      { time: 20_000, since: 16_000, depth: 3 },
    ]);
  });

  it('notification modes of a socket add up', () => {
    const rows = associated();
    for (const Flags of [1, 2]) {
      rows.call('SetFileCompletionNotificationModes', [10, 11], { Flags }, { value: 1, object: SOCKET });
    }
    expect(drawnTrace(rows.rows).objects.get(SOCKET)?.notificationModes).toBe(3);
  });
});

describe('an operation with a completion routine', () => {
  it('is noticed and fetched when its routine begins, inside an alertable call', () => {
    const rows = new CallRows();
    const operation = rows.issue('WSARecv', 10, SOCKET, { lpCompletionRoutine: 0x7777 });
    rows.completed(operation, 20, { value: 64 });
    const sleep = rows.call('SleepEx', [5, undefined], { bAlertable: 1 });
    rows.row('routine-entered', 30, { operation, call: sleep, value: 64 });
    rows.row('routine-left', 35, { operation, call: sleep });
    rows.row('call-returned', 36, { call: sleep, value: 0xc0 });
    const trace = drawnTrace(rows.rows.toSorted((a, b) => a.time - b.time));
    const times = { noticedAt: 30_000, fetchedAt: 30_000, event: 0 };
    expect(trace.operation(operation)).toMatchObject({ ...times, noticedBy: sleep, noticedHow: 'routine' });
    const run = { operation, call: sleep, enteredAt: 30_000, leftAt: 35_000, dwError: 0, cbTransferred: 64, thread: 1 };
    expect(trace.routines.runsIn(sleep)).toEqual([run]);
    expect(wokenBy(trace, trace.calls.get(sleep)!)).toEqual({ kind: 'routines', routines: [run] });
  });

  it('a wait in which nothing came was ended by the time', () => {
    const rows = new CallRows();
    const sleep = rows.call('SleepEx', [5, 25], { dwMilliseconds: 20 });
    const dequeue = rows.call('GetQueuedCompletionStatus', [30, 50], {}, { value: 0, error: 258 });
    const failed = rows.call('GetQueuedCompletionStatus', [60, 61], {}, { value: 0, error: 6 });
    const trace = drawnTrace(rows.rows);
    expect([sleep, dequeue, failed].map((call) => wokenBy(trace, trace.calls.get(call)!)?.kind)).toEqual([
      'time',
      'time',
      undefined,
    ]);
  });
});

describe('a call that failed and completes all the same', () => {
  it('is failed by its call, and keeps the status and the packet that came', () => {
    const rows = associated();
    const operation = rows.issue('WSARecvFrom', 10, SOCKET);
    const returned = rows.rows.pop()!;
    rows.completed(operation, 11, { status: 0x80000005, value: 8 });
    rows.rows.push({ ...returned, error: 10040 });
    rows.row('packet-dequeued', 30, {
      object: PORT,
      call: 9,
      operation,
      slot: operation,
      status: 0x80000005,
      value: 8,
    });
    const trace = drawnTrace(rows.rows);
    const end = { outcome: 'failed', end: 'failed', status: 0x80000005, transferred: 8, noticedAt: 30_000 };
    expect(trace.operation(operation)).toMatchObject({ ...end, error: 10040 });
  });
});

describe('the states of a socket', () => {
  const states = (rows: CallRows, socket = SOCKET) =>
    drawnTrace(rows.rows)
      .socketStates.of(socket)
      .map(({ time, state }) => [time / 1000, state]);
  const { SOCK_STREAM } = constants.socketTypes;

  function stream(): CallRows {
    const rows = new CallRows();
    const call = rows.call('WSASocketW', [0, 1], { type: SOCK_STREAM }, { value: SOCKET_HANDLE, object: SOCKET });
    rows.row('socket-opened', 1, { object: SOCKET, value: SOCKET_HANDLE, call });
    return rows;
  }

  it('follow from the calls on it', () => {
    const rows = stream();
    rows.call('bind', [2, 3], {}, { object: SOCKET });
    rows.call('connect', [4, 6], {}, { object: SOCKET });
    rows.call('shutdown', [7, 8], { how: 1 }, { object: SOCKET });
    const close = rows.call('closesocket', [9, 10], {}, { object: SOCKET });
    rows.row('object-closed', 10, { object: SOCKET, call: close });
    expect(states(rows)).toEqual([
      [1, 'open'],
      [3, 'bound'],
      [4, 'connecting'],
      [6, 'connected'],
      [8, 'sending ended'],
      [10, 'closed'],
    ]);
  });

  it('follow from the completions on it', () => {
    const rows = stream();
    rows.completed(rows.issue('ConnectEx', 2, SOCKET), 5);
    rows.completed(rows.issue('WSARecv', 6, SOCKET), 8, { value: 0 });
    rows.completed(rows.issue('WSARecv', 9, SOCKET), 12, { status: 0xc000020d });
    expect(states(rows).slice(1)).toEqual([
      [2, 'connecting'],
      [5, 'connected'],
      [8, 'peer has ended'],
      [12, 'reset'],
    ]);
  });

  it('of an accepted socket begin with the completion of the AcceptEx that was given it', () => {
    const rows = stream();
    rows.row('socket-opened', 1, { object: 4, value: 300 });
    rows.completed(rows.issue('AcceptEx', 2, SOCKET, { sAcceptSocket: 300 }), 5);
    expect(states(rows, 4)).toEqual([
      [1, 'open'],
      [5, 'connected'],
    ]);
  });

  it('are not changed by calls that fail', () => {
    const rows = stream();
    rows.call('bind', [2, 3], {}, { object: SOCKET, value: -1, error: 10048 });
    rows.call('connect', [4, 6], {}, { object: SOCKET, value: -1, error: 10061 });
    expect(states(rows).slice(1)).toEqual([
      [4, 'connecting'],
      [6, 'not connected'],
    ]);
  });
});

describe('the cause of an edge', () => {
  it('is the issue that resets, the completion that sets, the program, or nobody that was seen', () => {
    const rows = new CallRows();
    rows.row('event-opened', 0, { object: 9, value: 0xe4 });
    const issue = rows.call('WSARecv', [1, 2], {}, { operation: 1, slot: 1, value: -1, error: 997 });
    const set = rows.call('WSASetEvent', [3, 4], {}, { object: 9, value: 1 });
    const edge = (atUs: number, value: number, columns: object) =>
      rows.row('event-state', atUs, { object: 9, value, ...columns });
    edge(2, 0, { call: issue });
    edge(4, 1, { call: set });
    edge(5, 0, {});
    edge(6, 1, { operation: 1 });
    const edges = drawnTrace(rows.rows.toSorted((a, b) => a.time - b.time)).edgesOf(9);
    expect(edges.map(({ cause }) => cause)).toEqual(['issue', 'program', 'unseen', 'completion']);
  });
});

describe('what a session says at its end', () => {
  it('is the balance, the facts, and what was overrun', () => {
    const rows = new CallRows();
    rows.text('fact', 1, '{"name":"Internal","value":259}');
    rows.text('fact', 2, 'not JSON');
    rows.text('overrun', 3, 'Somebody wrote outside of buffer 1.');
    rows.text('balance', 4, '{"issued":3,"completed":1,"failed":1,"leaked":1}');
    const trace = drawnTrace(rows.rows);
    expect(trace.balance).toEqual({ issued: 3, completed: 1, failed: 1, leaked: 1 });
    expect(trace.facts).toEqual([{ name: 'Internal', value: 259, thread: 1, time: 1000 }]);
    expect(trace.marks).toMatchObject([{ kind: 'overrun', time: 3000 }]);
    const damaged = new CallRows();
    damaged.text('balance', 4, '{"issued":"many"}');
    expect(drawnTrace(damaged.rows).balance).toBeUndefined();
  });

  it('a gap lasts from the first loss to its row', () => {
    const rows = new CallRows();
    rows.row('gap', 9, { value: 12, uncertainty: 4000 });
    const trace = drawnTrace(rows.rows);
    expect(trace.marks).toMatchObject([{ kind: 'gap', since: 5000, time: 9000 }]);
    expect(trace.lostRows).toBe(12);
  });
});
