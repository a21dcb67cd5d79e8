import { PORT_MESSAGE, type OverlookShell } from '../../protocol/index.ts';
import type { OpenCarrier } from './carrier.ts';

/** Electron's MessagePort: asked for through the shell, it arrives as a message of this window to itself. */
export function portCarrier(shell: OverlookShell, window: Window): OpenCarrier {
  return (listener) => {
    let port: MessagePort | undefined;
    const arrived = (event: MessageEvent<unknown>) => {
      // Only our own preload script may hand over a port: a frame or an opener is another source.
      if (event.source !== window || !isPortMessage(event.data)) return;
      const [first] = event.ports;
      if (first === undefined) return;
      window.removeEventListener('message', arrived);
      port = first;
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') listener.text(data);
        else if (data instanceof Uint8Array && data.buffer instanceof ArrayBuffer) {
          listener.bytes(new Uint8Array(data.buffer, data.byteOffset, data.length));
        }
      });
      port.addEventListener('close', () => listener.closed());
      port.start();
      listener.opened();
    };
    window.addEventListener('message', arrived);
    shell.connect();
    return {
      send: (text) => port?.postMessage(text),
      close: () => {
        window.removeEventListener('message', arrived);
        port?.close();
      },
    };
  };
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === PORT_MESSAGE;
}
