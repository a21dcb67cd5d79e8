import { EventEmitter } from 'node:events';
import type { MessageChannelMain as RealChannel, MessagePortMain as RealPort } from 'electron';
import type { Carried, ToPort } from './operations.ts';

/** The page that a port was given to. */
export interface PortOwner {
  toPort(message: ToPort): void;
  readonly ports: Map<number, MessagePortMain>;
}

let nextNumber = 1;

/**
 * A port of the main process. One of a channel's two ends can be given to a page; from then on the other end writes
 * to the page. As in Electron, messages wait until start(), and a port that was given away cannot be used.
 */
export class MessagePortMain extends EventEmitter implements Pick<RealPort, 'postMessage' | 'start' | 'close'> {
  peer: MessagePortMain | undefined;
  private given: { readonly to: PortOwner; readonly number: number } | undefined;
  private waiting: Carried[] | undefined = [];

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    // Electron's words: it transfers ports only.
    if (transfer.length > 0) throw new TypeError('Port at index 0 is not a valid port');
    this.peer?.deliver(carried(message));
  }

  start(): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const data of waiting) this.emit('message', { data, ports: [] });
  }

  close(): void {
    if (this.given !== undefined) this.given.to.toPort({ kind: 'close', port: this.given.number });
    this.disconnect();
  }

  /** Gives this end to a page. What waits in it is sent when `flush` is called: after the message that brings it. */
  giveTo(owner: PortOwner): { readonly number: number; flush(): void } {
    if (this.given !== undefined) throw new Error('Port is already neutered.');
    const given = { to: owner, number: nextNumber++ };
    this.given = given;
    owner.ports.set(given.number, this);
    const flush = () => {
      const waiting = this.waiting ?? [];
      this.waiting = undefined;
      for (const data of waiting) this.deliver(data);
    };
    return { number: given.number, flush };
  }

  /** Something came from the page that has this end. */
  fromPage(data: string): void {
    this.peer?.deliver(data);
  }

  /** This end is gone; the other one is told. */
  disconnect(): void {
    const { peer } = this;
    this.peer = undefined;
    if (peer === undefined) return;
    peer.peer = undefined;
    peer.emit('close');
    if (peer.given !== undefined) peer.given.to.toPort({ kind: 'close', port: peer.given.number });
  }

  private deliver(data: Carried): void {
    if (this.waiting !== undefined) this.waiting.push(data);
    else if (this.given !== undefined) this.given.to.toPort({ kind: 'port', port: this.given.number, data });
    else this.emit('message', { data, ports: [] });
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();

  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}
MessageChannelMain satisfies new () => {
  [Port in keyof RealChannel]: Pick<RealPort, 'postMessage' | 'start' | 'close'>;
};

/** Refuses what the product does not send, rather than carry it in a way that Electron might not. */
export function carried(message: unknown): Carried {
  if (message === null || typeof message === 'string') return message;
  if (!(message instanceof Uint8Array)) throw new Error('The double carries text and bytes only.');
  // Electron would clone the whole buffer behind a view.
  if (message.byteLength !== message.buffer.byteLength)
    throw new Error('A view on a larger buffer would be sent whole.');
  return message;
}
