import {
  decodeBytes,
  decodeRows,
  hostMessage,
  type HostMessage,
  type Result,
  type RowsMessage,
  type UiRequest,
  type UiResponse,
} from '../../protocol/index.ts';
import type { Carrier, OpenCarrier } from './carrier.ts';

/** What the client tells the window. */
export interface HostListener {
  connecting(): void;
  opened(): void;
  /** The connection is gone or could not be made; the next attempt comes after so many milliseconds. */
  lost(retryMs: number): void;
  message(message: Exclude<HostMessage, { kind: 'answer' }>): void;
  /** `taken` is to be called when the rows are where they belong: then the host sends as much again. */
  rows(rows: RowsMessage, taken: () => void): void;
  /** The host said something that this window does not understand. */
  misunderstood(): void;
}

/** The timer that attempts wait for; a test brings its own. */
export interface Timer {
  set(run: () => void, ms: number): unknown;
  clear(handle: unknown): void;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;
/** So many bytes are on their way to where they belong, at most. */
const WINDOW_BYTES = 16 * 1024 * 1024;
const NO_BYTES = 'The host gave something else than was asked for: reload the window.';
const NO_HOST = 'Overlook’s host does not answer. It keeps its recordings; files can still be opened.';

/**
 * Questions and answers with the host, over whatever carries them.
 *
 * A lost connection is tried again after 1, 2, 4, … at most 30 seconds. Questions are never repeated: those without an
 * answer are answered with a problem.
 */
export class HostClient {
  private carrier: Carrier | undefined;
  private isOpen = false;
  private retryMs = FIRST_RETRY_MS;
  private timer: unknown;
  private nextId = 1;
  private readonly waiting = new Map<number, (response: UiResponse) => void>();
  /** Bytes whose answer has not come, by the number of their question. */
  private readonly came = new Map<number, Uint8Array<ArrayBuffer>>();

  constructor(
    private readonly open: OpenCarrier,
    private readonly listener: HostListener,
    private readonly timers: Timer = {
      set: (run, ms) => setTimeout(run, ms),
      clear: (handle) => clearTimeout(Number(handle)),
    },
  ) {}

  connect(): void {
    this.timers.clear(this.timer);
    this.carrier?.close();
    this.listener.connecting();
    const current: Carrier = this.open({
      opened: () => this.opened(),
      text: (text) => this.text(text),
      bytes: (bytes) => this.bytes(bytes, current),
      // A connection that was replaced has nothing more to say.
      closed: () => this.carrier === current && this.closed(),
    });
    this.carrier = current;
  }

  /** Asks the host. Always answers: without a host, with a problem. */
  ask(request: UiRequest): Promise<UiResponse> {
    return this.question(request).answer;
  }

  /** Reads in the recording of a source. The memory of the bytes is whose asks. */
  async read(
    of: Omit<Extract<UiRequest, { name: 'recording/read' }>, 'name'>,
  ): Promise<Result<Uint8Array<ArrayBuffer>>> {
    const { id, answer } = this.question({ name: 'recording/read', ...of });
    const answered = await answer;
    const bytes = this.came.get(id);
    this.came.delete(id);
    if (!answered.ok) return answered;
    return bytes?.length === of.bytes ? { ok: true, value: bytes } : { ok: false, problem: NO_BYTES };
  }

  private question(request: UiRequest): { readonly id: number; readonly answer: Promise<UiResponse> } {
    const id = this.nextId++;
    if (!this.isOpen || this.carrier === undefined) {
      return { id, answer: Promise.resolve({ ok: false, problem: NO_HOST }) };
    }
    const answer = new Promise<UiResponse>((resolve) => this.waiting.set(id, resolve));
    this.carrier.send(JSON.stringify({ id, request }));
    return { id, answer };
  }

  private opened(): void {
    this.isOpen = true;
    this.retryMs = FIRST_RETRY_MS;
    this.listener.opened();
    this.grant(WINDOW_BYTES);
  }

  private grant(bytes: number): void {
    this.carrier?.send(JSON.stringify({ grant: bytes }));
  }

  private bytes(bytes: Uint8Array<ArrayBuffer>, carrier: Carrier): void {
    // They are gone from here when they have been taken.
    const { length } = bytes;
    const taken = () => {
      if (this.isOpen && this.carrier === carrier) this.grant(length);
    };
    const rows = decodeRows(bytes);
    if (rows !== undefined) return this.listener.rows(rows, taken);
    const read = decodeBytes(bytes);
    // Nobody waits any more for what comes over a connection that was lost.
    if (read !== undefined && this.waiting.has(read.id)) this.came.set(read.id, read.bytes);
    if (read === undefined) this.listener.misunderstood();
    taken();
  }

  private text(text: string): void {
    const message = parseMessage(text);
    if (message === undefined) this.listener.misunderstood();
    else if (message.kind !== 'answer') this.listener.message(message);
    else {
      this.waiting.get(message.id)?.(message.result);
      this.waiting.delete(message.id);
    }
  }

  private closed(): void {
    this.isOpen = false;
    this.carrier = undefined;
    for (const resolve of this.waiting.values()) resolve({ ok: false, problem: NO_HOST });
    this.waiting.clear();
    this.listener.lost(this.retryMs);
    this.timer = this.timers.set(() => this.connect(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
  }
}

function parseMessage(text: string): HostMessage | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return hostMessage.safeParse(json).data;
}
