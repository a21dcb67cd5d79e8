import type { Shared } from '../lessons/index.ts';
import type { Control } from './control.ts';

const words = { version: 0, lock: 1, length: 2 } as const;
const HEADER_BYTES = 64;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What the actors of a session tell each other by name. Small: a few addresses and references. */
export class Board {
  private readonly header: Int32Array;
  private readonly text: Uint8Array;

  constructor(
    memory: SharedArrayBuffer,
    private readonly control: Control,
  ) {
    this.header = new Int32Array(memory, 0, HEADER_BYTES / 4);
    this.text = new Uint8Array(memory, HEADER_BYTES);
  }

  publish(name: string, value: Shared): void {
    this.locked(() => {
      const bytes = encoder.encode(JSON.stringify({ ...this.content(), [name]: value }));
      if (bytes.length > this.text.length)
        throw new Error('The actors have told each other more than fits on the board.');
      this.text.set(bytes);
      Atomics.store(this.header, words.length, bytes.length);
    });
    Atomics.add(this.header, words.version, 1);
    Atomics.notify(this.header, words.version);
  }

  /** Blocks until somebody has published this name. Undefined: the session is to stop. */
  await(name: string): { readonly value: Shared } | undefined {
    for (;;) {
      const version = Atomics.load(this.header, words.version);
      const content = this.locked(() => this.content());
      const value = content[name];
      if (value !== undefined) return { value };
      if (this.control.isStopping) return undefined;
      Atomics.wait(this.header, words.version, version, 100);
    }
  }

  private content(): Record<string, Shared> {
    const length = Atomics.load(this.header, words.length);
    return length === 0 ? {} : (JSON.parse(decoder.decode(this.text.slice(0, length))) as Record<string, Shared>);
  }

  private locked<T>(work: () => T): T {
    while (Atomics.compareExchange(this.header, words.lock, 0, 1) !== 0) Atomics.wait(this.header, words.lock, 1, 10);
    try {
      return work();
    } finally {
      Atomics.store(this.header, words.lock, 0);
      Atomics.notify(this.header, words.lock);
    }
  }
}
