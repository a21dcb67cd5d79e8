import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect as connectTo, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { fileOf, startServer, type Server } from './server.ts';
import { testHost } from './testing/test-host.ts';

let server: Server;
let authority = '';
let token = '';
const folder = mkdtempSync(join(tmpdir(), 'overlook-test-'));

beforeAll(async () => {
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'renderer', 'assets', 'font.woff2'), 'font');
  writeFileSync(join(folder, 'renderer', 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'outside.js'), 'secret');
  const started = await startServer(testHost().host, join(folder, 'renderer'), 0);
  if (!started.ok) throw new Error(started.problem);
  server = started.value;
  authority = new URL(server.url).host;
  token = new URL(server.url).hash.replace('#t=', '');
});
afterAll(() => server.close());

function get(path: string, host = authority, method = 'GET') {
  const port = Number(authority.split(':')[1]);
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, method, headers: { host } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    sent.on('error', reject).end();
  });
}

/** 'open', or the status of the refusal. */
function connect(protocols: string[], headers: Record<string, string>, path = '/ws') {
  return new Promise<string>((resolve) => {
    const socket = new WebSocket(`ws://${authority}${path}`, protocols, { headers });
    socket.on('open', () => {
      resolve(`open ${socket.protocol}`);
      socket.terminate();
    });
    socket.on('unexpected-response', (_, response) => {
      resolve(String(response.statusCode));
      response.destroy();
    });
    socket.on('error', () => resolve('refused'));
  });
}

describe('files', () => {
  it('are served with a strict policy', async () => {
    const page = await get('/');
    expect(page).toMatchObject({ status: 200, body: '<!doctype html>' });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    expect(await get('/assets/font.woff2')).toMatchObject({ headers: { 'content-type': 'font/woff2' } });
    expect(await get('/', authority, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it('are not served to a name that was made to point here', async () => {
    for (const host of ['evil.example', `localhost:${authority.split(':')[1]}`, '127.0.0.1']) {
      expect(await get('/', host)).toMatchObject({ status: 421, body: '' });
    }
  });

  it('outside the window’s folder, of other kinds or by other methods are refused', async () => {
    const paths = [
      '/../outside.js',
      '/%2e%2e/outside.js',
      '/..%2foutside.js',
      '/secret.txt',
      '/missing.js',
      '/%',
      '/a%00.js',
    ];
    for (const path of paths) expect(await get(path)).toMatchObject({ status: 404, body: '' });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await get('/', authority, method)).status).toBe(405);
    expect(fileOf('/..%2f..%2fetc/passwd', '/srv/app')).toBeUndefined();
  });
});

describe('the WebSocket', () => {
  const origin = () => ({ origin: `http://${authority}` });

  it('opens for this page with the token of this launch, and does not repeat the token', async () => {
    expect(await connect(['overlook.v1', `t.${token}`], origin())).toBe('open overlook.v1');
  });

  it('is refused without or with another token, origin, host, protocol or path', async () => {
    expect(token).toMatch(/^[\w-]{32}$/);
    const right = ['overlook.v1', `t.${token}`];
    const attempts = [
      connect(['overlook.v1'], origin()),
      connect(['overlook.v1', 't.'], origin()),
      connect(['overlook.v1', `t.${token.slice(0, -1)}x`], origin()),
      connect([`t.${token}`], origin()),
      connect(right, { origin: 'http://evil.example' }),
      connect(right, {}),
      connect(right, { ...origin(), host: 'evil.example' }),
      connect(right, origin(), '/other'),
    ];
    expect(await Promise.all(attempts)).toEqual(attempts.map(() => '403'));
  });
});

it('the token of an earlier launch opens nothing, and the refusal says nothing', async () => {
  const earlier = await startServer(testHost().host, join(folder, 'renderer'), 0);
  if (!earlier.ok) throw new Error(earlier.problem);
  const old = new URL(earlier.value.url).hash.replace('#t=', '');
  await earlier.value.close();
  expect(await connect(['overlook.v1', `t.${old}`], { origin: `http://${authority}` })).toBe('403');
  const said = await new Promise<string>((resolve) => {
    const [host, port] = authority.split(':');
    const socket = connectTo(Number(port), host);
    let text = '';
    socket.setEncoding('latin1').on('data', (some: string) => (text += some));
    socket.on('close', () => resolve(text));
    const head = ['GET /ws HTTP/1.1', `Host: ${authority}`, 'Connection: Upgrade', 'Upgrade: websocket'];
    socket.write(`${[...head, `Sec-WebSocket-Protocol: overlook.v1, t.${old}`].join('\r\n')}\r\n\r\n`);
  });
  expect(said).toBe('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
});

it('strangers who cut their connection while they are refused change nothing', async () => {
  const port = Number(authority.split(':')[1]);
  const head = `GET /ws HTTP/1.1\r\nHost: evil\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n${'x'.repeat(200_000)}`;
  const visit = () =>
    new Promise<void>((resolve) => {
      const socket = connectTo(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.on('connect', () => {
        socket.write(head);
        setTimeout(() => socket.resetAndDestroy(), 1);
      });
    });
  for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 10 }, visit));
  expect((await get('/')).status).toBe(200);
});

it('a port in use is said in a sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  expect(await startServer(testHost().host, folder, port)).toEqual({
    ok: false,
    problem: `Port ${port} is in use by another program. Choose another with --port, or leave --port out to take a free one.`,
  });
  other.close();
});
