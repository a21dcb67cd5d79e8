import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FrameReader, decodeMessage, encodeMessage } from '../protocol/index.ts';
import { splitRecording } from '../trace/index.ts';
import { drawnInfo } from '../trace/testing/drawn-trace.ts';
import { randomNumbers } from '../trace/testing/random-numbers.ts';
import { RecordingFile } from './recording-file.ts';
import { Session } from './session.ts';
import { GOOD, ProgramHost, until } from './testing/bridge-program.ts';
import { drawnMessages } from './testing/test-host.ts';

const [schema, ...batches] = drawnMessages();
/** What a bridge says in a session, from its first word. */
const stream = Buffer.concat([
  encodeMessage({ kind: 'ready', system: { ...drawnInfo.system } }),
  encodeMessage({ kind: 'schema', bytes: schema! }),
  encodeMessage({ kind: 'state', state: 'running' }),
  ...batches.map((bytes) => encodeMessage({ kind: 'batch', bytes })),
  encodeMessage({ kind: 'pong' }),
  encodeMessage({ kind: 'ended', reason: 'completed', text: '' }),
]);

/** The stream, damaged in one to four places: bytes changed, left out, put in, or everything behind it cut off. */
function damaged(random: () => number): Buffer {
  let bytes = Buffer.from(stream);
  const below = (count: number) => Math.floor(random() * count);
  for (let count = 1 + below(4); count > 0 && bytes.length > 0; count--) {
    // Half of the damage where it hurts most: in the words around the beginning of a frame.
    const at =
      random() < 0.5
        ? below(bytes.length)
        : Math.min(bytes.length - 1, frameStarts[below(frameStarts.length)]! + below(16));
    const length = 1 + below(random() < 0.5 ? 4 : 200);
    const noise = Buffer.from(Array.from({ length }, () => below(256)));
    const [before, behind] = [bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + length))];
    const damages = [
      () => Buffer.concat([before, noise, behind]),
      () => Buffer.concat([before, behind]),
      () => Buffer.concat([before, noise, bytes.subarray(at)]),
      () => Buffer.from(before),
    ];
    bytes = damages[below(damages.length)]!();
  }
  return bytes;
}

const frameStarts = [0];
for (let at = 0; at < stream.length;) {
  at += 4 + stream.readUInt32LE(at);
  if (at < stream.length) frameStarts.push(at);
}

describe('what a bridge says, damaged', { timeout: 30_000 }, () => {
  it('never makes a session throw, nor its recording anything but whole messages (seeds 1 to 1000)', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'overlook-test-')), 'damaged.ovl');
    const ends = new Set<string>();
    for (let seed = 1; seed <= 1000; seed++) {
      const random = randomNumbers(seed);
      const bytes = damaged(random);
      const recording = RecordingFile.create(path);
      if (!recording.ok) throw new Error(recording.problem);
      const bridge = { send: () => {}, close: async () => {} };
      const session = new Session('echo', {}, recording.value, bridge, { recorded: () => {}, changed: () => {} });
      session.start();
      hear(session, bytes, random);
      // Then the connection ends, as it does with every bridge.
      session.lost('It is gone.');
      expect([session.isOver, session.text === ''], `seed ${seed}`).toEqual([true, false]);
      const { messageCount } = recording.value;
      const read = splitRecording(readFileSync(path));
      const found = read.ok ? [1 + read.parts.batchMessages.length, read.parts.lostBytes] : read.error;
      if (messageCount > 0) expect(found, `seed ${seed}`).toEqual([messageCount, 0]);
      recording.value.close();
      ends.add(session.text);
    }
    // Damage of every kind has been met, and some streams were still whole enough.
    expect([...ends].toSorted()).toEqual([
      'It is gone. Nothing had been recorded until then. The lesson can be run again.',
      'It is gone. What was recorded until then is kept. The lesson can be run again.',
      'The Winsock bridge reported rows that cannot be read, and the session was stopped. Nothing had been recorded until then. The lesson can be run again.',
      'The Winsock bridge reported rows that cannot be read, and the session was stopped. What was recorded until then is kept. The lesson can be run again.',
      'The program ran to its end.',
    ]);
  });

  // Where a bridge is a process of its own.
  it.runIf(process.platform === 'linux').each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    'is a sentence of the host, which then runs the next session (seed %i)',
    async (seed) => {
      const host = new ProgramHost();
      const said = damaged(randomNumbers(seed)).toString('base64');
      const sentence = await host.run(`serve(({ kind }, s) => {
        if (kind !== 'start') return;
        s.write(Buffer.from('${said}', 'base64'));
        setTimeout(() => process.exit(0), 100);
      });`);
      expect(sentence).toMatch(/^The (program ran to its end|Winsock bridge .* The lesson can be run again)\.$/);
      await until(() => host.bridges().length === 0);
      expect(await host.run(GOOD)).toBe('The program ran to its end.');
      // Throws for one that does not hold whole messages only.
      expect(host.recordings().at(-1)).toBe(3);
      await host.close();
      expect(await host.leftovers()).toEqual([]);
    },
  );
});

/** Reads the bytes as they might arrive, until they are no frames or no messages any more. */
function hear(session: Session, bytes: Buffer, random: () => number): void {
  const reader = new FrameReader();
  for (let at = 0; at < bytes.length;) {
    const next = at + 1 + Math.floor(random() * bytes.length);
    const messages = [];
    try {
      for (const frame of reader.push(bytes.subarray(at, next))) messages.push(decodeMessage(frame));
    } catch {
      at = bytes.length;
    }
    for (const message of messages) session.take(message);
    at = Math.max(at, next);
  }
}
