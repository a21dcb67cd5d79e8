import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { BatchDecoder, splitRecording, Trace, type Operation } from '../trace/index.ts';

/** `window.overlook`: what the page gives to tests. Only for functions that run there. */
declare const overlook: {
  readonly trace: () => Trace | undefined;
  readonly progress: () => { readonly complete: boolean };
  readonly store: {
    getState(): {
      readonly view: { readonly startNs: number; readonly endNs: number };
      readonly range: { readonly fromNs: number; readonly toNs: number } | undefined;
    };
  };
};

/** The window as a person uses it. */
export class OverlookPage {
  constructor(readonly page: Page) {}

  get timeline(): Locator {
    return this.page.getByTestId('timeline-canvas');
  }

  field(name: 'Internal' | 'InternalHigh' | 'hEvent'): Locator {
    return this.page.getByTestId(`field-${name}`);
  }

  /** The moment that every panel shows. */
  async cursorNs(): Promise<number> {
    const text = (await this.page.getByTestId('cursor-time').textContent()) ?? '';
    const [, ms, us, ns] = /(\d+)\.(\d{3})\s(\d{3})/.exec(text) ?? [];
    return Number(`${ms}${us}${ns}`);
  }

  /** The part of the session that is in view. */
  view(): Promise<{ startNs: number; endNs: number }> {
    return this.page.evaluate(() => overlook.store.getState().view);
  }

  /** What was marked to be measured. */
  range(): Promise<{ fromNs: number; toNs: number } | undefined> {
    return this.page.evaluate(() => overlook.store.getState().range);
  }

  /** A picture of the timeline, to compare with another. */
  picture(): Promise<string> {
    return this.timeline.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  }

  row(operation: number): Locator {
    return this.page.getByTestId(`operation-row-${operation}`);
  }

  /** Runs a lesson live, to its end. */
  async run(lesson: string): Promise<void> {
    await this.start(lesson);
    await this.hasEnded();
  }

  async start(lesson: string): Promise<void> {
    await this.page.getByTestId(`lesson-${lesson}`).click();
    await this.page.getByTestId('run').click();
  }

  /** Runs a lesson call by call, until it has issued some operations; it is paused then. */
  async stepInto(lesson: string): Promise<void> {
    await this.page.getByTestId(`lesson-${lesson}`).click();
    await this.page.getByTestId('run-stepwise').click();
    await expect(this.page.getByTestId('session-state')).toContainText('paused', { timeout: 45_000 });
    const step = async () => {
      await this.page.getByTestId('step').click();
      return (await this.operations()).length;
    };
    await expect.poll(step, { intervals: [50], timeout: 30_000 }).toBeGreaterThan(1);
  }

  async hasEnded(): Promise<void> {
    // Wine's first start takes seconds.
    await expect(this.page.getByTestId('session-state')).toContainText(/ended/i, { timeout: 45_000 });
    await expect.poll(() => this.traceEnded()).toBe(true);
  }

  /** Chooses a file as the button Open does. */
  async open(file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByTestId('open-file').click();
    await (await chooser).setFiles(file);
  }

  /** Saves the recording that is shown, and gives its bytes. */
  async save(): Promise<{ name: string; bytes: Buffer }> {
    const download = this.page.waitForEvent('download');
    await this.page.getByTestId('save').click();
    const saved = await download;
    return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) };
  }

  /** The same, once there are any and all are there: for a recording that is being opened, which shows its parts as they come. */
  async shownOperations(): Promise<Operation[]> {
    let operations: Operation[] = [];
    // Those that it waited for: what is shown may be replaced at any moment.
    const whole = () => (overlook.progress().complete ? [...(overlook.trace()?.operations ?? [])] : []);
    await expect.poll(async () => (operations = await this.page.evaluate(whole)).length).toBeGreaterThan(0);
    return operations;
  }

  /** Brings the cursor to a moment of the selected operation's life, by `[` and `]`. */
  async stepTo(ns: number | undefined): Promise<void> {
    for (;;) {
      const at = await this.cursorNs();
      if (at === ns) return;
      await this.page.keyboard.press(at < Number(ns) ? ']' : '[');
      await expect.poll(() => this.cursorNs(), { message: `the cursor on its way to ${ns}` }).not.toBe(at);
    }
  }

  /** The operations of the trace that is shown, whole. */
  operations(): Promise<Operation[]> {
    return this.page.evaluate(() => {
      return [...(overlook.trace()?.operations ?? [])];
    });
  }

  /** The 32 bytes of an operation's WSAOVERLAPPED when it was seen complete. */
  completedBytes(operation: number): Promise<number[] | undefined> {
    return this.page.evaluate((id) => {
      const trace = overlook.trace();
      if (trace === undefined) return undefined;
      for (let row = 0; row < trace.rows.length; row++) {
        if (trace.kind(row) === 'completed' && trace.get('operation', row) === id) return [...trace.rows.payload(row)];
      }
    }, operation);
  }

  private traceEnded(): Promise<boolean> {
    return this.page.evaluate(() => overlook.trace()?.ended ?? false);
  }
}

/** The trace in a recording's bytes, read by this process: nothing of the window takes part. */
export function traceOf(bytes: Uint8Array): Trace {
  const read = splitRecording(new Uint8Array(bytes));
  if (!read.ok) throw new Error(`Not a recording: ${read.error.kind}`);
  const { info, schemaMessage, batchMessages } = read.parts;
  const trace = new Trace(info);
  const decoder = new BatchDecoder(schemaMessage);
  for (const message of batchMessages) {
    const batch = decoder.decode(message);
    if (batch === undefined) throw new Error('A batch cannot be read');
    trace.append(batch);
  }
  return trace;
}

/** The first of a list that must have one. */
export function first<Item>(items: readonly Item[], what: string): Item {
  const [item] = items;
  if (item === undefined) throw new Error(`There is no ${what}`);
  return item;
}
