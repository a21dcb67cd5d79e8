import { existsSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RecordingFile } from './recording-file.ts';
import { UiFeed } from './ui-feed.ts';
import { until } from './testing/bridge-program.ts';
import { drawnMessages } from './testing/test-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));

function created(path: string): RecordingFile {
  const result = RecordingFile.create(path);
  if (!result.ok) throw new Error(result.problem);
  return result.value;
}

it('a recording that gets nothing leaves what was there before, and no empty file', () => {
  const [old, fresh] = [join(folder, 'old.ovl'), join(folder, 'fresh.ovl')];
  writeFileSync(old, 'what was there');
  created(old).close();
  created(fresh).close();
  expect([readFileSync(old, 'utf8'), existsSync(fresh)]).toEqual(['what was there', false]);
});

it('a recording replaces a longer file with its first message', () => {
  const path = join(folder, 'longer.ovl');
  writeFileSync(path, Buffer.alloc(100_000));
  const recording = created(path);
  for (const message of drawnMessages()) expect(recording.append(message).ok).toBe(true);
  recording.close();
  expect(Buffer.compare(readFileSync(path), Buffer.concat(drawnMessages()))).toBe(0);
});

// Only Linux has a device that is always full.
it.runIf(process.platform === 'linux')('a disk that is full is a sentence', () => {
  const recording = created('/dev/full');
  expect(recording.append(drawnMessages()[0]!)).toEqual({
    ok: false,
    problem: 'The recording cannot be written: the disk is full. The session was stopped.',
  });
});

it('a file that becomes shorter while it is shown is said, and nothing is made up', async () => {
  const path = join(folder, 'shorter.ovl');
  writeFileSync(path, Buffer.concat(drawnMessages()));
  const opened = RecordingFile.open(path);
  if (!opened.ok) throw new Error(opened.problem);
  truncateSync(path, drawnMessages()[0]!.length + 10);
  const problems: string[] = [];
  const rows: Uint8Array[] = [];
  const carrier = { tell: () => {}, binary: (bytes: Uint8Array) => void rows.push(bytes) };
  const feed = new UiFeed(carrier, (sentence) => void problems.push(sentence));
  feed.grant(2 ** 20);
  feed.show({ number: 1, origin: 'recording', name: 'shorter.ovl', recording: opened.value });
  await until(() => problems.length > 0);
  expect(rows).toHaveLength(1);
  expect(problems).toEqual([
    'shorter.ovl cannot be read any further: it was shortened, or its disk is gone. Open it again.',
  ]);
});
