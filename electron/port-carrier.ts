import type { MessagePortMain } from 'electron';
import type { UiCarrier, UiCarrierListener } from '../protocol/index.ts';
import { parseJson } from './ipc.ts';

/** What a window needs of the host. */
export interface UiHost {
  attach(carrier: UiCarrier): UiCarrierListener;
}

/**
 * Attaches the window at the other end of a port to the host. Messages go as JSON text; rows and bytes go as one Uint8Array.
 * When the port closes (the window closed, or its page was loaded again), that interface has ended.
 */
export function carryOverPort(host: UiHost, port: MessagePortMain): void {
  const listener = host.attach({
    tell: (message) => port.postMessage(JSON.stringify(message)),
    binary(encoded) {
      // A view would take its whole buffer along: here, more than is meant to be sent.
      if (encoded.byteLength !== encoded.buffer.byteLength) throw new Error('A message must own its ArrayBuffer');
      port.postMessage(encoded);
    },
  });
  // The host answers for the content.
  port.on('message', ({ data }) => listener.said(parseJson(data)));
  port.on('close', () => listener.closed());
  port.start();
}
