import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions, findProgram } from '../lessons/index.ts';
import {
  ok,
  problem,
  uiGrant,
  uiQuestion,
  type BridgeConnection,
  type BridgeMessage,
  type HostState,
  type Result,
  type UiCarrier,
  type UiCarrierListener,
  type UiRequest,
  type UiResponse,
} from '../protocol/index.ts';
import { BridgeKeeper, type OpenBridge } from './bridge-keeper.ts';
import type { FooterMaker } from './footer-maker.ts';
import { unknownProgram } from './program-name.ts';
import { RecordingFile, reason } from './recording-file.ts';
import { RecordingList } from './recording-list.ts';
import { Session } from './session.ts';
import { UiFeed, type Source } from './ui-feed.ts';

export interface HostOptions {
  readonly version: string;
  readonly openBridge: OpenBridge;
  /** Whether a bridge can be opened, without opening one. */
  readonly canOpenBridge: () => Result<null>;
  /** Where the recordings that ship with Overlook are. */
  readonly shippedRecordings: string;
  /** Where live sessions are recorded. */
  readonly sessionsFolder: string;
  /** Adds to long recordings what makes them open at once; absent: nobody does. */
  readonly footers?: FooterMaker;
}

/** Recordings hold what was sent and received: nobody else needs to read them. */
const PRIVATE = 0o600;

/**
 * Owns the bridge, the session and its recording, and serves user interfaces.
 *
 * All interfaces see the same: one source at a time, the live session or an opened recording. Every question is answered,
 * also one that makes no sense, and nothing that an interface sends can do more than `UiRequest` says.
 */
export class Host {
  private readonly bridges: BridgeKeeper;
  private readonly recordings: RecordingList;
  private readonly interfaces = new Set<UiFeed>();
  private readonly watchers: ((state: HostState) => void)[] = [];
  private session: Session | undefined;
  private sessionSource = 0;
  private source: Source | undefined;
  private sources = 0;
  private starting = false;
  /** Why the last bridge could not be opened. The next attempt may fare better. */
  private openingProblem: string | undefined;
  private shownProblem: string | undefined;
  private telling = false;

  constructor(private readonly options: HostOptions) {
    this.bridges = new BridgeKeeper(options.openBridge, {
      message: (message) => this.bridgeSaid(message),
      lost: (why) => this.bridgeLost(why),
    });
    this.recordings = new RecordingList(options.shippedRecordings, options.sessionsFolder);
  }

  /** Attaches a user interface; it is told the state and shown the source. The carrier reports to what is returned. */
  attach(carrier: UiCarrier): UiCarrierListener {
    const feed = new UiFeed(carrier, (sentence) => {
      this.shownProblem = sentence;
      this.tellState();
    });
    this.interfaces.add(feed);
    feed.tell({ kind: 'state', state: this.state() });
    if (this.source !== undefined) feed.show(this.source);
    return {
      said: (message) => this.heard(feed, message),
      closed: () => {
        feed.close();
        this.interfaces.delete(feed);
      },
    };
  }

  /** Tells the state whenever it changes, to who needs no rows. */
  watch(told: (state: HostState) => void): void {
    this.watchers.push(told);
  }

  /** The full path of the newest session's recording, if there was a session. */
  get sessionRecording(): string | undefined {
    return this.session?.recording.path;
  }

  /** Opens the bridge before anybody needs it, so that the first session starts at once. */
  async warmUp(): Promise<void> {
    if (this.options.canOpenBridge().ok) await this.openBridge();
    this.tellState();
  }

  /** Shows a recording by its path; it stays in the list. */
  openFile(path: string): Result<null> {
    return this.show(path, this.recordings.add(path));
  }

  /** Stops the session, ends the bridge. The recordings are complete then. */
  async close(): Promise<void> {
    this.session?.control('stop');
    await this.bridges.close();
    await this.options.footers?.close();
    for (const feed of this.interfaces) feed.close();
    this.interfaces.clear();
    this.source?.recording.close();
    this.source = undefined;
  }

  private heard(feed: UiFeed, message: unknown): void {
    const grant = uiGrant.safeParse(message).data?.grant;
    if (grant === undefined) void this.answer(feed, message);
    else feed.grant(grant);
  }

  private async answer(feed: UiFeed, question: unknown): Promise<void> {
    const parsed = uiQuestion.safeParse(question);
    if (!parsed.success) {
      const id = numberIn(question);
      if (id !== undefined)
        feed.tell({ kind: 'answer', id, result: problem('This version of Overlook does not know that request.') });
      return;
    }
    const { id, request } = parsed.data;
    feed.tell({ kind: 'answer', id, result: await this.perform(request, feed, id) });
  }

