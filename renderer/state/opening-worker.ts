/// <reference lib="webworker" />
import type { BatchPlace, TraceMessage } from '../../trace/index.ts';
import { openFile } from './open-file.ts';

/** What the window asks of the worker: to open a file; then, each time, for what has come since. */
export type ToOpeningWorker = { readonly file: Blob; readonly name: string } | 'go on';

/** What the worker tells: the problem, or the schema message at first, and then how far it is. */
export type FromOpeningWorker =
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'opened'; readonly schemaMessage: Uint8Array }
  | {
      readonly kind: 'more';
      readonly trace: TraceMessage;
      readonly batches: readonly BatchPlace[];
      readonly badMessages: number;
      readonly lostBytes: number;
      readonly left: number;
      readonly part: number;
      readonly isAll: boolean;
    };

/** Built for so long, before the window is told. */
const STEP_MS = 40;

declare const self: DedicatedWorkerGlobalScope;
let goOn: (() => void) | undefined;

self.addEventListener('message', ({ data }: MessageEvent<ToOpeningWorker>) => {
  if (data === 'go on') return goOn?.();
  open(data.file, data.name).catch((error: unknown) =>
    tell({ kind: 'refused', problem: `${data.name} cannot be read any further: ${String(error)}.` }),
  );
});

async function open(file: Blob, name: string): Promise<void> {
  const opened = await openFile(file, name, { isShared: true });
  if (!opened.ok) return tell({ kind: 'refused', problem: opened.problem });
  const opening = opened.value;
  const { recording } = opening;
  tell({ kind: 'opened', schemaMessage: opening.schemaMessage });
  let isAsked: Promise<void> = Promise.resolve();
  let isWanted = true;
  let told: TraceMessage | undefined;
  let batches = 0;
  for (let isAll = false; !isAll;) {
    isAll = !(await opening.step(STEP_MS));
    // A window that is busy is told later, of more.
    if (!isWanted && !isAll) continue;
    await isAsked;
    const trace = recording.trace!.toMessage(told);
    const places = recording.rows.placesFrom(batches);
    told = trace;
    batches += places.length;
    const { badMessages, lostBytes } = recording;
    tell({
      kind: 'more',
      trace,
      batches: places,
      badMessages,
      lostBytes,
      left: opening.left,
      part: opening.part,
      isAll,
    });
    isWanted = false;
    isAsked = new Promise((resolve) => {
      goOn = () => {
        isWanted = true;
        resolve();
      };
    });
  }
}

function tell(message: FromOpeningWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  self.postMessage(message);
}
