import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { BatchWriter, splitRecording, whenRowsAreHere } from '../../trace/index.ts';
import { drawnInfo, drawRows } from '../../trace/testing/drawn-trace.ts';
import { Library } from './library.ts';
import { recordingOf } from '../test/recording-of.ts';
import { giveRows } from '../test/give-rows.ts';
import { traceWorkerHere } from '../test/trace-worker-here.ts';
import { openFile } from './open-file.ts';
import type { Recording } from './recording.ts';
import { createOverlookStore, selectCursor } from './store.ts';
import { FileBytes } from './recording-bytes.ts';

const writer = new BatchWriter(drawnInfo);
const rows = drawRows('WSARecv IP..C.S..N.F.X\nWSASend .IMC.F.X');
const messages = [writer.schemaMessage, writer.batchMessage(rows.slice(0, 10)), writer.batchMessage(rows.slice(10))];
const file = Uint8Array.from(Buffer.concat(messages));
const noStorage = { getItem: () => null, setItem: () => {} };

let frames: (() => void)[] = [];
const nextFrame = (run: () => void) => void frames.push(run);
const runFrames = () => frames.splice(0).forEach((run) => run());

const bytesOf = async (blob: Blob | undefined) => new Uint8Array(await blob!.arrayBuffer());
async function openWhole(blob: Blob, name: string): Promise<Recording> {
  const opened = await openFile(new FileBytes(blob), name);
  if (!opened.ok) throw new Error(opened.problem);
  while (await opened.value.step(0));
  return opened.value.recording;
}

/** A window, and a host that has this recording as its source 1. */
function setUp() {
  const store = createOverlookStore(noStorage, 'dark');
  const library: Library = new Library(store, nextFrame, async ({ source, at, bytes }) =>
    source === 1
      ? { ok: true, value: file.slice(at, at + bytes) }
      : { ok: false, problem: 'This recording is not shown.' },
  );
  return { store, library };
}

beforeEach(() => {
  frames = [];
});

describe('rows from the host', () => {
  it('make a trace, and the store learns of them once a frame', () => {
    const { store, library } = setUp();
    library.open({ kind: 'source', source: 1, origin: 'live', name: 'echo', lostBytes: 0 });
    const before = store.getState().revision;
    giveRows(library, 0, ...messages);
    expect(store.getState().revision).toBe(before);
    runFrames();
    expect(store.getState().revision).toBe(before + 1);
    expect(library.shown?.trace?.operations.map(({ api }) => api)).toEqual(['WSARecv', 'WSASend']);
    expect(store.getState().session.endNs).toBe(library.shown?.trace?.endTime);
  });

  it('of an older source are left out', () => {
    const { library } = setUp();
    library.open({ kind: 'source', source: 4, origin: 'live', name: 'echo', lostBytes: 0 });
    let isTaken = false;
    library.takeRows({ source: 3, first: 0, messages: [messages[0]!.slice()] }, () => (isTaken = true));
    expect(library.shown?.trace).toBeUndefined();
    // The host may send as much of the newer one.
    expect(isTaken).toBe(true);
  });

  it('that cannot be decoded are counted, and the rest is shown', () => {
    const { library } = setUp();
    library.open({ kind: 'source', source: 1, origin: 'live', name: 'echo', lostBytes: 0 });
    const damaged = messages[1]!.slice(0, 40);
    giveRows(library, 0, messages[0]!, damaged, messages[2]!);
    expect(library.shown?.badMessages).toBe(1);
    expect(library.shown?.trace?.rows.length).toBe(rows.length - 10);
  });
});