  private perform(request: UiRequest, feed: UiFeed, id: number): UiResponse | Promise<UiResponse> {
    switch (request.name) {
      case 'session/start':
        return this.startSession(request);
      case 'session/control':
        if (this.session === undefined || this.session.isOver) return problem('No session is running.');
        this.session.control(request.action);
        return ok(null);
      case 'recording/read':
        return feed.read(id, request);
      case 'recording/open': {
        const recording = this.recordings.find(request.recording);
        if (recording === undefined) return problem(`There is no recording ${request.recording} in the list any more.`);
        return this.isRunning()
          ? problem('A session is running. Stop it first.')
          : this.show(recording.path, recording.name);
      }
    }
  }

  private async startSession(request: Extract<UiRequest, { name: 'session/start' }>): Promise<UiResponse> {
    const { program, paused, options: given = {}, payloadBytes } = request;
    const lesson = findProgram(program);
    if (lesson === undefined) return problem(unknownProgram(program));
    const options = checkOptions(lesson, given);
    if (typeof options === 'string') return problem(options);
    if (this.isRunning()) return problem('A session is running. Stop it first.');
    this.starting = true;
    try {
      const bridge = await this.openBridge();
      if (!bridge.ok) return bridge;
      const recording = this.createRecording(program);
      if (!recording.ok) return recording;
      const source: Source = { number: ++this.sources, origin: 'live', name: program, recording: recording.value };
      this.session = new Session(program, options, recording.value, bridge.value, {
        recorded: () => this.interfaces.forEach((feed) => feed.feed()),
        changed: () => this.sessionChanged(),
      });
      this.sessionSource = source.number;
      this.showSource(source);
      // A session is not to be disturbed by what is made of the one before.
      await this.options.footers?.stop();
      this.session.start(paused, payloadBytes);
      void this.session.ended.then(() => this.options.footers?.make(recording.value.path));
      return ok(null);
    } finally {
      this.starting = false;
      this.tellState();
    }
  }

  private async openBridge(): Promise<Result<BridgeConnection>> {
    const bridge = await this.bridges.get();
    this.openingProblem = bridge.ok ? undefined : bridge.problem;
    return bridge;
  }

  private isRunning(): boolean {
    return this.starting || (this.session !== undefined && !this.session.isOver);
  }

  private createRecording(program: string): Result<RecordingFile> {
    try {
      mkdirSync(this.options.sessionsFolder, { recursive: true });
    } catch (error) {
      return problem(`${this.options.sessionsFolder} cannot be made: ${reason(error)}.`);
    }
    const time = new Date().toISOString().replaceAll(':', '-').slice(0, 23);
    return RecordingFile.create(join(this.options.sessionsFolder, `${time} ${program}.ovl`), PRIVATE);
  }

  private show(path: string, name: string): Result<null> {
    const recording = RecordingFile.open(path);
    if (!recording.ok) return recording;
    this.showSource({ number: ++this.sources, origin: 'recording', name, recording: recording.value });
    this.tellState();
    return ok(null);
  }

  private showSource(source: Source): void {
    const before = this.source?.recording;
    this.source = source;
    this.shownProblem = undefined;
    for (const feed of this.interfaces) feed.show(source);
    before?.close();
  }

  private sessionChanged(): void {
    // What went wrong with this session is not to go on with the next.
    if (this.session?.state === 'failed') this.bridges.discard();
    this.tellState();
  }

  private bridgeSaid(message: BridgeMessage): void {
    if (message.kind === 'ready') this.tellState();
    else this.session?.take(message);
  }

  private bridgeLost(why: string): void {
    this.session?.lost(why);
    this.tellState();
  }

  /** Tells every interface, once for all that changes in one turn. */
  private tellState(): void {
    if (this.telling) return;
    this.telling = true;
    queueMicrotask(() => {
      this.telling = false;
      const state = this.state();
      for (const feed of this.interfaces) feed.tell({ kind: 'state', state });
      for (const told of this.watchers) told(state);
    });
  }

  private state(): HostState {
    const { system } = this.bridges;
    const session = this.session;
    const possible = this.options.canOpenBridge();
    const winsock = system === undefined ? 'Winsock is being started …' : `${system.winsock} · ${system.name}`;
    return {
      version: this.options.version,
      winsock: {
        available: possible.ok,
        text: possible.ok ? (this.openingProblem ?? winsock) : possible.problem,
        ...(system === undefined ? {} : { system: { ...system } }),
      },
      ...(session === undefined
        ? {}
        : {
            session: { source: this.sessionSource, program: session.program, state: session.state, text: session.text },
          }),
      ...(this.shownProblem === undefined ? {} : { problem: this.shownProblem }),
      recordings: this.recordings.list().map(({ name, bytes }) => ({ name, bytes })),
    };
  }
}

/** The number of a question that could not be parsed, so that its answer can be told apart. */
function numberIn(question: unknown): number | undefined {
  if (typeof question !== 'object' || question === null || !('id' in question)) return undefined;
  return typeof question.id === 'number' ? question.id : undefined;
}
