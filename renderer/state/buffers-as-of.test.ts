import { describe, expect, it } from 'vitest';
import { decodeBuffers } from '../../trace/index.ts';
import { drawnRow, drawnTrace, drawRows } from '../../trace/testing/drawn-trace.ts';
import type { Row, Trace } from '../../trace/index.ts';
import { buffersAsOf, hexLines, type BuffersAsOf } from './buffers-as-of.ts';

/** A payload of buffers that held so many bytes, of which these are recorded. */
function payloadOf(...buffers: readonly (readonly [length: number, bytes: readonly number[]])[]): Uint8Array {
  const parts = buffers.map(([length, bytes]) => {
    const part = new Uint8Array(8 + ((bytes.length + 3) & ~3));
    const view = new DataView(part.buffer);
    view.setUint32(0, length, true);
    view.setUint32(4, bytes.length, true);
    part.set(bytes, 8);
    return part;
  });
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** `rows` of buffers beside one drawn operation, which is asked about at so many microseconds. */
function known(drawing: string, us: number, rows: readonly Row[], payloadBytes = 64): BuffersAsOf | undefined {
  const trace = drawnTrace([...drawRows(drawing), ...rows].toSorted((a, b) => a.time - b.time));
  const asked = Object.create(trace, { info: { value: { ...trace.info, payloadBytes } } }) as Trace;
  return buffersAsOf(asked, trace.operations.at(0)!, us * 1000);
}

const received = (call = 0) =>
  drawnRow('buffers', 4000, { operation: 1, call, value: 21, payload: payloadOf([21, [72, 105]]) });

describe('the buffers of an operation', () => {
  it('are known from the moment at which they were read', () => {
    expect(known('WSARecv IP.C', 3.9, [received()])).toBeUndefined();
    expect(known('WSARecv IP.C', 4, [received()])).toMatchObject({
      kind: 'bytes',
      when: 'as read at 0.004 000 ms by the observer, which saw the completion',
      recorded: { length: 21, buffers: [{ length: 21, bytes: Uint8Array.of(72, 105) }] },
    });
  });

  it('belong to Windows before a receive completes', () => {
    expect(known('WSARecv IP', 3, [])).toMatchObject({
      kind: 'none',
      why: expect.stringContaining('belong to Windows') as string,
    });
  });

  it('say why there are none: nobody asked for them, or there was no room', () => {
    expect(known('WSASend IMC', 4, [], 0)).toMatchObject({ why: expect.stringContaining('under “payload”') as string });
    expect(known('WSASend IMC', 4, [])).toMatchObject({ why: expect.stringContaining('no room') as string });
  });

  it('are not asked about where no bytes move', () => {
    expect(known('DisconnectEx IP', 3, [])).toBeUndefined();
  });
});

it('bytes are lines of an offset, hex and text, with points for what is no printable ASCII', () => {
  const bytes = Uint8Array.from([...new TextEncoder().encode('Hello, Winsock'), 0, 0x7f, 0xe9]);
  expect(hexLines({ length: 17, bytes }, 100).split('\n')).toEqual([
    '0000  48 65 6C 6C 6F 2C 20 57  Hello, W',
    '0008  69 6E 73 6F 63 6B 00 7F  insock··',
    '0010  E9                       ·',
  ]);
  expect(hexLines({ length: 17, bytes }, 3)).toBe('0000  48 65 6C                 Hel');
});

it('a payload of buffers is read as far as it is whole, wherever it is cut', () => {
  const whole = payloadOf([5, [1, 2, 3, 4, 5]], [300, [6, 7]]);
  const both = [
    { length: 5, bytes: Uint8Array.of(1, 2, 3, 4, 5) },
    { length: 300, bytes: Uint8Array.of(6, 7) },
  ];
  expect(decodeBuffers(whole)).toEqual(both);
  for (let cut = 0; cut < whole.length; cut++) {
    const read = decodeBuffers(whole.subarray(0, cut));
    expect(read).toEqual(both.slice(0, read.length));
    expect(read.length).toBe(cut < 13 ? 0 : cut < 26 ? 1 : 2);
  }
});