describe('a recording of the host’s that the window reads itself', () => {
  const source = {
    kind: 'source',
    source: 1,
    origin: 'recording',
    name: 'a.ovl',
    lostBytes: 0,
    bytes: file.length,
  } as const;
  const isRead = async (library: Library) => {
    await expect.poll(() => library.shown?.trace?.rows.length).toBe(rows.length);
  };

  it('is opened as a file is, looked at and saved', async () => {
    const { store, library } = setUp();
    library.open(source);
    expect(store.getState().loading).toBe(true);
    await isRead(library);
    expect(store.getState().shown).toEqual({ origin: 'recording', name: 'a.ovl', lostBytes: 0 });
    expect(library.shown?.file).toBeUndefined();
    const last = rows.length - 1;
    expect(await whenRowsAreHere(() => library.shown!.trace!.get('time', last))).toBe(rows[last]!.time);
    expect(Buffer.compare(await bytesOf(await library.shown!.toBlob()), file)).toBe(0);
  });

  it('that was cut says what is lost', async () => {
    const { library } = setUp();
    library.open({ ...source, bytes: file.length - 7 });
    await expect.poll(() => library.shown?.lostBytes).toBe(messages[2]!.length - 7);
  });

  it('is not shown when something else is to be shown meanwhile, and is opened again when it is asked for', async () => {
    const { library } = setUp();
    library.open(source);
    const opening = library.openFile(new Blob([file]), 'b.ovl');
    await opening;
    expect(library.shown?.name).toBe('b.ovl');
    library.showFromHost();
    await expect.poll(() => library.shown?.name).toBe('a.ovl');
    await isRead(library);
    const { shown } = library;
    library.showFromHost();
    await new Promise((resolve) => setImmediate(resolve));
    expect(library.shown).toBe(shown);
    library.open({ kind: 'source', source: 2, origin: 'live', name: 'echo', lostBytes: 0 });
    expect(library.shown?.name).toBe('echo');
  });

  it('or a session of its, does not take the place of a file that the person has chosen meanwhile', async () => {
    for (const other of [source, { kind: 'source', source: 2, origin: 'live', name: 'echo', lostBytes: 0 } as const]) {
      const { library } = setUp();
      const opening = library.openFile(new Blob([file]), 'b.ovl');
      library.open(other);
      await opening;
      expect(library.shown?.name).toBe('b.ovl');
      library.showFromHost();
      await expect.poll(() => library.shown?.name).toBe(other.name);
    }
  });

  it('that cannot be read is said, and what was shown stays', async () => {
    const { store, library } = setUp();
    library.show(recordingOf(file));
    const { shown } = library;
    library.open({ ...source, source: 2 });
    await expect.poll(() => store.getState().problem).toContain('a.ovl cannot be read: This recording is not shown.');
    expect([library.shown === shown, store.getState().loading]).toEqual([true, false]);
  });
});

