import { isFailure, overlapped } from '../winsock/index.ts';
import type { BufferRecorder } from './buffer-recorder.ts';
import type { Control } from './control.ts';
import type { ObjectTable } from './object-table.ts';
import { ObjectTable as Objects } from './object-table.ts';
import { uncertainty, type Recorder } from './recorder.ts';
import { indications, SlotTable } from './slot-table.ts';

/** Of this thread, and used again for each row: the recorder copies it at once. */
const structWords = new Int32Array(overlapped.size / 4);
const completed = { operation: 0, slot: 0, object: 0, status: 0, value: 0, uncertainty: 0, call: 0 };

/** What a thread needs to report completions and event states; the actors and the observer share the rules. */
export interface Watching {
  readonly slots: SlotTable;
  readonly objects: ObjectTable;
  readonly control: Control;
  readonly recorder: Recorder;
  /** Absent: this session records no bytes of buffers. */
  readonly buffers?: BufferRecorder | undefined;
}

/**
 * Writes the row of a completion, if this thread is the first to see it. Between `stamp` and `close` of the recorder.
 *
 * @param seen the slot's word
 * @param call the call at whose return it was seen; 0: the observer saw it
 */
export function reportCompletion(watching: Watching, slot: number, seen: number, time: number, call: number): boolean {
  const { slots, recorder, control, buffers } = watching;
  // Read first: as soon as it is claimed, the program may issue the structure again.
  const status = slots.status(slot);
  const transferred = slots.transferred(slot);
  slots.copyBytes(slot, structWords);
  const object = slots.socket(slot);
  const since = slots.pendingAt(slot);
  const isRecorded = slots.isRecorded(slot);
  buffers?.read(slot, transferred);
  if (!slots.claim(slot, seen)) return false;
  control.countEnd(isFailure(status) ? 'failed' : 'succeeded');
  if (!isRecorded) {
    recorder.dropped(1, 0);
    return true;
  }
  completed.operation = SlotTable.operationOf(seen);
  completed.slot = slot;
  completed.object = object;
  completed.status = status;
  completed.value = transferred;
  completed.uncertainty = uncertainty(time, since);
  completed.call = call;
  recorder.writeWords('completed', time, completed, structWords);
  buffers?.writeReceived(time, completed);
  return true;
}

/**
 * Writes the row of what was seen of an event: always for the signal of an operation, else only for a change. `before`
 * is the event's word from before the look, `notBefore` a time at which the cause had not happened. Between `stamp` and `close` of the recorder.
 */
export function reportEvent(
  watching: Watching,
  event: number,
  before: number,
  signaled: boolean,
  time: number,
  cause: { readonly operation?: number; readonly call?: number; readonly notBefore?: number },
): void {
  const changedSince = watching.objects.learn(event, before, signaled, time);
  const operation = cause.operation ?? 0;
  if (changedSince === undefined && operation === 0) return;
  watching.recorder.write('event-state', time, {
    object: event,
    value: signaled ? 1 : 0,
    uncertainty: uncertainty(time, Math.max(changedSince ?? time, cause.notBefore ?? 0)),
    operation,
    call: cause.call ?? 0,
  });
}

/** True when the last look at an event saw it signaled. */
export function wasSignaled(objects: ObjectTable, event: number): boolean {
  return Objects.wasSignaled(objects.eventWord(event));
}

/** The slots whose running operation will signal, or has signaled, this event. */
export function* slotsWithEvent(slots: SlotTable, event: number): Generator<number> {
  for (let slot = 1; slot <= slots.count; slot++) {
    if (slots.event(slot) === event && slots.operation(slot) !== 0) yield slot;
  }
}

/** Says that the event of a slot's operation was seen signaled. The operation, for the one who saw it first; 0 for others. */
export function sawSignal(slots: SlotTable, slot: number): number {
  const operation = slots.operation(slot);
  return slots.saw(slot, indications.event) && slots.isRecorded(slot) ? operation : 0;
}
