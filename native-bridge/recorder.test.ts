import { describe, expect, it } from 'vitest';
import { encodeCallPayload, kindNumber } from '../trace/index.ts';
import { randomNumbers } from '../trace/testing/random-numbers.ts';
import { Clock } from './clock.ts';
import { SLOTS, RING_BYTES } from './shared-memory.ts';
import { Recorder, type CallColumns } from './recorder.ts';
import { PAYLOAD_MAX_BYTES, neededBytes } from './ring-room.ts';
import { RingReader } from './ring-reader.ts';
import { CHUNK_MAX_BYTES, Chunks } from './ring-writer.ts';
import { drain } from './testing/test-ring.ts';

/** A clock that goes on by 1 whenever it is read. */
class Ticks extends Clock {
  private ticks = 0;

  override now(): number {
    return ++this.ticks;
  }
}

function recorder() {
  const memory = new SharedArrayBuffer(RING_BYTES);
  const arena = new SharedArrayBuffer(64 * 1024);
  return {
    arena: new Uint8Array(arena),
    recorder: new Recorder(memory, 3, new Ticks(0n), arena),
    reader: new RingReader(memory),
  };
}

const columns: CallColumns = {
  call: 7,
  api: 13,
  operation: 3,
  slot: 2,
  object: 4,
  value: 4096,
  error: 997,
  status: 259,
};

describe('the rows of a call', () => {
  for (const seed of [1, 2, 3]) {
    it(`have the payload that the encoder would make (seed ${seed})`, () => {
      const one = recorder();
      const random = randomNumbers(seed);
      const integer = (below: number) => Math.floor(random() * below);
      one.arena.forEach((_, index) => (one.arena[index] = integer(256)));
      for (let turn = 0; turn < 200; turn++) {
        const words = Array.from({ length: integer(10) }, () => anyWord(random));
        const pieces = Array.from({ length: integer(6) }, (_, parameter) => ({
          parameter,
          offset: integer(1000) * (random() < 0.5 ? 4 : 1),
          length: random() < 0.9 ? integer(40) * (random() < 0.5 ? 4 : 1) : integer(10_000),
        }));
        const time = one.recorder.stamp();
        one.recorder.writeEntered(time, columns, Float64Array.from(words), words.length, chunksOf(pieces));
        one.recorder.close();
        const memory = pieces.map(
          ({ parameter, offset, length }) =>
            [parameter, one.arena.slice(offset, offset + Math.min(length, CHUNK_MAX_BYTES))] as const,
        );
        const [row] = drain(one.reader);
        expect({ ...row, payload: 0 }).toEqual({
          ...columns,
          time,
          kind: kindNumber('call-entered'),
          thread: 3,
          uncertainty: 0,
          payload: 0,
        });
        expect(Buffer.compare(row!.payload, encodeCallPayload(words, new Map(memory)))).toBe(0);
      }
    });
  }
});

function chunksOf(pieces: readonly { parameter: number; offset: number; length: number }[]): Chunks {
  const chunks = new Chunks(pieces.length);
  for (const { parameter, offset, length } of pieces) chunks.add(parameter, offset, length);
  return chunks;
}

/** Numbers as arguments are: small, negative, addresses of 48 bits, up to 2^53. */
function anyWord(random: () => number): number {
  const size = 2 ** Math.floor(random() * 54);
  return Math.floor(random() * size) * (random() < 0.3 ? -1 : 1) + 0;
}

describe('a recorder whose rows nobody takes', () => {
  it('admits calls until what is in use could not be written any more, and what it admitted always fits', () => {
    const one = recorder();
    const slotsInUse = 100;
    const words = Float64Array.of(1, 2, 3, 4, 5, 6, 7);
    let admitted = 0;
    while (one.recorder.admits(slotsInUse)) {
      const time = one.recorder.stamp();
      one.recorder.writeEntered(time, columns, words, 7, chunksOf([]));
      one.recorder.writeReturned(time, columns, chunksOf([]));
      one.recorder.close();
      admitted++;
    }
    for (let slot = 0; slot < slotsInUse; slot++) {
      const time = one.recorder.stamp();
      const payload = new Uint8Array(32);
      one.recorder.write('completed', time, { slot, payload });
      one.recorder.write('event-state', time, { slot });
      one.recorder.writeEntered(time, columns, words, 5, chunksOf([{ parameter: 1, offset: 0, length: 32 }]));
      one.recorder.writeReturned(time, columns, chunksOf([{ parameter: 2, offset: 0, length: 4 }]));
      one.recorder.write('slot-released', time, { slot });
      one.recorder.close();
    }
    expect(one.reader.takeLoss()).toBeUndefined();
    one.reader.look(Infinity, false);
    one.reader.choose(Infinity);
    expect(one.reader.chosen).toBe(admitted * 2 + slotsInUse * 5);
    one.reader.release();
    expect(one.recorder.admits(slotsInUse)).toBe(true);
  });

  it('counts what was dropped, from the first loss on', () => {
    const one = recorder();
    const before = one.recorder.stamp();
    one.recorder.dropped(1, 1);
    one.recorder.dropped(3, 0);
    expect(one.reader.takeLoss()).toEqual({ rows: 4, operations: 1, since: before + 1 });
  });

  it('drops text before it takes the room of operations, but lets what began come to its end', () => {
    const one = recorder();
    const text = 'x'.repeat(1000);
    let notes = 0;
    while (one.recorder.admits(0)) {
      one.recorder.text('note', text);
      notes++;
    }
    one.recorder.text('note', text);
    one.recorder.text('thread-ended', '');
    expect(one.reader.takeLoss()).toMatchObject({ rows: 1, operations: 0 });
    const rows = drain(one.reader);
    expect([rows.length, rows.at(-1)?.kind]).toEqual([notes + 1, kindNumber('thread-ended')]);
  });

  it('drops a wait with both of its rows or with none', () => {
    const one = recorder();
    one.recorder.text('program-waits', 'for a while');
    while (one.recorder.admits(0)) one.recorder.text('note', 'x'.repeat(1000));
    one.recorder.text('program-goes-on', '');
    one.recorder.text('program-waits', 'again');
    one.recorder.text('program-goes-on', '');
    expect(one.reader.takeLoss()).toMatchObject({ rows: 2 });
    const kinds = drain(one.reader).map((row) => row.kind);
    expect([kinds.at(0), kinds.at(-1)]).toEqual([kindNumber('program-waits'), kindNumber('program-goes-on')]);
    one.recorder.text('program-waits', 'a third time');
    one.recorder.text('program-goes-on', '');
    expect(drain(one.reader).length).toBe(2);
  });
});

it('a text that is too long for a row is cut between two characters', () => {
  const one = recorder();
  one.recorder.text('note', 'a' + 'ü'.repeat(PAYLOAD_MAX_BYTES));
  const text = new TextDecoder('utf-8', { fatal: true }).decode(drain(one.reader)[0]!.payload);
  expect(text).toBe('a' + 'ü'.repeat(Math.floor((PAYLOAD_MAX_BYTES - 1) / 2)));
});

it('the room of all operations that a session can have fits into a ring, and a good deal more', () => {
  expect(neededBytes(SLOTS)).toBeLessThan(RING_BYTES * 0.6);
});
