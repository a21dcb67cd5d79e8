// The preload's world: what a sandboxed preload script finds there. Runs in an isolated world of the page, before the
// page's scripts; the fixture appends a call of runPreload() with the unchanged preload script.
import type { FromPage, ToPage } from './operations.ts';
import type { FromPortWorker, ToPortWorker } from './port-worker.ts';

type Listener = (event: { readonly ports: readonly MessagePort[] }, data: unknown) => void;
type Api = Readonly<Record<string, (...args: unknown[]) => unknown>>;
type Preload = (require: (name: string) => unknown, module: object, exports: object) => void;

declare const doubleSend: (message: string) => void;
const send = (message: FromPage) => doubleSend(JSON.stringify(message));

const listeners = new Map<string, Listener[]>();
let portsAddress = '';
let portWorker: Worker | undefined;

/** The thread that reads what ports carry; the fixture answers this address. */
function startPortWorker(): Worker {
  const worker = new Worker('/.double/port-worker.js');
  worker.addEventListener('message', ({ data: { number, data } }: MessageEvent<FromPortWorker>) =>
    send({ kind: 'port', port: number, data }),
  );
  const first: ToPortWorker = { address: portsAddress };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  worker.postMessage(first);
  return worker;
}

function takePort(number: number): MessagePort {
  const { port1, port2 } = new MessageChannel();
  portWorker ??= startPortWorker();
  const message: ToPortWorker = { number, port: port1 };
  portWorker.postMessage(message, [port1]);
  return port2;
}

function take({ channel, data, ports }: ToPage): void {
  const event = { ports: ports.map(takePort) };
  for (const listener of listeners.get(channel) ?? []) listener(event, data);
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

function runPreload(preload: Preload, address: string): void {
  portsAddress = address;
  send({ kind: 'started' });
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`);
    return { contextBridge, ipcRenderer, webUtils };
  };
  const module = { exports: {} };
  preload(require, module, module.exports);
}

Object.assign(globalThis, { doubleTake: take, runPreload });
