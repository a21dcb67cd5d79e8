import { describe, expect, it } from 'vitest';
import type { Trace } from '../trace.ts';
import { drawnTrace } from '../testing/drawn-trace.ts';
import { CLIENT, LISTENER, SERVER, StreamRows } from '../testing/stream-rows.ts';

const PEEK = 2;
const OUT_OF_BAND = 1;
const CANCELLED = 0xc0000120;

/** What the peers of an operation are, as text: `receives #4 0–20 #5 20–64`. */
function peers(rows: StreamRows, operation: number, most = 10): string | undefined {
  return text(drawnTrace(rows.rows.toSorted((a, b) => a.time - b.time)), operation, most);
}

function text(trace: Trace, operation: number, most = 10): string | undefined {
  const found = trace.peers.of(operation, most);
  if (found === undefined) return undefined;
  const parts = found.parts.map((part) => {
    const who = part.operation === 0 ? `call ${part.call}` : `#${part.operation}`;
    return `${who} ${part.from}–${part.to}`;
  });
  return [found.role, ...parts].join(' ');
}

/** A send by the client, a receive by the server, whole. */
function sendAndReceive(rows: StreamRows, atUs: number, sent: number, received: number): readonly [number, number] {
  const receive = rows.transfer('WSARecv', atUs, SERVER);
  const send = rows.transfer('WSASend', atUs + 2, CLIENT);
  rows.completed(send, atUs + 4, { value: sent });
  rows.completed(receive, atUs + 5, { value: received });
  return [send, receive];
}

