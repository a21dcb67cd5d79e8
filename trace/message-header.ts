import { ByteBuffer } from 'flatbuffers';
import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { Schema } from 'apache-arrow/fb/schema';
import { Type } from 'apache-arrow/fb/type';
import { columns } from './columns.ts';

/** What stands before the header: i32 -1, i32 header length. */
export const MESSAGE_PREFIX_BYTES = 8;
/** No header of a message is longer. */
export const MOST_HEADER_BYTES = 65_536;
const MAX_METADATA_ENTRIES = 8;
const plainTypes = new Set([Type.Int, Type.FloatingPoint, Type.Binary]);
/** Arrow gives every column a validity buffer and a data buffer, and one for the offsets of variable width. */
const BUFFERS = columns.reduce((count, column) => count + (column.type === 'bytes' ? 3 : 2), 0);

export interface MessageSize {
  readonly kind: 'schema' | 'batch';
  /** Bytes from the beginning of the message to the end of its body. */
  readonly length: number;
}

/**
 * Looks at the header of the message that begins at an offset, before Arrow reads it.
 *
 * ```
 * i32 -1 · i32 header length · header (flatbuffer, padded to 8) · body
 * ```
 *
 * Arrow believes the counts in a header, and damaged or hostile ones make it allocate until nothing is left. So only what
 * a recording can hold passes: this many columns of these types, this many buffers, no more rows than bytes. Undefined:
 * there is no such message here, or not the whole of it.
 */
export function messageSize(bytes: Uint8Array, at: number): MessageSize | undefined {
  const announced = announcedMessage(bytes, at);
  return announced === undefined || at + announced.length > bytes.length ? undefined : announced;
}

/** The same by its header alone: the body may not be here yet. */
export function announcedMessage(bytes: Uint8Array, at: number): MessageSize | undefined {
  if (at + MESSAGE_PREFIX_BYTES > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, MESSAGE_PREFIX_BYTES);
  const headerLength = view.getInt32(4, true);
  const bodyAt = at + MESSAGE_PREFIX_BYTES + headerLength;
  if (view.getInt32(0, true) !== -1 || headerLength <= 0 || headerLength % 8 !== 0 || bodyAt > bytes.length)
    return undefined;
  const header = bytes.subarray(at + MESSAGE_PREFIX_BYTES, bodyAt);
  try {
    const message = Message.getRootAsMessage(new ByteBuffer(header));
    const bodyLength = Number(message.bodyLength());
    if (bodyLength < 0 || message.customMetadataLength() !== 0) return undefined;
    const kind = checkedKind(message, bodyLength);
    return kind === undefined ? undefined : { kind, length: MESSAGE_PREFIX_BYTES + headerLength + bodyLength };
  } catch {
    return undefined; // An offset in the flatbuffer leads out of the header.
  }
}

function checkedKind(message: Message, bodyLength: number): MessageSize['kind'] | undefined {
  switch (message.headerType()) {
    case MessageHeader.Schema: {
      const schema: unknown = message.header(new Schema());
      return schema instanceof Schema && bodyLength === 0 && isPlainSchema(schema) ? 'schema' : undefined;
    }
    case MessageHeader.RecordBatch: {
      const batch: unknown = message.header(new RecordBatch());
      return batch instanceof RecordBatch && isPlainBatch(batch, bodyLength) ? 'batch' : undefined;
    }
    default:
      return undefined;
  }
}

function isPlainSchema(schema: Schema): boolean {
  if (schema.fieldsLength() !== columns.length || schema.customMetadataLength() > MAX_METADATA_ENTRIES) return false;
  if (schema.featuresLength() !== 0) return false;
  return columns.every((_, index) => {
    const field = schema.fields(index);
    return (
      field !== null &&
      plainTypes.has(field.typeType()) &&
      field.dictionary() === null &&
      field.childrenLength() === 0 &&
      field.customMetadataLength() === 0
    );
  });
}

function isPlainBatch(batch: RecordBatch, bodyLength: number): boolean {
  const rows = Number(batch.length());
  if (rows < 0 || rows > bodyLength || batch.compression() !== null || batch.variadicBufferCountsLength() !== 0)
    return false;
  if (batch.nodesLength() !== columns.length || batch.buffersLength() !== BUFFERS) return false;
  for (let index = 0; index < columns.length; index++) {
    const node = batch.nodes(index);
    if (node === null || Number(node.length()) !== rows || Number(node.nullCount()) !== 0) return false;
  }
  for (let index = 0; index < BUFFERS; index++) {
    const buffer = batch.buffers(index);
    if (buffer === null) return false;
    const offset = Number(buffer.offset());
    const length = Number(buffer.length());
    if (offset < 0 || offset % 8 !== 0 || length < 0 || offset + length > bodyLength) return false;
  }
  return true;
}
