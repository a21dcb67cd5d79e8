// What the stream spec runs in the window. Each function uses nothing but its arguments and what watchStream has put there.

/** What watchStream counts, from the page's beginning. */
interface Stream {
  bytes: number;
  messages: number;
  sources: number;
  /** Of the newest source: what has been taken, where its first batch lies, and each batch's digest, if somebody wants it. */
  taken: number;
  schemaBytes: number;
  digests: Promise<ArrayBuffer>[] | undefined;
  begun: () => void;
  changed: () => void;
}
declare const window: Window & { stream: Stream; traces?: WeakRef<object>[]; overlook: { trace(): object } };

type Batches = readonly Uint8Array<ArrayBuffer>[];
type Message = { readonly kind: string; readonly messages: Batches; readonly at: number };

/** Counts what goes to the threads that build traces, and what they have taken. */
export function watchStream(): void {
  const stream: Stream = {
    bytes: 0,
    messages: 0,
    sources: 0,
    taken: 0,
    schemaBytes: 0,
    digests: undefined,
    begun: () => undefined,
    changed: () => undefined,
  };
  window.stream = stream;
  globalThis.Worker = class extends Worker {
    private readonly source = ++stream.sources;
    private isNew = true;

    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      stream.taken = 0;
      stream.begun();
      this.addEventListener('message', ({ data: { kind, messages } }: MessageEvent<Message>) => {
        if (kind !== 'taken' || this.source !== stream.sources) return;
        for (const { length } of messages) stream.taken += length;
        for (const { length } of messages) stream.bytes += length;
        // The bytes are copied at once.
        stream.digests?.push(...messages.map((message) => crypto.subtle.digest('SHA-256', message)));
        stream.changed();
      });
    }

    override postMessage(message: Message, transferred: StructuredSerializeOptions | Transferable[] = []): void {
      if (message.kind === 'batches') {
        if (this.isNew) stream.schemaBytes = message.at;
        this.isNew = false;
        stream.messages++;
        if (message.messages.some(({ buffer }) => buffer.byteLength === 0))
          throw new Error('Rows without their memory');
      }
      super.postMessage(message, transferred as Transferable[]);
      if (message.kind === 'batches' && message.messages.some(({ buffer }) => buffer.byteLength > 0)) {
        throw new Error('Rows were copied to the thread, not transferred');
      }
    }
  };
}

/** In place of the thread that builds traces: it takes what comes, looks at each message's beginning, and builds nothing. */
export const takeOver = {
  contentType: 'text/javascript',
  headers: { 'cross-origin-embedder-policy': 'require-corp' },
  body: `addEventListener('message', ({ data }) => {
    if (data.kind !== 'batches') return;
    for (const { buffer, byteOffset } of data.messages) {
      if (new DataView(buffer, byteOffset).getInt32(0, true) !== -1) throw new Error('No Arrow message');
    }
    postMessage({ kind: 'taken', messages: data.messages }, [...new Set(data.messages.map(({ buffer }) => buffer))]);
  });`,
};

interface Passes {
  /** Of the recording, and its length. */
  readonly name: string;
  readonly bytes: number;
  readonly seconds: number;
  readonly digests: boolean;
}

/** Has the host show the recording again and again: twice, or for so long; each time as soon as all of it was taken. */
export async function passes({ name, bytes, seconds, digests: wanted }: Passes) {
  const { stream } = window;
  const begin = { bytes: stream.bytes, messages: stream.messages, ms: performance.now() };
  const digests: string[] = [];
  let count = 0;
  do {
    const { sources } = stream;
    const all = new Promise<void>((resolve) => {
      stream.changed = () => {
        if (stream.sources > sources && stream.taken === bytes - stream.schemaBytes) resolve();
      };
    });
    stream.digests = undefined;
    stream.begun = () => (stream.digests = wanted ? [] : undefined);
    document.querySelector<HTMLElement>(`[data-testid="recording-${name}"]`)!.click();
    await all;
    (window.traces ??= []).push(new WeakRef(window.overlook.trace()));
    count++;
    if (!wanted) continue;
    const ofEach = await Promise.all(stream.digests ?? []);
    const digest = await crypto.subtle.digest('SHA-256', await new Blob(ofEach).arrayBuffer());
    digests.push(Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join(''));
  } while (count < 2 || performance.now() - begin.ms < seconds * 1000);
  return {
    bytes: stream.bytes - begin.bytes,
    messages: stream.messages - begin.messages,
    ms: performance.now() - begin.ms,
    passes: count,
    schemaBytes: stream.schemaBytes,
    digests,
  };
}

/** How many of the traces that the window has shown are still kept. */
export const keptTraces = () => (window.traces ?? []).filter((trace) => trace.deref() !== undefined).length;