describe('the peers of an operation', () => {
  it('are the receive that took a send’s bytes, and the reverse', () => {
    const rows = new StreamRows().connect();
    const [send, receive] = sendAndReceive(rows, 10, 20, 20);
    expect(peers(rows, send)).toBe(`receives #${receive} 0–20`);
    expect(peers(rows, receive)).toBe(`sends #${send} 0–20`);
  });

  it('are several where TCP has cut a send, or put sends together', () => {
    const rows = new StreamRows().connect();
    const [send, receive] = sendAndReceive(rows, 10, 64, 20);
    const second = rows.transfer('WSASend', 20, CLIENT);
    rows.completed(second, 22, { value: 6 });
    const rest = rows.transfer('WSARecv', 23, SERVER);
    rows.completed(rest, 25, { value: 50 });
    expect(peers(rows, send)).toBe(`receives #${receive} 0–20 #${rest} 20–64`);
    expect(peers(rows, rest)).toBe(`sends #${send} 0–44 #${second} 44–50`);
    expect(peers(rows, second)).toBe(`receives #${rest} 0–6`);
  });

  it('are counted all, and listed as far as asked for', () => {
    const rows = new StreamRows().connect();
    const send = rows.transfer('WSASend', 10, CLIENT);
    rows.completed(send, 11, { value: 5 });
    for (let byte = 0; byte < 5; byte++)
      rows.completed(rows.transfer('WSARecv', 20 + 3 * byte, SERVER), 22 + 3 * byte, { value: 1 });
    const trace = drawnTrace(rows.rows.toSorted((a, b) => a.time - b.time));
    expect(trace.peers.of(send, 2)).toMatchObject({
      count: 5,
      parts: [
        { from: 0, to: 1 },
        { from: 1, to: 2 },
      ],
    });
  });

  it('flow both ways, each for itself', () => {
    const rows = new StreamRows().connect();
    const [send] = sendAndReceive(rows, 10, 7, 7);
    const answer = rows.transfer('WSASend', 20, SERVER);
    const receive = rows.transfer('WSARecv', 22, CLIENT);
    rows.completed(answer, 24, { value: 3 });
    rows.completed(receive, 25, { value: 3 });
    expect(peers(rows, answer)).toBe(`receives #${receive} 0–3`);
    expect(peers(rows, send)).toMatch(/^receives #\d+ 0–7$/);
  });

  it('can be calls without a WSAOVERLAPPED', () => {
    const rows = new StreamRows().connect();
    const call = rows.plain('WSASend', [10, 11], CLIENT, 4);
    const [send, receive] = sendAndReceive(rows, 20, 6, 10);
    expect(peers(rows, receive)).toBe(`sends call ${call} 0–4 #${send} 4–10`);
  });

  it('begin with what came in AcceptEx and went with ConnectEx', () => {
    const rows = new StreamRows();
    rows.open('WSASocketW', 1, LISTENER);
    rows.name(2, LISTENER, { local: '0.0.0.0:5001' });
    rows.open('WSASocketW', 3, SERVER);
    const accepting = rows.issue('AcceptEx', 4, LISTENER, { sAcceptSocket: SERVER * 4 });
    rows.open('WSASocketW', 6, CLIENT);
    rows.name(7, CLIENT, { local: '127.0.0.1:6001', peer: '127.0.0.1:5001' });
    const connecting = rows.issue('ConnectEx', 8, CLIENT);
    rows.completed(connecting, 10, { value: 15 });
    rows.completed(accepting, 11, { value: 15 });
    rows.name(12, SERVER, { peer: '127.0.0.1:6001' });
    const [send, receive] = sendAndReceive(rows, 20, 9, 9);
    expect(peers(rows, connecting)).toBe(`receives #${accepting} 0–15`);
    expect(peers(rows, accepting)).toBe(`sends #${connecting} 0–15`);
    expect(peers(rows, receive)).toBe(`sends #${send} 0–9`);
  });

  it('are told as far as they are known: what is in flight is in no part', () => {
    const rows = new StreamRows().connect();
    const [send, receive] = sendAndReceive(rows, 10, 64, 20);
    rows.transfer('WSARecv', 20, SERVER);
    const inFlight = rows.transfer('WSASend', 23, CLIENT);
    expect(peers(rows, send)).toBe(`receives #${receive} 0–20`);
    expect(peers(rows, inFlight)).toBeUndefined();
  });

  it('do not come out of order for what moves no bytes of the stream', () => {
    const rows = new StreamRows().connect();
    const peek = rows.transfer('WSARecv', 7, SERVER, PEEK);
    rows.completed(peek, 8.5, { value: 5 });
    const cancelled = rows.transfer('WSARecv', 9, SERVER);
    rows.completed(cancelled, 10.5, { status: CANCELLED });
    rows.call('WSASend', [11, 12], {}, { operation: 90, object: CLIENT, slot: 90, value: -1, error: 10054 });
    const [send, receive] = sendAndReceive(rows, 20, 20, 20);
    expect(peers(rows, send)).toBe(`receives #${receive} 0–20`);
    expect(peers(rows, peek)).toBeUndefined();
  });
});

describe('nothing is said', () => {
  it('where an address was never told', () => {
    const rows = new StreamRows().connect(false);
    const [send] = sendAndReceive(rows, 10, 20, 20);
    expect(peers(rows, send)).toBeUndefined();
  });

  it('where two sockets could be the peer; one that was not open at the same time could not', () => {
    const two = new StreamRows().connect();
    two.open('accept', 7, 4);
    two.name(8, 4, { peer: '127.0.0.1:6001' });
    const [send] = sendAndReceive(two, 10, 20, 20);
    expect(peers(two, send)).toBeUndefined();

    const later = new StreamRows().connect();
    const [first] = sendAndReceive(later, 10, 20, 20);
    for (const socket of [CLIENT, SERVER]) later.row('object-closed', 30, { object: socket });
    later.open('accept', 40, 4);
    later.name(41, 4, { peer: '127.0.0.1:6001' });
    expect(peers(later, first)).toMatch(/^receives/);
  });

  it('of a socket that has had another peer before', () => {
    const rows = new StreamRows().connect();
    rows.name(7, CLIENT, { peer: '127.0.0.1:9' });
    rows.name(8, CLIENT, { peer: '127.0.0.1:5001' });
    const [send] = sendAndReceive(rows, 10, 20, 20);
    expect(peers(rows, send)).toBeUndefined();
  });

  it('behind lost rows, and of what came before it is', () => {
    const rows = new StreamRows().connect();
    const [before, receive] = sendAndReceive(rows, 10, 20, 20);
    rows.lost(18, 40);
    const [behind, received] = sendAndReceive(rows, 20, 20, 20);
    expect(peers(rows, before)).toBe(`receives #${receive} 0–20`);
    expect([behind, received].map((operation) => peers(rows, operation))).toEqual([undefined, undefined]);
  });

  it.each([
    [
      'a send that was cancelled on its way',
      (rows: StreamRows) => rows.completed(rows.transfer('WSASend', 7, CLIENT), 9, { status: CANCELLED, value: 3 }),
    ],
    [
      'out-of-band data',
      (rows: StreamRows) => rows.completed(rows.transfer('WSASend', 7, CLIENT, OUT_OF_BAND), 9, { value: 1 }),
    ],
    ['a call that did not ask how many bytes it has sent', (rows: StreamRows) => rows.plain('WSASend', [7, 9], CLIENT)],
    [
      'two sends that were issued at the same time',
      (rows: StreamRows) => {
        const [one, other] = [rows.transfer('WSASend', 7, CLIENT), rows.transfer('WSASend', 7.5, CLIENT)];
        rows.completed(one, 9, { value: 4 });
        rows.completed(other, 9.1, { value: 4 });
      },
    ],
    [
      'a DisconnectEx, for the connection after it',
      (rows: StreamRows) => rows.completed(rows.issue('DisconnectEx', 7, CLIENT), 9),
    ],
  ])('behind %s', (_name, disturb) => {
    const rows = new StreamRows().connect();
    disturb(rows);
    const [send] = sendAndReceive(rows, 20, 20, 20);
    expect(peers(rows, send)).toBeUndefined();
  });

  it('where bytes would have been received before they were sent', () => {
    const rows = new StreamRows().connect();
    const receive = rows.transfer('WSARecv', 7, SERVER);
    rows.completed(receive, 9, { value: 20 });
    const send = rows.transfer('WSASend', 12, CLIENT);
    rows.completed(send, 14, { value: 20 });
    expect([peers(rows, send), peers(rows, receive)]).toEqual([undefined, undefined]);
  });

  it('of operations that move no bytes, and of none', () => {
    const rows = new StreamRows().connect();
    const [, receive] = sendAndReceive(rows, 10, 20, 20);
    const end = rows.transfer('WSARecv', 30, SERVER);
    rows.completed(end, 32, { value: 0 });
    expect([peers(rows, end), peers(rows, 999), peers(rows, receive)]).toEqual([undefined, undefined, 'sends #2 0–20']);
  });
});
