import { expect, it } from 'vitest';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { CLIENT, SERVER, StreamRows } from '../../trace/testing/stream-rows.ts';
import { chainOf } from '../timeline/chain.ts';
import { sockets } from '../timeline/lanes/sockets.ts';
import { drawLane, frameOf } from '../test/drawn-frame.ts';
import { peersAsOf } from './peers-as-of.ts';

/** A send of 64 bytes, taken by a receive of 20, one of 40, and not whole yet. */
function split() {
  const rows = new StreamRows().connect();
  const first = rows.transfer('WSARecv', 8, SERVER);
  const send = rows.transfer('WSASend', 10, CLIENT);
  rows.completed(send, 12, { value: 64 });
  rows.completed(first, 13, { value: 20 });
  const second = rows.transfer('WSARecv', 14, SERVER);
  rows.completed(second, 16, { value: 40 });
  const trace = drawnTrace(rows.rows.toSorted((a, b) => a.time - b.time));
  return { trace, send: trace.operation(send)!, first: trace.operation(first)!, second: trace.operation(second)! };
}

it('the receives that took a send’s bytes are told as far as the cursor', () => {
  const { trace, send } = split();
  const told = (us: number) => {
    const peers = peersAsOf(trace, send, us * 1000);
    return peers && [...peers.lines.map(({ part, what, text }) => `${what} #${part.operation} ${text}`), peers.rest];
  };
  expect(told(11)).toBeUndefined();
  expect(told(12.5)).toEqual(['Its 64 bytes were not seen to be received at the cursor.']);
  expect(told(13)).toEqual([
    'receive #1 took bytes 0–19',
    'The last 44 of 64 bytes were not seen to be received at the cursor.',
  ]);
  expect(told(16)).toEqual([
    'receive #1 took bytes 0–19',
    'receive #3 took bytes 20–59',
    'The last 4 of 64 bytes were not seen to be received at the cursor.',
  ]);
});

it('a receive tells who has sent its bytes', () => {
  const { trace, first } = split();
  const peers = peersAsOf(trace, first, Infinity)!;
  expect([peers.socket, peers.lines.map(({ text }) => text), peers.rest]).toEqual([
    'socket 8 ⇄ 127.0.0.1:5001',
    ['sent all 20 bytes'],
    undefined,
  ]);
});

it('arrows lead from the completion of a send to those of its receives, whichever is selected', () => {
  const { trace, send, second } = split();
  const arrows = (id: number) =>
    chainOf(trace, trace.operation(id)!)
      .filter(({ from, to }) => from.anchor.kind === 'operation' && to.anchor.kind === 'operation')
      .map(({ from, to }) => `#${from.anchor.id} ${from.ns / 1000} → #${to.anchor.id} ${to.ns / 1000}`);
  expect(arrows(send.id)).toEqual(['#2 12 → #1 13', '#2 12 → #3 16']);
  expect(arrows(second.id)).toEqual(['#2 12 → #3 16']);
});

it('the receives of the selected send are outlined on their socket, in the colour of the arrows', () => {
  const { trace, send } = split();
  const frame = frameOf(trace, 400, { selectedOperation: send.id });
  const lanes = [...frame.index.sockets.keys()];
  const outlines = (socket: number) =>
    drawLane(sockets, frame, lanes.indexOf(socket))
      .of('line')
      .map((line) => line.split(' ')[0]);
  expect(outlines(SERVER)).toEqual(['accent', 'accent']);
  expect(outlines(CLIENT)[0]).toBe('text');
});
