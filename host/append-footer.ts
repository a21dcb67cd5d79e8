import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { ok, problem, type Result } from '../protocol/index.ts';
import { BatchDecoder, LONG_BYTES, StoredRows, Trace, footerOf, readInfo } from '../trace/index.ts';
import { RecordingFile, reason } from './recording-file.ts';

/**
 * Writes behind the rows of a recording what they make, so that it opens without making it again. It takes about as long as
 * opening does without, and blocks. A problem means that the file is as it was.
 */
export function appendFooter(path: string, leastBytes = LONG_BYTES): Result<'written' | 'short'> {
  const opened = RecordingFile.open(path);
  if (!opened.ok) return opened;
  const recording = opened.value;
  try {
    return recording.bytes < leastBytes ? ok('short') : append(recording);
  } finally {
    recording.close();
  }
}

function append(recording: RecordingFile): Result<'written' | 'short'> {
  const { path } = recording;
  const schemaMessage = recording.message(0);
  const info = schemaMessage === undefined ? undefined : readInfo(schemaMessage);
  if (schemaMessage === undefined || info === undefined) return problem(`${path} is not an Overlook recording.`);
  // What the rows make is made without looking back at any.
  const rows = new StoredRows({ read: () => Promise.reject(new Error('No row is read twice.')) }, false);
  const trace = new Trace(info, rows);
  const decoder = new BatchDecoder(schemaMessage);
  for (let index = 1, at = schemaMessage.length; index < recording.messageCount; index++) {
    const message = recording.message(index);
    const batch = message === undefined ? undefined : decoder.decode(message);
    if (message === undefined || batch === undefined) return problem(`${path} is damaged.`);
    rows.expect(at, message.length);
    trace.append(batch);
    at += message.length;
  }
  return write(path, recording.bytes, footerOf(trace, rows.placesFrom(0), recording.bytes));
}

function write(path: string, rowsEnd: number, pieces: Iterable<Uint8Array>): Result<'written'> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r+');
    // Somebody else has added to it.
    if (fstatSync(descriptor).size !== rowsEnd) return problem(`${path} does not end with its rows.`);
    let at = rowsEnd;
    for (const piece of pieces) {
      for (let written = 0; written < piece.length;) {
        written += writeSync(descriptor, piece, written, piece.length - written, at + written);
      }
      at += piece.length;
    }
    return ok('written');
  } catch (error) {
    if (descriptor !== undefined) takeBack(descriptor, rowsEnd);
    return problem(`What was recorded is whole, but will open slowly: ${path} cannot be added to: ${reason(error)}.`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function takeBack(descriptor: number, rowsEnd: number): void {
  try {
    ftruncateSync(descriptor, rowsEnd);
  } catch {
    // Readers leave out a footer without its end.
  }
}
