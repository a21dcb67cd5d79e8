import { readFileSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BatchDecoder, splitRecording } from '../trace/index.ts';
import { randomNumbers } from '../trace/testing/random-numbers.ts';
import { RecordingFile } from './recording-file.ts';
import { findRoot } from './root.ts';

const SEED = 2026;
const CUTS = 1000;

it(`a real recording cut at ${CUTS} random places keeps its whole batches and says what it lost (seed ${SEED})`, () => {
  const bytes = readFileSync(join(findRoot(import.meta.dirname), 'recordings', 'echo.ovl'));
  const result = splitRecording(bytes);
  if (!result.ok) throw new Error(result.error.kind);
  const { schemaMessage, batchMessages, lostBytes } = result.parts;
  expect([batchMessages.length > 3, lostBytes]).toEqual([true, 0]);
  const decoder = new BatchDecoder(schemaMessage);
  const rows = batchMessages.map((message) => decoder.decode(message)!.length);
  const file = join(mkdtempSync(join(tmpdir(), 'overlook-test-')), 'cut.ovl');
  const random = randomNumbers(SEED);
  for (let n = 0; n < CUTS; n++) {
    const cut = schemaMessage.length + Math.floor(random() * (bytes.length - schemaMessage.length));
    writeFileSync(file, bytes.subarray(0, cut));
    const opened = RecordingFile.open(file);
    if (!opened.ok) throw new Error(opened.problem);
    const recording = opened.value;
    let end = schemaMessage.length;
    let whole = 0;
    while (whole < batchMessages.length && end + batchMessages[whole]!.length <= cut)
      end += batchMessages[whole++]!.length;
    expect([recording.messageCount - 1, recording.bytes, recording.lostBytes]).toEqual([whole, end, cut - end]);
    const read = Array.from({ length: whole }, (_, index) => decoder.decode(recording.message(index + 1)!)!.length);
    expect(read).toEqual(rows.slice(0, whole));
    recording.close();
  }
}, 60_000);
