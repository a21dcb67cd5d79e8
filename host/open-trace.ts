import { resolve } from 'node:path';
import { ok, problem, type Result } from '../protocol/index.ts';
import { BatchDecoder, Trace, readInfo } from '../trace/index.ts';
import type { CommandContext } from './command.ts';
import { RecordingFile } from './recording-file.ts';

/** A recording as a trace, for the commands that read one. A loss at its end is told, and is no failure. */
export function openTrace(
  context: Pick<CommandContext, 'folder' | 'tell'>,
  path: string,
): Result<{ trace: Trace; recording: RecordingFile }> {
  const opened = RecordingFile.open(resolve(context.folder, path));
  if (!opened.ok) return opened;
  const recording = opened.value;
  const schemaMessage = recording.message(0);
  const info = schemaMessage === undefined ? undefined : readInfo(schemaMessage);
  if (schemaMessage === undefined || info === undefined)
    return problem(`${path} is not an Overlook recording. Open a file that Overlook wrote (.ovl).`);
  const trace = new Trace(info);
  const decoder = new BatchDecoder(schemaMessage);
  let damaged = 0;
  for (let index = 1; index < recording.messageCount; index++) {
    const message = recording.message(index);
    const batch = message === undefined ? undefined : decoder.decode(message);
    if (batch !== undefined) {
      trace.append(batch);
      continue;
    }
    damaged++;
    trace.missBatch();
  }
  recording.close();
  if (recording.lostBytes > 0) {
    context.tell(
      `${path}: the last ${recording.lostBytes} bytes are no whole batch and were left out; the rest is read.`,
    );
  }
  if (damaged > 0) context.tell(`${path}: ${damaged} batches are damaged and were left out.`);
  return ok({ trace, recording });
}
