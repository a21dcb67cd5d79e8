import type { Channel } from './channel.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- any function at all: what it takes is checked where it is asked
type Operation = (args: any) => unknown;
type Operations<Named> = { [Name in keyof Named]: Operation };
type Message =
  | { readonly id: number; readonly ask: string; readonly args: unknown }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

const GONE = 'The other process has ended';

/** Questions and answers between the fixture and the process that it started: each side answers, and asks the other. */
export class Link<Theirs extends Operations<Theirs>, Ours extends Operations<Ours>> {
  /** True: the other process is gone. */
  isOver = false;
  private nextId = 1;
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();

  constructor(
    private readonly channel: Channel,
    private readonly ours: Ours,
  ) {
    channel.onMessage((message) => void this.take(message as Message));
    channel.onClose(() => this.end());
  }

  async ask<Name extends keyof Theirs & string>(
    name: Name,
    args: Parameters<Theirs[Name]>[0],
  ): Promise<Awaited<ReturnType<Theirs[Name]>>> {
    if (this.isOver) throw new Error(GONE);
    const id = this.nextId++;
    const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.channel.send({ id, ask: name, args });
    return (await answer) as Awaited<ReturnType<Theirs[Name]>>;
  }

  /** The other process is gone: nothing that was asked will be answered. */
  private end(): void {
    this.isOver = true;
    for (const { reject } of this.waiting.values()) reject(new Error(GONE));
    this.waiting.clear();
  }

  private async take(message: Message): Promise<void> {
    if ('ask' in message) {
      const answer = await this.answerTo(message.ask, message.args);
      // Who asked may be gone by now.
      if (this.channel.connected) this.channel.send({ id: message.id, ...answer });
      return;
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if ('error' in message) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.value);
  }

  private async answerTo(name: string, args: unknown): Promise<object> {
    try {
      return { value: await this.ours[name as keyof Ours]?.(args) };
    } catch (error) {
      return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }
}
