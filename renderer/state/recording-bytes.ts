import type { UiResponse } from '../../protocol/index.ts';
import { firstFrom, type ByteSource } from '../../trace/index.ts';

/** What shows rows that cannot be read asks again as soon as it is told so: not sooner than after so long. */
const AGAIN_MS = 1000;

/** The bytes of a recording, wherever they are. The window keeps none: not even of one that is a gigabyte. */
export interface RecordingBytes extends ByteSource {
  readonly length: number;
  /** They are in a file of the person's. */
  readonly file?: Blob;
  /** The next message has come. Returns where it lies. */
  append(message: Uint8Array): number;
  /**
   * All that has come, as a file. `tell` hears how much of it is there, from 0 to 1, and says whether the rest is still
   * wanted; undefined: it was not. Rejects with a sentence when they cannot be had any more.
   */
  toBlob(tell: (part: number) => boolean): Promise<Blob | undefined>;
}

/** In a file. */
export class FileBytes implements RecordingBytes {
  constructor(readonly file: Blob) {}

  get length(): number {
    return this.file.size;
  }

  append(): number {
    return 0;
  }

  read(at: number, bytes: number): Promise<Uint8Array> {
    return notSoonAgain(async () => new Uint8Array(await this.file.slice(at, at + bytes).arrayBuffer()));
  }

  async toBlob(): Promise<Blob> {
    return this.file;
  }
}

/** Asks the host for messages of a recording once more. They come before the answer (`HostBytes.came`). */
export type AskAgain = (first: number, count: number) => Promise<UiResponse>;

/** In the recording of the host, which gives them as often as somebody asks. */
export class HostBytes implements RecordingBytes {
  length = 0;
  /** Where each message begins. */
  private readonly starts: number[] = [];
  /** What was asked for and has come, by the number of its first message. */
  private readonly again = new Map<number, (readonly Uint8Array<ArrayBuffer>[])[]>();

  constructor(private readonly ask: AskAgain) {}

  append({ length }: Uint8Array): number {
    const at = this.length;
    this.starts.push(at);
    this.length += length;
    return at;
  }

  /** The number of the message that comes next. */
  get count(): number {
    return this.starts.length;
  }

  /** Messages that were asked for again. */
  came(first: number, messages: readonly Uint8Array<ArrayBuffer>[]): void {
    this.again.set(first, [...(this.again.get(first) ?? []), messages]);
  }

  read(at: number, bytes: number): Promise<Uint8Array> {
    const number = firstFrom(this.starts, this.starts.length, at);
    return notSoonAgain(async () => {
      const [message] = await this.messages(number, 1);
      if (message?.length !== bytes) throw new Error('The recording has changed since it was shown: open it again.');
      return message;
    });
  }

  async toBlob(tell: (part: number) => boolean): Promise<Blob | undefined> {
    const { length, count } = this;
    const blobs: Blob[] = [];
    for (let number = 0, at = 0; number < count;) {
      const messages = await this.messages(number, count - number);
      blobs.push(new Blob([...messages]));
      number += messages.length;
      at += messages.reduce((sum, message) => sum + message.length, 0);
      if (!tell(at / length)) return undefined;
    }
    return new Blob(blobs, { type: 'application/octet-stream' });
  }

  /** As many from one on as the host puts into one message. */
  private async messages(first: number, count: number): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const answer = await this.ask(first, count);
    const messages = this.again.get(first)?.shift();
    if (this.again.get(first)?.length === 0) this.again.delete(first);
    if (!answer.ok) throw new Error(answer.problem);
    if (messages === undefined || messages.length === 0) throw new Error('The host gave no rows: reload the window.');
    return messages;
  }
}

/** A failure is told late. */
async function notSoonAgain<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    throw error;
  }
}