describe('a recording', () => {
  it('is saved as the very bytes that came, and opens again as the same', async () => {
    const { library } = setUp();
    library.open({ kind: 'source', source: 1, origin: 'live', name: 'echo', lostBytes: 0 });
    giveRows(library, 0, ...messages);
    const saved = await library.shown!.toBlob();
    expect(Buffer.compare(await bytesOf(saved), file)).toBe(0);
    expect(library.shown?.fileName).toBe('drawn.ovl');
    const again = await openWhole(saved!, 'drawn.ovl');
    expect([...again.trace!.operations]).toEqual([...library.shown!.trace!.operations]);
    expect(again.lostBytes).toBe(0);
  });

  it('that was cut opens with its loss; saving it gives whole messages', async () => {
    const cut = await openWhole(new Blob([file.subarray(0, -7)]), 'cut.ovl');
    expect(cut.lostBytes).toBe(messages[2]!.length - 7);
    const saved = splitRecording(await bytesOf(await cut.toBlob()));
    expect(saved.ok && saved.parts.lostBytes).toBe(0);
  });

  it('keeps its rows in the file: those that are asked for are read again', async () => {
    const recording = await openWhole(new Blob([file]), 'f.ovl');
    const trace = recording.trace!;
    for (const [row, { payload, ...columns }] of rows.entries()) {
      expect(await whenRowsAreHere(() => trace.rows.payload(row))).toEqual(payload);
      expect(trace.get('time', row)).toBe(columns.time);
    }
  });

  it('that is none is refused in a sentence', async () => {
    expect(await openFile(new FileBytes(new Blob([new Uint8Array([1, 2, 3])])), 'a.txt')).toEqual({
      ok: false,
      problem: 'a.txt is not an Overlook recording. Open a file that Overlook wrote (.ovl).',
    });
    expect(await openFile(new FileBytes(new Blob([])), 'b.ovl')).toMatchObject({ ok: false });
  });

  it('can be stopped while it is read: what was read stays, and the rest is told', async () => {
    const { store, library } = setUp();
    const many = new Blob([messages[0]!, ...Array.from({ length: 5000 }, () => messages[2]!)] as BlobPart[]);
    const stopping = store.subscribe(({ progress }) => progress?.onCancel?.());
    await library.openFile(many, 'big.ovl');
    stopping();
    expect(store.getState().progress).toBeUndefined();
    const { unreadBytes, trace } = library.shown!;
    const read = trace!.rows.length / (rows.length - 10);
    expect(read).toBeLessThan(5000);
    expect(unreadBytes).toBe(many.size - messages[0]!.length - read * messages[2]!.length);
  });

  it('is read to its end, whatever was still being drawn when it came', async () => {
    await traceWorkerHere();
    onTestFinished(() => void vi.unstubAllGlobals());
    const { store, library } = setUp();
    const many = new Blob([messages[0]!, ...Array.from({ length: 900 }, () => messages[2]!)] as BlobPart[]);
    // This one without a thread: there is one here, for the next.
    void library.openFile(many, 'a.ovl');
    await expect.poll(() => store.getState().progress, { interval: 1 }).toBeDefined();
    vi.stubGlobal('crossOriginIsolated', true);
    // The frame of the one before comes when this one begins, and others as they do.
    const stop = store.subscribe(() => library.shown?.name === 'b.ovl' && runFrames());
    const drawing = setInterval(runFrames, 1);
    await library.openFile(new Blob(messages as BlobPart[]), 'b.ovl');
    clearInterval(drawing);
    stop();
    runFrames();
    expect(library.shown?.rows.length).toBe(rows.length);
    expect(store.getState()).toMatchObject({ progress: undefined, loading: false, isUpToDate: true });
  });

  it('is not up to date before all of it is there', async () => {
    const { store, library } = setUp();
    const many = new Blob([messages[0]!, ...Array.from({ length: 900 }, () => messages[2]!)] as BlobPart[]);
    const early: number[] = [];
    const told: boolean[] = [];
    const watching = store.subscribe(({ isUpToDate }) => {
      const read = library.shown?.trace?.rows.length ?? 0;
      if (read > 0) told.push(isUpToDate);
      if (isUpToDate && read > 0) early.push(read);
    });
    await library.openFile(many, 'long.ovl');
    runFrames();
    watching();
    expect(told[0]).toBe(false);
    expect(store.getState().isUpToDate).toBe(true);
    expect(new Set(early)).toEqual(new Set([library.shown!.trace!.rows.length]));
  });

  it('that is shown begins without selection, cursor and filter', () => {
    const { store, library } = setUp();
    store.getState().select({ kind: 'call', id: 1 });
    store.getState().setFilter('x');
    const opened = recordingOf(file);
    library.show(opened);
    expect(store.getState()).toMatchObject({ selection: undefined, cursorNs: undefined, filter: '', follow: true });
    expect(selectCursor(store.getState())).toBe(opened.trace?.endTime);
  });
});

describe('the view', () => {
  const shown = () => {
    const { store, library } = setUp();
    library.show(recordingOf(file));
    return store;
  };

  it('follows what comes until it is touched', () => {
    const store = shown();
    expect(store.getState().follow).toBe(true);
    store.getState().panBy(100);
    expect(store.getState().follow).toBe(false);
    const { view } = store.getState();
    store.getState().observeUntil(1e9);
    expect(store.getState().view).toBe(view);
    store.getState().setFollow(true);
    expect(store.getState().view.endNs).toBeGreaterThan(1e9);
  });

  it('zooms around a moment that stays in its place', () => {
    const store = shown();
    store.getState().fitAll();
    const part = (ns: number) => {
      const { view } = store.getState();
      return (ns - view.startNs) / (view.endNs - view.startNs);
    };
    const before = part(5000);
    store.getState().zoomAt(5000, 0.5);
    expect(part(5000)).toBeCloseTo(before, 6);
  });

  it('brings a moment into sight with the cursor on it', () => {
    const store = shown();
    store.getState().setView({ startNs: 0, endNs: 1000 });
    store.getState().lookAt(13_000);
    const { view, cursorNs } = store.getState();
    expect(cursorNs).toBe(13_000);
    expect(view.startNs < 13_000 && view.endNs > 13_000).toBe(true);
  });
});

describe('the theme', () => {
  it('is the system’s until one is chosen, and the choice is kept', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (k: string, v: string) => void kept.set(k, v),
    };
    const store = createOverlookStore(storage, 'dark');
    store.getState().setSystemTheme('light');
    expect(store.getState().theme).toBe('light');
    store.getState().toggleTheme();
    store.getState().setSystemTheme('light');
    expect([store.getState().theme, createOverlookStore(storage, 'light').getState().theme]).toEqual(['dark', 'dark']);
  });
});
