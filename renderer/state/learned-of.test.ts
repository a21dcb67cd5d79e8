import { describe, expect, it } from 'vitest';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { learnedOf } from './learned-of.ts';
import { socketAsOf, stateCause } from './socket-as-of.ts';

const learned = (drawing: string, ns = Infinity) => {
  const trace = drawnTrace(drawing);
  return learnedOf(trace, trace.operations.at(0)!, ns);
};

describe('how a program learned of a completion', () => {
  it('is the event and the wait that it ended', () => {
    expect(learned('WSARecv IP..C.S..N')).toEqual([
      { how: 'event', ns: 7000, lines: ['event 0x194 signaled', 'at 0.007 000 ms'] },
      { how: 'wait', ns: 10_000, lines: ['WSAWaitForMultipleEvents of 1001 thread 1 returned', 'at 0.010 000 ms'] },
    ]);
  });

  it('is a look, where nobody waited', () => {
    expect(learned('WSARecv IP..C....F').map(({ how, lines }) => [how, lines[0]])).toEqual([
      ['look', 'WSAGetOverlappedResult of 1001 thread 1 returned'],
    ]);
  });

  it('is a packet, with its port, key and thread', () => {
    expect(learned('WSARecv OIP..R..D')).toEqual([
      {
        how: 'packet',
        ns: 9000,
        lines: [
          'from port 0x4B4, key 0x1',
          'taken by 1001 thread 1, GetQueuedCompletionStatusEx',
          'at 0.009 000 ms, after 3.00 µs in the queue',
          'STATUS_CONNECTION_RESET, 0 bytes',
        ],
      },
    ]);
  });

  it('is a completion routine, with the alertable call that ran it', () => {
    expect(learned('WSARecv JP..C..V.W')).toEqual([
      {
        how: 'routine',
        ns: 8000,
        lines: ['inside SleepEx of 1001 thread 1', 'at 0.008 000 ms, for 2.00 µs', 'dwError 0, 21 bytes'],
      },
    ]);
  });

  it('is the call itself, and what follows it all the same', () => {
    expect(learned('WSASend OIM..C...D').map(({ how }) => how)).toEqual(['call', 'packet']);
  });

  it('is what the cursor has reached', () => {
    expect(learned('WSARecv IP..C.S..N', 9999).map(({ how }) => how)).toEqual(['event']);
    expect(learned('WSARecv IP..C.S..N', 6000)).toEqual([]);
  });
});

describe('a socket at the cursor', () => {
  const trace = drawnTrace('WSARecv .O.IP.C.R.Z');
  const asOf = (ns: number) => socketAsOf(trace, 201, ns);

  it('has the port that it is associated with by then, with its key', () => {
    expect(asOf(1000)).toMatchObject({ states: [{ state: 'open' }] });
    expect(asOf(1000).port).toBeUndefined();
    expect(asOf(3000)).toMatchObject({ port: 'port 0x4B4', key: '0x1' });
  });

  it('has the states until then, the newest first, and what made them so', () => {
    const closed = asOf(20_000).states;
    expect(closed.map(({ state }) => state)).toEqual(['closed', 'open']);
    expect(stateCause(trace, { time: 0, state: 'bound', call: 1, operation: 0 })).toBe('by CreateIoCompletionPort');
    expect(stateCause(trace, { time: 0, state: 'reset', call: 0, operation: 4 })).toBe('by operation #4');
    expect(stateCause(trace, { time: 0, state: 'open', call: 0, operation: 0 })).toBe('');
  });

  it('has the notification modes by their names, once they are set', () => {
    Object.assign(trace.objects.get(201)!, { notificationModes: 3, modesSetAt: 5000 });
    expect(asOf(4000).modes).toBeUndefined();
    expect(asOf(5000).modes).toBe('FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE');
  });
});
