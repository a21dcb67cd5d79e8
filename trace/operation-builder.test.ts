import { describe, expect, it } from 'vitest';
import { functions } from '../winsock/index.ts';
import { phasesOf, type Operation } from './operation.ts';
import { drawnRow, drawnTrace, drawRows } from './testing/drawn-trace.ts';

/** An operation's times in microseconds, and what became of it. */
function life(operation: Operation | undefined) {
  if (operation === undefined) return undefined;
  const { issuedAt, returnedAt, completedAt, signaledAt, noticedAt, fetchedAt, releasedAt } = operation;
  const times = { issuedAt, returnedAt, completedAt, signaledAt, noticedAt, fetchedAt, releasedAt };
  const known = Object.entries(times).filter(([, time]) => time !== undefined);
  return {
    ...Object.fromEntries(known.map(([name, time]) => [name, Number(time) / 1000])),
    outcome: operation.outcome,
    end: operation.end,
  };
}

function lifeOf(drawing: string) {
  return life(drawnTrace(drawing).operations.at(0));
}

describe('an operation', () => {
  it('that is pending has every time of its life', () => {
    expect(lifeOf('WSARecv IP..C.S..N.F.X')).toEqual({
      issuedAt: 1,
      returnedAt: 2,
      completedAt: 5,
      signaledAt: 7,
      noticedAt: 10,
      fetchedAt: 12,
      releasedAt: 14,
      outcome: 'pending',
      end: 'completed',
    });
  });

  it('that completed within the call is noticed by the return, and fetched when somebody asks', () => {
    expect(lifeOf('WSASend IMC.F.X')).toMatchObject({
      outcome: 'immediate',
      end: 'completed',
      completedAt: 2,
      noticedAt: 2,
      fetchedAt: 5,
    });
  });

  it('whose call failed ends there, and no completion is waited for', () => {
    const [operation] = drawnTrace('WSARecv IE..X').operations;
    expect(life(operation)).toEqual({ issuedAt: 1, returnedAt: 2, releasedAt: 5, outcome: 'failed', end: 'failed' });
    expect(operation?.error).toBe(10054);
  });

  it('that is asked for too early is neither noticed nor fetched', () => {
    const early = lifeOf('WSARecv IP.A...');
    expect(early).toEqual({ issuedAt: 1, returnedAt: 2, outcome: 'pending', end: undefined });
  });

  it('that a fetch says is done while Internal is STATUS_PENDING is neither: its event was signaled by another', () => {
    const rows = drawRows('WSARecv IP.F..C.S..N.F');
    const fetch = rows.find(({ time, value }) => time === 4000 && value === 1)!;
    const told = drawnTrace(rows.map((row) => (row === fetch ? { ...row, status: 0x103 } : row)));
    expect(life(told.operations.at(0))).toMatchObject({ completedAt: 7, signaledAt: 9, noticedAt: 12, fetchedAt: 14 });
  });

  it('that ended with an error has the status and the Winsock error', () => {
    const [operation] = drawnTrace('WSARecv IP..R..N.F').operations;
    expect(operation).toMatchObject({ end: 'failed', status: 0xc000020d, error: 10054, noticedAt: 8000 });
  });

  it('that was cancelled is not called failed', () => {
    expect(drawnTrace('WSARecv IP..K').operations.at(0)).toMatchObject({ end: 'cancelled', error: 995 });
  });

  it('whose socket was closed first is aborted', () => {
    expect(drawnTrace('WSARecv IP.Z.K').operations.at(0)).toMatchObject({ end: 'aborted' });
  });

  it('that succeeded although its socket was being closed is completed', () => {
    expect(drawnTrace('WSARecv IP.Z.C').operations.at(0)).toMatchObject({ end: 'completed' });
  });

  it('that was never seen to end is leaked', () => {
    expect(lifeOf('WSARecv IP......L')).toMatchObject({ outcome: 'pending', end: 'leaked' });
  });

  it('ends when its WSAOVERLAPPED is issued again', () => {
    const trace = drawnTrace('WSARecv IPC.N.F..IPC.N.F.X');
    expect(trace.operations.map((operation) => [operation.issuedAt, operation.releasedAt])).toEqual([
      [1000, 10_000],
      [10_000, 18_000],
    ]);
    expect(trace.operationsIn(1).map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe('the memory of a WSAOVERLAPPED', () => {
  it('keeps its operations when it is given back and given out again', () => {
    const rows = drawRows('WSARecv IPC.N.F.X.IPC.N.F.X');
    rows.push(drawnRow('slot-allocated', 9500, { slot: 1, value: 0x10020 }));
    const trace = drawnTrace(rows.toSorted((a, b) => a.time - b.time));
    expect(trace.slots.get(1)).toMatchObject({ allocatedAt: 0, releasedAt: 19_000 });
    expect(trace.operationsIn(1).map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe('a completion that is reported after the program learned of it', () => {
  it('moves back to the notice', () => {
    // The completed row comes 1 µs after the wait returned, and says that it may have happened 3 µs earlier.
    const rows = drawRows('WSARecv IP...NC..F').map((row) =>
      row.uncertainty > 0 ? { ...row, uncertainty: 3000 } : row,
    );
    expect(drawnTrace(rows).operations.at(0)).toMatchObject({
      noticedAt: 6000,
      completedAt: 6000,
      completedSince: 4000,
    });
  });

  it('does not move where it can only have happened later', () => {
    expect(drawnTrace('WSARecv IP...NC..F').operations.at(0)).toMatchObject({ completedAt: 7000, noticedAt: 10_000 });
  });

  it('does not count as noticed when it happened after the wait had returned', () => {
    expect(drawnTrace('WSARecv IP.N....C').operations.at(0)?.noticedAt).toBeUndefined();
  });
});

describe('an event', () => {
  it('that the program sets itself signals no completion', () => {
    const rows = drawRows('WSARecv IPC');
    const set = {
      thread: 1,
      object: 101,
      call: 77,
      api: functions.findIndex(({ name }) => name === 'WSASetEvent') + 1,
    };
    rows.push(drawnRow('call-entered', 9000, set), drawnRow('call-returned', 9100, { ...set, value: 1 }));
    rows.push(drawnRow('event-state', 9100, { object: 101, value: 1, call: 77 }));
    const trace = drawnTrace(rows);
    expect(trace.calls.get(77)?.api).toBe('WSASetEvent');
    expect(trace.operations.at(0)?.signaledAt).toBeUndefined();
    expect(trace.edgesOf(101).map(({ signaled }) => signaled)).toEqual([true]);
  });

  it('seen in the same state twice is one edge', () => {
    const rows = drawRows('WSARecv IPC');
    rows.push(
      drawnRow('event-state', 5000, { object: 101, value: 1 }),
      drawnRow('event-state', 6000, { object: 101, value: 1 }),
    );
    expect(drawnTrace(rows).edgesOf(101)).toHaveLength(1);
  });
});

describe('phasesOf', () => {
  const phases = (drawing: string) =>
    phasesOf(drawnTrace(drawing).operations.at(0)!).map(({ state, from, to }) => [state, from / 1000, to && to / 1000]);

  it('are the call, the three waits and the end, without holes', () => {
    expect(phases('WSARecv IP..C....N.F.X')).toEqual([
      ['call', 1, 2],
      ['in-flight', 2, 5],
      ['unnoticed', 5, 10],
      ['unfetched', 10, 12],
      ['fetched', 12, 14],
    ]);
  });

  it('stay open at the right while the operation is in flight', () => {
    expect(phases('WSARecv IP')).toEqual([
      ['call', 1, 2],
      ['in-flight', 2, undefined],
    ]);
  });

  it('end the flight at the fetch when the row of the completion was lost', () => {
    expect(phases('WSARecv IP....F.X')).toEqual([
      ['call', 1, 2],
      ['in-flight', 2, 7],
      ['fetched', 7, 9],
    ]);
  });

  it('of an immediate completion have no flight', () => {
    expect(phases('WSASend IMC..F.X')).toEqual([
      ['call', 1, 2],
      ['unfetched', 2, 6],
      ['fetched', 6, 8],
    ]);
  });

  it('keep the waits of a failure, and end in it', () => {
    expect(phases('WSARecv IP..R..N.F.X').at(-1)).toEqual(['failed', 10, 12]);
  });
});
