import type { OpenCarrier } from './carrier.ts';

const PROTOCOL = 'overlook.v1';

/** A WebSocket to the host that served this page. The token travels as a subprotocol: never in an address. */
export function webSocketCarrier(url: string, token: string, Socket: typeof WebSocket = WebSocket): OpenCarrier {
  return (listener) => {
    const socket = new Socket(url, [PROTOCOL, `t.${token}`]);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => listener.opened());
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') listener.text(data);
      else if (data instanceof ArrayBuffer) listener.bytes(new Uint8Array(data));
    });
    // An error is always followed by a close.
    socket.addEventListener('close', () => listener.closed());
    return { send: (text) => socket.send(text), close: () => socket.close() };
  };
}
