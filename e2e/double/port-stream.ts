import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Carried, ToPort } from './operations.ts';

/**
 * What the ports of a window carry to its page: one answer of a local server that does not end, read by a thread of the
 * page (port-worker.ts). DevTools, which carries all else, would be a hundred times slower.
 *
 * ```
 * u32 port · u32 what (0 null, 1 text, 2 bytes, 3 the port is closed) · u32 length · content
 * ```
 */
export class PortStream {
  /** Where the page reads it. */
  readonly address: Promise<string>;
  private response: ServerResponse | undefined;
  private waiting: Uint8Array[] = [];

  constructor() {
    const path = `/${randomUUID()}`;
    streams.set(path, this);
    this.address = server.then((origin) => origin + path);
  }

  send(message: ToPort): void {
    const content = message.kind === 'close' ? undefined : contentOf(message.data);
    const header = new Uint32Array([message.port, whatOf(message), content?.length ?? 0]);
    this.response?.cork();
    this.write(new Uint8Array(header.buffer));
    if (content !== undefined && content.length > 0) this.write(content);
    this.response?.uncork();
  }

  /** Another document: what the one before has not read is lost with it. */
  restart(): void {
    this.response?.end();
    this.response = undefined;
    this.waiting = [];
  }

  answer(response: ServerResponse): void {
    this.response = response;
    response.writeHead(200, { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
    response.flushHeaders();
    for (const bytes of this.waiting.splice(0)) response.write(bytes);
  }

  private write(bytes: Uint8Array): void {
    if (this.response === undefined) this.waiting.push(bytes);
    else this.response.write(bytes);
  }
}

const streams = new Map<string, PortStream>();

const server = new Promise<string>((resolve) => {
  const started = createServer((request, response) => {
    const stream = streams.get(request.url ?? '');
    if (stream === undefined) response.writeHead(404).end();
    else stream.answer(response);
  });
  started.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(started.address() as AddressInfo).port}`));
  started.unref();
});

function whatOf(message: ToPort): number {
  if (message.kind === 'close') return 3;
  if (message.data === null) return 0;
  return typeof message.data === 'string' ? 1 : 2;
}

function contentOf(data: Carried): Uint8Array | undefined {
  return typeof data === 'string' ? Buffer.from(data) : (data ?? undefined);
}
