import { CHUNK_HEADER_BYTES } from '../trace/index.ts';
import { functions, overlapped, pointeeOf, type FunctionRow } from '../winsock/index.ts';
import { recordBytes } from './ring.ts';
import { CHUNK_MAX_BYTES } from './ring-writer.ts';

/**
 * What calls and operations may take of a ring, at most. From this follows when a thread must drop new ones, so that
 * those which it has admitted stay whole.
 */
const rows: readonly FunctionRow[] = functions;

/** The largest payload: of a call all of whose pointers point to as much as is recorded, or of a text. */
export const PAYLOAD_MAX_BYTES = Math.max(...rows.map(largestPayload));
const RECORD_MAX_BYTES = recordBytes(PAYLOAD_MAX_BYTES);
/** The name of a socket, `{"local": "[…]:65535"}`, and more. */
const NAME_BYTES = 128;

/** Key and lpOverlapped. */
const PACKET_BYTES = 16;

/** The two rows of a call, and what its return makes known of objects: opened, its event's state, named, closed. */
const CALL_BYTES = 2 * RECORD_MAX_BYTES + 3 * recordBytes(0) + recordBytes(NAME_BYTES);

/**
 * What an operation may write into one ring once its call has returned:
 *
 * - `completed`, with the 32 bytes;
 * - `event-state` twice: set by the completion, reset by the next issue;
 * - `packet-dequeued`, with key and lpOverlapped, or the two rows of its completion routine;
 * - the two rows of a call that tells of it, and of the call that fetches its result;
 * - `slot-released`, or `leaked`.
 *
 * Which thread will write them nobody knows: a program may issue on one and fetch on another. So every ring keeps room
 * for every operation.
 */
export const OPERATION_BYTES =
  recordBytes(overlapped.size) + 5 * recordBytes(0) + recordBytes(PACKET_BYTES) + 2 * followingCallBytes();

/** More operations than were in use when a thread asked may come into being before it asks again. */
const MORE_OPERATIONS = 64;

/** The room that a ring must have for one more call, beside that of the operations. One record may leave the end unused. */
export function neededBytes(slotsInUse: number): number {
  return CALL_BYTES + (slotsInUse + MORE_OPERATIONS) * OPERATION_BYTES + RECORD_MAX_BYTES;
}

/** Both rows of a call that fetches: its words, the WSAOVERLAPPED, and the numbers that it writes. */
function followingCallBytes(): number {
  const fetches = rows.filter(({ role }) => role === 'fetch');
  return Math.max(
    ...fetches.map(({ parameters }) => {
      const pointers = parameters.filter(([, type]) => pointeeOf(type) !== undefined);
      const written = pointers.filter(([, , more]) => more?.direction !== undefined);
      const read = pointers.filter(([, , more]) => more?.direction !== 'out');
      const entered = parameters.length * 8 + read.length * (CHUNK_HEADER_BYTES + overlapped.size);
      return recordBytes(entered) + recordBytes(written.length * (CHUNK_HEADER_BYTES + 8));
    }),
  );
}

function largestPayload({ parameters }: FunctionRow): number {
  const pointers = parameters.filter(([, type]) => pointeeOf(type) !== undefined).length;
  return parameters.length * 8 + pointers * (CHUNK_HEADER_BYTES + CHUNK_MAX_BYTES);
}
