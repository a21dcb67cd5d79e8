// The preload's world: what a sandboxed preload script finds there. Runs in an isolated world of the page, before the
// page's scripts; the fixture appends a call of runPreload() with the unchanged preload script.
import type { FromPage, ToPage } from './operations.ts';

/** As in operations.ts, with bytes as base64. */
type Data = string | null | { readonly base64: string };
type Arriving =
  | Exclude<ToPage, { data: unknown }>
  | (Omit<Extract<ToPage, { kind: 'ipc' }>, 'data'> & { readonly data: Data })
  | (Omit<Extract<ToPage, { kind: 'port' }>, 'data'> & { readonly data: Data });
type Listener = (event: { readonly ports: readonly MessagePort[] }, data: unknown) => void;
type Api = Readonly<Record<string, (...args: unknown[]) => unknown>>;
type Preload = (require: (name: string) => unknown, module: object, exports: object) => void;

declare const doubleSend: (message: string) => void;
const send = (message: FromPage) => doubleSend(JSON.stringify(message));

const listeners = new Map<string, Listener[]>();
const ports = new Map<number, MessagePort>();

function takePort(number: number): MessagePort {
  const { port1, port2 } = new MessageChannel();
  ports.set(number, port1);
  port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== 'string') throw new Error('The double carries text only from the page to main.');
    send({ kind: 'port', port: number, data });
  });
  port1.start();
  return port2;
}

function valueOf(data: Data): string | null | Uint8Array {
  if (data === null || typeof data === 'string') return data;
  return Uint8Array.from(atob(data.base64), (character) => character.charCodeAt(0));
}

function take(message: Arriving): void {
  switch (message.kind) {
    case 'ipc': {
      const event = { ports: message.ports.map(takePort) };
      for (const listener of listeners.get(message.channel) ?? []) listener(event, valueOf(message.data));
      return;
    }
    case 'port':
      ports.get(message.port)?.postMessage(valueOf(message.data));
      return;
    case 'close':
      ports.get(message.port)?.close();
      ports.delete(message.port);
  }
}

const ipcRenderer = {
  send: (channel: string, data: unknown = null) => {
    if (data !== null && typeof data !== 'string')
      throw new Error('The double carries text only from the page to main.');
    send({ kind: 'ipc', channel, address: location.href, data });
  },
  on: (channel: string, listener: Listener) =>
    void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
};

/** As in Electron for what is no file on a disk: the double cannot know where one lies. */
const webUtils = { getPathForFile: () => '' };

const contextBridge = {
  exposeInMainWorld(key: string, api: Api) {
    dispatchEvent(new CustomEvent('double:expose', { detail: { key, names: Object.keys(api) } }));
    addEventListener('double:call', (event) => {
      const call = (event as CustomEvent<{ key: string; name: string; args: unknown[] }>).detail;
      if (call.key !== key) return;
      const result = api[call.name]?.(...call.args.map(incoming));
      if (result !== undefined) throw new Error(`The double's contextBridge returns nothing, as ${call.name} should`);
    });
  },
};

/** A function of the page, to be called from here. */
function incoming(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('callback' in value)) return value;
  const { callback } = value;
  return (...args: unknown[]) => dispatchEvent(new CustomEvent('double:callback', { detail: { callback, args } }));
}

function runPreload(preload: Preload): void {
  send({ kind: 'started' });
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`);
    return { contextBridge, ipcRenderer, webUtils };
  };
  const module = { exports: {} };
  preload(require, module, module.exports);
}

Object.assign(globalThis, { doubleTake: take, runPreload });
