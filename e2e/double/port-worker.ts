// The thread in which the page's ports end: it reads what the main process writes to them (port-stream.ts). As in Electron,
// the page's own thread takes no part until a message has arrived.
/** What is used of a worker's scope: the types of all of it would be everybody's in this folder. */
declare const self: {
  postMessage(message: FromPortWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToPortWorker>) => void): void;
};

/** From the preload's world: where to read, or the end of a port. */
export type ToPortWorker = { readonly address: string } | { readonly number: number; readonly port: MessagePort };
/** What the page posted to a port. */
export interface FromPortWorker {
  readonly number: number;
  readonly data: string;
}

const ports = new Map<number, MessagePort>();
/** What came before its port did. */
const early = new Map<number, ((port: MessagePort) => void)[]>();

self.addEventListener('message', ({ data }: MessageEvent<ToPortWorker>) => {
  if ('address' in data) void read(data.address);
  else take(data.number, data.port);
});

function take(number: number, port: MessagePort): void {
  ports.set(number, port);
  port.addEventListener('message', ({ data: posted }: MessageEvent<unknown>) => {
    if (typeof posted !== 'string') throw new Error('The double carries text only from the page to main.');
    const message: FromPortWorker = { number, data: posted };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    self.postMessage(message);
  });
  port.start();
  for (const deliver of early.get(number) ?? []) deliver(port);
  early.delete(number);
}

async function read(address: string): Promise<void> {
  const { body } = await fetch(address);
  if (body === null) throw new Error('The double has no stream for ports');
  const reader = body.getReader({ mode: 'byob' });
  for (;;) {
    const header = await next(reader, 12);
    // The main process has ended, or another document is being loaded.
    if (header === undefined) return;
    const [number = 0, what = 0, length = 0] = new Uint32Array(header.buffer);
    const content = length === 0 ? new Uint8Array() : await next(reader, length);
    if (content === undefined) return;
    const deliver = (port: MessagePort) => {
      if (what === 3) port.close();
      else if (what === 2) port.postMessage(content, [content.buffer]);
      else port.postMessage(what === 1 ? new TextDecoder().decode(content) : null);
    };
    const port = ports.get(number);
    if (port === undefined) early.set(number, [...(early.get(number) ?? []), deliver]);
    else deliver(port);
  }
}

/** So many bytes, in memory of their own. Undefined: there are not so many any more. */
async function next(reader: ReadableStreamBYOBReader, length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { value } = await reader.read(new Uint8Array(length), { min: length }).catch(() => ({ value: undefined }));
  return value?.length === length ? value : undefined;
}
