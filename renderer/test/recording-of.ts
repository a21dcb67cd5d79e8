import { splitRecording } from '../../trace/index.ts';
import { MemoryBytes } from './memory-bytes.ts';
import { Recording } from '../state/recording.ts';

/** The recording that these bytes are, all at once. */
export function recordingOf(bytes: Uint8Array, name = 'f.ovl'): Recording {
  const read = splitRecording(bytes);
  if (!read.ok) throw new Error(read.error.kind);
  const recording = new Recording('file', name, 0, new MemoryBytes());
  recording.takeSchema(read.parts.schemaMessage);
  for (const message of read.parts.batchMessages) recording.takeBatch(message);
  recording.index?.update();
  return recording;
}
