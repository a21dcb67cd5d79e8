import { RecordBatchReader } from 'apache-arrow';
import { columns } from './columns.ts';
import { isEndOfRows } from './footer/footer-format.ts';
import { messageSize, type MessageSize } from './message-header.ts';
import { readBatch, type RowBatch } from './store/row-batch.ts';
import { FORMAT, METADATA_KEY, parseSessionInfo, type SessionInfo } from './session-info.ts';

/** Bytes of a recording, in whole messages, and what could not be read. */
export interface RecordingParts {
  readonly info: SessionInfo;
  readonly schemaMessage: Uint8Array;
  readonly batchMessages: readonly Uint8Array[];
  /** Bytes at the end that are no whole message: the file was cut, or the writer ended in the middle. */
  readonly lostBytes: number;
}

/** Why bytes are not a recording that this version can open. Each has a sentence in `readErrorText`. */
export type ReadError =
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-a-recording' }
  | { readonly kind: 'too-new'; readonly format: number };

export type ReadResult =
  { readonly ok: true; readonly parts: RecordingParts } | { readonly ok: false; readonly error: ReadError };

/** What is wrong with a file, and what to do, in a sentence. */
export function readErrorText(error: ReadError, name: string): string {
  switch (error.kind) {
    case 'empty':
      return `${name} is empty: nothing was recorded in it, or its beginning was lost.`;
    case 'not-a-recording':
      return `${name} is not an Overlook recording. Open a file that Overlook wrote (.ovl).`;
    case 'too-new':
      return `${name} has format ${error.format}; this Overlook reads up to ${FORMAT}. Open it with a newer Overlook.`;
  }
}

/**
 * Splits the bytes of a recording into its messages.
 *
 * Never throws, whatever the bytes: the whole messages at the beginning count, the rest is `lostBytes`.
 * The parts are views on the given bytes, not copies.
 */
export function splitRecording(bytes: Uint8Array): ReadResult {
  if (bytes.length === 0) return { ok: false, error: { kind: 'empty' } };
  const schemaMessage = messageAt(bytes, 0, 'schema');
  if (schemaMessage === undefined) return { ok: false, error: { kind: 'not-a-recording' } };
  const info = readInfo(schemaMessage);
  if (info === undefined) return { ok: false, error: { kind: 'not-a-recording' } };
  if (info.format > FORMAT) return { ok: false, error: { kind: 'too-new', format: info.format } };
  const batchMessages: Uint8Array[] = [];
  let at = schemaMessage.length;
  for (;;) {
    const message = messageAt(bytes, at, 'batch');
    if (message === undefined) break;
    batchMessages.push(message);
    at += message.length;
  }
  const lostBytes = isEndOfRows(bytes, at) ? 0 : bytes.length - at;
  return { ok: true, parts: { info, schemaMessage, batchMessages, lostBytes } };
}

/** Reads the session's description out of a schema message; undefined when it is not Overlook's. */
export function readInfo(schemaMessage: Uint8Array): SessionInfo | undefined {
  const reader = openReader(schemaMessage);
  return parseSessionInfo(reader?.schema?.metadata.get(METADATA_KEY));
}

function openReader(bytes: Uint8Array): RecordBatchReader | undefined {
  try {
    return RecordBatchReader.from(bytes).open();
  } catch {
    return undefined;
  }
}

/** Decodes batch messages one by one, against the schema message that came before them. */
export class BatchDecoder {
  private readonly hasOurColumns: boolean;

  constructor(schemaMessage: Uint8Array) {
    const fields = openReader(schemaMessage)?.schema?.fields ?? [];
    this.hasOurColumns = fields.map(({ name, type }) => `${name} ${type}`).join() === ourColumns;
  }

  /** The batch, or undefined when the message is none of a recording. */
  decode(batchMessage: Uint8Array): RowBatch | undefined {
    return this.hasOurColumns ? readBatch(batchMessage) : undefined;
  }
}

const arrowNames = { f64: 'Float64', u32: 'Uint32', u16: 'Uint16', u8: 'Uint8', bytes: 'Binary' } as const;
const ourColumns = columns.map(({ name, type }) => `${name} ${arrowNames[type]}`).join();

/** The message of a kind that begins at an offset, whole and sound; undefined when there is none. */
function messageAt(bytes: Uint8Array, at: number, kind: MessageSize['kind']): Uint8Array | undefined {
  const size = messageSize(bytes, at);
  return size?.kind === kind ? bytes.subarray(at, at + size.length) : undefined;
}
