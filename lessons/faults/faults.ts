import type { Lesson } from '../program.ts';
import { backpressure } from './backpressure.ts';
import { byteByByte } from './byte-by-byte.ts';
import { cancelling } from './cancel.ts';
import { closeWithPending } from './close-with-pending.ts';
import { halfClose } from './half-close.ts';
import { messageTooLong } from './message-too-long.ts';
import { peerNeverReads } from './peer-never-reads.ts';
import { peerReset } from './peer-reset.ts';
import { refusedConnect } from './refused-connect.ts';
import { threadExit } from './thread-exit.ts';

/** Lessons in which something goes wrong, on purpose, in the order in which they are offered. */
export const faults: readonly Lesson[] = [
  halfClose,
  peerReset,
  refusedConnect,
  byteByByte,
  messageTooLong,
  cancelling,
  closeWithPending,
  backpressure,
  peerNeverReads,
  threadExit,
];
