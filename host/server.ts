import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { ok, problem, type Result } from '../protocol/index.ts';
import type { Host } from './host.ts';

export interface Server {
  /** With the token behind `#`, which browsers never send. */
  readonly url: string;
  close(): Promise<void>;
}

const SUBPROTOCOL = 'overlook.v1';
const MOST_QUESTION_BYTES = 1024 * 1024;
/** So much never waits for a window that reads what it has granted. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

/** The same policy as the desktop window's: everything from here, nothing inline. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * What every file of the window is answered with, also in the desktop shell. The page shares nothing with others, and so
 * may share memory with its own threads: a file is read in one.
 */
export const pageHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};
const headers = { ...pageHeaders, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };

/** Of the window's files. Others are not served. */
export const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
};

/**
 * Browser mode: the window's files and one WebSocket, for this machine's user only.
 *
 * It listens on 127.0.0.1. A request with another Host is refused (a name that was made to point here), a WebSocket needs
 * the Origin of this server and the token of this launch. Port 0 takes a free one.
 */
export async function startServer(host: Host, rendererFolder: string, port: number): Promise<Result<Server>> {
  const token = randomBytes(24).toString('base64url');
  let authority = '';
  const server = createServer((request, response) => void serveFile(request, response, rendererFolder, authority));
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MOST_QUESTION_BYTES,
    handleProtocols: () => SUBPROTOCOL,
  });
  server.on('upgrade', (request, socket, head) => {
    // A stranger may cut the connection while it is being refused.
    socket.on('error', () => socket.destroy());
    if (!mayConnect(request, authority, token)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => attach(host, webSocket));
  });

  const listening = await new Promise<Result<null>>((resolve) => {
    server.once('error', (error) => resolve(problem(listenProblem(error, port))));
    server.listen(port, '127.0.0.1', () => resolve(ok(null)));
  });
  if (!listening.ok) return listening;
  authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return ok({
    url: `http://${authority}/#t=${token}`,
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

function attach(host: Host, socket: WebSocket): void {
  const listener = host.attach({
    tell: (message) => socket.send(JSON.stringify(message)),
    binary(encoded) {
      socket.send(encoded);
      // It grants, and does not read.
      if (socket.bufferedAmount > MOST_WAITING_BYTES) socket.terminate();
    },
  });
  socket.on('message', (data, isBinary) => listener.said(isBinary ? undefined : parseJson(textOf(data))));
  socket.on('close', () => listener.closed());
  socket.on('error', () => socket.terminate());
}

/** With the default `binaryType` of ws, a message is one Buffer. */
function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mayConnect({ headers: sent, url }: IncomingMessage, authority: string, token: string): boolean {
  const [protocol, offered = ''] = (sent['sec-websocket-protocol'] ?? '').split(/,\s*/);
  return (
    url === '/ws' &&
    sent.host === authority &&
    sent.origin === `http://${authority}` &&
    protocol === SUBPROTOCOL &&
    isSame(offered, `t.${token}`)
  );
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  authority: string,
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const refuse = (status: number) => void response.writeHead(status).end();
  if (request.headers.host !== authority) return refuse(421);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const file = fileOf(request.url ?? '/', folder);
  const type = file === undefined ? undefined : contentTypes[extname(file)];
  if (file === undefined || type === undefined) return refuse(404);
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch {
    return refuse(404);
  }
  response.writeHead(200, { 'content-type': type, 'content-length': content.length });
  response.end(request.method === 'HEAD' ? undefined : content);
}

/** The file that a path means, if it lies in the folder. */
export function fileOf(url: string, folder: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://x').pathname);
  } catch {
    return undefined;
  }
  const file = join(folder, path === '/' ? 'index.html' : path);
  return file.startsWith(folder + sep) && !path.includes('\0') ? file : undefined;
}

function listenProblem(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program. Choose another with --port, or leave --port out to take a free one.`;
  }
  if (error.code === 'EACCES')
    return `Port ${port} may not be used without more rights. Choose one above 1023 with --port.`;
  return `The server cannot listen on port ${port}: ${error.message}.`;
}
