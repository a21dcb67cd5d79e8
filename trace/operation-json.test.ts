import { functions } from '../winsock/index.ts';
import { expect, it } from 'vitest';
import { objectName, operationJson, rowJson } from './operation-json.ts';
import { textTimeline } from './text-timeline.ts';
import { drawnRow, drawnTrace } from './testing/drawn-trace.ts';

it('an operation as JSON has names for people and no field for what did not happen', () => {
  const trace = drawnTrace('WSARecv IP..C');
  expect(operationJson(trace, trace.operations.at(0)!)).toEqual({
    operation: 1,
    api: 'WSARecv',
    thread: 1001,
    threadName: 'thread 1',
    socket: 804,
    socketId: 201,
    lpOverlapped: '0x10020',
    outcome: 'pending',
    end: 'completed',
    issuedAt: 1000,
    returnedAt: 2000,
    internalAfterCall: '0x103',
    completedSince: 4500,
    completedAt: 5000,
    requested: 4096,
    transferred: 21,
    status: 'STATUS_SUCCESS',
  });
});

it('a row as JSON names its kind and function, and shows text as text', () => {
  const text = new TextEncoder().encode('hello');
  const trace = drawnTrace([
    drawnRow('call-entered', 1, { call: 1, api: functions.findIndex(({ name }) => name === 'WSARecv') + 1 }),
    drawnRow('note', 2, { payload: text }),
  ]);
  expect(rowJson(trace, 0)).toEqual({ row: 0, time: 1, call: 1, api: 'WSARecv', kind: 'call-entered' });
  expect(rowJson(trace, 1)).toEqual({ row: 1, time: 2, kind: 'note', text: 'hello' });
});

it('a socket is named by its handle and its peer, an event by its handle', () => {
  const peer = new TextEncoder().encode('{"peer": "127.0.0.1:5001"}');
  const damaged = new TextEncoder().encode('{"peer": 1');
  const trace = drawnTrace([
    drawnRow('socket-opened', 1, { object: 1, value: 208 }),
    drawnRow('socket-named', 2, { object: 1, payload: peer }),
    drawnRow('socket-named', 3, { object: 1, payload: damaged }),
    drawnRow('event-opened', 4, { object: 2, value: 0xe4 }),
  ]);
  expect([1, 2, 3].map((id) => objectName(trace, id))).toEqual([
    'socket 208 ⇄ 127.0.0.1:5001',
    'event 0xE4',
    'object 3',
  ]);
});

it('the text timeline has a line for what people want to read, in the order of time', () => {
  const lines = [...textTimeline(drawnTrace('WSARecv IP..C.S..N.F.X'))];
  const times = lines.map((line) => line.slice(0, 15));
  expect(times).toEqual(times.toSorted());
  expect(lines.some((line) => line.includes('operation 1 completed: STATUS_SUCCESS, 21 bytes'))).toBe(true);
  expect(lines.some((line) => line.includes('WSARecv(') && line.includes('WSA_IO_PENDING (997)'))).toBe(true);
});

it('lost rows are counted and marked where they were lost', () => {
  const trace = drawnTrace([drawnRow('gap', 5, { value: 12, thread: 1 }), drawnRow('gap', 9, { value: 3, thread: 1 })]);
  expect(trace.lostRows).toBe(15);
  expect(trace.marks.map(({ kind, time }) => [kind, time])).toEqual([
    ['gap', 5],
    ['gap', 9],
  ]);
});
