/// <reference lib="webworker" />
import type { Result } from '../../protocol/index.ts';
import {
  FooterIsDamaged,
  footerOf,
  type BatchPlace,
  type DensityState,
  type SessionInfo,
  type TraceMessage,
} from '../../trace/index.ts';
import { openFile } from './open-file.ts';
import { FileBytes, HostFile } from './recording-bytes.ts';
import { Recording } from './recording.ts';
import { buffersOf } from './transfer.ts';

/**
 * What the window asks of the thread that builds a trace for it: to open a file, or a recording of the host's that is so
 * long, which is read by the window; or to begin with a schema message, and to take batches, which lie one after the other
 * from a place of the recording on. Then, each time, for what has come since.
 */
export type ToTraceWorker =
  | { readonly kind: 'open'; readonly file: Blob | number; readonly name: string; readonly usesFooter: boolean }
  | { readonly kind: 'read'; readonly id: number; readonly result: Result<Uint8Array<ArrayBuffer>> }
  | { readonly kind: 'begin'; readonly schemaMessage: Uint8Array }
  | { readonly kind: 'batches'; readonly messages: readonly Uint8Array<ArrayBuffer>[]; readonly at: number }
  | { readonly kind: 'go on' }
  | { readonly kind: 'make footer' };

/** What a trace has become since it was told of last. */
export interface MoreOfTrace {
  readonly trace: TraceMessage;
  readonly batches: readonly BatchPlace[];
  readonly badMessages: number;
  readonly lostBytes: number;
  /** Told once, where it is known. */
  readonly density?: DensityState;
}

/**
 * What the thread tells: the problem, or of which session the file is, and then how far it is. Batches that it was given
 * are given back as soon as they are in the trace. A footer is for the rows that end at `rowsEnd`.
 */
export type FromTraceWorker =
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'footer is damaged' }
  | { readonly kind: 'opened'; readonly info: SessionInfo }
  | { readonly kind: 'read'; readonly id: number; readonly at: number; readonly bytes: number }
  | { readonly kind: 'taken'; readonly messages: readonly Uint8Array<ArrayBuffer>[] }
  | { readonly kind: 'footer'; readonly rowsEnd: number; readonly footer: Blob }
  | ({ readonly kind: 'more'; readonly left: number; readonly part: number; readonly isAll: boolean } & MoreOfTrace);

/** Of a file so long is built before the window is told; */
const READ_MS = 80;
/** and so long is waited for more of what comes. */
const STEP_MS = 40;
/** So much of a footer is held until the browser takes it. */
const BLOB_BYTES = 2 ** 23;

declare const self: DedicatedWorkerGlobalScope;

/** Tells the window of one recording, of which it has been told a part. */
class Teller {
  private told: TraceMessage | undefined;
  private batches = 0;
  /** False: the window has not taken what it was told last. */
  isWanted = true;
  private goOn: (() => void) | undefined;

  constructor(private readonly recording: Recording) {}

  tell(how: { readonly left: number; readonly part: number; readonly isAll: boolean }): void {
    const { recording } = this;
    if (recording.trace === undefined) return;
    const trace = recording.trace.toMessage(this.told);
    const batches = recording.rows.placesFrom(this.batches);
    const { badMessages, lostBytes, density } = recording;
    const first = this.told === undefined && density !== undefined ? { density } : {};
    this.told = trace;
    this.batches += batches.length;
    this.isWanted = false;
    send({ kind: 'more', ...how, trace, batches, badMessages, lostBytes, ...first });
  }

  wanted(): Promise<void> {
    return this.isWanted ? Promise.resolve() : new Promise((resolve) => (this.goOn = resolve));
  }

  want(): void {
    this.isWanted = true;
    this.goOn?.();
  }
}

let teller: Teller | undefined;
let live: Recording | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Who waits for bytes of the host's recording, by the number of what was asked. */
const reading = new Map<number, (result: Result<Uint8Array<ArrayBuffer>>) => void>();
let reads = 0;

self.addEventListener('message', ({ data }: MessageEvent<ToTraceWorker>) => {
  switch (data.kind) {
    case 'open':
      open(data).catch((error: unknown) => {
        if (error instanceof FooterIsDamaged) return send({ kind: 'footer is damaged' });
        send({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
      });
      return;
    case 'begin':
      // Whoever asks keeps the bytes: as if they were in a file.
      live = new Recording('live', '', 0, new FileBytes(new Blob()));
      live.takeSchema(data.schemaMessage, { isShared: true });
      teller = new Teller(live);
      return;
    case 'batches':
      take(data.messages, data.at);
      return tellSoon();
    case 'read':
      reading.get(data.id)?.(data.result);
      reading.delete(data.id);
      return;
    case 'go on':
      teller?.want();
      return;
    case 'make footer':
      return makeFooter();
  }
});

function take(messages: readonly Uint8Array<ArrayBuffer>[], at: number): void {
  for (const message of messages) {
    live?.takeBatch(message, at);
    at += message.length;
  }
  send({ kind: 'taken', messages }, buffersOf(messages));
}

/** Of what has come so far. */
function makeFooter(): void {
  if (live?.trace === undefined) return;
  const places = live.rows.placesFrom(0);
  const last = places.at(-1);
  const rowsEnd = last === undefined ? 0 : last.at + last.bytes;
  let footer = new Blob();
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (const piece of footerOf(live.trace, places, rowsEnd)) {
    // A Blob takes no memory that is shared.
    bytes += pieces[pieces.push(piece.slice()) - 1]!.length;
    if (bytes < BLOB_BYTES) continue;
    footer = new Blob([footer, ...pieces]);
    [pieces, bytes] = [[], 0];
  }
  send({ kind: 'footer', rowsEnd, footer: new Blob([footer, ...pieces]) });
}

async function open({ file, name, usesFooter }: Extract<ToTraceWorker, { kind: 'open' }>): Promise<void> {
  const bytes = typeof file === 'number' ? new HostFile(readInHost, file) : new FileBytes(file);
  const opened = await openFile(bytes, name, { isShared: true, usesFooter });
  if (!opened.ok) return send({ kind: 'refused', problem: opened.problem });
  const opening = opened.value;
  const toWindow = (teller = new Teller(opening.recording));
  for (let isAll = false, isFirst = true; !isAll; isFirst = false) {
    isAll = !(await opening.step(isFirst ? 0 : READ_MS));
    if (isFirst) send({ kind: 'opened', info: opening.info });
    toWindow.tell({ left: opening.left, part: opening.part, isAll });
    // The window may be showing what it was told: that takes all processors that there are.
    await toWindow.wanted();
  }
}

/** Only the window is connected to the host. */
function readInHost(at: number, bytes: number): Promise<Result<Uint8Array<ArrayBuffer>>> {
  const id = reads++;
  send({ kind: 'read', id, at, bytes });
  return new Promise((resolve) => reading.set(id, resolve));
}

/** A window is told of what comes so often at most. */
function tellSoon(): void {
  timer ??= setTimeout(async () => {
    await teller?.wanted();
    timer = undefined;
    teller?.tell({ left: 0, part: 1, isAll: false });
  }, STEP_MS);
}

function send(message: FromTraceWorker, transferred: ArrayBuffer[] = []): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  self.postMessage(message, transferred);
}
